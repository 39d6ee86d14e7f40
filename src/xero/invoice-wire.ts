import type { XeroWireAppliedCredit } from '#contracts/xero/documents.ts'
import type { XeroWireInvoice } from '#contracts/xero/invoices.ts'
import type { AppliedCredit, CreditKind, LedgerInvoice } from '#core/model/document.ts'
import { isUuid, xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { dayOf, instantOfMsDate } from './dates.ts'
import {
  decimal,
  lineAmountsFromWire,
  linesFromWire,
  minorIn,
  paymentsFromWire,
  text,
} from './document-wire.ts'

/** @source reference/xero.md "Dates", "Numbers", §8.1 */
export function fromWire(wire: XeroWireInvoice): LedgerInvoice {
  const currency = wire.CurrencyCode
  const minor = minorIn(currency)
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
    expectedOn: dayOf(wire.Type === 'ACCREC' ? wire.ExpectedPaymentDate : wire.PlannedPaymentDate),
    currency,
    currencyRate: decimal(wire.CurrencyRate),
    subTotalMinor: minor(wire.SubTotal),
    taxMinor: minor(wire.TotalTax),
    totalMinor: minor(wire.Total),
    dueMinor: minor(wire.AmountDue),
    paidMinor: minor(wire.AmountPaid),
    creditedMinor: minor(wire.AmountCredited),
    discountMinor: minor(wire.TotalDiscount),
    lineAmounts: lineAmountsFromWire(wire.LineAmountTypes),
    lines: linesFromWire(wire.LineItems, currency),
    payments: paymentsFromWire(wire.Payments, currency),
    credits: [
      ...applied(wire.CreditNotes, 'credit_note', (credit) => credit.CreditNoteID, minor),
      ...applied(wire.Prepayments, 'prepayment', (credit) => credit.PrepaymentID, minor),
      ...applied(wire.Overpayments, 'overpayment', (credit) => credit.OverpaymentID, minor),
    ],
    sentToContact: wire.SentToContact ?? false,
    hasAttachments: wire.HasAttachments ?? false,
    repeatingInvoiceId: wire.RepeatingInvoiceID ? xeroDocumentId(wire.RepeatingInvoiceID) : null,
    url: text(wire.Url),
    updatedAt: instantOfMsDate(wire.UpdatedDateUTC),
  }
}

function applied(
  rows: readonly XeroWireAppliedCredit[] | null | undefined,
  kind: CreditKind,
  idOf: (row: XeroWireAppliedCredit) => string | null | undefined,
  minor: (amount: number | null | undefined) => number,
): AppliedCredit[] {
  return (rows ?? []).flatMap((row): AppliedCredit[] => {
    const id = idOf(row)
    if (!id || !isUuid(id)) return []
    const date = dayOf(row.Date, row.DateString)
    const number = text(row.CreditNoteNumber)
    return [{ kind, id: xeroDocumentId(id), number, date, amountMinor: minor(row.AppliedAmount) }]
  })
}
