import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical, operationHash, planHash } from './hash.ts'
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
  const end = { kind: 'end', contactId: contact(9, '').id, why: '' } as const
  expect(planHash({ ...made, linkChanges: [end] })).not.toBe(planHash(made))
  expect(planHash({ ...made, links: made.links.map((link) => ({ ...link, partyId: null })) })).not.toBe(
    planHash(made),
  )
})

test('an operation is named by its record, values and edit, whatever restores it and why it is written', () => {
  const change = {
    field: 'email',
    before: 'a@a.example',
    after: 'b@a.example',
    source: 'b@a.example',
  } as const
  const update = {
    kind: 'xero.contact.update',
    contactId: contact(1, '').id,
    partyId: party({ id: 1, name: 'Acme' }).id,
    changes: [{ ...change, because: 'changed', lost: null }],
    edit: { email: 'b@a.example' },
    restore: { email: 'a@a.example' },
  } as const
  const same = {
    ...update,
    changes: [{ ...change, because: 'policy', lost: 'words' }],
    restore: { email: null },
  } as const
  expect(operationHash(same)).toBe(operationHash(update))
  for (const other of [
    { ...update, edit: { email: 'c@a.example' } },
    { ...update, contactId: contact(2, '').id },
    { ...update, partyId: party({ id: 2, name: 'Acme' }).id },
    { ...update, changes: [{ ...change, before: null, because: 'changed', lost: null }] } as const,
  ]) {
    expect(operationHash(other)).not.toBe(operationHash(update))
  }
})
