import { booleanOf, dayOf, type Element, type Fields, guidOf, numberOf, objectOf, textOf } from './body.ts'
import { contactInList } from './contact-wire.ts'
import { type Day, dayMs, instantString, msDay, msInstant } from './days.ts'
import { type ApiCall, echoed, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid, notFound } from './errors.ts'
import { settle, touchInvoice } from './invoice-writes.ts'
import { listing } from './listing.ts'
import { baseCents, fromCents, toCents } from './money.ts'
import { dueCents, type Invoice, type Payment } from './records.ts'
import type { Account } from './settings.ts'
import { addHistory, nameKey, type Store, today } from './store.ts'
import type { Value } from './where.ts'

function readPayment(payment: Payment, path: string): Value | undefined {
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
      return payment.invoice.type === 'ACCREC' ? 'ACCRECPAYMENT' : 'ACCPAYPAYMENT'
    case 'isreconciled':
      return payment.isReconciled
    case 'updateddateutc':
      return { ms: payment.updatedMs }
    case 'invoice.invoiceid':
      return { guid: payment.invoice.id }
    case 'invoice.invoicenumber':
      return payment.invoice.number ?? null
    case 'invoice.contact.contactid':
      return { guid: payment.invoice.contact.id }
    default:
      return undefined
  }
}

function paymentWire(store: Store, payment: Payment): Wire {
  const { invoice } = payment
  const account = store.accounts.find((a) => a.id === payment.accountId)
  return {
    PaymentID: payment.id,
    Date: msDay(payment.day),
    BankAmount: fromCents(baseCents(payment.cents, payment.rate)),
    Amount: fromCents(payment.cents),
    Reference: payment.reference ?? '',
    CurrencyRate: payment.rate,
    PaymentType: invoice.type === 'ACCREC' ? 'ACCRECPAYMENT' : 'ACCPAYPAYMENT',
    Status: payment.status,
    UpdatedDateUTC: msInstant(payment.updatedMs),
    UpdatedDateUTCString: instantString(payment.updatedMs),
    HasAccount: true,
    IsReconciled: payment.isReconciled,
    Account: { AccountID: payment.accountId, Code: account?.code },
    Invoice: {
      Type: invoice.type,
      InvoiceID: invoice.id,
      InvoiceNumber: invoice.number ?? '',
      Payments: [],
      CreditNotes: [],
      Prepayments: [],
      Overpayments: [],
      IsDiscounted: false,
      HasErrors: false,
      Contact: contactInList(invoice.contact),
      LineItems: [],
      CurrencyCode: invoice.currency,
    },
    HasValidationErrors: false,
  }
}

function invoiceOf(store: Store, fields: Fields): Invoice {
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

/**
 * Records one payment; a document whose AmountDue reaches 0 becomes PAID.
 *
 * @throws Invalid with the first fault; nothing has changed then
 * @source xero.md, "8.2 Credit notes, payments, over- and prepayments"
 */
export function writePayment(store: Store, element: Element, by: string): Payment {
  const { fields } = element
  const invoice = invoiceOf(store, fields)
  const account = accountOf(store, fields)
  const amount = numberOf(fields, 'amount')
  const cents = amount === undefined ? 0 : toCents(amount)
  if (cents <= 0) throw new Invalid(['Payment amount must be greater than zero'])
  if (invoice.status === 'PAID')
    throw new Invalid(['Payment amount exceeds the amount outstanding on this document'])
  if (invoice.status !== 'AUTHORISED')
    throw new Invalid(['Payments can only be made against Authorised documents'])
  if (cents > dueCents(invoice))
    throw new Invalid(['Payment amount exceeds the amount outstanding on this document'])
  const payment: Payment = {
    id: store.kernel.chance.uuid(),
    invoice,
    day: dayOf(fields, 'date') ?? today(store),
    cents,
    rate: (invoice.rate !== 1 ? numberOf(fields, 'currencyrate') : undefined) ?? invoice.rate,
    reference: textOf(fields, 'reference'),
    accountId: account.id,
    isReconciled: booleanOf(fields, 'isreconciled') ?? false,
    status: 'AUTHORISED',
    updatedMs: store.kernel.clock.now(),
  }
  addPayment(store, payment)
  touchInvoice(store, invoice)
  addHistory(store, invoice.id, 'Paid', by, `Payment of ${fromCents(cents)} ${invoice.currency}`)
  store.emit('INVOICE', invoice.id, 'UPDATE')
  return payment
}

/** Books the payment on its invoice, without events. */
export function addPayment(store: Store, payment: Payment) {
  const { invoice } = payment
  store.payments.add(payment)
  invoice.payments.push(payment)
  invoice.paidCents += payment.cents
  if (dueCents(invoice) === 0) settle(invoice, latestDay(invoice, payment.day))
}

const latestDay = (invoice: Invoice, day: Day) =>
  invoice.payments.reduce((latest, p) => (p.status === 'AUTHORISED' ? Math.max(latest, p.day) : latest), day)

/** A payment is immutable except that it can be deleted, which reopens a paid document. */
export function deletePayment(store: Store, payment: Payment, by: string) {
  if (payment.status === 'DELETED') throw new Invalid(['Payment has already been deleted'])
  const { invoice } = payment
  payment.status = 'DELETED'
  payment.updatedMs = store.kernel.clock.now()
  store.payments.touched()
  invoice.paidCents -= payment.cents
  invoice.payments = invoice.payments.filter((p) => p !== payment)
  if (invoice.status === 'PAID') invoice.status = 'AUTHORISED'
  invoice.fullyPaidDay = undefined
  touchInvoice(store, invoice)
  addHistory(
    store,
    invoice.id,
    'Payment deleted',
    by,
    `Payment of ${fromCents(payment.cents)} ${invoice.currency}`,
  )
  store.emit('INVOICE', invoice.id, 'UPDATE')
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

function paymentAt(store: Store, text: string): Payment {
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
