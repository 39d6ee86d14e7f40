import { expect, test } from 'vitest'
import type { Step } from '#api/runs.ts'
import { groupSentence, outcomeSentence, skipText, stepPercent } from './plan-words.ts'

test.each([
  ['link', 1, '1 contact is the same customer on both sides'],
  ['link', 83, '83 contacts are the same customer on both sides'],
  ['nameOnly', 1, '1 pair shares only its name'],
  ['nameOnly', 15, '15 pairs share only their name'],
  ['create', 1, '1 Xero customer is missing in Capsule'],
  ['create', 11, '11 Xero customers are missing in Capsule'],
  ['review', 1, '1 contact needs you to decide'],
  ['review', 6, '6 contacts need you to decide'],
  ['capsuleOnly', 31, '31 Capsule records are not in Xero and stay as they are'],
  ['skipped', 2, '2 Xero contacts are left alone'],
] as const)('%s of %i', (group, n, words) => {
  expect(groupSentence(group, n)).toBe(words)
})

test.each([
  [
    { linked: 109, created: 11, failed: 2 },
    '109 contacts are linked, 11 records created in Capsule and 2 writes refused.',
  ],
  [{ linked: 1, created: 0, failed: 0 }, '1 contact is linked.'],
  [{ linked: 2, created: 1, failed: 0 }, '2 contacts are linked and 1 record created in Capsule.'],
])('says the outcome %o', (outcome, words) => {
  expect(outcomeSentence(outcome)).toBe(words)
})

test('words of the server pass through, codes are translated', () => {
  expect(skipText('archived')).toBe('archived in Xero')
  expect(skipText('in another organisation')).toBe('in another organisation')
})

test.each([
  [{ done: 5, total: 10, state: 'running' }, 50],
  [{ done: 0, total: 0, state: 'running' }, 0],
  [{ done: 12, total: 10, state: 'running' }, 100],
  [{ done: 7, total: null, state: 'running' }, null],
  [{ done: 7, total: null, state: 'done' }, 100],
] as const)('fills the bar of %o to %s', (step, percent) => {
  expect(stepPercent({ id: 'xero_contacts', ...step } satisfies Step)).toBe(percent)
})
