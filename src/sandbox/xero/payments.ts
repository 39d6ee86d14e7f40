import { booleanOf, dayOf, type Element, type Fields, guidOf, numberOf, objectOf, textOf } from './body.ts'
import { contactInList } from './contact-wire.ts'
import { creditIdNames } from './credit-wire.ts'
import { closeWhenUsed, creditType, emitCredit, touchCredit } from './credits.ts'
import { dayMs, instantString, msDay, msInstant } from './days.ts'
import { type ApiCall, echoed, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid, notFound } from './errors.ts'
import { reopen, settleWhenPaid, touchInvoice } from './invoice-writes.ts'
import { listing } from './listing.ts'
import { checkLock } from './lock-dates.ts'
import { baseCents, fromCents, toCents } from './money.ts'
import {
  type Credit,
  creditKinds,
  dueCents,
  type Invoice,
  isCredit,
  type Payment,
  remainingCents,
} from './records.ts'
import type { Account } from './settings.ts'
import { addHistory, nameKey, type Store, today } from './store.ts'
import type { Value } from './where.ts'

/** @source xero.md, "8.2 Credit notes, payments, over- and prepayments" */
const creditPayments = { CREDITNOTE: 'CREDIT', PREPAYMENT: 'PREPAYMENT', OVERPAYMENT: 'OVERPAYMENT' } as const

function paymentType({ document }: Payment): string {
  if (!isCredit(document)) return `${document.type}PAYMENT`
  return `${document.side === 'ACCREC' ? 'AR' : 'AP'}${creditPayments[document.kind]}PAYMENT`
}

function readPayment(payment: Payment, path: string): Value | undefined {
  const { document } = payment
  switch (path) {
    case 'paymentid':
      return { guid: payment.id }
    case 'date':
      return { ms: payment.day * dayMs }
    case 'amount':
      return fromCents(payment.cents)
    case 'reference':
      return payment.reference ?? null
    case 'status':
      return payment.status
    case 'paymenttype':
      return paymentType(payment)
    case 'isreconciled':
      return payment.isReconciled
    case 'updateddateutc':
      return { ms: payment.updatedMs }
    case 'invoice.invoiceid':
      return isCredit(document) ? null : { guid: document.id }
    case 'invoice.invoicenumber':
      return isCredit(document) ? null : (document.number ?? null)
    case 'invoice.contact.contactid':
      return isCredit(document) ? null : { guid: document.contact.id }
    case 'creditnote.creditnoteid':
      return isCredit(document) && document.kind === 'CREDITNOTE' ? { guid: document.id } : null
    default:
      return undefined
  }
}

const wireNames = { CREDITNOTE: 'CreditNote', PREPAYMENT: 'Prepayment', OVERPAYMENT: 'Overpayment' } as const

/** What the payment is for, in short. */
function documentWire(document: Invoice | Credit): Wire {
  const contact = contactInList(document.contact)
  const shared = { HasErrors: false, Contact: contact, LineItems: [], CurrencyCode: document.currency }
  if (isCredit(document)) {
    const id = { [creditIdNames[document.kind]]: document.id }
    const number = document.kind === 'CREDITNOTE' && { CreditNoteNumber: document.number ?? '' }
    return { [wireNames[document.kind]]: { Type: creditType(document), ...id, ...number, ...shared } }
  }
  return {
    Invoice: {
      Type: document.type,
      InvoiceID: document.id,
      InvoiceNumber: document.number ?? '',
      Payments: [],
      CreditNotes: [],
      Prepayments: [],
      Overpayments: [],
      IsDiscounted: false,
      ...shared,
    },
  }
}

function paymentWire(store: Store, payment: Payment): Wire {
  const account = store.accounts.find((a) => a.id === payment.accountId)
  return {
    PaymentID: payment.id,
    Date: msDay(payment.day),
    BankAmount: fromCents(baseCents(payment.cents, payment.rate)),
    Amount: fromCents(payment.cents),
    Reference: payment.reference ?? '',
    CurrencyRate: payment.rate,
    PaymentType: paymentType(payment),
    Status: payment.status,
    UpdatedDateUTC: msInstant(payment.updatedMs),
    UpdatedDateUTCString: instantString(payment.updatedMs),
    HasAccount: true,
    IsReconciled: payment.isReconciled,
    Account: { AccountID: payment.accountId, Code: account?.code },
    ...(payment.batchId !== undefined && { BatchPaymentID: payment.batchId }),
    ...documentWire(payment.document),
    HasValidationErrors: false,
  }
}

function documentOf(store: Store, fields: Fields): Invoice | Credit {
  for (const kind of creditKinds) {
    const nested = objectOf(fields, wireNames[kind].toLowerCase())
    const id = nested ? guidOf(nested, creditIdNames[kind].toLowerCase()) : undefined
    const number = (nested && textOf(nested, 'creditnotenumber')) ?? textOf(fields, 'creditnotenumber')
    if (!id && !(kind === 'CREDITNOTE' && number)) continue
    const credit = id
      ? store.documents.credits[kind].get(id)
      : store.documents.creditNumbers.get(nameKey(number ?? ''))
    if (!credit) throw new Invalid([`${wireNames[kind]} could not be found`])
    return credit
  }
  const nested = objectOf(fields, 'invoice')
  const id = nested ? guidOf(nested, 'invoiceid') : undefined
  const number = (nested ? textOf(nested, 'invoicenumber') : undefined) ?? textOf(fields, 'invoicenumber')
  if (!id && !number)
    throw new Invalid(['Payment must be for an invoice, credit note, prepayment or overpayment.'])
  const invoice = id ? store.invoices.get(id) : store.salesNumbers.get(nameKey(number ?? ''))
  if (!invoice) throw new Invalid(['Invoice could not be found'])
  return invoice
}

function accountOf(store: Store, fields: Fields): Account {
  const nested = objectOf(fields, 'account')
  const id = nested ? guidOf(nested, 'accountid') : undefined
  const code = (nested ? textOf(nested, 'code') : undefined) ?? textOf(fields, 'code')
  const account = store.accounts.find((a) => (id ? a.id === id : a.code === code))
  if (!account) throw new Invalid(['Account could not be found'])
  if (account.type !== 'BANK' && !account.enablePayments) {
    throw new Invalid(['The account type is invalid for making payments.'])
  }
  return account
}

/** Whether this payment may be made, and on what; changes nothing. */
export function checkPayment(store: Store, { fields }: Element) {
  const document = documentOf(store, fields)
  const account = accountOf(store, fields)
  const cents = toCents(numberOf(fields, 'amount') ?? 0)
  if (cents <= 0) throw new Invalid(['Payment amount must be greater than zero'])
  if (document.status === 'PAID') throw new Invalid([exceeds])
  if (document.status !== 'AUTHORISED')
    throw new Invalid(['Payments can only be made against Authorised documents'])
  if (cents > openCents(document)) throw new Invalid([exceeds])
  const day = dayOf(fields, 'date') ?? today(store)
  const problems: string[] = []
  checkLock(store, day, problems)
  if (problems.length > 0) throw new Invalid(problems)
  return { document, account, cents, day }
}

/**
 * Records one payment; a document whose AmountDue reaches 0 becomes PAID.
 *
 * @throws Invalid with the first fault; nothing has changed then
 * @source xero.md, "8.2 Credit notes, payments, over- and prepayments"
 */
export function writePayment(store: Store, element: Element, by: string, batchId?: string): Payment {
  const { fields } = element
  const { document, account, cents, day } = checkPayment(store, element)
  const payment: Payment = {
    id: store.kernel.chance.uuid(),
    document,
    ...(batchId !== undefined && { batchId }),
    day,
    cents,
    rate: (document.rate !== 1 ? numberOf(fields, 'currencyrate') : undefined) ?? document.rate,
    reference: textOf(fields, 'reference'),
    accountId: account.id,
    isReconciled: booleanOf(fields, 'isreconciled') ?? false,
    status: 'AUTHORISED',
    updatedMs: store.kernel.clock.now(),
  }
  addPayment(store, payment)
  noteChange(store, document)
  const what = isCredit(document) ? 'Refund' : 'Payment'
  addHistory(store, document.id, 'Paid', by, `${what} of ${fromCents(cents)} ${document.currency}`)
  return payment
}

const exceeds = 'Payment amount exceeds the amount outstanding on this document'

export const openCents = (document: Invoice | Credit) =>
  isCredit(document) ? remainingCents(document) : dueCents(document)

/** The document changed by a payment: newer, and told to webhooks. */
function noteChange(store: Store, document: Invoice | Credit) {
  if (isCredit(document)) {
    touchCredit(store, document)
    emitCredit(store, document, 'UPDATE')
  } else {
    touchInvoice(store, document)
    store.emit('INVOICE', document.id, 'UPDATE')
  }
}

/** Books the payment on its document, without events. */
export function addPayment(store: Store, payment: Payment) {
  const { document } = payment
  store.payments.add(payment)
  document.payments.push(payment)
  document.paidCents += payment.cents
  if (isCredit(document)) closeWhenUsed(document, payment.day)
  else settleWhenPaid(document, payment.day)
}

/** A payment is immutable except that it can be deleted, which reopens a paid document. */
export function deletePayment(store: Store, payment: Payment, by: string) {
  if (payment.status === 'DELETED') throw new Invalid(['Payment has already been deleted'])
  const { document } = payment
  const problems: string[] = []
  checkLock(store, payment.day, problems)
  if (problems.length > 0) throw new Invalid(problems)
  payment.status = 'DELETED'
  payment.updatedMs = store.kernel.clock.now()
  store.payments.touched()
  document.paidCents -= payment.cents
  document.payments = document.payments.filter((p) => p !== payment)
  reopen(document)
  noteChange(store, document)
  const details = `Payment of ${fromCents(payment.cents)} ${document.currency}`
  addHistory(store, document.id, 'Payment deleted', by, details)
}

export function listPayments(call: ApiCall): Answer {
  const { store } = call
  const { rows, pagination } = listing({
    table: store.payments,
    query: call.query,
    headers: call.headers,
    idField: 'paymentid',
    read: readPayment,
    keep: () => true,
  })
  return envelope(
    call,
    'Payments',
    rows.map((payment) => paymentWire(store, payment)),
    pagination,
  )
}

export function paymentAt(store: Store, text: string): Payment {
  const payment = store.payments.get(text.toLowerCase())
  if (!payment) throw notFound()
  return payment
}

export const getPayment = (call: ApiCall) =>
  envelope(call, 'Payments', [paymentWire(call.store, paymentAt(call.store, call.params[0] ?? ''))])

function write(call: ApiCall, elements: readonly Element[], pathId: string | undefined): Answer {
  const { store } = call
  const idOf = (element: Element) => pathId ?? guidOf(element.fields, 'paymentid')
  for (const element of elements) {
    const id = idOf(element)
    if (id && call.method === 'POST') paymentAt(store, id)
  }
  return writeEach(
    call,
    'Payments',
    elements,
    (element) => {
      const id = idOf(element)
      if (!id || call.method === 'PUT') return paymentWire(store, writePayment(store, element, call.app.name))
      const payment = paymentAt(store, id)
      if (textOf(element.fields, 'status')?.toUpperCase() !== 'DELETED') {
        throw new Invalid(['Payments cannot be edited; only their deletion is allowed.'])
      }
      deletePayment(store, payment, call.app.name)
      return paymentWire(store, payment)
    },
    (element) => echoed(element, 'PaymentID', {}),
    'HasValidationErrors',
  )
}

export const writePayments = (call: ApiCall) => write(call, elementsIn(call, 'Payments'), undefined)

export const postPayment = (call: ApiCall) =>
  write(call, elementsIn(call, 'Payments').slice(0, 1), call.params[0] ?? '')
