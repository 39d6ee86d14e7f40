import { expect, test } from 'vitest'
import { seededChance } from '../kernel/chance.ts'
import { demoTwoSeed, secondOrganisationName } from './demo-two.ts'

test('the second organisation has customers of the first and its own, and an invoice of each', () => {
  const { xero } = demoTwoSeed(seededChance(1))
  const [second, ...more] = xero.organisations ?? []
  expect(more).toEqual([])
  expect(second?.organisation.name).toBe(secondOrganisationName)
  const names = new Set(xero.contacts.map((contact) => contact.name))
  const shared = second?.contacts.filter((contact) => names.has(contact.name)) ?? []
  expect(shared.length).toBe(8)
  expect(second?.contacts.length).toBe(10)
  const invoiced = new Set(second?.invoices.map((invoice) => invoice.contact))
  expect(invoiced.size).toBe(10)
})
