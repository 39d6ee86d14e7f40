import type { XeroWireInvoice } from '#contracts/xero/invoices.ts'
import type { DocumentLine, DocumentPayment, XeroDocument } from '#core/model/document.ts'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { minorFromDecimal } from '#core/money.ts'
import { dayOf, instantOfMsDate } from './dates.ts'

/** @source reference/xero.md "Dates", "Numbers", §8.1 */
export function fromWire(wire: XeroWireInvoice): XeroDocument {
  const currency = wire.CurrencyCode
  const minor = (amount: number | null | undefined) => (amount ? minorFromDecimal(amount, currency) : 0)
  return {
    id: xeroDocumentId(wire.InvoiceID),
    kind: wire.Type === 'ACCREC' ? 'invoice' : 'bill',
    contactId: xeroContactId(wire.Contact.ContactID),
    contactName: wire.Contact.Name ?? '',
    number: text(wire.InvoiceNumber),
    reference: text(wire.Reference),
    status: wire.Status,
    date: dayOf(wire.Date, wire.DateString),
    dueDate: dayOf(wire.DueDate, wire.DueDateString),
    fullyPaidOn: dayOf(wire.FullyPaidOnDate),
    currency,
    currencyRate: decimal(wire.CurrencyRate),
    subTotalMinor: minor(wire.SubTotal),
    taxMinor: minor(wire.TotalTax),
    totalMinor: minor(wire.Total),
    dueMinor: minor(wire.AmountDue),
    paidMinor: minor(wire.AmountPaid),
    creditedMinor: minor(wire.AmountCredited),
    lines: (wire.LineItems ?? []).map(
      (line): DocumentLine => ({
        description: text(line.Description),
        quantity: decimal(line.Quantity),
        unitAmount: decimal(line.UnitAmount),
        lineMinor: minor(line.LineAmount),
        taxMinor: minor(line.TaxAmount),
      }),
    ),
    payments: (wire.Payments ?? []).flatMap((payment): DocumentPayment[] => {
      const date = dayOf(payment.Date)
      if (!date || payment.Status === 'DELETED') return []
      const id = payment.PaymentID.toLowerCase()
      return [{ id, date, amountMinor: minor(payment.Amount), reference: text(payment.Reference) }]
    }),
    url: text(wire.Url),
    updatedAt: instantOfMsDate(wire.UpdatedDateUTC),
  }
}

/** Shortest decimal text, never in exponent form. */
function decimal(value: number | null | undefined): string | null {
  if (value === null || value === undefined) return null
  const short = String(value)
  // Below 1e-6 only; Xero sends at most six decimals.
  return short.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : short
}

function text(value: string | null | undefined): string | null {
  return value ? value : null
}
