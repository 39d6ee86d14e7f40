import type { XeroCreditNoteSeed, XeroQuoteSeed, XeroRepeatingSeed, XeroSeed } from '../seed.ts'
import { book } from './allocations.ts'
import { addCredit } from './credits.ts'
import { dayMs } from './days.ts'
import { totalsOf } from './invoice-lines.ts'
import { saveQuote } from './quote-writes.ts'
import { type Contact, type Credit, dueCents } from './records.ts'
import { linesOf } from './seeding.ts'
import { nameKey, type Store, today } from './store.ts'

const amounts = 'Exclusive'

const pastMs = (store: Store, daysAgo: number) => store.kernel.clock.now() - Math.max(0, daysAgo) * dayMs

function addCreditNote(store: Store, seed: XeroCreditNoteSeed, contact: Contact) {
  const { documents, kernel, organisation } = store
  const side = seed.type === 'ACCRECCREDIT' ? 'ACCREC' : 'ACCPAY'
  const lines = linesOf(store, { type: side, lines: seed.lines })
  const { discountCents: _, ...totals } = totalsOf(lines, amounts)
  const credit = addCredit(store, {
    id: kernel.chance.uuid(),
    kind: 'CREDITNOTE',
    side,
    contact,
    day: today(store) - seed.daysAgo,
    currency: organisation.baseCurrency,
    rate: 1,
    clientId: undefined,
  })
  Object.assign(credit, { status: seed.status, reference: seed.reference, lines, ...totals })
  credit.number = seed.number
  credit.updatedMs = pastMs(store, seed.daysAgo)
  documents.credits.CREDITNOTE.touched()
  if (seed.number && side === 'ACCREC') documents.creditNumbers.set(nameKey(seed.number), credit)
  if (side === 'ACCREC') contact.isCustomer = true
  else contact.isSupplier = true
  if (seed.allocated) allocateShare(store, credit, seed.allocated)
}

function allocateShare(store: Store, credit: Credit, share: number) {
  const cents = Math.round(credit.totalCents * share)
  const invoice = credit.contact.documents
    .filter((i) => i.type === credit.side && i.status === 'AUTHORISED' && i.currency === credit.currency)
    .sort((a, b) => a.day - b.day)
    .find((i) => dueCents(i) > cents)
  if (!invoice || credit.status !== 'AUTHORISED') return
  book({ id: store.kernel.chance.uuid(), credit, invoice, day: Math.max(credit.day, invoice.day), cents })
  invoice.updatedMs = Math.max(invoice.updatedMs, credit.updatedMs)
  store.invoices.touched()
}

function addQuote(store: Store, seed: XeroQuoteSeed, contact: Contact, index: number) {
  const lines = linesOf(store, { type: 'ACCREC', lines: seed.lines })
  const day = today(store) - seed.daysAgo
  saveQuote(store, undefined, {
    number: `QU-${String(index + 1).padStart(4, '0')}`,
    reference: '',
    terms: '',
    title: seed.title,
    summary: seed.summary ?? '',
    contact,
    lines,
    day,
    expiryDay: seed.validDays === undefined ? undefined : day + seed.validDays,
    status: seed.status,
    currency: store.organisation.baseCurrency,
    rate: 1,
    amounts,
    ...totalsOf(lines, amounts),
    brandingThemeId: store.brandingThemeId,
    updatedMs: pastMs(store, seed.daysAgo),
  })
}

function addRepeating(store: Store, seed: XeroRepeatingSeed, contact: Contact) {
  const lines = linesOf(store, seed)
  const { discountCents: _, ...totals } = totalsOf(lines, amounts)
  store.documents.repeating.add({
    id: store.kernel.chance.uuid(),
    type: seed.type,
    contact,
    status: seed.status,
    reference: seed.reference,
    currency: store.organisation.baseCurrency,
    brandingThemeId: seed.type === 'ACCREC' ? store.brandingThemeId : undefined,
    lines,
    ...totals,
    period: seed.period,
    unit: seed.unit,
    dueDate: 14,
    dueDateType: 'DAYSAFTERBILLDATE',
    startDay: today(store) - seed.startedDaysAgo,
    nextDay: today(store) + seed.nextInDays,
    endDay: undefined,
    approvedForSending: seed.type === 'ACCREC' && seed.status === 'AUTHORISED',
    updatedMs: pastMs(store, seed.startedDaysAgo),
  })
}

/** The seed's documents around invoices, as if they had always been there. */
export function seedDocuments(store: Store, seed: XeroSeed, contacts: ReadonlyMap<string, Contact>) {
  const contactOf = (key: string) => {
    const contact = contacts.get(key)
    if (!contact) throw new Error(`The seed has no contact "${key}"`)
    return contact
  }
  for (const from of seed.creditNotes ?? []) addCreditNote(store, from, contactOf(from.contact))
  for (const [index, from] of (seed.quotes ?? []).entries())
    addQuote(store, from, contactOf(from.contact), index)
  for (const from of seed.repeating ?? []) addRepeating(store, from, contactOf(from.contact))
}
