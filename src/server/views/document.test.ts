import { expect, test } from 'vitest'
import { civilDate } from '#core/civil-date.ts'
import { documentState } from './document.ts'

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
  for (const kind of ['invoice', 'bill'] as const)
    expect(documentState({ kind, status, due, due_minor, remaining_minor: 0 }, today)).toBe(state)
})

test.each([
  ['credit_note', 'AUTHORISED', null, 50, 'available'],
  ['credit_note', 'AUTHORISED', null, 0, 'used'],
  ['overpayment', 'PAID', null, 0, 'used'],
  ['prepayment', 'VOIDED', null, 0, 'voided'],
  ['credit_note', 'DRAFT', null, 50, 'draft'],
  ['quote', 'SENT', '2026-11-22', 0, 'sent'],
  ['quote', 'SENT', '2026-11-21', 0, 'expired'],
  ['quote', 'SENT', null, 0, 'sent'],
  ['quote', 'ACCEPTED', '2026-01-01', 0, 'accepted'],
  ['quote', 'DECLINED', null, 0, 'declined'],
  ['quote', 'INVOICED', null, 0, 'invoiced'],
  ['repeating_invoice', 'AUTHORISED', '2026-01-01', 0, 'active'],
  ['repeating_invoice', 'DRAFT', null, 0, 'draft'],
] as const)('%s, %s, day %s, %i left: %s', (kind, status, due, remaining_minor, state) => {
  expect(documentState({ kind, status, due, due_minor: 0, remaining_minor }, today)).toBe(state)
})
