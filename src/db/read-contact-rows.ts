import { sql } from 'kysely'
import { type Access, rowVisible } from './access.ts'
import { alongIndex } from './along-index.ts'
import type { Db } from './open.ts'

const fieldMark = '\u001f'
const lineMark = '\u001e'

/** One line of the Contacts page as a list holds it. */
export interface ListedContactRow {
  readonly key: string
  readonly state: string
  readonly supplierOnly: boolean
  /** Null for a contact without a party. */
  readonly partyId: number | null
  readonly outstandingBase: number
  readonly overdueBase: number
  readonly changedMs: number
  readonly name: string
  readonly search: string
}

export interface ContactRowChanges {
  /** Everything before it was seen. */
  readonly horizon: string
  /** Counts removals of too many lines to name them. */
  readonly removals: number
  readonly visibleVersion: number
  /** Keys of lines that went; some of them came again. */
  readonly gone: readonly string[]
  readonly rows: readonly ListedContactRow[]
  readonly overflow: boolean
}

const changesMax = 5_000
const text = (column: string) =>
  sql`translate(coalesce(${sql.ref(column)}, ''), ${fieldMark + lineMark}::text, '')`
const line = sql`concat_ws(${fieldMark}::text, r.key, r.state, r.is_supplier and not r.is_customer,
  coalesce(r.party_id::text, ''), r.outstanding_base, r.overdue_base,
  floor(extract(epoch from r.changed_at) * 1000)::bigint, ${text('r.sort_name')}, ${text('r.search')})`

/** What was written to the lines since the horizon, in one statement. */
export async function contactRowChanges(
  db: Db,
  workspaceId: string,
  horizon: string,
  viewerId: string | null,
): Promise<ContactRowChanges> {
  const since = (alias: string) => sql`${sql.ref(`${alias}.workspace_id`)} = ${workspaceId}
    and ${sql.ref(`${alias}.changed_in`)} >= ${horizon}::xid8
    and ${sql.ref(`${alias}.changed_in`)} < (select upto from snapshot)`
  const version = (subject: string) => sql`(select version from list_version
    where workspace_id = ${workspaceId} and subject = ${subject})`
  const { rows } = await sql<{
    horizon: string
    removals: number | null
    visible: number | null
    gone: string | null
    lines: string | null
  }>`
    with snapshot as materialized (
      select pg_snapshot_xmin(pg_current_snapshot()) as horizon, pg_snapshot_xmax(pg_current_snapshot()) as upto)
    select (select horizon::text from snapshot) as horizon, ${version('contact_row')} as removals,
      ${version(`visible ${viewerId ?? ''}`)} as visible,
      (select string_agg(key, ',') from (
        select distinct g.key from contact_row_gone g where ${since('g')} limit ${changesMax + 1}) s) as gone,
      (select string_agg(line, ${lineMark}::text) from (
        select ${line} as line from contact_row r where ${since('r')} limit ${changesMax + 1}) s) as lines`.execute(
    db,
  )
  const [row] = rows
  if (!row) throw new Error('a statement without from gives one row')
  const gone = row.gone?.split(',') ?? []
  const changed = rowsOf(row.lines)
  return {
    horizon: row.horizon,
    removals: Number(row.removals ?? 0),
    visibleVersion: Number(row.visible ?? 0),
    gone,
    rows: changed,
    overflow: gone.length > changesMax || changed.length > changesMax,
  }
}

const pageSize = 10_000

/** Every line of a workspace, ten thousand at a time. */
export async function* allContactRows(
  db: Db,
  workspaceId: string,
): AsyncGenerator<readonly ListedContactRow[]> {
  let after = ''
  for (;;) {
    const { rows } = await alongIndex(
      db,
      sql<{ lines: string | null; last: string | null }>`
        select string_agg(line, ${lineMark}::text) as lines, max(key) as last from (
          select r.key, ${line} as line from contact_row r
          where r.workspace_id = ${workspaceId} and r.key > ${after} order by r.key limit ${pageSize}) s`,
    )
    const page = rowsOf(rows[0]?.lines ?? null)
    if (page.length > 0) yield page
    if (page.length < pageSize) return
    after = rows[0]?.last ?? after
  }
}

function rowsOf(lines: string | null): ListedContactRow[] {
  if (lines === null) return []
  return lines.split(lineMark).map((one) => {
    const [key, state, supplierOnly, partyId, outstanding, overdue, changed, name, search] =
      one.split(fieldMark)
    return {
      key: key ?? '',
      state: state ?? '',
      supplierOnly: supplierOnly === 't' || supplierOnly === 'true',
      partyId: partyId ? Number(partyId) : null,
      outstandingBase: Number(outstanding),
      overdueBase: Number(overdue),
      changedMs: Number(changed),
      name: name ?? '',
      search: search ?? '',
    }
  })
}

/** These lines, in any order, as far as they may be seen. */
export async function contactRowsByKey(db: Db, access: Access, keys: readonly string[]) {
  if (keys.length === 0) return []
  return db
    .selectFrom('contact_row')
    .selectAll()
    .where('workspace_id', '=', access.workspaceId)
    .where('key', 'in', sql<string>`(select json_array_elements_text(${JSON.stringify(keys)}::json))`)
    .where(rowVisible(access, 'contact_row'))
    .execute()
}
