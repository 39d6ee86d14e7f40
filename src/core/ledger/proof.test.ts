import { expect, test } from 'vitest'
import { checkBalance } from './proof.ts'

const invoice = (dueMinor: number, currency = 'AUD', currencyRate: string | null = '1') => ({
  kind: 'invoice' as const,
  status: 'AUTHORISED' as const,
  dueDate: null,
  currency,
  currencyRate,
  dueMinor,
})
const credit = (remainingMinor: number) => ({
  side: 'sales' as const,
  status: 'AUTHORISED' as const,
  currency: 'AUD',
  currencyRate: '1',
  remainingMinor,
})

test.each([
  [11_000, true],
  [9_000, true],
  [10_999, false],
  [0, false],
])('110.00 owed and 20.00 of credit, Xero says %i: %s', (theirs, agrees) => {
  const ledger = { documents: [invoice(11_000)], credits: [credit(2_000)] }
  const check = checkBalance(ledger, 'sales', 'AUD', theirs)
  expect(check).toEqual({ outstandingMinor: 11_000, netMinor: 9_000, agrees })
})

test('the side of bills is compared by itself', () => {
  const ledger = { documents: [invoice(11_000)], credits: [] }
  expect(checkBalance(ledger, 'purchases', 'AUD', 0).agrees).toBe(true)
  expect(checkBalance(ledger, 'purchases', 'AUD', 1).agrees).toBe(false)
})

test('foreign amounts count at their own rate; without one nothing is claimed', () => {
  const rated = { documents: [invoice(10_000, 'NZD', '1.25')], credits: [] }
  expect(checkBalance(rated, 'sales', 'AUD', 8_000).agrees).toBe(true)
  const unrated = { documents: [invoice(10_000, 'NZD', null)], credits: [] }
  expect(checkBalance(unrated, 'sales', 'AUD', 1).agrees).toBe(true)
})
