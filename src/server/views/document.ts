import type { DocumentKind, DocumentRow, DocumentState } from '#api/panel.ts'
import { type CivilDate, civilDate, daysBetween } from '#core/civil-date.ts'
import { isOpen } from '#core/ledger/balances.ts'
import type { DocumentStatus } from '#core/model/document.ts'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import type { documentsOf } from '#db/documents.ts'
import { contactUrl, creditUrl, documentUrl, quoteUrl, type XeroPlace } from '#xero/links.ts'

export type MirrorRow = Awaited<ReturnType<typeof documentsOf>>['rows'][number]

export interface Viewing {
  /** In the organisation's time zone. */
  readonly today: CivilDate
  readonly place: XeroPlace
  readonly baseCurrency: string
}

/** A document as a row that can be opened. */
export function documentView(row: MirrorRow, { today, place, baseCurrency }: Viewing): DocumentRow {
  const money = (minor: number) => ({ minor, currency: row.currency })
  const state = documentState(row, today)
  const { schedule } = row.details
  return {
    id: row.id,
    kind: row.kind,
    side: row.side,
    state,
    number: row.number,
    title: row.details.title ?? null,
    reference: row.reference,
    issued: row.issued,
    due: row.due,
    daysLate: state === 'overdue' && row.due ? daysBetween(civilDate(row.due), today) : null,
    total: money(row.total_minor),
    tax: money(row.tax_minor),
    amountDue: money(leftOf(row)),
    paidOn: row.paid_on,
    rate: row.currency === baseCurrency ? null : row.currency_rate,
    schedule: schedule ? { every: schedule.every, unit: schedule.unit, endsOn: schedule.endsOn } : null,
    hasFiles: row.details.hasAttachments ?? false,
    url: urlOf(row, place),
    lines: row.lines.map((line) => ({
      description: line.description,
      quantity: line.quantity,
      unitAmount: line.unitAmount,
      amount: money(line.lineMinor),
    })),
    payments: row.payments.map((payment) => ({
      date: payment.date,
      amount: money(payment.amountMinor),
      reference: payment.reference,
    })),
    applied: [
      ...row.credits.map(({ kind, number, date, amountMinor }) => ({
        kind,
        number,
        date,
        amount: money(amountMinor),
      })),
      ...row.allocations.map(({ invoiceNumber, date, amountMinor }) => ({
        kind: row.side === 'sales' ? ('invoice' as const) : ('bill' as const),
        number: invoiceNumber,
        date,
        amount: money(amountMinor),
      })),
    ],
  }
}

type Stated = Pick<MirrorRow, 'status' | 'due' | 'due_minor' | 'remaining_minor'> & {
  readonly kind: DocumentKind
}

const leftOf = (row: Pick<Stated, 'kind' | 'due_minor' | 'remaining_minor'>): number =>
  isCredit(row.kind) ? row.remaining_minor : row.due_minor

export const isCredit = (kind: DocumentKind): kind is 'credit_note' | 'prepayment' | 'overpayment' =>
  kind === 'credit_note' || kind === 'prepayment' || kind === 'overpayment'

/** Overdue: AUTHORISED, something due, and the due day is before the organisation's today. */
export function documentState(row: Stated, today: CivilDate): DocumentState {
  switch (row.status) {
    case 'DRAFT':
      return 'draft'
    case 'SUBMITTED':
      return 'submitted'
    case 'VOIDED':
    case 'DELETED':
      return 'voided'
    case 'SENT':
      return isPast(row.due, today) ? 'expired' : 'sent'
    case 'ACCEPTED':
      return 'accepted'
    case 'DECLINED':
      return 'declined'
    case 'INVOICED':
      return 'invoiced'
    default:
      return row.kind === 'repeating_invoice' ? 'active' : settledState(row, today)
  }
}

function settledState(row: Stated, today: CivilDate): DocumentState {
  const status = statusOf(row.status)
  const isLeft = isOpen({ status, dueMinor: leftOf(row) })
  if (isCredit(row.kind)) return isLeft ? 'available' : 'used'
  if (!isLeft) return 'paid'
  return isPast(row.due, today) ? 'overdue' : 'outstanding'
}

const isPast = (day: string | null, today: CivilDate): boolean => day !== null && day < today

const statuses: readonly DocumentStatus[] = ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'PAID', 'VOIDED', 'DELETED']
export const statusOf = (text: string): DocumentStatus =>
  statuses.find((status) => status === text) ?? 'AUTHORISED'

export function urlOf(
  row: Pick<MirrorRow, 'id' | 'contact_id' | 'kind' | 'side' | 'status'>,
  place: XeroPlace,
): string {
  const id = xeroDocumentId(row.id)
  const contactId = xeroContactId(row.contact_id)
  switch (row.kind) {
    case 'invoice':
    case 'bill':
      return documentUrl(place, { id, kind: row.kind, status: statusOf(row.status) })
    case 'quote':
      return quoteUrl(place, id)
    case 'repeating_invoice':
      return contactUrl(place, contactId)
    default:
      return creditUrl(place, { kind: row.kind, side: row.side, id, contactId })
  }
}
