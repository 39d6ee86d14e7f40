import { expect, test } from 'vitest'
import { differingFirst } from './fields.ts'

test('puts what differs first and leaves out what is empty', () => {
  const row = (label: string, differs: boolean, capsule: string | null = 'a') => ({
    label,
    capsule,
    xero: null,
    differs,
  })
  const rows = [
    row('same', false),
    row('empty', false, null),
    row('blank', false, ''),
    row('first', true),
    row('second', true),
  ]
  expect(differingFirst(rows).map(({ label }) => label)).toEqual(['first', 'second', 'same'])
})
