import type { Deciding } from './decided.ts'
import type { Db } from './open.ts'
import { type RecordRef, unmark } from './record-marks.ts'

/** Asks for a counterpart of the record on the other side. */
export async function wantRecord(db: Db, deciding: Deciding, record: RecordRef): Promise<void> {
  await db
    .insertInto('wanted')
    .values({
      workspace_id: deciding.workspaceId,
      side: record.side,
      record_id: record.id,
      connection_id: record.connectionId ?? null,
      wanted_by: deciding.by,
      wanted_at: deciding.at,
    })
    .onConflict((c) => c.doNothing())
    .execute()
}

/** They have a counterpart now, or are not wanted any more. */
export const dropWanted = (db: Db, workspaceId: string, records: readonly RecordRef[]): Promise<void> =>
  unmark(db, 'wanted', workspaceId, records)
