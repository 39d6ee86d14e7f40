import { expect, test } from 'vitest'
import type { DocumentRow } from '#api/panel.ts'
import {
  daysToPayWords,
  documentLabel,
  documentNote,
  dueWords,
  hasExtras,
  sectionsOf,
  sizeText,
} from './documents.ts'

const money = { minor: 100, currency: 'AUD' }
const row = (changes: Partial<DocumentRow>): DocumentRow => ({
  id: 'x',
  kind: 'invoice',
  side: 'sales',
  state: 'outstanding',
  number: 'INV-1',
  title: null,
  reference: null,
  issued: '2026-01-01',
  due: '2026-01-15',
  daysLate: null,
  total: money,
  tax: money,
  amountDue: money,
  paidOn: null,
  rate: null,
  schedule: null,
  hasFiles: false,
  url: 'https://xero.example/1',
  lines: [],
  payments: [],
  applied: [],
  ...changes,
})

test('documents stand in sections, in one order, and empty ones are left out', () => {
  const documents = [
    row({ kind: 'bill', side: 'purchases' }),
    row({ kind: 'credit_note', side: 'purchases' }),
    row({ kind: 'overpayment' }),
    row({ kind: 'repeating_invoice', side: 'purchases' }),
    row({ kind: 'invoice' }),
  ]
  expect(sectionsOf(documents).map(({ id, documents: { length } }) => [id, length])).toEqual([
    ['invoices', 1],
    ['credit', 1],
    ['templates', 1],
    ['bills', 2],
  ])
})

test.each([
  [row({}), 'INV-1', null],
  [row({ state: 'draft', number: null }), 'No number', 'Draft'],
  [row({ kind: 'prepayment', state: 'available', number: null }), 'Paid ahead', 'Paid ahead · Credit to use'],
  [row({ kind: 'quote', state: 'sent', number: 'QU-1', title: 'Bench' }), 'QU-1', 'Sent · Bench'],
  [row({ kind: 'quote', state: 'draft', number: null, title: 'Bench' }), 'Bench', 'Draft'],
  [
    row({ kind: 'repeating_invoice', side: 'purchases', state: 'active', number: null }),
    'Repeating template',
    'Bill · Active',
  ],
])('%#: its label and its note', (document, label, note) => {
  expect(documentLabel(document)).toBe(label)
  expect(documentNote(document)).toBe(note)
})

test.each([
  [row({}), null],
  [row({ state: 'overdue', daysLate: 1 }), { text: '1 day late', late: true }],
  [
    row({ state: 'paid', paidOn: '2026-01-09' }),
    { text: expect.stringMatching(/^Paid .*2026/), late: false },
  ],
  [row({ kind: 'quote', state: 'sent' }), { text: 'Valid until then', late: false }],
  [row({ kind: 'quote', state: 'expired' }), { text: 'Has expired', late: false }],
  [
    row({ kind: 'repeating_invoice', state: 'active', schedule: { every: 3, unit: 'months', endsOn: null } }),
    { text: 'Every 3 months', late: false },
  ],
  [
    row({ kind: 'repeating_invoice', state: 'active', schedule: { every: 1, unit: 'weeks', endsOn: null } }),
    { text: 'Every week', late: false },
  ],
])('%#: what stands under the day', (document, words) => {
  expect(dueWords(document)).toEqual(words)
})

test('how long somebody takes to pay, and whether that changes', () => {
  expect(daysToPayWords({ days: 12, invoices: 1, changeDays: 5 })).toMatchObject({
    days: '12 days',
    trend: '5 days slower lately',
    basis: 'Over 1 invoice paid in the last 12 months',
  })
  expect(daysToPayWords({ days: 12, invoices: 4, changeDays: -1 }).trend).toBe('1 day faster lately')
  expect(daysToPayWords({ days: 12, invoices: 4, changeDays: 0 }).trend).toBeNull()
  expect(daysToPayWords({ days: 12, invoices: 4, changeDays: null }).trend).toBeNull()
})

test('only what there can be more of is asked for', () => {
  expect(hasExtras(row({}))).toBe(true)
  expect(hasExtras(row({ state: 'draft' }))).toBe(false)
  expect(hasExtras(row({ kind: 'quote', state: 'sent', hasFiles: true }))).toBe(true)
  expect([sizeText(20), sizeText(340_400), sizeText(2_450_000)]).toEqual(['1 kB', '340 kB', '2.5 MB'])
})
