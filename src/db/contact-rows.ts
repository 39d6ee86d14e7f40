import { type RawBuilder, sql } from 'kysely'
import { type CivilDate, civilDateIn } from '#core/civil-date.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { anyOf } from './any-of.ts'
import type { Db } from './open.ts'

/** The day it is in each Xero organisation, by its connection. */
export type Days = Readonly<Record<string, CivilDate>>

export async function daysOf(db: Db, workspaceId: WorkspaceId, nowMs: number): Promise<Days> {
  const organisations = await db
    .selectFrom('connection')
    .select(['id', sql<string>`details ->> 'timeZone'`.as('zone')])
    .where('workspace_id', '=', workspaceId)
    .where('side', '=', 'xero')
    .execute()
  return Object.fromEntries(organisations.map(({ id, zone }) => [id, civilDateIn(zone, nowMs)]))
}

/** What a line says besides its key. */
const said = [
  ...['party_id', 'contact_id', 'name', 'sort_name', 'search', 'type', 'state', 'differing'],
  ...['is_customer', 'is_supplier', 'owner', 'archived', 'outstanding', 'overdue'],
  ...['outstanding_base', 'overdue_base', 'days_late', 'changed_at'],
]
const columnsOf = (table: string) => sql.join(said.map((column) => sql.ref(`${table}.${column}`)))
const columns = sql.join(said.map((column) => sql.ref(column)))

/** Records whose lines of the Contacts page may have changed. */
export type RowScope = 'all' | { readonly parties: readonly number[]; readonly contacts: readonly string[] }

/**
 * Computes the lines of the Contacts page anew from mirrors, links, operations and reviews, and writes those that
 * came out otherwise. A scope may name either side of a link; the other side follows by itself. A party linked in
 * several organisations has one line, with its money over all of them.
 *
 * @param today the day in the time zone of each organisation, which decides what is overdue
 * @returns the keys of the lines that exist now
 */
export async function refreshContactRows(
  db: Db,
  workspaceId: string,
  today: CivilDate | Days,
  now: Date,
  scope: RowScope,
): Promise<string[]> {
  if (scope !== 'all' && scope.parties.length === 0 && scope.contacts.length === 0) return []
  const wide = scope === 'all' ? scope : await withLinked(db, workspaceId, scope)
  const party = (column: RawBuilder<unknown>) =>
    wide === 'all' ? sql`true` : sql`${column} = ${anyOf(wide.parties, 'bigint')}`
  const contact = (column: RawBuilder<unknown>) =>
    wide === 'all' ? sql`true` : sql`${column} = ${anyOf(wide.contacts, 'uuid')}`

  const days = typeof today === 'string' ? [] : Object.entries(today).map(([id, day]) => ({ id, day }))
  // Also for documents whose connection is not among the organisations any more.
  const latest = typeof today === 'string' ? today : (Object.values(today).sort().at(-1) ?? null)
  // Of tables that have just been filled the database believes that they are empty, and would compare each row with each.
  // For few rows the joins stand in a good order, and trying others takes longer than they do.
  const setting =
    scope === 'all'
      ? { name: 'enable_nestloop', here: 'off', usual: 'on' }
      : { name: 'join_collapse_limit', here: '1', usual: '8' }
  // Most contacts share the line of a party, and most lines that were there before are there now.
  const alone =
    wide === 'all'
      ? sql`true`
      : sql`c.id = any(array(select unnest(${wide.contacts}::uuid[])
          except select contact_id from first_link except select contact_id from further))`
  const stale =
    wide === 'all'
      ? sql`not exists (select from line where line.key = r.key)`
      : sql`r.key = any(array(select unnest(${keysOf(wide)}::text[]) except select key from line))`
  await set(db, setting.name, setting.here)
  const lines = await sql<{ key: string }>`
    with day as (select * from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as d(id uuid, day date)),
    linked as materialized (
      select l.party_id, l.contact_id, l.state, l.differing, n.added_at from link l
      left join connection n on n.id = l.connection_id
      where l.workspace_id = ${workspaceId} and l.party_id is not null and ${party(sql`l.party_id`)}
    ),
    first_link as materialized (
      -- The one the line stands for: the link in the organisation that was added first, unless it is only proposed.
      select distinct on (l.party_id) l.party_id, l.contact_id, l.state, l.differing from linked l
      join mirror_party p on p.workspace_id = ${workspaceId} and p.id = l.party_id and p.state = 'active'
      order by l.party_id, l.state = 'proposed', l.added_at, l.contact_id
    ),
    further as materialized (
      select f.contact_id as home, l.contact_id, l.state, l.differing from linked l
      join first_link f on f.party_id = l.party_id and f.contact_id <> l.contact_id
    ),
    others as (
      select o.home, coalesce(bool_and(o.state = 'active') filter (where o.state <> 'proposed'), true) as active,
        sum(jsonb_array_length(o.differing)) as differing,
        bool_or((c.data ->> 'isCustomer')::boolean) as is_customer,
        bool_or((c.data ->> 'isSupplier')::boolean) as is_supplier, bool_and(c.status <> 'ACTIVE') as archived,
        string_agg(concat_ws(' ', c.name, c.data ->> 'accountNumber'), ' ') as search,
        string_agg(c.data ->> 'email', ' ') as emails,
        max(c.updated_at) as updated
      from further o join mirror_contact c on c.workspace_id = ${workspaceId} and c.id = o.contact_id
      group by o.home
    ),
    due as (
      select coalesce(o.home, d.contact_id) as contact_id, d.currency, d.due_minor, d.currency_rate, d.due,
        coalesce(day.day, ${latest}::date) as today
      from mirror_document d
      left join further o on o.contact_id = d.contact_id
      left join day on day.id = d.connection_id
      where d.workspace_id = ${workspaceId} and d.kind = 'invoice' and d.status = 'AUTHORISED' and d.due_minor > 0
        and ${contact(sql`d.contact_id`)}
    ),
    owed as (
      select contact_id, currency, sum(due_minor) as minor,
        coalesce(sum(due_minor) filter (where due < today), 0) as overdue_minor,
        sum(round(due_minor / coalesce(nullif(currency_rate, 0), 1))) as base,
        coalesce(sum(round(due_minor / coalesce(nullif(currency_rate, 0), 1))) filter (where due < today), 0) as overdue_base,
        coalesce(max(today - due) filter (where due < today), 0) as days_late
      from due group by contact_id, currency
    ),
    money as (
      select contact_id,
        jsonb_agg(jsonb_build_object('currency', currency, 'minor', minor) order by base desc) as outstanding,
        coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'minor', overdue_minor) order by overdue_base desc)
          filter (where overdue_minor > 0), '[]') as overdue,
        sum(base) as outstanding_base, sum(overdue_base) as overdue_base, max(days_late) as days_late
      from owed group by contact_id
    ),
    failed as (
      select distinct coalesce(f.home, o.contact_id) as contact_id from operation o
      left join further f on f.contact_id = o.contact_id
      where o.workspace_id = ${workspaceId} and o.state = 'failed' and o.contact_id is not null
    ),
    failed_party as (
      select distinct party_id from operation
      where workspace_id = ${workspaceId} and state = 'failed' and contact_id is null and party_id is not null
    ),
    asked as (
      select distinct coalesce(f.home, r.contact_id) as contact_id from review r
      left join further f on f.contact_id = r.contact_id
      where r.workspace_id = ${workspaceId} and r.state = 'open' and r.contact_id is not null
    ),
    excluded as (
      -- Left out of one organisation only and linked in another, a party is not left out.
      select e.side, e.record_id from exclusion e
      where e.workspace_id = ${workspaceId} and (e.connection_id is null or not exists
        (select from first_link l where e.side = 'capsule' and l.party_id::text = e.record_id))
      group by e.side, e.record_id
    ),
    sides as (
      select 'p' || p.id as key, p.id as party_id, l.contact_id, l.state as link_state, jsonb_array_length(l.differing) as differing, p.name, p.type,
        p.owner_name as owner, p.updated_at as party_updated, p.data as party, c.data as contact, c.status as contact_status,
        c.updated_at as contact_updated
      from mirror_party p
      left join first_link l on l.party_id = p.id
      left join mirror_contact c on c.workspace_id = p.workspace_id and c.id = l.contact_id
      where p.workspace_id = ${workspaceId} and p.state = 'active' and ${party(sql`p.id`)}
      union all
      select 'x' || c.id, null, c.id, l.state, jsonb_array_length(l.differing), c.name, 'contact', null, null, null, c.data, c.status, c.updated_at
      from mirror_contact c
      left join link l on l.workspace_id = c.workspace_id and l.contact_id = c.id
      left join mirror_party p on p.workspace_id = c.workspace_id and p.id = l.party_id and p.state = 'active'
      where c.workspace_id = ${workspaceId} and p.id is null and c.data ->> 'mergedToContactId' is null
        and ${alone}
    ),
    line as materialized (
      select s.key, s.party_id, s.contact_id, s.name, lower(s.name) as sort_name,
        lower(concat_ws(' ', s.name, s.contact ->> 'name', s.contact ->> 'accountNumber', o.search,
          (select string_agg(e ->> 'address', ' ') from jsonb_array_elements(s.party -> 'emails') e),
          case when s.type <> 'organisation' then concat_ws(' ', s.contact ->> 'email', o.emails) end)
          -- On a line of its own: Xero's address of an organisation may be one of a person whom not everybody sees.
          || case when s.type = 'organisation' and (o.emails <> '' or s.contact ->> 'email' <> '' and not exists
              (select from jsonb_array_elements(s.party -> 'emails') e
                where lower(e ->> 'address') = lower(s.contact ->> 'email')))
            then chr(10) || concat_ws(' ', s.contact ->> 'email', o.emails) else '' end) as search,
        s.type,
        case
          when ep.record_id is not null or ec.record_id is not null then 'excluded'
          when f.contact_id is not null or fp.party_id is not null then 'failed'
          when a.contact_id is not null then 'review'
          when s.link_state = 'active' and coalesce(o.active, true) then 'linked'
          when s.link_state is not null then 'waiting'
          when s.party_id is not null then 'capsule_only'
          else 'xero_only'
        end as state,
        coalesce(s.differing, 0) + coalesce(o.differing, 0) as differing,
        coalesce((s.contact ->> 'isCustomer')::boolean, false) or coalesce(o.is_customer, false) as is_customer,
        coalesce((s.contact ->> 'isSupplier')::boolean, false) or coalesce(o.is_supplier, false) as is_supplier,
        s.owner, coalesce(s.contact_status <> 'ACTIVE', false) and coalesce(o.archived, true) as archived,
        coalesce(m.outstanding, '[]') as outstanding, coalesce(m.overdue, '[]') as overdue,
        coalesce(m.outstanding_base, 0) as outstanding_base, coalesce(m.overdue_base, 0) as overdue_base,
        coalesce(m.days_late, 0) as days_late,
        coalesce(greatest(s.party_updated, s.contact_updated, o.updated), ${now.toISOString()}::timestamptz) as changed_at
      from sides s
      left join others o on o.home = s.contact_id
      left join money m on m.contact_id = s.contact_id
      left join failed f on f.contact_id = s.contact_id
      left join failed_party fp on fp.party_id = s.party_id
      left join asked a on a.contact_id = s.contact_id
      left join excluded ep on ep.side = 'capsule' and ep.record_id = s.party_id::text
      left join excluded ec on ec.side = 'xero' and ec.record_id = s.contact_id::text
    ),
    gone as (
      delete from contact_row r where r.workspace_id = ${workspaceId} and ${stale}
    ),
    written as (
      insert into contact_row as r (workspace_id, key, ${columns})
      select ${workspaceId}::uuid, key, ${columns} from line
      on conflict (workspace_id, key) do update set (${columns}, changed_in) = row(${columnsOf('excluded')}, pg_current_xact_id())
      where (${columnsOf('r')}) is distinct from (${columnsOf('excluded')})
    )
    select key from line`.execute(db)
  await set(db, setting.name, setting.usual)
  if (scope === 'all') {
    await db
      .updateTable('workspace')
      .set({ rows_day: latest, rows_days: typeof today === 'string' ? null : JSON.stringify(today) })
      .where('id', '=', workspaceId)
      .execute()
  }
  return lines.rows.map((row) => row.key)
}

const keysOf = ({ parties, contacts }: Exclude<RowScope, 'all'>): string[] => [
  ...parties.map((id) => `p${id}`),
  ...contacts.map((id) => `x${id}`),
]

/** A setting of the database, until the end of the transaction; without one nothing happens. */
async function set(db: Db, name: string, value: string): Promise<void> {
  await sql`select set_config(${name}, ${value}, true)`.execute(db)
}

async function withLinked(
  db: Db,
  workspaceId: string,
  scope: Exclude<RowScope, 'all'>,
): Promise<Exclude<RowScope, 'all'>> {
  const result = await sql<{ party_id: number | null; contact_id: string }>`
    with named as (select party_id, contact_id from link where workspace_id = ${workspaceId} and (
      party_id = ${anyOf(scope.parties, 'bigint')}
      or contact_id = ${anyOf(scope.contacts, 'uuid')}))
    select party_id, contact_id from named
    union
    select party_id, contact_id from link
    where workspace_id = ${workspaceId} and party_id in (select party_id from named)`.execute(db)
  return {
    parties: [
      ...new Set([
        ...scope.parties,
        ...result.rows.flatMap((r) => (r.party_id === null ? [] : [r.party_id])),
      ]),
    ],
    contacts: [...new Set([...scope.contacts, ...result.rows.map((r) => r.contact_id)])],
  }
}
