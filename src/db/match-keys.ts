import { type RawBuilder, sql } from 'kysely'
import { jsonBytes } from './json-text.ts'
import type { Db } from './open.ts'

export interface StoredKeys {
  readonly recordId: string
  readonly keys: readonly { readonly kind: string; readonly value: string }[]
}

/** Replaces the keys of these records; fresh ones have none yet, which is most of a first read. */
export async function replaceMatchKeys(
  db: Db,
  workspaceId: string,
  side: 'capsule' | 'xero',
  records: readonly StoredKeys[],
  fresh: ReadonlySet<string> = new Set(),
): Promise<void> {
  const added = records.filter(({ recordId }) => fresh.has(recordId))
  const others = records.filter(({ recordId }) => !fresh.has(recordId))
  if (added.length > 0)
    await sql`insert into match_key (workspace_id, side, record_id, kind, value)
      select ${workspaceId}::uuid, ${side}, r.id, r.kind, r.value from ${wanted(added)}`.execute(db)
  if (others.length > 0)
    // Most keys of a record that changed are as they were.
    await sql`with wanted as materialized (select * from ${wanted(others)}),
      held as materialized (
        select ctid as at, record_id as id, kind, value from match_key
        where workspace_id = ${workspaceId} and side = ${side}
          and record_id = any(${others.map(({ recordId }) => recordId)}::text[])
      ),
      gone as (
        delete from match_key where ctid = any(array(select at from held where not exists
          (select from wanted w where w.id = held.id and w.kind = held.kind and w.value = held.value)))
      )
      insert into match_key (workspace_id, side, record_id, kind, value)
      select ${workspaceId}::uuid, ${side}, w.id, w.kind, w.value from wanted w where not exists
        (select from held where held.id = w.id and held.kind = w.kind and held.value = w.value)`.execute(db)
}

/** Each once, as a table. */
function wanted(records: readonly StoredKeys[]): RawBuilder<unknown> {
  const rows = records.flatMap(({ recordId, keys }) =>
    [...new Map(keys.map((key) => [`${key.kind} ${key.value}`, key])).values()].map(({ kind, value }) => ({
      id: recordId,
      kind,
      value,
    })),
  )
  return sql`json_to_recordset(${jsonBytes(rows)}::json) as r(id text, kind text, value text)`
}

export interface Neighbourhood {
  readonly parties: readonly number[]
  readonly contacts: readonly string[]
}

/** A verdict depends on rivals of rivals; beyond this many steps nothing changes it. */
const hopsMax = 4

/**
 * The records that share a key with these, those that share one with them, and so on: far enough to judge the
 * first ones as the whole plan would.
 *
 * @param recordsMax where to stop; a key that so many records share says nothing of any of them
 */
export async function neighbours(
  db: Db,
  workspaceId: string,
  start: Neighbourhood,
  recordsMax: number,
): Promise<Neighbourhood> {
  const known = new Set(names(start))
  let edge: string[] = [...known]
  for (let hop = 0; hop < hopsMax && edge.length > 0 && known.size < recordsMax; hop++) {
    const records = edge.map((name) => ({ side: name.slice(0, 7).trimEnd(), id: name.slice(8) }))
    const result = await sql<{ side: 'capsule' | 'xero'; record_id: string }>`
      -- Each key once: of a thousand records that share one, joining them with each other makes a million pairs.
      with keys as materialized (
        select distinct a.kind, a.value
        from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as s(side text, id text)
        join match_key a on a.workspace_id = ${workspaceId} and a.side = s.side and a.record_id = s.id)
      select distinct b.side, b.record_id from keys
      join match_key b on b.workspace_id = ${workspaceId} and b.kind = keys.kind and b.value = keys.value
      order by b.side, b.record_id
      limit ${recordsMax}`.execute(db)
    edge = result.rows.map((row) => nameOf(row.side, row.record_id)).filter((name) => !known.has(name))
    for (const name of edge) known.add(name)
  }
  const ids = (side: string) =>
    [...known].filter((name) => name.startsWith(side)).map((name) => name.slice(8))
  return { parties: ids('capsule').map(Number), contacts: ids('xero') }
}

const nameOf = (side: string, id: string | number): string => `${side.padEnd(7)} ${id}`
const names = ({ parties, contacts }: Neighbourhood): string[] => [
  ...parties.map((id) => nameOf('capsule', id)),
  ...contacts.map((id) => nameOf('xero', id)),
]
