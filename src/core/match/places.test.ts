import { expect, test } from 'vitest'
import { contactOf, partyOf } from './labelled/sketch.ts'
import { areApart, areBranchMailboxes, shareTown } from './places.ts'

const pair = (ours: string, theirs: string) =>
  [
    partyOf({ name: 'Acme', ...(ours === '' ? {} : { place: ours }) }, 0, []),
    contactOf({ name: 'Acme', ...(theirs === '' ? {} : { place: theirs }) }, 0),
  ] as const

test.each([
  ['Perth WA 6000', 'Hobart TAS 7000', true],
  ['Ballarat VIC 3350', 'Bendigo VIC 3550', true],
  ['Coburg VIC 3058', 'Brunswick VIC 3056', false],
  ['Coburg VIC 3058', 'Coburg 3058', false],
  ['Leeds, UK', 'Leeds, United Kingdom', false],
  ['Cambridge, UK', 'Cambridge, USA', true],
  ['Perth WA 6000', '', false],
  ['', '', false],
])('%s and %s are apart: %j', (ours, theirs, expected) => {
  expect(areApart(...pair(ours, theirs))).toBe(expected)
})

test('one town on both sides', () => {
  expect(shareTown(...pair('Coburg VIC 3058', 'COBURG 3058'))).toBe(true)
  expect(shareTown(...pair('Perth WA 6000', 'Perth, UK'))).toBe(true)
  expect(shareTown(...pair('Perth, Australia', 'Perth, UK'))).toBe(false)
  expect(shareTown(...pair('', ''))).toBe(false)
})

test('mailboxes of two branches', () => {
  expect(areBranchMailboxes('perth@acme.com.au', 'hobart@acme.com.au')).toBe(true)
  expect(areBranchMailboxes('perth@acme.com.au', 'info@acme.com.au')).toBe(false)
  expect(areBranchMailboxes('accounts.perth@acme.com.au', 'perth@acme.com.au')).toBe(false)
})
