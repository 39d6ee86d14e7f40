import { booleanOf, dayOf, type Element, type Fields, guidOf, numberOf, objectOf, textOf } from './body.ts'
import type { Day } from './days.ts'
import { Invalid, notFound } from './errors.ts'
import { applyNested, nestedContact } from './invoice-contact.ts'
import { readLines, totalsOf } from './invoice-lines.ts'
import { checkLock } from './lock-dates.ts'
import { fromCents, toCents } from './money.ts'
import {
  type Contact,
  type Credit,
  dueCents,
  type Invoice,
  type InvoiceStatus,
  type InvoiceType,
  invoiceStatuses,
  type Line,
  type LineAmountTypes,
  lineAmountTypes,
} from './records.ts'
import { dayRate } from './settings.ts'
import { addHistory, nameKey, nextSalesNumber, type Store, today } from './store.ts'

export const wrongStatus = 'Invoice not of valid status for modification'
const hasPayment = 'This document cannot be edited as it has a payment or credit note allocated to it.'

/** @source xero.md, "8.1 Invoice", status table */
export const moves: Readonly<Record<InvoiceStatus, readonly InvoiceStatus[]>> = {
  DRAFT: ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'DELETED'],
  SUBMITTED: ['SUBMITTED', 'AUTHORISED', 'DRAFT', 'DELETED'],
  AUTHORISED: ['AUTHORISED', 'VOIDED'],
  PAID: [],
  VOIDED: [],
  DELETED: [],
}

/** Money has been booked on it: paid, or credited. */
export const hasMoney = (invoice: Invoice) => invoice.paidCents + invoice.creditedCents > 0

/** Keys that only say which document or repeat what it is. */
const identity = new Set(['invoiceid', 'type', 'lineamounttypes', 'currencycode', 'currencyrate', 'status'])
/** What may still change once money has been allocated. */
const looseOnSales = new Set(['duedate', 'senttocontact', 'expectedpaymentdate'])
const looseOnBills = new Set([
  'reference',
  'duedate',
  'invoicenumber',
  'brandingthemeid',
  'contact',
  'url',
  'plannedpaymentdate',
  'lineitems',
])
/** Edits of these alone do not bump UpdatedDateUTC on a part-paid document. */
const unnoticed = new Set(['duedate', 'senttocontact'])

const readOnly = new Set([
  'haserrors',
  'validationerrors',
  'warnings',
  'statusattributestring',
  'datestring',
  'duedatestring',
])

/** Keys of the element that carry a wish to change something. */
const wishes = (fields: Fields) =>
  Object.keys(fields).filter((key) => fields[key] !== null && !identity.has(key) && !readOnly.has(key))

export function newStatus(
  fields: Fields,
  before: { readonly status: InvoiceStatus } | undefined,
  problems: string[],
): InvoiceStatus {
  const sent = textOf(fields, 'status')?.toUpperCase()
  const status = invoiceStatuses.find((s) => s === sent)
  if (sent && !status) problems.push(`The status '${sent}' is not valid.`)
  if (!before) {
    if (status && !['DRAFT', 'SUBMITTED', 'AUTHORISED'].includes(status)) problems.push(wrongStatus)
    return status ?? 'DRAFT'
  }
  return status ?? before.status
}

/** Whether this document may take this edit at all. */
function checkEditable(before: Invoice, fields: Fields, status: InvoiceStatus, problems: string[]) {
  const wanted = wishes(fields)
  const bill = before.type === 'ACCPAY'
  const loose = bill ? looseOnBills : looseOnSales
  if (hasMoney(before) && (before.status === 'AUTHORISED' || before.status === 'PAID')) {
    if (
      status === 'DRAFT' ||
      status === 'SUBMITTED' ||
      (status === 'AUTHORISED' && before.status === 'PAID')
    ) {
      problems.push(
        `The status ${status} cannot be applied to the invoice because it has payments or credit notes allocated to it.`,
      )
    } else if (before.status === 'PAID' && !bill) problems.push(wrongStatus)
    else if (status !== before.status) problems.push(before.status === 'PAID' ? wrongStatus : hasPayment)
    else if (wanted.some((key) => !loose.has(key) && !sameAsBefore(before, fields, key)))
      problems.push(hasPayment)
    return
  }
  if (!moves[before.status].includes(status)) problems.push(wrongStatus)
}

function sameAsBefore(before: Invoice, fields: Fields, key: string): boolean {
  if (key === 'invoicenumber') return textOf(fields, key) === before.number
  if (key === 'reference') return textOf(fields, key) === (before.reference ?? '')
  if (key === 'date') return dayOf(fields, key) === before.day
  if (key === 'contact') return guidOf(objectOf(fields, key) ?? {}, 'contactid') === before.contact.id
  return false
}

function checkNumber(
  store: Store,
  type: InvoiceType,
  before: Invoice | undefined,
  number: string | undefined,
  problems: string[],
) {
  if (number === undefined || type !== 'ACCREC') return
  if (number.length > 255)
    problems.push('The field InvoiceNumber must be a string with a maximum length of 255.')
  const holder = store.salesNumbers.get(nameKey(number))
  if (holder && holder !== before) problems.push('Invoice # must be unique.')
}

function typeOf(fields: Fields, before: Invoice | undefined): InvoiceType {
  const sent = textOf(fields, 'type')?.toUpperCase()
  if (before) {
    if (sent && sent !== before.type) throw new Invalid(['The invoice type cannot be changed.'])
    return before.type
  }
  if (sent === 'ACCREC' || sent === 'ACCPAY') return sent
  throw new Invalid([sent ? `The invoice type '${sent}' is not valid.` : 'Invoice type must be specified.'])
}

export function amountsOf(
  fields: Fields,
  before: { readonly amounts: LineAmountTypes } | undefined,
  problems: string[],
): LineAmountTypes {
  const sent = textOf(fields, 'lineamounttypes')
  if (!sent) return before?.amounts ?? 'Exclusive'
  const found = lineAmountTypes.find((t) => t.toLowerCase() === sent.toLowerCase())
  if (!found) problems.push(`The line amount type '${sent}' is not valid.`)
  return found ?? 'Exclusive'
}

/**
 * Bills with money on them keep their lines but for texts, codes and tracking.
 *
 * @source xero.md, "8.1 Invoice", rule of 19 March 2026
 */
function keepSums(before: Invoice, lines: readonly Line[] | undefined, problems: string[]) {
  if (!lines || !hasMoney(before)) return
  const sums = (line: Line) => `${line.id} ${line.lineCents} ${line.taxCents} ${line.taxType ?? ''}`
  const same =
    before.lines.length === lines.length &&
    before.lines.every((line, i) => sums(line) === sums(lines[i] ?? line))
  if (!same) problems.push(hasPayment)
}

/** The document an element speaks of; POST also finds a sales invoice by its number. */
export function findInvoice(store: Store, fields: Fields, byNumber: boolean): Invoice | undefined {
  const id = guidOf(fields, 'invoiceid')
  if (id) {
    const invoice = store.invoices.get(id)
    if (!invoice) throw notFound()
    return invoice
  }
  const number = textOf(fields, 'invoicenumber')
  const type = textOf(fields, 'type')?.toUpperCase()
  return byNumber && number && type !== 'ACCPAY' ? store.salesNumbers.get(nameKey(number)) : undefined
}

/**
 * Creates or updates one invoice through all rules.
 *
 * @throws Invalid with every fault; nothing has changed then, the nested contact neither
 * @source xero.md, "8.1 Invoice"
 */
export function writeInvoice(
  store: Store,
  element: Element,
  before: Invoice | undefined,
  by: { readonly name: string; readonly clientId?: string; readonly unitPlaces: 2 | 4 },
): Invoice {
  const { fields } = element
  const problems: string[] = []
  const type = typeOf(fields, before)
  const status = newStatus(fields, before, problems)
  if (before) checkEditable(before, fields, status, problems)
  if (before?.status === 'AUTHORISED' || before?.status === 'PAID') checkLock(store, before.day, problems)
  if (problems.length > 0) throw new Invalid(problems)
  if (before && (status === 'VOIDED' || status === 'DELETED'))
    return endInvoice(store, before, status, by.name)

  const nested = nestedContact(store, fields, before?.contact)
  const amounts = amountsOf(fields, before, problems)
  const complete = status === 'AUTHORISED' || status === 'SUBMITTED'
  const rules = { type, amounts, complete, unitPlaces: by.unitPlaces, before: before?.lines ?? [] }
  const lines = readLines(store, fields, rules, problems)
  if (before) keepSums(before, lines, problems)
  const allLines = lines ?? recheck(store, before, rules, problems)
  if (allLines.length === 0) problems.push('One or more line items must be specified.')
  const number = textOf(fields, 'invoicenumber')
  checkNumber(store, type, before, number, problems)
  const day = dayOf(fields, 'date') ?? before?.day ?? today(store)
  const dueDay = dayOf(fields, 'duedate') ?? before?.dueDay
  if (!before || fields.date !== undefined || complete) checkLock(store, day, problems)
  if (complete && dueDay === undefined) problems.push('Due date must be specified.')
  const currency =
    textOf(fields, 'currencycode')?.toUpperCase() ||
    before?.currency ||
    nested.contact?.texts.DefaultCurrency ||
    store.organisation.baseCurrency
  if (!store.organisation.currencies.includes(currency)) {
    problems.push(`Organisation is not subscribed to currency ${currency}`)
  }
  const totals = totalsOf(allLines, amounts)
  const sentTotal = numberOf(fields, 'total')
  if (sentTotal !== undefined && lines && toCents(sentTotal) !== totals.totalCents) {
    problems.push('The invoice total does not equal the sum of the lines.')
  }
  if (complete && totals.totalCents < 0) problems.push('The invoice total must not be negative.')
  const url = textOf(fields, 'url')
  if (url && (!URL.canParse(url) || /xero/i.test(url))) problems.push('Url is not valid.')
  const rateGiven = numberOf(fields, 'currencyrate')
  const sent = booleanOf(fields, 'senttocontact')
  const [expected, planned] = [dayOf(fields, 'expectedpaymentdate'), dayOf(fields, 'plannedpaymentdate')]
  const [reference, theme] = [textOf(fields, 'reference'), guidOf(fields, 'brandingthemeid')]
  if (problems.length > 0) throw new Invalid(problems)

  const contact = nested.change
    ? applyNested(store, nested, nested.change)
    : (nested.contact ?? before?.contact)
  if (!contact) throw new Invalid(['A Contact must be specified for this type of transaction'])
  const rate =
    rateGiven && currency !== store.organisation.baseCurrency
      ? rateGiven
      : before?.currency === currency
        ? before.rate
        : dayRate(store.organisation.baseCurrency, currency)
  const silent =
    before !== undefined &&
    hasMoney(before) &&
    wishes(fields).every((k) => unnoticed.has(k) || sameAsBefore(before, fields, k))
  const statusBefore = before?.status
  const invoice: Invoice = before ?? addInvoice(store, type, contact, day, currency, by.clientId)
  if (invoice.contact !== contact) moveInvoice(invoice, contact)
  renumber(
    store,
    invoice,
    number || invoice.number || (type === 'ACCREC' ? nextSalesNumber(store) : undefined),
  )
  invoice.status = status
  invoice.reference = reference ?? invoice.reference
  invoice.day = day
  invoice.dueDay = dueDay
  invoice.expectedDay = expected ?? invoice.expectedDay
  invoice.plannedDay = planned ?? invoice.plannedDay
  invoice.amounts = amounts
  invoice.currency = currency
  invoice.rate = rate
  invoice.url = url ?? invoice.url
  invoice.brandingThemeId = theme ?? invoice.brandingThemeId
  invoice.sentToContact = sent ?? invoice.sentToContact
  invoice.lines = allLines
  Object.assign(invoice, totals)
  if (invoice.status === 'AUTHORISED' && dueCents(invoice) === 0) settle(invoice, day)
  noteDocument(contact, type)
  if (!silent) touchInvoice(store, invoice)
  const approved = invoice.status === 'AUTHORISED' && statusBefore !== 'AUTHORISED'
  const what = before ? (approved ? 'Approved' : 'Edited') : 'Created'
  addHistory(
    store,
    invoice.id,
    what,
    by.name,
    `${invoice.number ?? ''} ${fromCents(invoice.totalCents)} ${invoice.currency}`,
  )
  store.emit('INVOICE', invoice.id, before ? 'UPDATE' : 'CREATE')
  return invoice
}

/** Lines that stay are still checked when the document becomes binding. */
function recheck(
  store: Store,
  before: Invoice | undefined,
  rules: Parameters<typeof readLines>[2],
  problems: string[],
): readonly Line[] {
  if (!before) return []
  if (rules.complete && before.status !== 'AUTHORISED' && before.status !== 'PAID') {
    const rows = before.lines.map((line) => ({ lineitemid: line.id }))
    readLines(store, { lineitems: rows }, rules, problems)
  }
  return before.lines
}

function addInvoice(
  store: Store,
  type: InvoiceType,
  contact: Contact,
  day: Day,
  currency: string,
  clientId: string | undefined,
): Invoice {
  const invoice: Invoice = {
    id: store.kernel.chance.uuid(),
    type,
    contact,
    status: 'DRAFT',
    number: undefined,
    reference: undefined,
    day,
    dueDay: undefined,
    expectedDay: undefined,
    plannedDay: undefined,
    fullyPaidDay: undefined,
    amounts: 'Exclusive',
    currency,
    rate: 1,
    url: undefined,
    brandingThemeId: type === 'ACCREC' ? store.brandingThemeId : undefined,
    sentToContact: false,
    lines: [],
    subTotalCents: 0,
    taxCents: 0,
    totalCents: 0,
    discountCents: 0,
    paidCents: 0,
    creditedCents: 0,
    payments: [],
    allocations: [],
    clientId,
    updatedMs: store.kernel.clock.now(),
  }
  store.invoices.add(invoice)
  contact.documents.push(invoice)
  return invoice
}

function moveInvoice(invoice: Invoice, to: Contact) {
  const index = invoice.contact.documents.indexOf(invoice)
  if (index >= 0) invoice.contact.documents.splice(index, 1)
  invoice.contact = to
  to.documents.push(invoice)
}

function renumber(store: Store, invoice: Invoice, number: string | undefined) {
  if (invoice.type === 'ACCREC') {
    if (invoice.number) store.salesNumbers.delete(nameKey(invoice.number))
    if (number) store.salesNumbers.set(nameKey(number), invoice)
  }
  invoice.number = number
}

/** IsCustomer and IsSupplier turn true with the first document, without bumping the contact. */
function noteDocument(contact: Contact, type: InvoiceType) {
  if (type === 'ACCREC') contact.isCustomer = true
  else contact.isSupplier = true
}

export function touchInvoice(store: Store, invoice: Invoice) {
  invoice.updatedMs = store.kernel.clock.now()
  store.invoices.touched()
}

/** Closes a document nothing is due on; the day is the last one money was booked. */
export function settleWhenPaid(invoice: Invoice, day: Day) {
  if (dueCents(invoice) !== 0) return
  const days = [...invoice.payments.filter((p) => p.status === 'AUTHORISED'), ...invoice.allocations].map(
    (x) => x.day,
  )
  settle(invoice, Math.max(day, ...days))
}

/** Something is due again. */
export function reopen(document: Invoice | Credit) {
  if (document.status === 'PAID') document.status = 'AUTHORISED'
  document.fullyPaidDay = undefined
}

/** AmountDue reached 0. */
export function settle(invoice: Invoice, day: Day) {
  invoice.status = 'PAID'
  invoice.fullyPaidDay = day
}

function endInvoice(store: Store, invoice: Invoice, status: 'VOIDED' | 'DELETED', by: string): Invoice {
  invoice.status = status
  touchInvoice(store, invoice)
  addHistory(store, invoice.id, status === 'VOIDED' ? 'Voided' : 'Deleted', by, '')
  store.emit('INVOICE', invoice.id, 'UPDATE')
  return invoice
}
