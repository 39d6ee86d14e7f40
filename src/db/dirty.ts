import { sql } from 'kysely'
import type { CreditKind } from '#core/model/document.ts'
import { nextTryMs } from '#core/remote/backoff.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

/** What an event may be about. */
export type RecordKind = 'party' | 'opportunity' | 'contact' | 'document' | CreditKind

export interface DirtyRecord {
  readonly side: 'capsule' | 'xero'
  readonly kind: RecordKind
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
  await sql`insert into dirty as d (workspace_id, side, kind, record_id, connection_id, since)
    select ${workspaceId}::uuid, r.side, r.kind, r."recordId", r."connectionId", ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${jsonText([...unique.values()])}::jsonb) as r(side text, kind text, "recordId" text,
      "connectionId" uuid)
    order by r.side, r.kind, r."recordId"
    on conflict (workspace_id, side, kind, record_id) do update set marks = d.marks + 1, not_before = null,
      connection_id = coalesce(excluded.connection_id, d.connection_id)`.execute(db)
}

export interface DirtyRow extends DirtyRecord {
  readonly marks: number
}

/** Whose records are listed: Capsule's, or those of one Xero organisation. */
export type DirtyOf =
  | { readonly side: 'capsule' }
  | {
      readonly side: 'xero'
      readonly connectionId: string
      /** Also records of which nobody said whose they are. */
      readonly isFirst: boolean
    }

/** @param of everybody's when left out */
export async function listDirty(
  db: Db,
  workspaceId: string,
  rowsMax: number,
  of?: DirtyOf,
  /** Leaves out what was put off beyond this time. */
  at?: Date,
): Promise<DirtyRow[]> {
  const rows = await db
    .selectFrom('dirty')
    .select(['side', 'kind', 'record_id as recordId', 'marks'])
    .where('workspace_id', '=', workspaceId)
    .$if(of !== undefined, (q) => q.where('side', '=', of?.side ?? 'capsule'))
    .$if(of?.side === 'xero', (q) =>
      q.where((e) => {
        const own = e('connection_id', '=', of?.side === 'xero' ? of.connectionId : null)
        return of?.side === 'xero' && of.isFirst ? e.or([own, e('connection_id', 'is', null)]) : own
      }),
    )
    .$if(at !== undefined, (q) =>
      q.where((e) => e.or([e('not_before', 'is', null), e('not_before', '<=', at ?? new Date(0))])),
    )
    .orderBy('since')
    .limit(rowsMax)
    .execute()
  return rows
}

/** What could not be read is looked at again later, after longer each time, or when it is marked again. */
export async function putOffDirty(
  db: Db,
  workspaceId: string,
  at: Date,
  rows: readonly DirtyRow[],
): Promise<void> {
  if (rows.length === 0) return
  const put = rows.map((row) => ({ ...row, notBefore: new Date(at.getTime() + nextTryMs(row.marks)) }))
  await sql`update dirty d set not_before = r."notBefore", marks = d.marks + 1
    from (${inOrder(workspaceId, put)}) r
    where d.workspace_id = ${workspaceId} and d.side = r.side and d.kind = r.kind and d.record_id = r.record_id`.execute(
    db,
  )
}

/** Clears what was read, unless it was marked again meanwhile. */
export async function clearDirty(db: Db, workspaceId: string, rows: readonly DirtyRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`delete from dirty d using (${inOrder(workspaceId, rows)}) r
    where d.workspace_id = ${workspaceId} and d.side = r.side and d.kind = r.kind and d.record_id = r.record_id`.execute(
    db,
  )
}

/** Those of the rows that were not marked again, locked in the order in which others mark them. */
const inOrder = (workspaceId: string, rows: readonly DirtyRow[]) =>
  sql`select d.side, d.kind, d.record_id, r."notBefore" from dirty d
    join jsonb_to_recordset(${jsonText(rows)}::jsonb) as r(side text, kind text, "recordId" text, marks int,
      "notBefore" timestamptz) on d.side = r.side and d.kind = r.kind and d.record_id = r."recordId" and d.marks = r.marks
    where d.workspace_id = ${workspaceId} order by d.side, d.kind, d.record_id for update of d`
