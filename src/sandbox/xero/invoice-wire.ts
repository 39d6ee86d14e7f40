import { attachmentsOf } from './attachment-wire.ts'
import { contactInList, contactWire } from './contact-wire.ts'
import { creditInInvoice } from './credit-wire.ts'
import { dayString, instantString, msDay, msInstant } from './days.ts'
import type { Wire } from './envelope.ts'
import { lineTrackingWire } from './line-extras.ts'
import { fromCents, roundTo } from './money.ts'
import { type CreditKind, dueCents, type Invoice, type Line, type Payment } from './records.ts'
import type { Store } from './store.ts'

export interface InvoiceView {
  readonly place: 'written' | 'single' | 'page' | 'list' | 'summary'
  readonly unitPlaces: 2 | 4
}

export function lineWire(store: Store, line: Line, view: InvoiceView): Wire {
  const row: Record<string, unknown> = {}
  if (line.itemCode !== undefined) row.ItemCode = line.itemCode
  if (line.description !== undefined) row.Description = line.description
  if (line.unitAmount !== undefined) row.UnitAmount = roundTo(line.unitAmount, view.unitPlaces)
  if (line.taxType !== undefined) row.TaxType = line.taxType
  row.TaxAmount = fromCents(line.taxCents)
  row.LineAmount = fromCents(line.lineCents)
  if (line.accountCode !== undefined) row.AccountCode = line.accountCode
  row.Tracking = lineTrackingWire(line.tracking)
  if (line.quantity !== undefined) row.Quantity = line.quantity
  if (line.discountRate !== undefined) row.DiscountRate = line.discountRate
  row.LineItemID = line.id
  const account = line.accountCode ? store.accounts.find((a) => a.code === line.accountCode) : undefined
  if (account) row.AccountID = account.id
  if (view.place === 'written' || view.place === 'single') row.ValidationErrors = []
  return row
}

export const paymentInInvoice = (payment: Payment): Wire => ({
  PaymentID: payment.id,
  Date: msDay(payment.day),
  Amount: fromCents(payment.cents),
  ...(payment.reference !== undefined && { Reference: payment.reference }),
  CurrencyRate: payment.rate,
  HasAccount: false,
  HasValidationErrors: false,
})

const creditsIn = (invoice: Invoice, kind: CreditKind): Wire[] =>
  invoice.allocations.filter((a) => a.credit.kind === kind).map(creditInInvoice)

/** @source xero.md, "8.1 Invoice"; "5. Reading": no LineItems in a listing without `page` */
export function invoiceWire(store: Store, invoice: Invoice, view: InvoiceView): Wire {
  const { place } = view
  const full = place === 'written' || place === 'single'
  const row: Record<string, unknown> = { Type: invoice.type, InvoiceID: invoice.id }
  row.InvoiceNumber = invoice.number ?? ''
  if (invoice.type === 'ACCREC' || invoice.reference !== undefined) row.Reference = invoice.reference ?? ''
  if (place !== 'written' && place !== 'summary') {
    row.Payments = invoice.payments.filter((p) => p.status === 'AUTHORISED').map(paymentInInvoice)
    row.CreditNotes = creditsIn(invoice, 'CREDITNOTE')
  }
  if (place !== 'summary') {
    row.Prepayments = creditsIn(invoice, 'PREPAYMENT')
    row.Overpayments = creditsIn(invoice, 'OVERPAYMENT')
  }
  row.AmountDue = fromCents(
    invoice.status === 'VOIDED' || invoice.status === 'DELETED' ? 0 : dueCents(invoice),
  )
  row.AmountPaid = fromCents(invoice.paidCents)
  row.AmountCredited = fromCents(invoice.creditedCents)
  if (invoice.url !== undefined) row.Url = invoice.url
  row.SentToContact = invoice.sentToContact
  row.CurrencyRate = invoice.rate
  row.IsDiscounted = invoice.discountCents > 0
  if (invoice.discountCents > 0) row.TotalDiscount = fromCents(invoice.discountCents)
  if (place !== 'written') row.HasAttachments = store.documents.attachments.has(invoice.id)
  if (!full) row.InvoiceAddresses = []
  row.HasErrors = false
  if (place === 'single') row.Attachments = attachmentsOf(store, 'Invoices', invoice.id)
  row.InvoicePaymentServices = []
  row.UpdatedDateUTCString = instantString(invoice.updatedMs)
  row.Contact = full ? contactWire(store, invoice.contact, 'written') : contactInList(invoice.contact)
  row.DateString = dayString(invoice.day)
  row.Date = msDay(invoice.day)
  if (invoice.dueDay !== undefined) {
    row.DueDateString = dayString(invoice.dueDay)
    row.DueDate = msDay(invoice.dueDay)
  }
  if (invoice.expectedDay !== undefined) row.ExpectedPaymentDate = msDay(invoice.expectedDay)
  if (invoice.plannedDay !== undefined) row.PlannedPaymentDate = msDay(invoice.plannedDay)
  if (invoice.brandingThemeId !== undefined) row.BrandingThemeID = invoice.brandingThemeId
  row.Status = invoice.status
  row.LineAmountTypes = invoice.amounts
  if (place === 'list') row.LineItems = []
  else if (place !== 'summary') row.LineItems = invoice.lines.map((line) => lineWire(store, line, view))
  row.SubTotal = fromCents(invoice.subTotalCents)
  row.TotalTax = fromCents(invoice.taxCents)
  row.Total = fromCents(invoice.totalCents)
  row.UpdatedDateUTC = msInstant(invoice.updatedMs)
  row.CurrencyCode = invoice.currency
  if (invoice.fullyPaidDay !== undefined) row.FullyPaidOnDate = msDay(invoice.fullyPaidDay)
  return row
}
