import { sql } from 'kysely'
import type { Deciding } from './decided.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'
import { type RecordRef, unmark } from './record-marks.ts'

/** Takes records out of the synchronisation. */
export async function excludeRecords(
  db: Db,
  deciding: Deciding,
  records: readonly RecordRef[],
): Promise<void> {
  if (records.length === 0) return
  await sql`insert into exclusion (workspace_id, side, record_id, connection_id, decided_by, decided_at)
    select ${deciding.workspaceId}::uuid, r.side, r.id, r."connectionId", ${deciding.by}, ${deciding.at.toISOString()}::timestamptz
    from json_to_recordset(${jsonText(records)}::json) as r(side text, id text, "connectionId" uuid)
    on conflict do nothing`.execute(db)
}

export const includeRecords = (db: Db, workspaceId: string, records: readonly RecordRef[]): Promise<void> =>
  unmark(db, 'exclusion', workspaceId, records)

/** Which of these are excluded: everywhere, or, of one that names an organisation, from that one; of others from any. */
export async function excludedAmong(
  db: Db,
  workspaceId: string,
  records: readonly RecordRef[],
): Promise<RecordRef[]> {
  if (records.length === 0) return []
  const rows = await db
    .selectFrom('exclusion')
    .select(['side', 'record_id', 'connection_id'])
    .where('workspace_id', '=', workspaceId)
    .where(
      'record_id',
      'in',
      records.map((record) => record.id),
    )
    .execute()
  return records.filter(({ side, id, connectionId }) =>
    rows.some(
      (row) =>
        row.side === side &&
        row.record_id === id &&
        (row.connection_id === null || connectionId === undefined || row.connection_id === connectionId),
    ),
  )
}
