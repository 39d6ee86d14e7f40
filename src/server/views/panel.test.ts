import { expect, test } from 'vitest'
import { civilDate } from '#core/civil-date.ts'
import { averageDaysToPay, documentState } from './panel.ts'

const today = civilDate('2026-11-22')

test.each([
  ['AUTHORISED', '2026-11-21', 100, 'overdue'],
  ['AUTHORISED', '2026-11-22', 100, 'outstanding'],
  ['AUTHORISED', '2026-11-23', 100, 'outstanding'],
  ['AUTHORISED', null, 100, 'outstanding'],
  ['AUTHORISED', '2020-01-01', 0, 'paid'],
  ['DRAFT', '2020-01-01', 100, 'draft'],
  ['SUBMITTED', '2020-01-01', 100, 'submitted'],
  ['PAID', '2020-01-01', 0, 'paid'],
  ['VOIDED', '2020-01-01', 100, 'voided'],
  ['DELETED', '2020-01-01', 100, 'voided'],
] as const)('%s, due %s, %i minor units due: %s', (status, due, due_minor, state) => {
  expect(documentState({ status, due, due_minor }, today)).toBe(state)
})

const paid = (issued: string, paid_on: string, kind = 'invoice') => ({
  kind,
  status: 'PAID',
  issued,
  paid_on,
})

test('days to pay are averaged over paid sales invoices only', () => {
  expect(averageDaysToPay([])).toBeNull()
  expect(averageDaysToPay([paid('2026-01-01', '2026-01-11'), paid('2026-01-01', '2026-01-22')])).toBe(16)
  expect(averageDaysToPay([paid('2026-01-01', '2026-01-11'), paid('2026-01-01', '2026-12-01', 'bill')])).toBe(
    10,
  )
  expect(
    averageDaysToPay([{ kind: 'invoice', status: 'AUTHORISED', issued: '2026-01-01', paid_on: null }]),
  ).toBeNull()
})

test('paid before it was issued counts as at once', () => {
  expect(averageDaysToPay([paid('2026-01-11', '2026-01-01')])).toBe(0)
})
