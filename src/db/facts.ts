import { sql } from 'kysely'
import { addMonths, type CivilDate, civilDate } from '#core/civil-date.ts'
import type { FactKey, Written } from '#core/fact/fact.ts'
import type { NotedDocument } from '#core/fact/notes.ts'
import type { Spell } from '#core/fact/overdue-task.ts'
import type { FactCredit, FactDocument, FactLedger } from '#core/fact/values.ts'
import type { AppliedCredit, DocumentPayment, DocumentStatus, LedgerSide } from '#core/model/document.ts'
import { xeroDocumentId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { type Access, partyVisible } from './access.ts'
import { inChunks } from './chunks.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

/**
 * Notes that documents of these contacts changed; part of the commit that stores the change. Costs nothing while
 * nobody switched anything on. A contact that waits already keeps its first time.
 */
export async function markFactsDue(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
  at: Date,
): Promise<void> {
  await inChunks([...new Set(contactIds)], (chunk) =>
    sql`insert into fact_due (workspace_id, contact_id, since)
      select ${workspaceId}::uuid, c::uuid, ${at.toISOString()}::timestamptz
      from json_array_elements_text(${jsonText(chunk)}::json) c
      where exists (select 1 from fact_setting where workspace_id = ${workspaceId}::uuid)
      on conflict do nothing`.execute(db),
  )
}

/** Everything is worked out anew, at once. */
export async function markAllFactsDue(db: Db, workspaceId: string): Promise<void> {
  await sql`insert into fact_due (workspace_id, contact_id, since)
    select workspace_id, contact_id, 'epoch' from link
    where workspace_id = ${workspaceId}::uuid and state = 'active' and party_id is not null
    on conflict (workspace_id, contact_id) do update set since = excluded.since`.execute(db)
}

/**
 * Contacts whose facts the calendar changes between two days: what is overdue or becomes it, payments dated ahead,
 * and payments that leave the twelve months of the average.
 */
export async function markDayDue(
  db: Db,
  workspaceId: string,
  before: CivilDate,
  today: CivilDate,
): Promise<void> {
  const [from, to] = before < today ? [before, today] : [today, before]
  await sql`insert into fact_due (workspace_id, contact_id, since)
    select distinct workspace_id, contact_id, 'epoch'::timestamptz from mirror_document
    where workspace_id = ${workspaceId}::uuid and kind = 'invoice' and (
      (status = 'AUTHORISED' and due_minor > 0 and due < ${to}::date)
      or (status = 'PAID' and paid_on > ${from}::date and paid_on <= ${to}::date)
      or (status = 'PAID' and paid_on > ${addMonths(from, -12)}::date and paid_on <= ${addMonths(to, -12)}::date))
    on conflict do nothing`.execute(db)
}

/** Parties that are linked to other contacts than when their facts were last worked out. */
export async function markRelinked(db: Db, workspaceId: string): Promise<void> {
  await sql`insert into fact_due (workspace_id, contact_id, since)
    select ${workspaceId}::uuid, now_linked.one, 'epoch'::timestamptz
    from (
      select party_id, string_agg(contact_id::text, ' ' order by contact_id) as contacts, min(contact_id::text)::uuid as one
      from link where workspace_id = ${workspaceId}::uuid and state = 'active' and party_id is not null
      group by party_id
    ) now_linked
    join mirror_party p on p.workspace_id = ${workspaceId}::uuid and p.id = now_linked.party_id and p.state = 'active'
    left join fact_party f on f.workspace_id = ${workspaceId}::uuid and f.party_id = now_linked.party_id
    where f.contacts is distinct from now_linked.contacts and ${included}
    on conflict do nothing`.execute(db)
}

const included = sql`not exists (select 1 from exclusion e where e.workspace_id = p.workspace_id
  and e.side = 'capsule' and e.record_id = p.id::text)`

/** Parties that could not be looked at: they are, once they can be again. */
export async function lookAgainLater(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
): Promise<void> {
  if (contactIds.length === 0) return
  await sql`update fact_party set contacts = '' where workspace_id = ${workspaceId}::uuid and party_id in (
    select party_id from link where workspace_id = ${workspaceId}::uuid
      and contact_id in (select json_array_elements_text(${jsonText(contactIds)}::json)::uuid))`.execute(db)
}

/**
 * Takes contacts that have waited long enough, or whose party is about to be written to anyhow, off the list; what is
 * marked meanwhile stays on it.
 */
export async function takeDue(tx: Db, workspaceId: string, until: Date, limit: number): Promise<string[]> {
  const result = await sql<{ contact_id: string }>`delete from fact_due where (workspace_id, contact_id) in (
      select workspace_id, contact_id from fact_due
      where workspace_id = ${workspaceId}::uuid and (since <= ${until.toISOString()}::timestamptz or contact_id in (
        select o.contact_id from operation o join run r on r.id = o.run_id
        where o.workspace_id = ${workspaceId}::uuid and o.state = 'planned' and o.kind = 'capsule.party.update'
          and r.state = 'applying' and r.kind = 'events'))
      order by since, contact_id limit ${limit})
    returning contact_id`.execute(tx)
  return result.rows.map((row) => row.contact_id)
}

/** When the first of those that still wait was marked. */
export async function firstDue(db: Db, workspaceId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('fact_due')
    .select('since')
    .where('workspace_id', '=', workspaceId)
    .orderBy('since')
    .limit(1)
    .executeTakeFirst()
  return row?.since ?? null
}

/** A party with all contacts that stand for it and what was last written. */
export interface FactParty {
  readonly party: CapsuleParty
  readonly contactIds: readonly string[]
  readonly written: Written
  /** Of the latest spell, with its task as far as it was made. */
  readonly spell: (Spell & { readonly operationId: string; readonly taskId: number | null }) | null
}

interface PartyRow {
  readonly data: CapsuleParty
  readonly contacts: string
  readonly written: Written | null
  readonly spell: number | null
  readonly task_state: Spell['state'] | null
  readonly operation_id: string | null
  readonly task_id: number | null
}

/** Parties of these contacts; those that are hidden, deleted or left out of the synchronisation are not among them. */
export function factPartiesOf(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
): Promise<FactParty[]> {
  return factParties(
    db,
    workspaceId,
    sql`p.id in (select party_id from link where workspace_id = ${workspaceId}::uuid and state = 'active'
      and contact_id in (select json_array_elements_text(${jsonText(contactIds)}::json)::uuid))`,
    contactIds.length,
  )
}

/** All parties that have a customer in Xero, in order of their ids. */
export const factPartiesAfter = (
  db: Db,
  workspaceId: string,
  after: number,
  limit: number,
): Promise<FactParty[]> => factParties(db, workspaceId, sql`p.id > ${after}`, limit)

async function factParties(
  db: Db,
  workspaceId: string,
  which: ReturnType<typeof sql>,
  limit: number,
): Promise<FactParty[]> {
  const result = await sql<PartyRow>`
    select p.data, l.contacts, f.written, t.spell, t.state as task_state, t.operation_id, t.task_id
    from mirror_party p
    join lateral (
      select string_agg(contact_id::text, ' ' order by contact_id) as contacts from link
      where workspace_id = p.workspace_id and party_id = p.id and state = 'active'
    ) l on l.contacts is not null
    left join fact_party f on f.workspace_id = p.workspace_id and f.party_id = p.id
    left join lateral (
      select spell, state, operation_id, task_id from fact_task
      where workspace_id = p.workspace_id and party_id = p.id order by spell desc limit 1
    ) t on true
    where p.workspace_id = ${workspaceId}::uuid and p.state = 'active' and ${which}
      and ${included}
    order by p.id limit ${limit}`.execute(db)
  return result.rows.map((row) => ({
    party: row.data,
    contactIds: row.contacts.split(' '),
    written: row.written ?? {},
    spell:
      row.spell === null || row.task_state === null || row.operation_id === null
        ? null
        : { number: row.spell, state: row.task_state, operationId: row.operation_id, taskId: row.task_id },
  }))
}

/**
 * All that the facts of these contacts are worked out from. A rate into another organisation's currency is none into
 * this one.
 */
export async function factLedgers(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
  baseCurrency: string,
): Promise<Map<string, FactLedger>> {
  const ledgers = new Map<string, { documents: FactDocument[]; credits: FactCredit[] }>()
  if (contactIds.length === 0) return ledgers
  const rows =
    await sql<DocumentRow>`select d.id, contact_id, kind, d.side, status, number, issued, due, paid_on, currency,
      case when k.details ->> 'baseCurrency' = ${baseCurrency} then currency_rate end as currency_rate,
      sub_total_minor, total_minor, due_minor, paid_minor, payments, credits, updated_at
    from mirror_document d join connection k on k.id = d.connection_id
    where d.workspace_id = ${workspaceId}::uuid and d.side = 'sales' and status in ('AUTHORISED', 'PAID')
      and kind in ('invoice', 'credit_note', 'prepayment', 'overpayment')
      and contact_id in (select json_array_elements_text(${jsonText(contactIds)}::json)::uuid)`.execute(db)
  for (const row of rows.rows) {
    const ledger = ledgers.get(row.contact_id) ?? { documents: [], credits: [] }
    ledgers.set(row.contact_id, ledger)
    if (row.kind === 'invoice') ledger.documents.push(invoiceOf(row))
    else ledger.credits.push(creditOf(row, row.kind))
  }
  return ledgers
}

interface DocumentRow {
  readonly id: string
  readonly contact_id: string
  readonly kind: 'invoice' | FactCredit['kind']
  readonly side: LedgerSide
  readonly status: DocumentStatus
  readonly number: string | null
  readonly issued: string | null
  readonly due: string | null
  readonly paid_on: string | null
  readonly currency: string
  readonly currency_rate: string | null
  readonly sub_total_minor: number
  readonly total_minor: number
  readonly due_minor: number
  readonly paid_minor: number
  readonly payments: readonly DocumentPayment[]
  readonly credits: readonly AppliedCredit[]
  readonly updated_at: Date
}

const invoiceOf = (row: DocumentRow): FactDocument => ({
  id: xeroDocumentId(row.id),
  kind: 'invoice',
  status: row.status,
  number: row.number,
  date: dayOf(row.issued),
  dueDate: dayOf(row.due),
  fullyPaidOn: dayOf(row.paid_on),
  currency: row.currency,
  currencyRate: row.currency_rate,
  subTotalMinor: row.sub_total_minor,
  totalMinor: row.total_minor,
  dueMinor: row.due_minor,
  paidMinor: row.paid_minor,
  updatedAt: row.updated_at.toISOString(),
  payments: row.payments,
  credits: row.credits,
})

const creditOf = (row: DocumentRow, kind: FactCredit['kind']): FactCredit => ({
  id: xeroDocumentId(row.id),
  kind,
  side: row.side,
  status: row.status,
  date: dayOf(row.issued),
  currency: row.currency,
  currencyRate: row.currency_rate,
  subTotalMinor: row.sub_total_minor,
  totalMinor: row.total_minor,
})

const dayOf = (text: string | null): CivilDate | null => (text === null ? null : civilDate(text))

/** Adds to what counts as written; `contacts` null leaves those as they are. */
export async function saveWritten(
  db: Db,
  workspaceId: string,
  rows: readonly {
    readonly partyId: number
    readonly contacts: readonly string[] | null
    readonly written: Written
  }[],
): Promise<void> {
  await inChunks(
    rows.map(({ partyId, contacts, written }) => ({
      partyId,
      contacts: contacts?.join(' ') ?? null,
      written,
    })),
    (chunk) =>
      sql`insert into fact_party as f (workspace_id, party_id, contacts, written)
        select ${workspaceId}::uuid, r."partyId", coalesce(r.contacts, ''), r.written
        from json_to_recordset(${jsonText(chunk)}::json) as r("partyId" bigint, contacts text, written jsonb)
        on conflict (workspace_id, party_id) do update set
          written = f.written || excluded.written,
          contacts = case when excluded.contacts = '' then f.contacts else excluded.contacts end`.execute(db),
  )
}

/** A fact that lives in another field from now on was never written there. */
export async function forgetWritten(
  db: Db,
  workspaceId: string,
  facts: readonly (FactKey | 'tag')[],
): Promise<void> {
  for (const fact of facts)
    await sql`update fact_party set written = written - ${fact}::text where workspace_id = ${workspaceId}::uuid`.execute(
      db,
    )
}

/** Which of these were noted before. */
export async function notedAmong(
  db: Db,
  workspaceId: string,
  documentIds: readonly string[],
): Promise<(about: NotedDocument) => boolean> {
  if (documentIds.length === 0) return () => false
  const rows = await db
    .selectFrom('fact_note')
    .select(['document_id', 'kind'])
    .where('workspace_id', '=', workspaceId)
    .where('document_id', 'in', documentIds)
    .execute()
  const noted = new Set(rows.map(({ document_id, kind }) => `${document_id} ${kind}`))
  return ({ documentId, kind }) => noted.has(`${documentId} ${kind}`)
}

export async function saveNoted(
  db: Db,
  workspaceId: string,
  partyId: number,
  operationId: string,
  about: readonly NotedDocument[],
): Promise<void> {
  if (about.length === 0) return
  await db
    .insertInto('fact_note')
    .values(
      about.map(({ documentId, kind }) => ({
        workspace_id: workspaceId,
        document_id: documentId,
        kind,
        party_id: partyId,
        operation_id: operationId,
      })),
    )
    .onConflict((c) => c.doNothing())
    .execute()
}

/** Of these parties, those that the person may see. */
export async function visibleAmong(
  db: Db,
  access: Access,
  partyIds: readonly number[],
): Promise<Set<number>> {
  if (partyIds.length === 0) return new Set()
  const result = await sql<{ id: number }>`select p.id from mirror_party p
    where p.workspace_id = ${access.workspaceId}::uuid and ${partyVisible(access, sql`p.id`)}
      and p.id in (select json_array_elements_text(${jsonText(partyIds)}::json)::bigint)`.execute(db)
  return new Set(result.rows.map((row) => Number(row.id)))
}
