import { expect, test } from 'vitest'
import { civilDate } from '../civil-date.ts'
import { xeroDocumentId } from '../model/ids.ts'
import { defaultFactSettings, faultOfSettings } from './fact.ts'
import { planNote } from './notes.ts'
import { taskText } from './overdue-task.ts'
import { type FactDocument, factValues, overdueInvoices } from './values.ts'
import { isSame } from './writes.ts'

const today = civilDate('2026-11-22')
const invoice = (number: string | null, more: Partial<FactDocument> = {}): FactDocument => ({
  id: xeroDocumentId('00000000-0000-4000-8000-000000000001'),
  kind: 'invoice',
  status: 'AUTHORISED',
  number,
  date: civilDate('2026-10-01'),
  dueDate: civilDate('2026-11-08'),
  fullyPaidOn: null,
  currency: 'AUD',
  currencyRate: null,
  subTotalMinor: 112_227,
  totalMinor: 123_450,
  dueMinor: 123_450,
  paidMinor: 0,
  updatedAt: '2026-11-22T01:00:00.000Z',
  payments: [],
  credits: [],
  ...more,
})

test('a foreign amount counts at its own rate, and one without a rate leaves the field empty', () => {
  const foreign = invoice('INV-2', { currency: 'USD', currencyRate: '0.5' })
  const day = { today, baseCurrency: 'AUD' }
  const both = factValues({ documents: [invoice('INV-1'), foreign], credits: [] }, day)
  expect(both).toMatchObject({ outstanding: '3703.50', currency: 'AUD, USD' })
  const rateless = factValues(
    { documents: [invoice('INV-1'), { ...foreign, currencyRate: null }], credits: [] },
    day,
  )
  expect(rateless).toMatchObject({ outstanding: null, currency: 'AUD, USD' })
})

test('whoever was never invoiced has empty fields, not zeros', () => {
  const values = factValues(
    { documents: [invoice('INV-1', { status: 'DRAFT' })], credits: [] },
    { today, baseCurrency: 'AUD' },
  )
  expect(Object.values(values).every((value) => value === null)).toBe(true)
})

test('the task names the invoice and the amount', () => {
  const one = overdueInvoices({ documents: [invoice('INV-1')], credits: [] }, today)
  expect(taskText(one, today, 'ref')).toEqual({
    description: 'Overdue: invoice INV-1, AUD 1,234.50, for 14 days',
    detail: 'Invoice INV-1: AUD 1,234.50, 14 days overdue\n\nMade by Counterpart (ref).',
    dueOn: '2026-11-22',
  })
  const other = invoice(null, {
    id: xeroDocumentId('00000000-0000-4000-8000-000000000002'),
    dueDate: civilDate('2026-11-21'),
  })
  const two = overdueInvoices({ documents: [other, invoice('INV-1')], credits: [] }, today)
  expect(taskText(two, today, 'ref').description).toBe(
    'Overdue: 2 invoices, AUD 2,469.00, the oldest (invoice INV-1) for 14 days',
  )
})

test('a note takes signs that would format its text as they are', () => {
  const since = { paid: null, overdue: { at: '2026-11-01T00:00:00.000Z', day: civilDate('2026-11-01') } }
  const note = planNote({ documents: [invoice('INV_*1*')], credits: [] }, today, since, () => false)
  expect(note?.content).toBe('Overdue: invoice INV\\_\\*1\\*, AUD 1,234.50, was due on 2026-11-08.')
})

test.each([
  ['12.50', '12.5', true],
  ['3.00', '3', true],
  ['-0.50', '-.5', false],
  ['0.00', '-0', true],
  ['100', '1', false],
  ['12.50', 'by hand', false],
])('the number %s is %s: %s', (a, b, same) => {
  expect(isSame('outstanding', a, b)).toBe(same)
})

test.each([
  [{ ...defaultFactSettings, windowSeconds: 1.5 }, /gathered/],
  [{ ...defaultFactSettings, tag: { on: true, name: ' ' } }, /tag/],
  [{ ...defaultFactSettings, task: { on: true, days: 0, defaultOwnerId: null } }, /1 to 365/],
  [
    {
      ...defaultFactSettings,
      fields: { ...defaultFactSettings.fields, overdue: { on: true, name: 'outstanding ' } },
    },
    /called/,
  ],
])('settings that cannot be taken say why', (settings, words) => {
  expect(faultOfSettings(settings)).toMatch(words)
})

test('the settings of the first day can be taken', () => {
  expect(faultOfSettings(defaultFactSettings)).toBeNull()
})
