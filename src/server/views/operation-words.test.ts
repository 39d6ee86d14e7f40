import { expect, test } from 'vitest'
import { fieldLabel, fieldList, listed } from './field-words.ts'
import { changesOf, operationWords } from './operation-words.ts'

const email = {
  field: 'email',
  before: 'old@firm.test',
  after: null,
  source: null,
  because: 'changed',
  lost: null,
}
const update = (state: 'done' | 'planned' | 'failed' | 'skipped') => ({
  kind: 'xero.contact.update',
  side: 'xero' as const,
  state,
  after: { changes: [email], edit: {} },
})

test('a write is told in the tense of what became of it', () => {
  expect(operationWords(update('done'), false)).toBe('Wrote e-mail to Xero')
  expect(operationWords(update('planned'), false)).toBe('To do: write e-mail to Xero')
  expect(operationWords(update('failed'), false)).toBe('Refused: write e-mail to Xero')
  expect(operationWords(update('skipped'), false)).toBe('Left out: write e-mail to Xero')
  expect(operationWords(update('done'), true)).toBe('Put e-mail back in Xero')
})

test('the custom fields we add are named, and kinds without values change none', () => {
  const row = {
    kind: 'capsule.field.create',
    side: 'capsule' as const,
    state: 'done' as const,
    after: { name: 'Xero contact ID', purpose: 'contact_id' },
  }
  expect(operationWords(row, false)).toBe('Added the custom field “Xero contact ID” in Capsule')
  expect(changesOf(row)).toEqual([])
  expect(changesOf({ kind: 'xero.contact.reference', side: 'xero', after: null })).toEqual([])
})

test('what a side holds nothing of is null, not words', () => {
  expect(changesOf(update('done'))).toEqual([
    { field: 'email', label: 'E-mail', before: 'old@firm.test', after: null },
  ])
})

test('several fields read as a sentence, many are counted', () => {
  expect(fieldLabel('tax_number')).toMatch(/^[A-Z]/)
  expect(fieldList(['email'])).toBe('e-mail')
  expect(fieldList(['email', 'email', 'name'])).toBe('e-mail and name')
  expect(fieldList(['email', 'name', 'currency', 'tax_number', 'phone_ddi'])).toBe(
    'e-mail, name and 3 other fields',
  )
  expect(listed([])).toBe('')
})
