import type { Deciding } from './decided.ts'
import type { Db } from './open.ts'
import { type RecordRef, unmark } from './record-marks.ts'

/** Takes records out of the synchronisation. */
export async function excludeRecords(
  db: Db,
  deciding: Deciding,
  records: readonly RecordRef[],
): Promise<void> {
  if (records.length === 0) return
  await db
    .insertInto('exclusion')
    .values(
      records.map(({ side, id }) => ({
        workspace_id: deciding.workspaceId,
        side,
        record_id: id,
        decided_by: deciding.by,
        decided_at: deciding.at,
      })),
    )
    .onConflict((c) => c.doNothing())
    .execute()
}

export const includeRecords = (db: Db, workspaceId: string, records: readonly RecordRef[]): Promise<void> =>
  unmark(db, 'exclusion', workspaceId, records)

/** Which of these are excluded. */
export async function excludedAmong(
  db: Db,
  workspaceId: string,
  records: readonly RecordRef[],
): Promise<RecordRef[]> {
  if (records.length === 0) return []
  const rows = await db
    .selectFrom('exclusion')
    .select(['side', 'record_id'])
    .where('workspace_id', '=', workspaceId)
    .where(
      'record_id',
      'in',
      records.map((record) => record.id),
    )
    .execute()
  return records.filter(({ side, id }) => rows.some((row) => row.side === side && row.record_id === id))
}
