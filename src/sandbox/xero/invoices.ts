import { type Element, guidOf, isGuid, zeroGuid } from './body.ts'
import { readContact } from './contacts.ts'
import { dayMs } from './days.ts'
import { type ApiCall, echoed, elementsIn, envelope, writeEach } from './envelope.ts'
import { type Answer, notFound } from './errors.ts'
import { addNotes, listHistory } from './history.ts'
import { type InvoiceView, invoiceWire } from './invoice-wire.ts'
import { findInvoice, writeInvoice } from './invoice-writes.ts'
import { flag, idList, listing } from './listing.ts'
import { fromCents } from './money.ts'
import { dueCents, type Invoice } from './records.ts'
import { nameKey, type Store } from './store.ts'
import type { Value } from './where.ts'

const dayValue = (day: number | undefined): Value => (day === undefined ? null : { ms: day * dayMs })

/** Fields of an invoice that `where` and `order` know. */
function readInvoice(invoice: Invoice, path: string): Value | undefined {
  switch (path) {
    case 'invoiceid':
      return { guid: invoice.id }
    case 'type':
      return invoice.type
    case 'status':
      return invoice.status
    case 'invoicenumber':
      return invoice.number ?? ''
    case 'reference':
      return invoice.reference ?? null
    case 'date':
      return dayValue(invoice.day)
    case 'duedate':
      return dayValue(invoice.dueDay)
    case 'fullypaidondate':
      return dayValue(invoice.fullyPaidDay)
    case 'expectedpaymentdate':
      return dayValue(invoice.expectedDay)
    case 'plannedpaymentdate':
      return dayValue(invoice.plannedDay)
    case 'updateddateutc':
      return { ms: invoice.updatedMs }
    case 'currencycode':
      return invoice.currency
    case 'total':
      return fromCents(invoice.totalCents)
    case 'subtotal':
      return fromCents(invoice.subTotalCents)
    case 'totaltax':
      return fromCents(invoice.taxCents)
    case 'amountdue':
      return fromCents(dueCents(invoice))
    case 'amountpaid':
      return fromCents(invoice.paidCents)
    case 'amountcredited':
      return fromCents(invoice.creditedCents)
    case 'senttocontact':
      return invoice.sentToContact
    case 'contact':
      return invoice.contact.name
    default:
      return path.startsWith('contact.')
        ? readContact(invoice.contact, path.slice('contact.'.length))
        : undefined
  }
}

/** @source xero.md, "5. Reading", optimised invoice filters */
const optimised = new Set([
  'status',
  'contact.contactid',
  'contact.name',
  'contact.contactnumber',
  'reference',
  'invoicenumber',
  'invoiceid',
  'type',
  'amountpaid',
  'date',
  'duedate',
  'amountdue',
  'updateddateutc',
])

export const unitPlaces = (query: URLSearchParams): 2 | 4 => (query.get('unitdp') === '4' ? 4 : 2)

export function invoiceHas(invoice: Invoice, term: string): boolean {
  const wanted = term.toLowerCase()
  return [invoice.number, invoice.reference].some((text) => text?.toLowerCase().includes(wanted))
}

export function listInvoices(call: ApiCall): Answer {
  const { query, store } = call
  const ids = idList(query, 'IDs') ?? idList(query, 'ids')
  const numbers = idList(query, 'InvoiceNumbers')
  const contacts = idList(query, 'ContactIDs')
  const statuses = idList(query, 'Statuses')
  const term = query.get('searchTerm')
  const mine = flag(query, 'createdByMyApp')
  const { rows, pagination } = listing({
    table: store.invoices,
    query,
    headers: call.headers,
    idField: 'invoiceid',
    read: readInvoice,
    optimised,
    keep: (invoice) =>
      (ids === null || ids.has(invoice.id)) &&
      (numbers === null || numbers.has(invoice.number?.toLowerCase() ?? '')) &&
      (contacts === null || contacts.has(invoice.contact.id)) &&
      (statuses === null || statuses.has(invoice.status.toLowerCase())) &&
      (!mine || invoice.clientId === call.app.id) &&
      (!term || invoiceHas(invoice, term)),
  })
  const place = flag(query, 'summaryOnly') ? 'summary' : pagination ? 'page' : 'list'
  const view: InvoiceView = { place, unitPlaces: unitPlaces(query) }
  return envelope(
    call,
    'Invoices',
    rows.map((invoice) => invoiceWire(store, invoice, view)),
    pagination,
  )
}

/** By InvoiceID, or by InvoiceNumber when the text is no guid. */
export function invoiceAt(store: Store, text: string): Invoice {
  const invoice = isGuid(text)
    ? store.invoices.get(text.toLowerCase())
    : (store.salesNumbers.get(nameKey(text)) ?? store.invoices.byId().find((i) => i.number === text))
  if (!invoice) throw notFound()
  return invoice
}

export function getInvoice(call: ApiCall): Answer {
  const invoice = invoiceAt(call.store, call.params[0] ?? '')
  const view: InvoiceView = { place: 'single', unitPlaces: unitPlaces(call.query) }
  return envelope(call, 'Invoices', [invoiceWire(call.store, invoice, view)])
}

function write(call: ApiCall, elements: readonly Element[], mode: 'create' | 'upsert'): Answer {
  const { store } = call
  const places = unitPlaces(call.query)
  if (mode === 'upsert') for (const element of elements) findInvoice(store, element.fields, false)
  return writeEach(
    call,
    'Invoices',
    elements,
    (element) => {
      const before = mode === 'upsert' ? findInvoice(store, element.fields, true) : undefined
      const by = { name: call.app.name, clientId: call.app.id, unitPlaces: places }
      return invoiceWire(store, writeInvoice(store, element, before, by), {
        place: 'written',
        unitPlaces: places,
      })
    },
    (element) =>
      echoed(element, 'InvoiceID', {
        InvoiceID: zeroGuid,
        Payments: [],
        CreditNotes: [],
        Prepayments: [],
        Overpayments: [],
        InvoiceAddresses: [],
        InvoicePaymentServices: [],
        LineItems: [],
      }),
    'HasErrors',
  )
}

export const putInvoices = (call: ApiCall) => write(call, elementsIn(call, 'Invoices'), 'create')

export const postInvoices = (call: ApiCall) => write(call, elementsIn(call, 'Invoices'), 'upsert')

export function postInvoice(call: ApiCall): Answer {
  const invoice = invoiceAt(call.store, call.params[0] ?? '')
  const elements = elementsIn(call, 'Invoices')
    .slice(0, 1)
    .map(
      (element): Element => ({
        raw: { ...element.raw, InvoiceID: invoice.id },
        fields: { ...element.fields, invoiceid: guidOf(element.fields, 'invoiceid') ?? invoice.id },
      }),
    )
  return write(call, elements, 'upsert')
}

/** Sales invoices that are approved only. */
export function onlineInvoice(call: ApiCall): Answer {
  const invoice = invoiceAt(call.store, call.params[0] ?? '')
  const approved = invoice.status === 'AUTHORISED' || invoice.status === 'PAID'
  if (invoice.type !== 'ACCREC' || !approved) throw notFound()
  return envelope(call, 'OnlineInvoices', [{ OnlineInvoiceUrl: `${call.store.url}/online/${invoice.id}` }])
}

export const invoiceHistory = (call: ApiCall) =>
  listHistory(call, invoiceAt(call.store, call.params[0] ?? '').id)

export const invoiceNotes = (call: ApiCall) => addNotes(call, invoiceAt(call.store, call.params[0] ?? '').id)
