import { contactInList, contactWire } from './contact-wire.ts'
import { creditType } from './credits.ts'
import { dayString, instantString, msDay, msInstant } from './days.ts'
import type { Wire } from './envelope.ts'
import { lineWire, paymentInInvoice } from './invoice-wire.ts'
import { fromCents } from './money.ts'
import { type Allocation, type Credit, type CreditKind, remainingCents } from './records.ts'
import type { Store } from './store.ts'

export const creditIdNames: Readonly<Record<CreditKind, string>> = {
  CREDITNOTE: 'CreditNoteID',
  PREPAYMENT: 'PrepaymentID',
  OVERPAYMENT: 'OverpaymentID',
}

export type CreditPlace = 'written' | 'single' | 'page' | 'list'

const allocationInCredit = (allocation: Allocation): Wire => ({
  AllocationID: allocation.id,
  Amount: fromCents(allocation.cents),
  Date: msDay(allocation.day),
  Invoice: {
    InvoiceID: allocation.invoice.id,
    InvoiceNumber: allocation.invoice.number ?? '',
    Payments: [],
    CreditNotes: [],
    Prepayments: [],
    Overpayments: [],
    HasErrors: false,
    LineItems: [],
  },
  IsDeleted: false,
})

/** How a credit stands inside the invoice it was used on. */
export const creditInInvoice = (allocation: Allocation): Wire => {
  const { credit } = allocation
  return {
    [creditIdNames[credit.kind]]: credit.id,
    ...(credit.kind === 'CREDITNOTE' && { CreditNoteNumber: credit.number ?? '' }),
    HasErrors: false,
    AppliedAmount: fromCents(allocation.cents),
    DateString: dayString(allocation.day),
    Date: msDay(allocation.day),
    LineItems: [],
    Total: fromCents(credit.totalCents),
  }
}

/** A credit note, prepayment or overpayment as JSON; without a page, lists leave the lines out. */
export function creditWire(store: Store, credit: Credit, place: CreditPlace, unitPlaces: 2 | 4 = 2): Wire {
  const full = place === 'written' || place === 'single'
  const note = credit.kind === 'CREDITNOTE'
  const row: Record<string, unknown> = { [creditIdNames[credit.kind]]: credit.id }
  if (note) row.CreditNoteNumber = credit.number ?? ''
  row.Type = creditType(credit)
  if (credit.reference !== undefined || credit.side === 'ACCREC') row.Reference = credit.reference ?? ''
  row.RemainingCredit =
    credit.status === 'VOIDED' || credit.status === 'DELETED' ? 0 : fromCents(remainingCents(credit))
  row.Allocations = credit.allocations.map(allocationInCredit)
  row.Payments = credit.payments.filter((p) => p.status === 'AUTHORISED').map(paymentInInvoice)
  row.HasAttachments = store.documents.attachments.has(credit.id)
  if (note) {
    row.SentToContact = credit.sentToContact
    row.HasErrors = false
    row.InvoiceAddresses = []
  }
  row.Contact = full ? contactWire(store, credit.contact, 'written') : contactInList(credit.contact)
  row.DateString = dayString(credit.day)
  row.Date = msDay(credit.day)
  if (credit.dueDay !== undefined) {
    row.DueDateString = dayString(credit.dueDay)
    row.DueDate = msDay(credit.dueDay)
  }
  if (credit.brandingThemeId !== undefined && credit.kind !== 'OVERPAYMENT')
    row.BrandingThemeID = credit.brandingThemeId
  row.Status = credit.status
  row.LineAmountTypes = credit.amounts
  row.LineItems =
    place === 'list' ? [] : credit.lines.map((line) => lineWire(store, line, { place, unitPlaces }))
  row.SubTotal = fromCents(credit.subTotalCents)
  row.TotalTax = fromCents(credit.taxCents)
  row.Total = fromCents(credit.totalCents)
  row.UpdatedDateUTC = msInstant(credit.updatedMs)
  row.UpdatedDateUTCString = instantString(credit.updatedMs)
  row.CurrencyCode = credit.currency
  row.CurrencyRate = credit.rate
  if (credit.fullyPaidDay !== undefined) row.FullyPaidOnDate = msDay(credit.fullyPaidDay)
  return row
}
