import type { Db } from './open.ts'

/** What came of reading all records of a connection once more. */
export interface Reading {
  readonly at: Date
  readonly read: number
  /** Had changed, and neither a webhook nor a sweep had told of it. */
  readonly unheard: number
}

/** Linked pairs of an organisation, compared field by field. */
export interface Comparison {
  readonly equal: number
  /** Different, as a rule, a decision or an open question says. */
  readonly explained: number
  /** Different for no reason. */
  readonly drifting: number
}

export async function lastReading(db: Db, connectionId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('record_proof')
    .select('at')
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return row?.at ?? null
}

/** Replaces the one before, and what was compared after that. */
export async function saveReading(
  db: Db,
  scope: { readonly workspaceId: string; readonly connectionId: string },
  reading: Reading,
): Promise<void> {
  const values = { ...reading, equal: null, explained: null, drifting: null }
  await db
    .insertInto('record_proof')
    .values({ connection_id: scope.connectionId, workspace_id: scope.workspaceId, ...values })
    .onConflict((c) => c.column('connection_id').doUpdateSet(values))
    .execute()
}

/** Whether the pairs of this organisation were not compared since all was read. */
export async function isUncompared(db: Db, connectionId: string): Promise<boolean> {
  const row = await db
    .selectFrom('record_proof')
    .select('at')
    .where('connection_id', '=', connectionId)
    .where('equal', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export async function saveComparison(db: Db, connectionId: string, comparison: Comparison): Promise<void> {
  await db.updateTable('record_proof').set(comparison).where('connection_id', '=', connectionId).execute()
}

/** The last reading of every connection there is. */
export async function listReadings(db: Db, workspaceId: string) {
  return db
    .selectFrom('record_proof as p')
    .innerJoin('connection as c', 'c.id', 'p.connection_id')
    .select(['c.side', 'p.at', 'p.read', 'p.unheard', 'p.equal', 'p.explained', 'p.drifting'])
    .where('p.workspace_id', '=', workspaceId)
    .where('c.state', '<>', 'disconnected')
    .execute()
}
