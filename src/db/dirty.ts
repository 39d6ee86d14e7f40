import { sql } from 'kysely'
import type { CreditKind } from '#core/model/document.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

export interface DirtyRecord {
  readonly side: 'capsule' | 'xero'
  readonly kind: 'party' | 'contact' | 'document' | 'opportunity' | CreditKind
  readonly recordId: string
  /** Of a Xero record, its organisation; the first one when left out. */
  readonly connectionId?: string
}

/** One row per record, however many events speak of it. */
export async function markDirty(
  db: Db,
  workspaceId: string,
  at: Date,
  records: readonly DirtyRecord[],
): Promise<void> {
  if (records.length === 0) return
  const unique = new Map(records.map((r) => [`${r.side} ${r.kind} ${r.recordId}`, r]))
  await sql`insert into dirty as d (workspace_id, side, kind, record_id, since)
    select ${workspaceId}::uuid, r.side, r.kind, r."recordId", ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${jsonText([...unique.values()])}::jsonb) as r(side text, kind text, "recordId" text)
    on conflict (workspace_id, side, kind, record_id) do update set marks = d.marks + 1`.execute(db)
}

export interface DirtyRow extends DirtyRecord {
  readonly marks: number
}

export async function listDirty(db: Db, workspaceId: string, rowsMax: number): Promise<DirtyRow[]> {
  const rows = await db
    .selectFrom('dirty')
    .select(['side', 'kind', 'record_id as recordId', 'marks'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('since')
    .limit(rowsMax)
    .execute()
  return rows
}

/** Clears what was read, unless it was marked again meanwhile. */
export async function clearDirty(db: Db, workspaceId: string, rows: readonly DirtyRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`delete from dirty d
    using jsonb_to_recordset(${jsonText(rows)}::jsonb) as r(side text, kind text, "recordId" text, marks int)
    where d.workspace_id = ${workspaceId} and d.side = r.side and d.kind = r.kind and d.record_id = r."recordId"
      and d.marks = r.marks`.execute(db)
}
