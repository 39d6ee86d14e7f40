import { sql } from 'kysely'
import type { Db } from './open.ts'

export interface StoredKeys {
  readonly recordId: string
  readonly keys: readonly { readonly kind: string; readonly value: string }[]
}

/** Replaces the keys of these records. */
export async function replaceMatchKeys(
  db: Db,
  workspaceId: string,
  side: 'capsule' | 'xero',
  records: readonly StoredKeys[],
): Promise<void> {
  if (records.length === 0) return
  const ids = JSON.stringify(records.map((record) => record.recordId))
  await sql`delete from match_key where workspace_id = ${workspaceId} and side = ${side}
    and record_id in (select jsonb_array_elements_text(${ids}::jsonb))`.execute(db)
  const rows = records.flatMap(({ recordId, keys }) =>
    keys.map((key) => ({ id: recordId, kind: key.kind, value: key.value })),
  )
  await sql`insert into match_key (workspace_id, side, record_id, kind, value)
    select ${workspaceId}::uuid, ${side}, r.id, r.kind, r.value
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, kind text, value text)
    on conflict do nothing`.execute(db)
}

export interface Neighbourhood {
  readonly parties: readonly number[]
  readonly contacts: readonly string[]
}

/**
 * The records that share a key with these, and those that share one with them: far enough to see every
 * rival of every candidate.
 */
export async function neighbours(
  db: Db,
  workspaceId: string,
  start: Neighbourhood,
  recordsMax: number,
): Promise<Neighbourhood> {
  const ids = JSON.stringify([
    ...start.parties.map((id) => ({ side: 'capsule', id: String(id) })),
    ...start.contacts.map((id) => ({ side: 'xero', id })),
  ])
  const result = await sql<{ side: 'capsule' | 'xero'; record_id: string }>`
    with start as (select * from jsonb_to_recordset(${ids}::jsonb) as s(side text, id text)),
    near as (
      select distinct b.side, b.record_id
      from start s
      join match_key a on a.workspace_id = ${workspaceId} and a.side = s.side and a.record_id = s.id
      join match_key b on b.workspace_id = ${workspaceId} and b.kind = a.kind and b.value = a.value
      limit ${recordsMax}
    ),
    far as (
      select distinct b.side, b.record_id
      from near n
      join match_key a on a.workspace_id = ${workspaceId} and a.side = n.side and a.record_id = n.record_id
      join match_key b on b.workspace_id = ${workspaceId} and b.kind = a.kind and b.value = a.value
      limit ${recordsMax}
    )
    select side, record_id from near union select side, record_id from far union select side, id from start`.execute(
    db,
  )
  return {
    parties: result.rows.filter((r) => r.side === 'capsule').map((r) => Number(r.record_id)),
    contacts: result.rows.filter((r) => r.side === 'xero').map((r) => r.record_id),
  }
}
