import { expect, test } from 'vitest'
import type { ConnectionBudget } from '#api/budget.ts'
import { barOf, tallest } from './budget.ts'

const budget: ConnectionBudget = {
  connectionId: '5e1c1f1e-3b0a-4b7e-9a53-0d0f6c1e2a11',
  side: 'xero',
  organisation: 'Firm',
  window: 'day',
  left: 600,
  limit: 1_000,
  used: 400,
  resetAt: null,
  reserved: 300,
  forecastLeft: 500,
  pausedUntil: null,
  usedToday: 400,
  lanes: [],
  refused: 0,
  hours: [],
  words: '',
}

test('the bar shows what is used, what is expected besides, and never more than all', () => {
  expect(barOf(budget)).toEqual({ used: 40, expected: 10, reserved: 30 })
  expect(barOf({ ...budget, left: 0, forecastLeft: 0 })).toEqual({ used: 100, expected: 0, reserved: 30 })
  expect(barOf({ ...budget, forecastLeft: null })?.expected).toBe(0)
  expect(barOf({ ...budget, limit: null })).toBeNull()
})

test('an idle day has no tall hour', () => {
  expect(tallest(budget)).toBe(1)
  const lanes = [
    { lane: 'event' as const, calls: 3 },
    { lane: 'sweep' as const, calls: 4 },
  ]
  expect(tallest({ ...budget, hours: [{ at: '2026-11-22T00:00:00Z', lanes }] })).toBe(7)
})
