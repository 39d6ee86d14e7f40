import type { InvoiceRow } from '#api/invoices.ts'
import { civilDate, daysBetween } from '#core/civil-date.ts'
import type { Access } from '#db/access.ts'
import type { DocumentById } from '#db/read-documents.ts'
import type { Organisation } from '../lists/invoice-page.ts'
import { documentState, isCredit, urlOf } from './document.ts'

/** What the index knows of a document's customer. */
export interface CustomerOf {
  readonly name: string
  readonly owner: string
}

/** A document as a line of the list. */
export function invoiceRow(
  row: DocumentById,
  customer: CustomerOf,
  access: Pick<Access, 'amounts'>,
  { day: today, place, name }: Pick<Organisation, 'day' | 'place' | 'name'>,
): InvoiceRow {
  const state = documentState(row, today)
  const money = (minor: number) => ({ minor, currency: row.currency })
  const left = leftOf(row)
  return {
    id: row.id,
    kind: row.kind,
    side: row.side,
    state,
    number: row.number,
    title: row.title,
    reference: row.reference,
    customer: { id: row.contact_id, key: `x${row.contact_id}`, name: customer.name },
    owner: customer.owner === '' ? null : customer.owner,
    organisation: name,
    issued: row.issued,
    due: row.due,
    daysLate: state === 'overdue' && row.due ? daysBetween(civilDate(row.due), today) : null,
    total: access.amounts ? money(row.total_minor) : null,
    left: access.amounts && left !== null ? money(left) : null,
    paidOn: row.paid_on,
    url: urlOf(row, place),
  }
}

/** Null where nothing is ever owed. */
function leftOf(row: Pick<DocumentById, 'kind' | 'due_minor' | 'remaining_minor'>): number | null {
  if (row.kind === 'quote' || row.kind === 'repeating_invoice') return null
  return isCredit(row.kind) ? row.remaining_minor : row.due_minor
}
