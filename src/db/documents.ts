import { sql } from 'kysely'
import type { AppliedCredit, CreditKind, LedgerSide } from '#core/model/document.ts'
import { xeroDocumentId } from '#core/model/ids.ts'
import { documentRow, type MirroredDocument } from './document-row.ts'
import { jsonBytes } from './json-text.ts'
import type { Seen } from './mirrors.ts'
import type { Db } from './open.ts'

/** A credit that an invoice or bill uses or used. */
export type CreditRef = Pick<AppliedCredit, 'kind' | 'id'>

export interface UpsertedDocuments {
  /** Changed documents with the contacts they belong or belonged to. */
  readonly changed: readonly { readonly id: string; readonly contactId: string }[]
  /** Contacts with more or fewer documents that count than before: an amount that changes leaves the number as it is. */
  readonly recounted: readonly string[]
  /** Credits of which more or less is used on a document than before: what is left of them is not known now. */
  readonly credits: readonly CreditRef[]
}

interface Written {
  readonly id: string
  readonly contact_id: string
  readonly old_contact_id: string | null
  readonly old_credits: readonly AppliedCredit[] | null
  readonly credits: readonly AppliedCredit[]
  readonly counted: string | null
  readonly old_counted: string | null
}

/** As what a document counts, null for not at all: what `countDocuments` counts. */
const counted = (row: string) =>
  sql<string>`case when ${sql.ref(`${row}.kind`)} in ('invoice', 'bill')
    and ${sql.ref(`${row}.status`)} not in ('DRAFT', 'DELETED') then ${sql.ref(`${row}.kind`)} end`

/**
 * Our copies of everything a contact's ledger shows. Keeps the newer of two observations, as the other mirrors do.
 */
export async function upsertDocuments(
  db: Db,
  seen: Seen,
  documents: readonly MirroredDocument[],
): Promise<UpsertedDocuments> {
  if (documents.length === 0) return { changed: [], recounted: [], credits: [] }
  const rows = documents.map((document) => documentRow(document, seen.at))
  const result = await sql<Written>`
    with r as (
      select * from json_to_recordset(${jsonBytes(rows)}::json) as r(
        id uuid, contact_id uuid, kind text, side text, status text, number text, reference text, issued date,
        due date, paid_on date, currency text, currency_rate numeric, sub_total_minor bigint, tax_minor bigint,
        total_minor bigint, due_minor bigint, paid_minor bigint, credited_minor bigint, remaining_minor bigint,
        lines jsonb, payments jsonb, credits jsonb, allocations jsonb, details jsonb, url text,
        updated_at timestamptz)
    ), old as (
      select m.id, m.contact_id, m.credits, ${counted('m')} as counted from mirror_document m join r on r.id = m.id
      where m.workspace_id = ${seen.workspaceId}::uuid
    ), written as (
      insert into mirror_document as m
        (workspace_id, id, connection_id, contact_id, kind, side, status, number, reference, issued, due, paid_on,
         currency, currency_rate, sub_total_minor, tax_minor, total_minor, due_minor, paid_minor, credited_minor,
         remaining_minor, lines, payments, credits, allocations, details, url, updated_at, seen_at)
      select ${seen.workspaceId}::uuid, r.id, ${seen.connectionId}::uuid, r.contact_id, r.kind, r.side, r.status,
        r.number, r.reference, r.issued, r.due, r.paid_on, r.currency, r.currency_rate, r.sub_total_minor,
        r.tax_minor, r.total_minor, r.due_minor, r.paid_minor, r.credited_minor, r.remaining_minor, r.lines,
        r.payments, r.credits, r.allocations, r.details, r.url, r.updated_at, ${seen.at.toISOString()}::timestamptz
      from r
      on conflict (workspace_id, id) do update set
        connection_id = excluded.connection_id, contact_id = excluded.contact_id, kind = excluded.kind,
        side = excluded.side, status = excluded.status, number = excluded.number, reference = excluded.reference,
        issued = excluded.issued, due = excluded.due, paid_on = excluded.paid_on, currency = excluded.currency,
        currency_rate = excluded.currency_rate, sub_total_minor = excluded.sub_total_minor,
        tax_minor = excluded.tax_minor, total_minor = excluded.total_minor, due_minor = excluded.due_minor,
        paid_minor = excluded.paid_minor, credited_minor = excluded.credited_minor,
        remaining_minor = excluded.remaining_minor, lines = excluded.lines, payments = excluded.payments,
        credits = excluded.credits, allocations = excluded.allocations, details = excluded.details,
        url = excluded.url, updated_at = excluded.updated_at, seen_at = excluded.seen_at
      where m.updated_at <= excluded.updated_at
        -- Templates have no time of change: they come whole each time, and most are as they were.
        and (m.kind <> 'repeating_invoice' or (m.contact_id, m.status, m.reference, m.issued, m.due, m.currency,
            m.sub_total_minor, m.tax_minor, m.total_minor, m.lines, m.details)
          is distinct from (excluded.contact_id, excluded.status, excluded.reference, excluded.issued,
            excluded.due, excluded.currency, excluded.sub_total_minor, excluded.tax_minor, excluded.total_minor,
            excluded.lines, excluded.details))
      returning m.id, m.contact_id, m.credits, ${counted('m')} as counted
    )
    select written.id, written.contact_id, written.credits, old.contact_id as old_contact_id,
      old.credits as old_credits, written.counted, old.counted as old_counted
    from written left join old on old.id = written.id`.execute(db)
  return {
    changed: result.rows.flatMap(({ id, contact_id, old_contact_id }) =>
      old_contact_id && old_contact_id !== contact_id
        ? [
            { id, contactId: contact_id },
            { id, contactId: old_contact_id },
          ]
        : [{ id, contactId: contact_id }],
    ),
    recounted: [...new Set(result.rows.flatMap(countingOtherwise))],
    credits: distinct(result.rows.flatMap(otherwiseUsed)),
  }
}

/** The contacts for which this document counts, or counted, in another way than before. */
function countingOtherwise(row: Written): readonly string[] {
  if (row.old_contact_id === null || row.old_contact_id === row.contact_id)
    return row.counted === row.old_counted ? [] : [row.contact_id]
  return [
    ...(row.counted === null ? [] : [row.contact_id]),
    ...(row.old_counted === null ? [] : [row.old_contact_id]),
  ]
}

/** Credits whose part in a document is not what it was. */
function otherwiseUsed({ credits, old_credits }: Written): readonly AppliedCredit[] {
  const before = old_credits ?? []
  const isIn = (list: readonly AppliedCredit[], { kind, id, amountMinor }: AppliedCredit) =>
    list.some((one) => one.kind === kind && one.id === id && one.amountMinor === amountMinor)
  return [
    ...credits.filter((credit) => !isIn(before, credit)),
    ...before.filter((credit) => !isIn(credits, credit)),
  ]
}

const distinct = (credits: readonly AppliedCredit[]): CreditRef[] => [
  ...new Map(credits.map(({ kind, id }) => [`${kind} ${id}`, { kind, id: xeroDocumentId(id) }])).values(),
]

/** Templates that a full list did not hold any more. Returns the contacts they were for. */
export async function retireTemplates(db: Db, seen: Seen, present: readonly string[]): Promise<string[]> {
  const rows = await sql<{ contact_id: string }>`update mirror_document
    set status = 'DELETED', seen_at = ${seen.at.toISOString()}::timestamptz
    where workspace_id = ${seen.workspaceId} and connection_id = ${seen.connectionId}
      and kind = 'repeating_invoice' and status <> 'DELETED'
      and id not in (select json_array_elements_text(${JSON.stringify(present)}::json)::uuid)
    returning contact_id`.execute(db)
  return rows.rows.map((row) => row.contact_id)
}

/**
 * Of one contact, newest first, without what was deleted.
 *
 * @param options.side null for both; `total` counts what is of it, `hidden` what is not
 */
export async function documentsOf(
  db: Db,
  workspaceId: string,
  contactId: string,
  { limit, side }: { readonly limit: number; readonly side: LedgerSide | null },
) {
  const all = db
    .selectFrom('mirror_document')
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('status', '<>', 'DELETED')
  const rows = await all
    .selectAll()
    .$if(side !== null, (q) => q.where('side', '=', side ?? 'sales'))
    .orderBy(sql`issued desc nulls last`)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
  const counts = await all
    .select((e) => ['side', e.fn.countAll<number>().as('count')])
    .groupBy('side')
    .execute()
  const count = (wanted: boolean) =>
    counts
      .filter((row) => (side === null || row.side === side) === wanted)
      .reduce((sum, row) => sum + Number(row.count), 0)
  return { rows, total: count(true), hidden: count(false) }
}

/** All of one contact's documents with what its figures need, and no more: there may be thousands. */
export async function figuresRows(db: Db, workspaceId: string, contactId: string) {
  return db
    .selectFrom('mirror_document')
    .select([
      'kind',
      'side',
      'status',
      'issued',
      'due',
      'paid_on',
      'currency',
      'due_minor',
      'paid_minor',
      'remaining_minor',
      'credits',
    ])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('kind', 'not in', ['quote', 'repeating_invoice'])
    .where('status', '<>', 'DELETED')
    .execute()
}

/** Keys of the contact pages that show documents of these contacts. */
export async function pageKeysOf(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
): Promise<string[]> {
  if (contactIds.length === 0) return []
  const rows = await db
    .selectFrom('contact_row')
    .select('key')
    .where('workspace_id', '=', workspaceId)
    .where((e) =>
      e.or([
        e('contact_id', 'in', contactIds),
        e(
          'party_id',
          'in',
          e
            .selectFrom('link')
            .select('link.party_id')
            .where('link.workspace_id', '=', workspaceId)
            .where('link.contact_id', 'in', contactIds)
            .where('link.party_id', 'is not', null),
        ),
      ]),
    )
    .execute()
  return rows.map((row) => row.key)
}

export const creditKinds: readonly CreditKind[] = ['credit_note', 'prepayment', 'overpayment']
