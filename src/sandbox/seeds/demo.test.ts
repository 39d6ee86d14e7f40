import { stdnum } from 'stdnum'
import { expect, test } from 'vitest'
import { seededChance } from '../kernel/chance.ts'
import type { XeroInvoiceSeed } from '../seed.ts'
import { demoExpectations, demoPairs, demoSeed } from './demo.ts'

const seed = demoSeed(seededChance(7))
const { parties, users, teams, fieldDefinitions } = seed.capsule
const { contacts, invoices } = seed.xero

const countsBy = (values: readonly string[]) => {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

test('one chance gives one seed', () => {
  expect(JSON.stringify(demoSeed(seededChance(7)))).toBe(JSON.stringify(seed))
  expect(JSON.stringify(demoSeed(seededChance(8)))).not.toBe(JSON.stringify(seed))
})

test('the company has the size it claims', () => {
  expect(parties.length).toBeGreaterThanOrEqual(115)
  expect(parties.length).toBeLessThanOrEqual(130)
  expect(contacts.length).toBeGreaterThanOrEqual(85)
  expect(contacts.length).toBeLessThanOrEqual(95)
  expect(invoices.length).toBeGreaterThanOrEqual(390)
  expect(invoices.length).toBeLessThanOrEqual(450)
  expect(Math.max(...invoices.map((invoice) => invoice.daysAgo))).toBeGreaterThan(650)
})

test('every contact has an expectation, in the shares of a believable first comparison', () => {
  expect(Object.keys(demoExpectations).sort()).toEqual(contacts.map((contact) => contact.key).sort())
  const counts = countsBy(Object.values(demoExpectations))
  expect(counts.certain).toBeGreaterThanOrEqual(45)
  expect(counts.name_only).toBe(15)
  expect(counts.review).toBe(7)
  expect(counts.create).toBe(10)
  expect(counts.skip).toBeGreaterThanOrEqual(8)
})

test('every key resolves and stands once', () => {
  const partyKeys = new Set<string>()
  for (const party of parties) {
    if (party.organisation)
      expect(partyKeys, `${party.key} works for one above it`).toContain(party.organisation)
    expect(partyKeys, `${party.key} stands once`).not.toContain(party.key)
    partyKeys.add(party.key)
    if (party.owner) expect(users.map((user) => user.key)).toContain(party.owner)
    if (party.team && party.owner)
      expect(teams.find((team) => team.key === party.team)?.members, party.key).toContain(party.owner)
    for (const field of Object.keys(party.fields ?? {}))
      expect(fieldDefinitions.map((definition) => definition.name)).toContain(field)
  }
  const contactKeys = contacts.map((contact) => contact.key)
  expect(new Set(contactKeys).size).toBe(contactKeys.length)
  for (const contact of contacts) {
    if (typeof contact.contactNumber === 'object') expect(partyKeys).toContain(contact.contactNumber.party)
    if (contact.mergedInto) expect(contactKeys).toContain(contact.mergedInto)
  }
  for (const invoice of invoices) expect(contactKeys).toContain(invoice.contact)
  for (const [contact, party] of Object.entries(demoPairs)) {
    expect(contactKeys).toContain(contact)
    expect(partyKeys).toContain(party)
    expect(['certain', 'name_only']).toContain(demoExpectations[contact])
  }
})

test('every business number passes its checksum', () => {
  const numbers = [
    seed.xero.organisation.taxNumber,
    ...contacts.map((contact) => contact.taxNumber),
    ...parties.map((party) => party.fields?.ABN),
  ].filter((number) => number !== undefined)
  expect(numbers.length).toBeGreaterThan(40)
  for (const number of numbers) expect(stdnum.AU?.abn?.validate(number).isValid, number).toBe(true)
  for (const { companyNumber } of contacts)
    if (companyNumber) expect(stdnum.AU?.acn?.validate(companyNumber).isValid, companyNumber).toBe(true)
})

test('names obey the rules of Xero: unique among active ones, no doubled spaces', () => {
  const active = contacts.filter((contact) => !contact.archived && !contact.mergedInto)
  expect(new Set(active.map((contact) => contact.name.toLowerCase())).size).toBe(active.length)
  for (const { name } of contacts) expect(name).toBe(name.trim().replace(/\s+/g, ' ').replace(/[<>]/g, ''))
})

test('every address and phone is one nobody has', () => {
  const emails = [
    ...parties.flatMap((p) => p.emails?.map((e) => e.address) ?? []),
    ...contacts.map((c) => c.email ?? ''),
  ]
  for (const email of emails.filter(Boolean)) expect(email).toMatch(/^[a-z]+@[a-z]+\.example$/)
  const phones = parties.flatMap(
    (party) => party.phones?.map((phone) => phone.number.replace(/\D/g, '')) ?? [],
  )
  expect(phones.length).toBeGreaterThan(60)
  expect(new Set(phones).size).toBe(phones.length)
  for (const phone of phones)
    expect(phone).toMatch(/^(0|61)[2378]5550\d{4}$|^0491\d{6}$|^44207946\d{4}$|^150355501\d\d$/)
})

test('documents are of every kind, in several currencies, and none is paid before it was written', () => {
  expect(countsBy(invoices.map((invoice) => invoice.status))).toMatchObject({
    DRAFT: expect.any(Number),
    SUBMITTED: expect.any(Number),
    AUTHORISED: expect.any(Number),
    VOIDED: expect.any(Number),
    DELETED: expect.any(Number),
  })
  expect(Object.keys(countsBy(invoices.map((invoice) => invoice.currency ?? 'AUD'))).sort()).toEqual([
    'AUD',
    'GBP',
    'NZD',
    'USD',
  ])
  for (const invoice of invoices)
    for (const payment of invoice.payments ?? []) {
      expect(invoice.status).toBe('AUTHORISED')
      expect(payment.daysAgo, `${invoice.number} of ${invoice.contact}`).toBeLessThanOrEqual(invoice.daysAgo)
      expect(payment.daysAgo).toBeGreaterThanOrEqual(0)
    }
  const numbers = invoices.filter((invoice) => invoice.type === 'ACCREC').map((invoice) => invoice.number)
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('credit notes, quotes and templates belong to contacts in use, in every state', () => {
  const { creditNotes = [], quotes = [], repeating = [] } = seed.xero
  expect([creditNotes.length, quotes.length, repeating.length]).toEqual([10, 12, 3])
  const active = contacts.filter((each) => !each.archived && !each.mergedInto).map((each) => each.key)
  for (const row of [...creditNotes, ...quotes, ...repeating]) expect(active).toContain(row.contact)
  expect(Object.keys(countsBy(quotes.map((quote) => quote.status))).length).toBe(5)
  const open = creditNotes.filter((note) => note.status === 'AUTHORISED' && note.allocated === undefined)
  expect(open.length).toBeGreaterThanOrEqual(3)
})

test('contacts to create have a document that counts, contacts to leave alone have none', () => {
  const counting = new Set(
    invoices.filter((i) => i.status === 'AUTHORISED').map((invoice) => invoice.contact),
  )
  for (const [key, outcome] of Object.entries(demoExpectations)) {
    if (outcome === 'create') expect(counting, key).toContain(key)
    const contact = contacts.find((each) => each.key === key)
    if (outcome === 'skip' && !contact?.archived && !contact?.mergedInto)
      expect(counting, key).not.toContain(key)
  }
})

test('one customer is clearly the most overdue', () => {
  const overdue = new Map<string, number>()
  for (const invoice of invoices)
    overdue.set(invoice.contact, (overdue.get(invoice.contact) ?? 0) + overdueInBase(invoice))
  const [first, second] = [...overdue].sort((a, b) => b[1] - a[1])
  expect(first?.[0]).toBe('ironbark')
  expect(first?.[1]).toBeGreaterThan(3 * (second?.[1] ?? 0))
  expect([...overdue.values()].filter((amount) => amount > 0).length).toBeGreaterThan(15)
})

function overdueInBase(invoice: XeroInvoiceSeed): number {
  if (invoice.type !== 'ACCREC' || invoice.status !== 'AUTHORISED' || invoice.daysAgo <= invoice.termDays)
    return 0
  const total = invoice.lines.reduce(
    (sum, line) => sum + line.quantity * line.unitAmount * (1 + (line.taxRate ?? 0) / 100),
    0,
  )
  const left = (invoice.payments ?? []).reduce((amount, payment) => amount * (1 - payment.share), total)
  return left / (invoice.currencyRate ?? 1)
}
