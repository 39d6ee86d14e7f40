import { type RawBuilder, sql } from 'kysely'
import { alongIndex } from './along-index.ts'
import type { Db } from './open.ts'

/** Fields of a packed line stand between these; neither occurs in what is stored. */
const fieldMark = '\u001f'
const lineMark = '\u001e'
const tagMark = '\u001d'

/** One document as a list holds it, in the order of `documentLine`. */
export interface ListedDocument {
  readonly id: string
  readonly connectionId: string
  readonly contactId: string
  readonly kind: string
  readonly side: string
  readonly status: string
  /** Days since 1970-01-01; null without the date. */
  readonly issued: number | null
  readonly due: number | null
  readonly currency: string
  readonly rate: string | null
  readonly totalMinor: number
  /** Due on an invoice or bill, left of a credit. */
  readonly leftMinor: number
  readonly number: string
  readonly reference: string
}

/** What a list knows of the customer a document is for. */
export interface ListedContact {
  readonly id: string
  readonly name: string
  readonly supplierOnly: boolean
  /** The party it is linked with; null without. */
  readonly partyId: number | null
  readonly owner: string
  readonly team: string
  readonly tags: readonly string[]
}

/** Everything up to here was seen: transactions before `horizon` are in what was read. */
export interface Changes {
  readonly horizon: string
  /** Counts removals of documents, which rows cannot tell of. */
  readonly removals: number
  /** Counts changes of the viewer's visible set. */
  readonly visibleVersion: number
  readonly documents: readonly ListedDocument[]
  /** Contacts whose own values, link or party changed. */
  readonly contactIds: readonly string[]
  /** More changed than one answer holds. */
  readonly overflow: boolean
}

const changesMax = 5_000
const packed = (line: RawBuilder<unknown>) => sql`string_agg(${line}, ${lineMark}::text)`
const clean = (column: string) =>
  sql`translate(coalesce(${sql.ref(column)}, ''), ${fieldMark + lineMark}::text, '')`

const documentLine = sql`concat_ws(${fieldMark}::text, d.id, d.connection_id, d.contact_id, d.kind, d.side, d.status,
  coalesce((d.issued - date '1970-01-01')::text, ''), coalesce((d.due - date '1970-01-01')::text, ''),
  d.currency, coalesce(d.currency_rate::text, ''), d.total_minor,
  case when d.kind in ('credit_note', 'prepayment', 'overpayment') then d.remaining_minor else d.due_minor end,
  ${clean('d.number')}, ${clean('d.reference')})`

/** What was written since the horizon, in one statement. */
export async function listChanges(
  db: Db,
  workspaceId: string,
  horizon: string,
  viewerId: string | null,
): Promise<Changes> {
  // The upper bound keeps out what a restored database brought along from another one's transactions.
  const since = (alias: string) => sql`${sql.ref(`${alias}.workspace_id`)} = ${workspaceId}
    and ${sql.ref(`${alias}.changed_in`)} >= ${horizon}::xid8
    and ${sql.ref(`${alias}.changed_in`)} < (select upto from snapshot)`
  const { rows } = await sql<{
    horizon: string
    removals: number | null
    visible: number | null
    documents: string | null
    contacts: string | null
  }>`
    with snapshot as materialized (
      select pg_snapshot_xmin(pg_current_snapshot()) as horizon, pg_snapshot_xmax(pg_current_snapshot()) as upto)
    select (select horizon::text from snapshot) as horizon,
      (select version from list_version where workspace_id = ${workspaceId} and subject = 'document') as removals,
      (select version from list_version where workspace_id = ${workspaceId}
        and subject = ${`visible ${viewerId ?? ''}`}) as visible,
      (select ${packed(sql`line`)} from (
        select ${documentLine} as line from mirror_document d where ${since('d')} limit ${changesMax + 1}) s) as documents,
      (select string_agg(id::text, ',') from (
        select c.id from mirror_contact c where ${since('c')}
        union select l.contact_id from link l where ${since('l')}
        union select g.contact_id from link_gone g where ${since('g')}
        union select pl.contact_id from mirror_party p
          join link pl on pl.workspace_id = p.workspace_id and pl.party_id = p.id where ${since('p')}
        limit ${changesMax + 1}) s) as contacts`.execute(db)
  const [row] = rows
  if (!row) throw new Error('a statement without from gives one row')
  const documents = documentsOf(row.documents)
  const contactIds = row.contacts?.split(',') ?? []
  return {
    horizon: row.horizon,
    removals: Number(row.removals ?? 0),
    visibleVersion: Number(row.visible ?? 0),
    documents,
    contactIds,
    overflow: documents.length > changesMax || contactIds.length > changesMax,
  }
}

const pageSize = 10_000

/** Every document of a workspace, ten thousand at a time, so that others have their turn in between. */
export async function* allDocuments(db: Db, workspaceId: string): AsyncGenerator<readonly ListedDocument[]> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await alongIndex(
      db,
      sql<{ lines: string | null }>`select ${packed(sql`line`)} as lines from (
        select ${documentLine} as line from mirror_document d
        where d.workspace_id = ${workspaceId} and d.id > ${after}::uuid order by d.id limit ${pageSize}) s`,
    )
    const page = documentsOf(rows[0]?.lines ?? null)
    if (page.length > 0) yield page
    if (page.length < pageSize) return
    after =
      page
        .map(({ id }) => id)
        .sort()
        .at(-1) ?? after
  }
}

function documentsOf(lines: string | null): ListedDocument[] {
  if (lines === null) return []
  return lines.split(lineMark).map((line) => {
    const [
      id,
      connectionId,
      contactId,
      kind,
      side,
      status,
      issued,
      due,
      currency,
      rate,
      total,
      left,
      number,
      reference,
    ] = line.split(fieldMark)
    return {
      id: id ?? '',
      connectionId: connectionId ?? '',
      contactId: contactId ?? '',
      kind: kind ?? '',
      side: side ?? '',
      status: status ?? '',
      issued: issued ? Number(issued) : null,
      due: due ? Number(due) : null,
      currency: currency ?? '',
      rate: rate ? rate : null,
      totalMinor: Number(total),
      leftMinor: Number(left),
      number: number ?? '',
      reference: reference ?? '',
    }
  })
}

/** Of these contacts; one that is not known any more has no name. */
export async function listedContacts(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<ListedContact[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ lines: string | null }>`select ${packed(sql`line`)} as lines from (
    select concat_ws(${fieldMark}::text, w.id, ${clean('c.name')},
      coalesce((c.data ->> 'isSupplier')::boolean and not coalesce((c.data ->> 'isCustomer')::boolean, false), false),
      coalesce(l.party_id::text, ''), ${clean('p.owner_name')},
      translate(coalesce(p.data #>> '{team,name}', ''), ${fieldMark + lineMark}::text, ''),
      coalesce((select string_agg(translate(t ->> 'name', ${fieldMark + lineMark}::text, ''), ${tagMark}::text)
        from jsonb_array_elements(p.data -> 'tags') t), '')) as line
    from (select json_array_elements_text(${JSON.stringify(ids)}::json)::uuid as id) w
    left join mirror_contact c on c.workspace_id = ${workspaceId} and c.id = w.id
    left join link l on l.workspace_id = ${workspaceId} and l.contact_id = w.id
    left join mirror_party p on p.workspace_id = ${workspaceId} and p.id = l.party_id and p.state = 'active') s`.execute(
    db,
  )
  return (rows[0]?.lines ?? '').split(lineMark).map((line) => {
    const [id, name, supplierOnly, partyId, owner, team, tags] = line.split(fieldMark)
    return {
      id: id ?? '',
      name: name ?? '',
      supplierOnly: supplierOnly === 't' || supplierOnly === 'true',
      partyId: partyId ? Number(partyId) : null,
      owner: owner ?? '',
      team: team ?? '',
      tags: tags ? tags.split(tagMark) : [],
    }
  })
}

/** The parties a person sees, in order, and the version of that set. */
export async function visibleParties(
  db: Db,
  workspaceId: string,
  viewerId: string,
): Promise<{ readonly version: number; readonly ids: Float64Array }> {
  const { rows } = await sql<{ version: number | null; ids: string | null }>`select
    (select version from list_version where workspace_id = ${workspaceId}
      and subject = ${`visible ${viewerId}`}) as version,
    (select string_agg(party_id::text, ',') from visible_party
      where workspace_id = ${workspaceId} and user_id = ${viewerId}) as ids`.execute(db)
  const ids = rows[0]?.ids ? Float64Array.from(rows[0].ids.split(','), Number) : new Float64Array(0)
  return { version: Number(rows[0]?.version ?? 0), ids: ids.sort() }
}

/** The documents with these ids, in any order, with what a line of the list shows. */
export async function documentsById(db: Db, workspaceId: string, ids: readonly string[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('mirror_document')
    .select([
      'id',
      'connection_id',
      'contact_id',
      'kind',
      'side',
      'status',
      'number',
      'reference',
      'issued',
      'due',
      'paid_on',
    ])
    .select(['currency', 'currency_rate', 'tax_minor', 'total_minor', 'due_minor', 'remaining_minor'])
    .select(sql<string | null>`details ->> 'title'`.as('title'))
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', sql<string>`(select json_array_elements_text(${JSON.stringify(ids)}::json)::uuid)`)
    .execute()
}
export type DocumentById = Awaited<ReturnType<typeof documentsById>>[number]
