import { type Element, guidOf, textOf, zeroGuid } from './body.ts'
import { type Day, dayMs, dayString, msPlain, parseDay } from './days.ts'
import { type ApiCall, echoed, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, notFound } from './errors.ts'
import { lineWire } from './invoice-wire.ts'
import { listing } from './listing.ts'
import { fromCents } from './money.ts'
import { findQuote, writeQuote } from './quote-writes.ts'
import type { Contact, Line, LineAmountTypes } from './records.ts'
import type { Store } from './store.ts'
import type { Value } from './where.ts'

export const quoteStatuses = ['DRAFT', 'SENT', 'DECLINED', 'ACCEPTED', 'INVOICED', 'DELETED'] as const
export type QuoteStatus = (typeof quoteStatuses)[number]

export interface Quote {
  readonly id: string
  number: string
  reference: string
  terms: string
  title: string
  summary: string
  contact: Contact
  lines: readonly Line[]
  day: Day
  expiryDay: Day | undefined
  status: QuoteStatus
  currency: string
  rate: number
  amounts: LineAmountTypes
  subTotalCents: number
  taxCents: number
  totalCents: number
  discountCents: number
  brandingThemeId: string | undefined
  updatedMs: number
}

function readQuote(quote: Quote, path: string): Value | undefined {
  switch (path) {
    case 'quoteid':
      return { guid: quote.id }
    case 'quotenumber':
      return quote.number
    case 'status':
      return quote.status
    case 'date':
      return { ms: quote.day * dayMs }
    case 'expirydate':
      return quote.expiryDay === undefined ? null : { ms: quote.expiryDay * dayMs }
    case 'updateddateutc':
      return { ms: quote.updatedMs }
    case 'total':
      return fromCents(quote.totalCents)
    case 'contact.name':
      return quote.contact.name
    default:
      return undefined
  }
}

const day = (value: Day) => msPlain(value * dayMs)

/** @source xero.md, "8.3 Quotes"; dates without an offset, amounts spelled in capitals, a short contact */
function quoteWire(store: Store, quote: Quote): Wire {
  return {
    QuoteID: quote.id,
    QuoteNumber: quote.number,
    Reference: quote.reference,
    Terms: quote.terms,
    Contact: {
      ContactID: quote.contact.id,
      Name: quote.contact.name,
      EmailAddress: quote.contact.texts.EmailAddress ?? '',
    },
    LineItems: quote.lines.map((line) => lineWire(store, line, { place: 'page', unitPlaces: 4 })),
    Date: day(quote.day),
    DateString: dayString(quote.day),
    ...(quote.expiryDay !== undefined && {
      ExpiryDate: day(quote.expiryDay),
      ExpiryDateString: dayString(quote.expiryDay),
    }),
    Status: quote.status,
    CurrencyRate: quote.rate,
    CurrencyCode: quote.currency,
    SubTotal: fromCents(quote.subTotalCents),
    TotalTax: fromCents(quote.taxCents),
    Total: fromCents(quote.totalCents),
    TotalDiscount: fromCents(quote.discountCents),
    Title: quote.title,
    Summary: quote.summary,
    ...(quote.brandingThemeId !== undefined && { BrandingThemeID: quote.brandingThemeId }),
    UpdatedDateUTC: msPlain(quote.updatedMs),
    LineAmountTypes: quote.amounts.toUpperCase(),
    StatusAttributeString: 'OK',
    ValidationErrors: [],
  }
}

/** Quotes say whether errors were summarised, and send no charset. */
const quoteEnvelope: typeof envelope = (call, collection, rows) => {
  const answer = envelope(call, collection, rows)
  const summarised = call.query.get('summarizeErrors')?.toLowerCase() !== 'false'
  const body = typeof answer.body === 'string' ? answer.body.slice(1) : ''
  return { ...answer, contentType: 'application/json', body: `{"SummarizeErrors":${summarised},${body}` }
}

/** A filter's day; undefined when absent. An unreadable one matches nothing, as an empty one does. */
function dayFilter(query: URLSearchParams, name: string): Day | undefined {
  const text = query.get(name)
  return text === null ? undefined : (parseDay(text) ?? Number.NaN)
}

const within = (value: Day | undefined, from: Day | undefined, to: Day | undefined) =>
  (from === undefined || (value !== undefined && value >= from)) &&
  (to === undefined || (value !== undefined && value <= to))

/** Named filters only: `where`, `IDs` and `pageSize` mean nothing here. Always 100 a page, without the block. */
export function listQuotes(call: ApiCall): Answer {
  const { query, store } = call
  const [from, to] = [dayFilter(query, 'DateFrom'), dayFilter(query, 'DateTo')]
  const [expiryFrom, expiryTo] = [dayFilter(query, 'ExpiryDateFrom'), dayFilter(query, 'ExpiryDateTo')]
  const contact = query.get('ContactID')?.toLowerCase()
  const status = query.get('Status')?.toUpperCase()
  const number = query.get('QuoteNumber')?.toLowerCase()
  const known = new URLSearchParams({ page: query.get('page') ?? '1' })
  const order = query.get('order')
  if (order !== null) known.set('order', order)
  const { rows } = listing({
    table: store.documents.quotes,
    query: known,
    headers: call.headers,
    idField: 'quoteid',
    read: readQuote,
    keep: (quote) =>
      within(quote.day, from, to) &&
      within(quote.expiryDay, expiryFrom, expiryTo) &&
      (contact === undefined || quote.contact.id === contact) &&
      (status === undefined || quote.status === status) &&
      (number === undefined || quote.number.toLowerCase() === number),
  })
  return quoteEnvelope(
    call,
    'Quotes',
    rows.map((quote) => quoteWire(store, quote)),
  )
}

export function quoteAt(call: ApiCall): Quote {
  const quote = call.store.documents.quotes.get((call.params[0] ?? '').toLowerCase())
  if (!quote) throw notFound()
  return quote
}

export const getQuote = (call: ApiCall) =>
  quoteEnvelope(call, 'Quotes', [quoteWire(call.store, quoteAt(call))])

function write(call: ApiCall, elements: readonly Element[], mode: 'create' | 'upsert'): Answer {
  const { store } = call
  if (mode === 'upsert') for (const element of elements) findQuote(store, element.fields, false)
  return writeEach(
    call,
    'Quotes',
    elements,
    (element) => {
      const before = mode === 'upsert' ? findQuote(store, element.fields, true) : undefined
      return quoteWire(store, writeQuote(store, element, before, call.app.name))
    },
    (element) => echoed(element, 'QuoteID', { QuoteID: zeroGuid, LineItems: [] }),
    'HasErrors',
    quoteEnvelope,
  )
}

export const putQuotes = (call: ApiCall) => write(call, elementsIn(call, 'Quotes'), 'create')

export const postQuotes = (call: ApiCall) => write(call, elementsIn(call, 'Quotes'), 'upsert')

export function postQuote(call: ApiCall): Answer {
  const quote = quoteAt(call)
  const elements = elementsIn(call, 'Quotes')
    .slice(0, 1)
    .map(
      (element): Element => ({
        raw: { ...element.raw, QuoteID: quote.id },
        fields: {
          ...element.fields,
          quoteid: guidOf(element.fields, 'quoteid') ?? quote.id,
          quotenumber: textOf(element.fields, 'quotenumber') ?? quote.number,
        },
      }),
    )
  return write(call, elements, 'upsert')
}
