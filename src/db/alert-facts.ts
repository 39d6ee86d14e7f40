import { sql } from 'kysely'
import type { Db } from './open.ts'

/** Questions that wait for an approval: writes, and runs that are too large to go ahead. */
export async function countApprovals(db: Db, workspaceId: string): Promise<number> {
  const result = await sql<{ count: number }>`select (
      (select count(*) from review where workspace_id = ${workspaceId} and state = 'open' and kind = 'approval'))::int as count`.execute(
    db,
  )
  return Number(result.rows[0]?.count ?? 0)
}

/** Problems of records that a person has to look at. */
export async function problemsForPeople(db: Db, workspaceId: string, limit: number) {
  return db
    .selectFrom('problem')
    .select(['id', 'title', 'fix', 'side'])
    .where('workspace_id', '=', workspaceId)
    .where('source', '=', 'operation')
    .where('state', '=', 'open')
    .orderBy('first_at')
    .limit(limit)
    .execute()
}

/** When a record of that connection last changed at the vendor, as far as we have seen. */
export async function lastChangedAt(
  db: Db,
  connectionId: string,
  side: 'capsule' | 'xero',
): Promise<Date | null> {
  const table = side === 'capsule' ? sql.ref('mirror_party') : sql.ref('mirror_contact')
  const result = await sql<{ at: Date | null }>`select max(updated_at) as at from ${table}
    where connection_id = ${connectionId}::uuid`.execute(db)
  return result.rows[0]?.at ?? null
}

export async function driftOf(db: Db, workspaceId: string) {
  return db
    .selectFrom('balance_proof')
    .select(['connection_id', 'equal', 'different'])
    .where('workspace_id', '=', workspaceId)
    .where('different', '>', 0)
    .execute()
}
