import { expect, test } from 'vitest'
import { factChanges, factText, factVerbs } from './fact-words.ts'

const after = {
  changes: [{ fact: 'outstanding', before: null, after: '325567.76' }],
  tag: { name: 'Overdue', add: false },
}

test('a write of figures is told in words', () => {
  expect(factVerbs({ kind: 'capsule.party.facts', after }, false)?.[0]).toBe(
    'Wrote a figure and the tag “Overdue” to Capsule',
  )
  expect(factVerbs({ kind: 'capsule.party.facts', after }, true)?.[0]).toBe(
    'Put a figure and the tag “Overdue” back in Capsule',
  )
  expect(factVerbs({ kind: 'capsule.party.update', after: {} }, false)).toBeNull()
  expect(factChanges({ kind: 'capsule.party.facts', after })).toEqual([
    { label: 'Outstanding', before: null, after: '325,567.76' },
    { label: 'Tag', before: 'Overdue', after: null },
  ])
})

test.each([
  ['outstanding', '-1234567.5', '-1,234,567.5'],
  ['oldest_overdue_days', '172', '172'],
  ['last_invoice', '2026-11-03', '2026-11-03'],
  ['overdue', null, null],
] as const)('%s %s reads %s', (fact, value, words) => {
  expect(factText(fact, value)).toBe(words)
})
