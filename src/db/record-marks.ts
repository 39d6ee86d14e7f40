import type { Db } from './open.ts'

/** One record of either side. */
export interface RecordRef {
  readonly side: 'capsule' | 'xero'
  readonly id: string
}

/** Deletes the marks of these records. */
export async function unmark(
  db: Db,
  table: 'exclusion' | 'wanted',
  workspaceId: string,
  records: readonly RecordRef[],
): Promise<void> {
  for (const { side, id } of records) {
    await db
      .deleteFrom(table)
      .where('workspace_id', '=', workspaceId)
      .where('side', '=', side)
      .where('record_id', '=', id)
      .execute()
  }
}
