import type {
  XeroWireCredit,
  XeroWireCreditNote,
  XeroWireOverpayment,
  XeroWirePrepayment,
} from '#contracts/xero/credits.ts'
import type { CreditNote, LedgerSide, Overpayment, Prepayment } from '#core/model/document.ts'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { dayOf, instantOfMsDate } from './dates.ts'
import { decimal, linesFromWire, minorIn, paymentsFromWire, text } from './document-wire.ts'

/** @source reference/xero.md §8.2 */
export function creditNoteFromWire(wire: XeroWireCreditNote): CreditNote {
  return {
    ...creditFromWire(wire),
    kind: 'credit_note',
    id: xeroDocumentId(wire.CreditNoteID),
    side: wire.Type === 'ACCRECCREDIT' ? 'sales' : 'purchases',
    number: text(wire.CreditNoteNumber),
    fullyPaidOn: dayOf(wire.FullyPaidOnDate),
  }
}

export function prepaymentFromWire(wire: XeroWirePrepayment): Prepayment {
  return {
    ...creditFromWire(wire),
    kind: 'prepayment',
    id: xeroDocumentId(wire.PrepaymentID),
    side: sideOf(wire.Type),
    number: text(wire.InvoiceNumber),
  }
}

export function overpaymentFromWire(wire: XeroWireOverpayment): Overpayment {
  return {
    ...creditFromWire(wire),
    kind: 'overpayment',
    id: xeroDocumentId(wire.OverpaymentID),
    side: sideOf(wire.Type),
    number: null,
  }
}

/** Received by the bank, or left over from a receipt: the customer's. */
function sideOf(type: XeroWirePrepayment['Type'] | XeroWireOverpayment['Type']): LedgerSide {
  return type.startsWith('RECEIVE-') || type.startsWith('AR') ? 'sales' : 'purchases'
}

function creditFromWire(wire: XeroWireCredit) {
  const currency = wire.CurrencyCode
  const minor = minorIn(currency)
  return {
    contactId: xeroContactId(wire.Contact.ContactID),
    contactName: wire.Contact.Name ?? '',
    reference: text(wire.Reference),
    status: wire.Status,
    date: dayOf(wire.Date, wire.DateString),
    currency,
    currencyRate: decimal(wire.CurrencyRate),
    subTotalMinor: minor(wire.SubTotal),
    taxMinor: minor(wire.TotalTax),
    totalMinor: minor(wire.Total),
    remainingMinor: minor(wire.RemainingCredit),
    lines: linesFromWire(wire.LineItems, currency),
    allocations: (wire.Allocations ?? []).flatMap((allocation) =>
      allocation.IsDeleted
        ? []
        : [
            {
              id: text(allocation.AllocationID)?.toLowerCase() ?? null,
              invoiceId: xeroDocumentId(allocation.Invoice.InvoiceID),
              invoiceNumber: text(allocation.Invoice.InvoiceNumber),
              date: dayOf(allocation.Date),
              amountMinor: minor(allocation.Amount),
            },
          ],
    ),
    refunds: paymentsFromWire(wire.Payments, currency),
    hasAttachments: wire.HasAttachments ?? false,
    updatedAt: instantOfMsDate(wire.UpdatedDateUTC),
  }
}
