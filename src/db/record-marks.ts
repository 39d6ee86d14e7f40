import type { Db } from './open.ts'

/** One record of either side. */
export interface RecordRef {
  readonly side: 'capsule' | 'xero'
  readonly id: string
  /** Of a party that is marked for one Xero organisation only: which. Of a mark to be removed: only such ones and general ones. */
  readonly connectionId?: string
}

/** Deletes the marks of these records. */
export async function unmark(
  db: Db,
  table: 'exclusion' | 'wanted',
  workspaceId: string,
  records: readonly RecordRef[],
): Promise<void> {
  for (const { side, id, connectionId } of records) {
    await db
      .deleteFrom(table)
      .where('workspace_id', '=', workspaceId)
      .where('side', '=', side)
      .where('record_id', '=', id)
      .$if(connectionId !== undefined, (q) =>
        q.where((e) => e.or([e('connection_id', 'is', null), e('connection_id', '=', connectionId ?? null)])),
      )
      .execute()
  }
}
