import { sql } from 'kysely'
import type { Days } from './contact-rows.ts'
import type { Db } from './open.ts'

/**
 * What the lines of these contacts say is owed, computed anew. Where nothing but documents changed this comes to the
 * same as `refreshContactRows`, at a fraction of its cost: the embedded database plans that statement for longer than
 * it runs. Lines that are not there yet come with the plan of their record.
 *
 * @param days the day in each Xero organisation, which decides what is overdue
 * @returns the keys of the lines
 */
export async function refreshContactMoney(
  db: Db,
  workspaceId: string,
  days: Days,
  contactIds: readonly string[],
): Promise<string[]> {
  if (contactIds.length === 0) return []
  const list = Object.entries(days).map(([id, day]) => ({ id, day }))
  // Also for documents whose connection is not among the organisations any more.
  const latest = Object.values(days).sort().at(-1) ?? null
  const { rows } = await sql<{ key: string }>`
    with ids as (select jsonb_array_elements_text(${JSON.stringify(contactIds)}::jsonb)::uuid as id),
    line as (
      select key, party_id, contact_id from contact_row where workspace_id = ${workspaceId} and contact_id is not null
        and (contact_id in (select id from ids) or party_id in (select l.party_id from link l
          where l.workspace_id = ${workspaceId} and l.contact_id in (select id from ids) and l.party_id is not null))
    ),
    member as (
      select key, contact_id from line
      union
      select line.key, l.contact_id from line join link l
        on l.workspace_id = ${workspaceId} and l.party_id = line.party_id
    ),
    owed as (
      select m.key, d.currency, sum(d.due_minor) as minor,
        coalesce(sum(d.due_minor) filter (where d.due < t.today), 0) as overdue_minor,
        sum(round(d.due_minor / coalesce(nullif(d.currency_rate, 0), 1))) as base,
        coalesce(sum(round(d.due_minor / coalesce(nullif(d.currency_rate, 0), 1))) filter (where d.due < t.today), 0) as overdue_base,
        coalesce(max(t.today - d.due) filter (where d.due < t.today), 0) as days_late
      from member m join mirror_document d on d.workspace_id = ${workspaceId} and d.contact_id = m.contact_id
      left join jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as day(id uuid, day date) on day.id = d.connection_id
      cross join lateral (select coalesce(day.day, ${latest}::date) as today) t
      where d.kind = 'invoice' and d.status = 'AUTHORISED' and d.due_minor > 0
      group by m.key, d.currency
    ),
    money as (
      select key,
        jsonb_agg(jsonb_build_object('currency', currency, 'minor', minor) order by base desc) as outstanding,
        coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'minor', overdue_minor) order by overdue_base desc)
          filter (where overdue_minor > 0), '[]') as overdue,
        sum(base) as outstanding_base, sum(overdue_base) as overdue_base, max(days_late) as days_late
      from owed group by key
    )
    update contact_row r set outstanding = coalesce(m.outstanding, '[]'), overdue = coalesce(m.overdue, '[]'),
      outstanding_base = coalesce(m.outstanding_base, 0), overdue_base = coalesce(m.overdue_base, 0),
      days_late = coalesce(m.days_late, 0), changed_in = pg_current_xact_id()
    from line left join money m on m.key = line.key
    where r.workspace_id = ${workspaceId} and r.key = line.key
    returning r.key`.execute(db)
  return rows.map((row) => row.key)
}
