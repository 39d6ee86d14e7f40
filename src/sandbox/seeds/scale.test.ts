import { expect, test } from 'vitest'
import { seededChance } from '../kernel/chance.ts'
import { scaleSeed } from './scale.ts'

test('n parties, n contacts, 5n documents, nine in ten on both sides', () => {
  const seed = scaleSeed(1_000, seededChance(1))
  expect(seed.capsule.parties).toHaveLength(1_000)
  expect(seed.xero.contacts).toHaveLength(1_000)
  expect(seed.xero.invoices).toHaveLength(5_000)
  const parties = new Set(seed.capsule.parties.map((party) => party.key.slice(1)))
  expect(seed.xero.contacts.filter((contact) => parties.has(contact.key.slice(1)))).toHaveLength(900)
  expect(seed.xero.invoices.every((invoice) => invoice.lines.length >= 1 && invoice.lines.length <= 3)).toBe(
    true,
  )
})

test('every key of the seed resolves and no two contacts share a name', () => {
  const seed = scaleSeed(2_000, seededChance(2))
  const parties = new Set(seed.capsule.parties.map((party) => party.key))
  const contacts = new Set(seed.xero.contacts.map((contact) => contact.key))
  expect(contacts.size).toBe(2_000)
  expect(new Set(seed.xero.contacts.map((contact) => contact.name.toLowerCase())).size).toBe(2_000)
  for (const { contactNumber } of seed.xero.contacts)
    if (typeof contactNumber === 'object') expect(parties.has(contactNumber.party)).toBe(true)
  for (const invoice of seed.xero.invoices) expect(contacts.has(invoice.contact)).toBe(true)
})

test('one chance gives one seed, another gives another', () => {
  const text = (seed: number) => JSON.stringify(scaleSeed(50, seededChance(seed)))
  expect(text(3)).toBe(text(3))
  expect(text(3)).not.toBe(text(4))
})
