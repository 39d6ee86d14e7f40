import { sql } from 'kysely'
import { type WorkspaceId, workspaceId } from '#core/model/ids.ts'
import type { Db } from '#db/open.ts'

export const workspace: WorkspaceId = workspaceId('00000000-0000-4000-8000-000000000001')
export const connection = '00000000-0000-4000-8000-000000000002'
/** Sees a third of the customers. */
export const partialViewer = 'partial-viewer'
const documents = 1_000_000
export const customers = 100_000

const seedInSql = (text: string) => sql.raw(text)

/** A number that only depends on the row, spread evenly from 0 to `upTo`. */
const drawn = (salt: number, upTo: number) => `(abs(hashint8(n * 31 + ${salt})::bigint) % ${upTo})`
const uuid = (salt: number, from = 'n') => `md5('${salt} ' || ${from})::uuid`

/** A million documents of a hundred thousand customers, and a million lines of the Contacts page, by statements over sets. */
export async function seedLists(db: Db): Promise<void> {
  await sql`insert into workspace (id, name, settings, rows_day, created_at)
    values (${workspace}, 'Bench', '{}', '2026-11-22', now())`.execute(db)
  await sql`insert into auth_user (id, name, email, "emailVerified", "createdAt", "updatedAt")
    values (${partialViewer}, 'Partial', 'partial@bench.example', true, now(), now())`.execute(db)
  await seedInSql(`insert into mirror_contact (workspace_id, id, connection_id, status, name, contact_number, updated_at, seen_at, data)
    select '${workspace}', ${uuid(1)}, '${connection}', 'ACTIVE', ${nameOf}, n::text, now(), now(),
      jsonb_build_object('isCustomer', ${drawn(2, 20)} > 0, 'isSupplier', ${drawn(3, 8)} = 0)
    from generate_series(1, ${customers}) n`).execute(db)
  await seedInSql(`insert into mirror_party (workspace_id, id, connection_id, type, name, owner_name, updated_at, seen_at, data)
    select '${workspace}', n, '${connection}', 'organisation', ${nameOf}, 'Owner ' || ${drawn(4, 40)}, now(), now(),
      jsonb_build_object('team', jsonb_build_object('name', 'Team ' || ${drawn(5, 8)}),
        'tags', jsonb_build_array(jsonb_build_object('name', 'Tag ' || ${drawn(6, 60)}), jsonb_build_object('name', 'Tag ' || ${drawn(7, 60)})))
    from generate_series(1, ${customers}) n`).execute(db)
  await seedInSql(`insert into link (id, workspace_id, connection_id, party_id, contact_id, state, confidence, score, reasons, created_at)
    select ${uuid(8)}, '${workspace}', '${connection}', n, ${uuid(1)}, 'active', 'certain', 100, '[]', now()
    from generate_series(1, ${customers}) n where n % 20 > 0`).execute(db)
  await seedInSql(`insert into visible_party (workspace_id, user_id, party_id)
    select '${workspace}', '${partialViewer}', n from generate_series(1, ${customers}) n where n % 3 = 0`).execute(
    db,
  )
  for (let from = 0; from < documents; from += batch) {
    await seedInSql(documentsFrom(from + 1, Math.min(documents, from + batch))).execute(db)
  }
  for (let from = 0; from < contactRows; from += batch) {
    await seedInSql(contactRowsFrom(from + 1, Math.min(contactRows, from + batch))).execute(db)
  }
  await sql`analyze`.execute(db)
}

const batch = 100_000
const contactRows = 1_000_000

const nameOf = `(array['Acme','Blue Gum','Coastal','Delta','Eureka','Fitzroy','Golden','Harbour','Ironbark','Jacaranda'])[1 + ${drawn(10, 10)}]
  || ' ' || (array['Joinery','Foods','Signs','Plumbing','Legal','Studio','Transport','Dental','Cafe','Partners'])[1 + ${drawn(11, 10)}] || ' ' || n`

/** Nine in ten are sales invoices, three in four of them paid, most in the organisation's currency. */
const documentsFrom = (from: number, to: number) => `
  insert into mirror_document (workspace_id, id, connection_id, contact_id, kind, side, status, number, reference, issued, due,
    currency, currency_rate, sub_total_minor, tax_minor, total_minor, due_minor, paid_minor, credited_minor, remaining_minor,
    lines, payments, updated_at, seen_at)
  select '${workspace}', ${uuid(20)}, '${connection}', ${uuid(1, `(1 + ${drawn(21, customers)})`)}, kind,
    case kind when 'bill' then 'purchases' else 'sales' end, status,
    case kind when 'invoice' then 'INV-' || lpad(n::text, 7, '0') when 'bill' then 'B' || n else 'CN-' || n end,
    case when ${drawn(22, 3)} = 0 then 'PO ' || ${drawn(23, 99_999)} end, issued,
    case when kind <> 'credit_note' then issued + 14 + (${drawn(24, 3)} * 8)::int end,
    currency, case currency when 'AUD' then null when 'NZD' then 1.08 when 'USD' then 0.65 else 98.5 end,
    total, 0, total, case when kind <> 'credit_note' and status = 'AUTHORISED' then total else 0 end, 0, 0,
    case when kind = 'credit_note' and status = 'AUTHORISED' then total / 2 else 0 end, '[]', '[]', now(), now()
  from (select n, date '2026-11-22' - ${drawn(25, 1_500)}::int as issued, 1_000 + ${drawn(26, 2_000_000)} as total,
      case when ${drawn(27, 100)} < 80 then 'AUD' else (array['NZD','USD','JPY'])[1 + ${drawn(28, 3)}] end as currency,
      case when ${drawn(29, 20)} = 0 then 'bill' when ${drawn(29, 20)} = 1 then 'credit_note' else 'invoice' end as kind,
      case when ${drawn(30, 100)} < 74 then 'PAID' when ${drawn(30, 100)} < 94 then 'AUTHORISED'
        when ${drawn(30, 100)} < 97 then 'DRAFT' else 'VOIDED' end as status
    from generate_series(${from}::bigint, ${to}) n) d`

/** What the Contacts page would show of that many records; four in five are linked. */
const contactRowsFrom = (from: number, to: number) => `
  insert into contact_row (workspace_id, key, party_id, contact_id, name, sort_name, search, type, state, differing,
    is_customer, is_supplier, owner, archived, outstanding, overdue, outstanding_base, overdue_base, days_late, changed_at)
  select '${workspace}', 'p' || n, n, ${uuid(1)}, ${nameOf}, lower(${nameOf}),
    lower(${nameOf}) || ' accounts' || n || '@firm' || ${drawn(40, 5_000)} || '.example', 'organisation',
    case when ${drawn(41, 100)} < 80 then 'linked' when ${drawn(41, 100)} < 85 then 'review' when ${drawn(41, 100)} < 93
      then 'capsule_only' when ${drawn(41, 100)} < 99 then 'xero_only' else 'failed' end, 0,
    true, ${drawn(42, 8)} = 0, 'Owner ' || ${drawn(43, 40)}, ${drawn(44, 50)} = 0,
    case when owed > 0 then jsonb_build_array(jsonb_build_object('currency', 'AUD', 'minor', owed)) else '[]' end,
    case when owed > 0 and ${drawn(45, 2)} = 0 then jsonb_build_array(jsonb_build_object('currency', 'AUD', 'minor', owed)) else '[]' end,
    owed, case when ${drawn(45, 2)} = 0 then owed else 0 end, 0, timestamptz '2026-11-22' - ${drawn(46, 10_000_000)} * interval '1 second'
  from (select n, case when ${drawn(47, 4)} = 0 then ${drawn(48, 1_000_000)} else 0 end as owed
    from generate_series(${from}::bigint, ${to}) n) r`
