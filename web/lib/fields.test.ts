import { expect, test } from 'vitest'
import type { FieldRow } from '#api/contacts.ts'
import { differingFirst, isOneValue } from './fields.ts'

const row = (label: string, more: Partial<FieldRow> = {}): FieldRow => ({
  field: label,
  label,
  capsule: 'a',
  agreed: 'a',
  xero: 'a',
  state: 'agrees',
  why: null,
  direction: 'both',
  takes: [],
  provenance: null,
  history: [],
  ...more,
})

test('what needs a person comes first, then what differs; order within a group stays', () => {
  const rows = [
    row('Name'),
    row('E-mail', { state: 'differs', xero: 'b' }),
    row('Phone', { state: 'only' }),
    row('ABN', { state: 'conflict', xero: 'b' }),
    row('Town', { state: 'differs', xero: null }),
  ]
  expect(differingFirst(rows).map(({ label }) => label)).toEqual(['ABN', 'E-mail', 'Town', 'Name', 'Phone'])
})

test('a field empty on both sides is not shown, unless something was agreed', () => {
  const empty = { capsule: null, agreed: null, xero: '' }
  expect(differingFirst([row('Fax', empty)])).toEqual([])
  expect(differingFirst([row('Fax', { ...empty, agreed: '123' })])).toHaveLength(1)
})

test('one text stands for all columns only when all are the same', () => {
  expect(isOneValue(row('Name'))).toBe(true)
  expect(isOneValue(row('Name', { agreed: null }))).toBe(true)
  expect(isOneValue(row('Name', { agreed: 'before' }))).toBe(false)
  expect(isOneValue(row('Phone', { xero: '+61 a' }))).toBe(false)
})
