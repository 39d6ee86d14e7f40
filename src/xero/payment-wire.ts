import type { XeroWirePayment } from '#contracts/xero/payments.ts'
import type { CreditKind, LedgerSide, PaidDocument, Payment } from '#core/model/document.ts'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { minorFromDecimal } from '#core/money.ts'
import { dayOf, instantOfMsDate } from './dates.ts'
import { decimal, text } from './document-wire.ts'

/** @source reference/xero.md §8.2 "Payment" */
export function fromWire(wire: XeroWirePayment): Payment {
  const named = wire.Invoice ?? wire.CreditNote ?? wire.Prepayment ?? wire.Overpayment
  const currency = named?.CurrencyCode?.length === 3 ? named.CurrencyCode : null
  return {
    id: xeroDocumentId(wire.PaymentID),
    status: wire.Status,
    date: dayOf(wire.Date),
    currency,
    amountMinor: currency === null ? null : minorFromDecimal(wire.Amount ?? 0, currency),
    currencyRate: decimal(wire.CurrencyRate),
    reference: text(wire.Reference),
    accountId: text(wire.Account?.AccountID)?.toLowerCase() ?? null,
    accountCode: text(wire.Account?.Code),
    isReconciled: wire.IsReconciled ?? false,
    batchId: text(wire.BatchPaymentID)?.toLowerCase() ?? null,
    paid: paidDocument(wire),
    updatedAt: instantOfMsDate(wire.UpdatedDateUTC),
  }
}

function paidDocument(wire: XeroWirePayment): PaidDocument | null {
  const { Invoice, CreditNote, Prepayment, Overpayment } = wire
  const side = sideOf(wire.PaymentType ?? '')
  if (Invoice) {
    // A type is also on the document; the payment's is missing in old ones.
    const sales = Invoice.Type ? Invoice.Type === 'ACCREC' : side === 'sales'
    return {
      kind: sales ? 'invoice' : 'bill',
      side: sales ? 'sales' : 'purchases',
      id: xeroDocumentId(Invoice.InvoiceID),
      number: text(Invoice.InvoiceNumber),
      contactId: contactOf(Invoice),
    }
  }
  const credit = (kind: CreditKind, id: string, of: Named, number: string | null = null): PaidDocument => ({
    kind,
    side,
    id: xeroDocumentId(id),
    number,
    contactId: contactOf(of),
  })
  if (CreditNote) {
    return credit('credit_note', CreditNote.CreditNoteID, CreditNote, text(CreditNote.CreditNoteNumber))
  }
  if (Prepayment) return credit('prepayment', Prepayment.PrepaymentID, Prepayment)
  return Overpayment ? credit('overpayment', Overpayment.OverpaymentID, Overpayment) : null
}

interface Named {
  readonly Contact?: { readonly ContactID?: string | null | undefined } | null | undefined
}

function contactOf({ Contact }: Named) {
  return Contact?.ContactID ? xeroContactId(Contact.ContactID) : null
}

/** `ACCPAYPAYMENT`, `APCREDITPAYMENT`, `APPREPAYMENTPAYMENT`, `APOVERPAYMENTPAYMENT` are ours. */
function sideOf(paymentType: string): LedgerSide {
  return /^(ACCPAY|AP)/.test(paymentType) ? 'purchases' : 'sales'
}
