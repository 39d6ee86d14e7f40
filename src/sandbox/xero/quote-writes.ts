import { dayOf, type Element, type Fields, guidOf, numberOf, textOf } from './body.ts'
import { Invalid, notFound } from './errors.ts'
import { applyNested, nestedContact } from './invoice-contact.ts'
import { readLines, totalsOf } from './invoice-lines.ts'
import { amountsOf } from './invoice-writes.ts'
import { fromCents } from './money.ts'
import { type Quote, type QuoteStatus, quoteStatuses } from './quotes.ts'
import { dayRate } from './settings.ts'
import { addHistory, nameKey, type Store, today } from './store.ts'
import { switches } from './switches.ts'

/** Texts of a quote with their limits. @source xero.md, "8.3 Quotes" */
const texts = [
  ['reference', 'Reference', 4_000],
  ['terms', 'Terms', 4_000],
  ['title', 'Title', 100],
  ['summary', 'Summary', 3_000],
] as const

function nextQuoteNumber(store: Store): string {
  const { documents } = store
  for (;;) {
    const number = `QU-${String(documents.nextQuoteNumber++).padStart(4, '0')}`
    if (!documents.quoteNumbers.has(nameKey(number))) return number
  }
}

export function findQuote(store: Store, fields: Fields, byNumber: boolean): Quote | undefined {
  const id = guidOf(fields, 'quoteid')
  if (id) {
    const quote = store.documents.quotes.get(id)
    if (!quote) throw notFound()
    return quote
  }
  const number = textOf(fields, 'quotenumber')
  return byNumber && number ? store.documents.quoteNumbers.get(nameKey(number)) : undefined
}

function statusOf(fields: Fields, before: Quote | undefined, problems: string[]): QuoteStatus {
  const sent = textOf(fields, 'status')?.toUpperCase()
  const status = quoteStatuses.find((s) => s === sent)
  if (sent && !status) problems.push(`The status '${sent}' is not valid.`)
  const wanted = status ?? before?.status ?? 'DRAFT'
  const allowed = before ? switches.quoteMoves[before.status] : switches.quoteStarts
  if (!allowed.includes(wanted)) {
    problems.push(`Quote status cannot be changed${before ? ` from ${before.status}` : ''} to ${wanted}`)
  }
  return wanted
}

function checkNumber(
  store: Store,
  before: Quote | undefined,
  number: string | undefined,
  problems: string[],
) {
  if (!number) return
  if (number.length > 255)
    problems.push('The field QuoteNumber must be a string with a maximum length of 255.')
  const holder = store.documents.quoteNumbers.get(nameKey(number))
  if (holder && holder !== before) problems.push('Quote number must be unique.')
}

/**
 * Creates or updates one quote through all rules.
 *
 * @throws Invalid with every fault; nothing has changed then
 * @source xero.md, "8.3 Quotes"
 */
export function writeQuote(store: Store, element: Element, before: Quote | undefined, by: string): Quote {
  const { fields } = element
  const problems: string[] = []
  const status = statusOf(fields, before, problems)
  if (before && switches.quoteUpdateNeedsContactAndDate) {
    if (!fields.contact) problems.push('A Contact must be specified for this type of transaction')
    if (!fields.date) problems.push('Date must be specified')
  }
  if (problems.length > 0) throw new Invalid(problems)
  const nested = nestedContact(store, fields, before?.contact)
  const amounts = amountsOf(fields, before, problems)
  const rules = {
    type: 'ACCREC' as const,
    amounts,
    complete: false,
    unitPlaces: 4 as const,
    before: before?.lines ?? [],
    accountTax: status !== 'DRAFT',
  }
  const lines = readLines(store, fields, rules, problems) ?? before?.lines ?? []
  if (lines.length === 0) problems.push('One or more line items must be specified.')
  for (const [key, name, max] of texts) {
    if ((textOf(fields, key)?.length ?? 0) > max) {
      problems.push(`The field ${name} must be a string with a maximum length of ${max}.`)
    }
  }
  const number = textOf(fields, 'quotenumber')
  checkNumber(store, before, number, problems)
  const day = dayOf(fields, 'date') ?? before?.day ?? today(store)
  const expiryDay = dayOf(fields, 'expirydate') ?? before?.expiryDay
  const base = store.organisation.baseCurrency
  const currency =
    textOf(fields, 'currencycode')?.toUpperCase() ||
    before?.currency ||
    nested.contact?.texts.DefaultCurrency ||
    base
  if (!store.organisation.currencies.includes(currency)) {
    problems.push(`Organisation is not subscribed to currency ${currency}`)
  }
  const given = numberOf(fields, 'currencyrate')
  const theme = guidOf(fields, 'brandingthemeid')
  if (problems.length > 0) throw new Invalid(problems)

  const contact = nested.change ? applyNested(store, nested, nested.change) : nested.contact
  if (!contact) throw new Invalid(['A Contact must be specified for this type of transaction'])
  const known = before?.currency === currency ? before.rate : dayRate(base, currency)
  const text = (key: (typeof texts)[number][0]) => textOf(fields, key) ?? before?.[key] ?? ''
  const values = {
    number: number || before?.number || nextQuoteNumber(store),
    reference: text('reference'),
    terms: text('terms'),
    title: text('title'),
    summary: text('summary'),
    contact,
    lines,
    day,
    expiryDay,
    status,
    currency,
    rate: given && currency !== base ? given : known,
    amounts,
    ...totalsOf(lines, amounts),
    brandingThemeId: theme ?? before?.brandingThemeId ?? store.brandingThemeId,
    updatedMs: store.kernel.clock.now(),
  }
  const what = before ? (status === before.status ? 'Edited' : status) : 'Created'
  const quote = saveQuote(store, before, values)
  addHistory(store, quote.id, what, by, `${quote.number} ${fromCents(quote.totalCents)} ${currency}`)
  return quote
}

/** Puts a checked quote into its table; quotes have no webhooks. */
export function saveQuote(store: Store, before: Quote | undefined, values: Omit<Quote, 'id'>): Quote {
  const { quotes, quoteNumbers } = store.documents
  if (before) quoteNumbers.delete(nameKey(before.number))
  const quote = before ? Object.assign(before, values) : { id: store.kernel.chance.uuid(), ...values }
  if (before) quotes.touched()
  else quotes.add(quote)
  quoteNumbers.set(nameKey(quote.number), quote)
  return quote
}
