import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical, planHash } from './hash.ts'
import { plan } from './plan-all.ts'
import { sha256 } from './sha256.ts'
import { contact, firstPlan, party, world } from './test-records.ts'

test('SHA-256 as the platform computes it, across every padding', () => {
  for (let length = 0; length < 200; length++) {
    const text = 'x'.repeat(length)
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'))
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'))
    }),
  )
})

test('canonical JSON knows no order of keys', () => {
  expect(canonical({ b: [1, null], a: { d: 'x', c: true }, e: undefined })).toBe(
    '{"a":{"c":true,"d":"x"},"b":[1,null]}',
  )
})

test('the hash names what approving does, in any order, and nothing else', () => {
  const { capsule, xero, base } = world(
    [party({ id: 1, name: 'Acme' })],
    [contact(1, 'Acme'), contact(2, 'Zebra')],
  )
  const made = plan(capsule, xero, base, firstPlan)
  const turned = {
    ...made,
    links: made.links.toReversed(),
    operations: made.operations.toReversed(),
    unmatchedParties: [],
  }
  expect(planHash(turned)).toBe(planHash(made))
  expect(planHash(made)).toMatch(/^[0-9a-f]{64}$/)
  expect(planHash({ ...made, operations: made.operations.slice(1) })).not.toBe(planHash(made))
  expect(planHash({ ...made, links: made.links.map((link) => ({ ...link, partyId: null })) })).not.toBe(
    planHash(made),
  )
})
