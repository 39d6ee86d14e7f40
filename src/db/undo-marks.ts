import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'
import type { RecordRef } from './record-marks.ts'

/**
 * What an undo left out and said to be different, in the one commit with its run: it carries the run's own time.
 */
export interface UndoMarks {
  readonly excluded: readonly RecordRef[]
  readonly rejected: readonly { readonly partyId: number; readonly contactId: string }[]
}

export async function marksOf(db: Db, workspaceId: string, startedAt: Date): Promise<UndoMarks> {
  const excluded = await db
    .selectFrom('exclusion')
    .select(['side', 'record_id as id'])
    .where('workspace_id', '=', workspaceId)
    .where('decided_at', '=', startedAt)
    .orderBy('side')
    .orderBy('record_id')
    .execute()
  const rejected = await db
    .selectFrom('rejected_pair')
    .select(['party_id as partyId', 'contact_id as contactId'])
    .where('workspace_id', '=', workspaceId)
    .where('decided_at', '=', startedAt)
    .orderBy('party_id')
    .orderBy('contact_id')
    .execute()
  return { excluded, rejected }
}

/** Takes them back: the records are treated by the rules again, and may be matched with one another. */
export async function liftMarks(db: Db, workspaceId: string, startedAt: Date): Promise<void> {
  for (const table of ['exclusion', 'rejected_pair'] as const)
    await db
      .deleteFrom(table)
      .where('workspace_id', '=', workspaceId)
      .where('decided_at', '=', startedAt)
      .execute()
}

/** Those among these times at which something was left out that still is. */
export async function markedTimes(
  db: Db,
  workspaceId: string,
  times: readonly Date[],
): Promise<ReadonlySet<number>> {
  if (times.length === 0) return new Set()
  const result = await sql<{ at: Date }>`select distinct decided_at as at from exclusion
    where workspace_id = ${workspaceId} and decided_at in (
      select json_array_elements_text(${jsonText(times.map((each) => each.toISOString()))}::json)::timestamptz)`.execute(
    db,
  )
  return new Set(result.rows.map((row) => row.at.getTime()))
}
