import { booleanOf, dayOf, type Element, type Fields, guidOf, numberOf, textOf } from './body.ts'
import { addCredit, closeWhenUsed, creditType, emitCredit, moveCredit, touchCredit } from './credits.ts'
import { Invalid, notFound } from './errors.ts'
import { applyNested, nestedContact } from './invoice-contact.ts'
import { readLines, totalsOf } from './invoice-lines.ts'
import { amountsOf, moves, newStatus, wrongStatus } from './invoice-writes.ts'
import { checkLock } from './lock-dates.ts'
import { fromCents, toCents } from './money.ts'
import type { Credit, InvoiceStatus, InvoiceType } from './records.ts'
import { dayRate } from './settings.ts'
import { addHistory, nameKey, type Store, today } from './store.ts'

const hasAllocation = 'This document cannot be edited as it has a payment or credit note allocated to it.'

function nextCreditNumber(store: Store): string {
  const { documents } = store
  for (;;) {
    const number = `CN-${String(documents.nextCreditNumber++).padStart(4, '0')}`
    if (!documents.creditNumbers.has(nameKey(number))) return number
  }
}

/** The credit note an element speaks of; POST also finds a customer's by its number. */
export function findCreditNote(store: Store, fields: Fields, byNumber: boolean): Credit | undefined {
  const id = guidOf(fields, 'creditnoteid')
  if (id) {
    const credit = store.documents.credits.CREDITNOTE.get(id)
    if (!credit) throw notFound()
    return credit
  }
  const number = textOf(fields, 'creditnotenumber')
  const type = textOf(fields, 'type')?.toUpperCase()
  return byNumber && number && type !== 'ACCPAYCREDIT'
    ? store.documents.creditNumbers.get(nameKey(number))
    : undefined
}

function sideOf(fields: Fields, before: Credit | undefined): InvoiceType {
  const sent = textOf(fields, 'type')?.toUpperCase()
  if (before) {
    if (sent && sent !== creditType(before)) throw new Invalid(['The credit note type cannot be changed.'])
    return before.side
  }
  if (sent === 'ACCRECCREDIT') return 'ACCREC'
  if (sent === 'ACCPAYCREDIT') return 'ACCPAY'
  throw new Invalid([
    sent ? `The credit note type '${sent}' is not valid.` : 'Credit note type must be specified.',
  ])
}

/** Whether this credit note may become this status, or change at all. */
function checkMove(before: Credit, status: InvoiceStatus, problems: string[]) {
  const used = before.allocatedCents + before.paidCents > 0
  if (!moves[before.status].includes(status)) problems.push(wrongStatus)
  else if (used) problems.push(hasAllocation)
}

/**
 * Creates or updates one credit note through all rules.
 *
 * @throws Invalid with every fault; nothing has changed then
 * @source xero.md, "8.2 Credit notes, payments, over- and prepayments"
 */
export function writeCreditNote(
  store: Store,
  element: Element,
  before: Credit | undefined,
  by: { readonly name: string; readonly clientId?: string; readonly unitPlaces: 2 | 4 },
): Credit {
  const { fields } = element
  const problems: string[] = []
  const side = sideOf(fields, before)
  const status = newStatus(fields, before, problems)
  if (before) checkMove(before, status, problems)
  if (before?.status === 'AUTHORISED') checkLock(store, before.day, problems)
  if (problems.length > 0) throw new Invalid(problems)
  if (before && (status === 'VOIDED' || status === 'DELETED'))
    return endCredit(store, before, status, by.name)

  const nested = nestedContact(store, fields, before?.contact)
  const amounts = amountsOf(fields, before, problems)
  const complete = status === 'AUTHORISED' || status === 'SUBMITTED'
  const rules = {
    type: side,
    amounts,
    complete,
    unitPlaces: by.unitPlaces,
    before: before?.lines ?? [],
    discounts: false,
  }
  const again = before?.lines.map((line) => ({ lineitemid: line.id }))
  const lines = readLines(store, fields.lineitems ? fields : { lineitems: again }, rules, problems) ?? []
  if (lines.length === 0) problems.push('One or more line items must be specified.')
  const number = textOf(fields, 'creditnotenumber')
  checkNumber(store, side, before, number, problems)
  const day = dayOf(fields, 'date') ?? before?.day ?? today(store)
  if (!before || fields.date !== undefined || complete) checkLock(store, day, problems)
  const base = store.organisation.baseCurrency
  const currency =
    textOf(fields, 'currencycode')?.toUpperCase() ||
    before?.currency ||
    nested.contact?.texts.DefaultCurrency ||
    base
  if (!store.organisation.currencies.includes(currency)) {
    problems.push(`Organisation is not subscribed to currency ${currency}`)
  }
  const { discountCents: _, ...totals } = totalsOf(lines, amounts)
  const sentTotal = numberOf(fields, 'total')
  if (sentTotal !== undefined && toCents(sentTotal) !== totals.totalCents) {
    problems.push('The credit note total does not equal the sum of the lines.')
  }
  if (complete && totals.totalCents < 0) problems.push('The credit note total must not be negative.')
  const given = numberOf(fields, 'currencyrate')
  const [reference, theme] = [textOf(fields, 'reference'), guidOf(fields, 'brandingthemeid')]
  const [dueDay, sent] = [dayOf(fields, 'duedate'), booleanOf(fields, 'senttocontact')]
  if (problems.length > 0) throw new Invalid(problems)

  const contact = nested.change
    ? applyNested(store, nested, nested.change)
    : (nested.contact ?? before?.contact)
  if (!contact) throw new Invalid(['A Contact must be specified for this type of transaction'])
  const known = before?.currency === currency ? before.rate : dayRate(base, currency)
  const rate = given && currency !== base ? given : known
  const id = before?.id ?? store.kernel.chance.uuid()
  const credit =
    before ??
    addCredit(store, { id, kind: 'CREDITNOTE', side, contact, day, currency, rate, clientId: by.clientId })
  if (credit.contact !== contact) moveCredit(credit, contact)
  renumber(
    store,
    credit,
    number || credit.number || (side === 'ACCREC' ? nextCreditNumber(store) : undefined),
  )
  Object.assign(credit, { status, day, amounts, currency, rate, lines, ...totals })
  credit.dueDay = dueDay ?? credit.dueDay
  credit.reference = reference ?? credit.reference
  credit.brandingThemeId = theme ?? credit.brandingThemeId
  credit.sentToContact = sent ?? credit.sentToContact
  if (side === 'ACCREC') contact.isCustomer = true
  else contact.isSupplier = true
  if (status === 'AUTHORISED') closeWhenUsed(credit, day)
  touchCredit(store, credit)
  const details = `${credit.number ?? ''} ${fromCents(credit.totalCents)} ${currency}`
  addHistory(store, credit.id, before ? 'Edited' : 'Created', by.name, details)
  emitCredit(store, credit, before ? 'UPDATE' : 'CREATE')
  return credit
}

function checkNumber(
  store: Store,
  side: InvoiceType,
  before: Credit | undefined,
  number: string | undefined,
  problems: string[],
) {
  if (number === undefined || side !== 'ACCREC') return
  if (number.length > 255) {
    problems.push('The field CreditNoteNumber must be a string with a maximum length of 255.')
  }
  const holder = store.documents.creditNumbers.get(nameKey(number))
  if (holder && holder !== before) problems.push('Credit note # must be unique.')
}

function renumber(store: Store, credit: Credit, number: string | undefined) {
  if (credit.side === 'ACCREC') {
    if (credit.number) store.documents.creditNumbers.delete(nameKey(credit.number))
    if (number) store.documents.creditNumbers.set(nameKey(number), credit)
  }
  credit.number = number
}

function endCredit(store: Store, credit: Credit, status: 'VOIDED' | 'DELETED', by: string): Credit {
  credit.status = status
  touchCredit(store, credit)
  addHistory(store, credit.id, status === 'VOIDED' ? 'Voided' : 'Deleted', by, '')
  emitCredit(store, credit, 'UPDATE')
  return credit
}
