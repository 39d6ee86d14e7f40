import { expect, test } from 'vitest'
import { civilDate } from '../civil-date.ts'
import type { LedgerCredit, LedgerInvoice } from '../model/document.ts'
import { xeroContactId, xeroDocumentId } from '../model/ids.ts'
import { ageing, ageingBuckets, bucketOf } from './ageing.ts'
import { creditAvailable, daysLate, oldestOverdueDays, outstanding, overdue } from './balances.ts'
import { inBaseCurrency, outstandingInBase } from './base-currency.ts'
import { daysToPay, daysToPayTrend } from './days-to-pay.ts'
import { customerFigures } from './figures.ts'
import { lastInvoice, lastPayment, lifetimeValue } from './history.ts'

const today = civilDate('2026-11-22')
const id = (n: number) => xeroDocumentId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`)
const someone = {
  contactId: xeroContactId('00000000-0000-4000-8000-00000000000a'),
  contactName: 'Acme',
  reference: null,
  updatedAt: '2026-11-01T00:00:00.000Z',
}

function invoice(more: Partial<LedgerInvoice> = {}): LedgerInvoice {
  return {
    ...someone,
    id: id(1),
    kind: 'invoice',
    number: null,
    status: 'AUTHORISED',
    date: civilDate('2026-10-01'),
    dueDate: civilDate('2026-10-31'),
    fullyPaidOn: null,
    expectedOn: null,
    currency: 'AUD',
    currencyRate: '1',
    subTotalMinor: 10_000,
    taxMinor: 1_000,
    totalMinor: 11_000,
    dueMinor: 11_000,
    paidMinor: 0,
    creditedMinor: 0,
    discountMinor: 0,
    lineAmounts: 'exclusive',
    lines: [],
    payments: [],
    credits: [],
    sentToContact: false,
    hasAttachments: false,
    repeatingInvoiceId: null,
    url: null,
    ...more,
  }
}

const paid = (date: string, on: string, more: Partial<LedgerInvoice> = {}) =>
  invoice({
    status: 'PAID',
    dueMinor: 0,
    paidMinor: 11_000,
    date: civilDate(date),
    fullyPaidOn: civilDate(on),
    ...more,
  })

function credit(more: Partial<Extract<LedgerCredit, { kind: 'overpayment' }>> = {}): LedgerCredit {
  return {
    ...someone,
    kind: 'overpayment',
    id: id(2),
    side: 'sales',
    number: null,
    status: 'AUTHORISED',
    date: civilDate('2026-10-05'),
    currency: 'AUD',
    currencyRate: '1',
    subTotalMinor: 2_000,
    taxMinor: 0,
    totalMinor: 2_000,
    remainingMinor: 2_000,
    lines: [],
    allocations: [],
    refunds: [],
    hasAttachments: false,
    ...more,
  }
}
const creditNote = (more: Partial<LedgerCredit> = {}): LedgerCredit => ({
  ...credit(),
  fullyPaidOn: null,
  ...more,
  kind: 'credit_note',
})

test.each([
  ['the day before', '2026-11-23', 0],
  ['on the day', '2026-11-22', 0],
  ['the day after', '2026-11-21', 1],
  ['a month after', '2026-10-22', 31],
])('%s the due date', (_, due, late) => {
  const one = invoice({ dueDate: civilDate(due) })
  expect(daysLate(one, today)).toBe(late)
  expect(overdue([one], 'sales', today)).toEqual(late > 0 ? [{ minor: 11_000, currency: 'AUD' }] : [])
})

test('without a due date nothing is ever late', () => {
  expect(daysLate(invoice({ dueDate: null }), today)).toBe(0)
  expect(ageing([invoice({ dueDate: null })], 'sales', today)[0]?.minor.current).toBe(11_000)
})

test('only approved documents with something due are owed, side by side and currency by currency', () => {
  const documents = [
    invoice({ dueMinor: 500 }),
    invoice({ dueMinor: 250, dueDate: civilDate('2027-01-01') }),
    invoice({ currency: 'USD', dueMinor: 70 }),
    invoice({ kind: 'bill', dueMinor: 9 }),
    invoice({ dueMinor: 0 }),
    ...(['DRAFT', 'SUBMITTED', 'PAID', 'VOIDED', 'DELETED'] as const).map((status) => invoice({ status })),
  ]
  expect(outstanding(documents, 'sales')).toEqual([
    { minor: 750, currency: 'AUD' },
    { minor: 70, currency: 'USD' },
  ])
  expect(overdue(documents, 'sales', today)).toEqual([
    { minor: 500, currency: 'AUD' },
    { minor: 70, currency: 'USD' },
  ])
  expect(outstanding(documents, 'purchases')).toEqual([{ minor: 9, currency: 'AUD' }])
  expect(oldestOverdueDays(documents, 'sales', today)).toBe(22)
  expect(oldestOverdueDays([], 'sales', today)).toBeNull()
})

test.each([
  [0, 'current'],
  [1, 'days1to30'],
  [30, 'days1to30'],
  [31, 'days31to60'],
  [60, 'days31to60'],
  [61, 'days61to90'],
  [90, 'days61to90'],
  [91, 'over90'],
])('%i days late is %s', (late, bucket) => {
  expect(bucketOf(late)).toBe(bucket)
})

test('the buckets add up to what is outstanding, and credits are not taken off', () => {
  const due = ['2026-12-01', '2026-11-01', '2026-10-01', '2026-09-01', '2026-01-01']
  const documents = due.map((day, i) => invoice({ dueDate: civilDate(day), dueMinor: 10 ** i }))
  const [row, ...others] = ageing(documents, 'sales', today)
  expect(others).toEqual([])
  expect(ageingBuckets.map((bucket) => row?.minor[bucket])).toEqual([1, 10, 100, 1_000, 10_000])
  expect(row?.totalMinor).toBe(11_111)
})

test('credit is what is approved and not used up', () => {
  const credits = [
    credit(),
    creditNote({ remainingMinor: 1_500 }),
    credit({ status: 'PAID', remainingMinor: 0 }),
    credit({ status: 'VOIDED' }),
    creditNote({ status: 'DRAFT' }),
    credit({ side: 'purchases', remainingMinor: 7 }),
  ]
  expect(creditAvailable(credits, 'sales')).toEqual([{ minor: 3_500, currency: 'AUD' }])
  expect(creditAvailable(credits, 'purchases')).toEqual([{ minor: 7, currency: 'AUD' }])
})

test('days to pay are from the date of the invoice to full payment, each invoice once', () => {
  const invoices = [paid('2026-10-01', '2026-10-11'), paid('2026-10-01', '2026-11-01', { paidMinor: 1 })]
  expect(daysToPay(invoices, today)).toEqual({ days: 21, invoices: 2 })
  expect(daysToPay([], today)).toBeNull()
})

test.each([
  ['paid today', paid('2026-11-20', '2026-11-22'), 2],
  ['paid tomorrow', paid('2026-11-20', '2026-11-23'), null],
  ['paid a year ago less a day', paid('2025-11-20', '2025-11-23'), 3],
  ['paid a year ago', paid('2025-11-20', '2025-11-22'), null],
  ['paid before it was written', paid('2026-11-20', '2026-11-01'), 0],
  ['a bill', paid('2026-11-01', '2026-11-11', { kind: 'bill' }), null],
  ['not paid in full', invoice({ paidMinor: 5 }), null],
  ['written off by a credit note', paid('2026-11-01', '2026-11-11', { paidMinor: 0 }), null],
  [
    'paid with money that had come before',
    paid('2026-11-01', '2026-11-11', {
      paidMinor: 0,
      credits: [{ kind: 'prepayment', id: id(3), number: null, date: null, amountMinor: 11_000 }],
    }),
    10,
  ],
  ['for nothing', paid('2026-11-01', '2026-11-01', { totalMinor: 0, paidMinor: 0 }), null],
])('%s', (_, one, days) => {
  expect(daysToPay([one], today)?.days ?? null).toBe(days)
})

test('the trend sets the last 90 days against the 12 months before', () => {
  const invoices = [
    paid('2026-10-01', '2026-10-31'),
    paid('2026-10-01', '2026-11-01'),
    paid('2026-08-01', '2026-08-24'),
    paid('2026-08-01', '2026-08-25'),
    paid('2025-08-01', '2025-08-24'),
    paid('2025-08-01', '2025-08-25'),
  ]
  expect(daysToPayTrend(invoices, today)).toEqual({
    recent: { days: 28, invoices: 3 },
    before: { days: 24, invoices: 2 },
    changeDays: 5,
  })
  expect(daysToPayTrend(invoices.slice(0, 2), today)).toMatchObject({ before: null, changeDays: null })
})

test('lifetime value is what stands invoiced less credit notes, with and without tax', () => {
  const documents = [
    invoice(),
    paid('2020-01-01', '2020-02-01'),
    invoice({ status: 'DRAFT' }),
    invoice({ status: 'VOIDED' }),
    invoice({ kind: 'bill' }),
    invoice({ currency: 'JPY', subTotalMinor: 500, totalMinor: 550 }),
  ]
  const credits = [
    creditNote({ subTotalMinor: 100, totalMinor: 110 }),
    creditNote({ status: 'VOIDED' }),
    creditNote({ side: 'purchases' }),
    credit(),
  ]
  expect(lifetimeValue(documents, credits)).toEqual([
    { currency: 'AUD', netMinor: 19_900, grossMinor: 21_890 },
    { currency: 'JPY', netMinor: 500, grossMinor: 550 },
  ])
})

test('the last invoice and the last money that came in', () => {
  const payments = (day: string, amountMinor: number) => [
    { id: 'p', date: civilDate(day), amountMinor, reference: null },
  ]
  const documents = [
    invoice({ id: id(1), number: 'INV-1', payments: payments('2026-11-03', 500) }),
    invoice({ id: id(2), number: 'INV-3', payments: payments('2026-11-03', 70) }),
    invoice({ id: id(3), number: 'INV-2', date: civilDate('2026-09-30') }),
    invoice({ id: id(4), number: 'INV-9', status: 'DRAFT', date: civilDate('2026-11-20') }),
    invoice({ id: id(5), kind: 'bill', payments: payments('2026-11-20', 1) }),
  ]
  expect(lastInvoice(documents)).toMatchObject({ number: 'INV-3', date: '2026-10-01' })
  expect(lastPayment(documents, [])).toEqual({
    date: '2026-11-03',
    amounts: [{ minor: 570, currency: 'AUD' }],
  })
  const ahead = credit({ date: civilDate('2026-11-04'), currency: 'USD' })
  expect(lastPayment(documents, [ahead, creditNote({ date: civilDate('2026-11-09') })])).toEqual({
    date: '2026-11-04',
    amounts: [{ minor: 2_000, currency: 'USD' }],
  })
  expect(lastInvoice([])).toBeNull()
  expect(lastPayment([], [])).toBeNull()
})

test('other currencies are converted one by one at their own rate, or told apart', () => {
  const documents = [
    invoice({ dueMinor: 100 }),
    invoice({ dueMinor: 100, currency: 'USD', currencyRate: '0.65' }),
    invoice({ dueMinor: 100, currency: 'USD', currencyRate: '0.7' }),
    invoice({ dueMinor: 100, currency: 'EUR', currencyRate: null }),
  ]
  expect(outstandingInBase(documents, 'sales', 'AUD')).toEqual({
    minor: 100 + 154 + 143,
    currency: 'AUD',
    converted: true,
    unconverted: [{ minor: 100, currency: 'EUR' }],
  })
  expect(inBaseCurrency([], 'AUD')).toEqual({ minor: 0, currency: 'AUD', converted: false, unconverted: [] })
})

test('figures do not depend on the order of documents', () => {
  const documents = [
    invoice({ id: id(1), number: 'A' }),
    paid('2026-10-01', '2026-10-20', { id: id(2), number: 'B' }),
    invoice({ id: id(3), number: 'C', currency: 'USD', currencyRate: '0.6' }),
  ]
  const credits = [credit(), creditNote({ currency: 'USD', currencyRate: '0.6' })]
  const options = { today, baseCurrency: 'AUD' }
  expect(
    customerFigures({ documents: documents.toReversed(), credits: credits.toReversed() }, options),
  ).toEqual(customerFigures({ documents, credits }, options))
})
