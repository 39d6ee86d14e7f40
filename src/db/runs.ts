import { sql } from 'kysely'
import type { Db } from './open.ts'
import type { RunStep, RunTable } from './tables.ts'

export async function insertRun(
  db: Db,
  run: {
    readonly id: string
    readonly workspaceId: string
    readonly kind: RunTable['kind']
    readonly state: RunTable['state']
    readonly steps: readonly RunStep[]
    readonly requestedBy: string | null
    /** Why it waits for approval, in words. */
    readonly held?: string | null
    /** The run it undoes. */
    readonly undoes?: string | null
    /** The Xero organisation it is about; null where it is about Capsule alone. */
    readonly connectionId?: string | null
    readonly at: Date
  },
): Promise<void> {
  await db
    .insertInto('run')
    .values({
      id: run.id,
      workspace_id: run.workspaceId,
      kind: run.kind,
      state: run.state,
      steps: JSON.stringify(run.steps),
      calls: JSON.stringify({ capsule: 0, xero: 0 }),
      requested_by: run.requestedBy,
      held: run.held ?? null,
      undoes: run.undoes ?? null,
      connection_id: run.connectionId ?? null,
      started_at: run.at,
    })
    .execute()
}

export async function runById(db: Db, workspaceId: string, id: string) {
  return db
    .selectFrom('run')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** @param connectionId of one organisation only */
export async function latestRun(db: Db, workspaceId: string, kind: RunTable['kind'], connectionId?: string) {
  return (
    db
      .selectFrom('run')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('kind', '=', kind)
      .$if(connectionId !== undefined, (q) => q.where('connection_id', '=', connectionId ?? null))
      .orderBy('started_at', 'desc')
      // Of two begun in the same millisecond the one that was not replaced.
      .orderBy((e) => e('state', '=', 'superseded'))
      .limit(1)
      .executeTakeFirst()
  )
}

/**
 * The approved run that is under way, if any; of several the oldest.
 *
 * @param connectionIds only runs about these organisations, or about Capsule alone
 */
export async function applyingRun(db: Db, workspaceId: string, connectionIds?: readonly string[]) {
  return (
    db
      .selectFrom('run')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('state', '=', 'applying')
      .$if(connectionIds !== undefined, (q) =>
        q.where((e) =>
          e.or([
            e('connection_id', 'is', null),
            sql<boolean>`connection_id = any(${connectionIds ?? []}::uuid[])`,
          ]),
        ),
      )
      // Somebody waits for what was done by hand.
      .orderBy((e) => e('kind', '<>', 'manual'))
      // What people edited does not wait behind figures.
      .orderBy((e) => e('kind', '=', 'facts'))
      .orderBy('started_at')
      .limit(1)
      .executeTakeFirst()
  )
}

/**
 * True once a comparison was approved: from then on changes flow by themselves.
 *
 * @param connectionId whether they do so with this organisation; with any when left out
 */
export async function isLive(db: Db, workspaceId: string, connectionId?: string): Promise<boolean> {
  const row = await db
    .selectFrom('run')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', 'comparison')
    .where('approved_at', 'is not', null)
    .$if(connectionId !== undefined, (q) => q.where('connection_id', '=', connectionId ?? null))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Waiting plans of other organisations are made anew: records they would create may exist now. */
export async function replanOthers(db: Db, workspaceId: string, connectionId: string): Promise<void> {
  await db
    .updateTable('run')
    .set({ state: 'reading' })
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', 'comparison')
    .where('state', '=', 'planned')
    .where('connection_id', 'is not', null)
    .where('connection_id', '<>', connectionId)
    .execute()
}

export async function saveProgress(
  db: Db,
  id: string,
  steps: readonly RunStep[],
  calls: { capsule: number; xero: number },
) {
  await db
    .updateTable('run')
    .set({ steps: JSON.stringify(steps), calls: JSON.stringify(calls) })
    .where('id', '=', id)
    .execute()
}
