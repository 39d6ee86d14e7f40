import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

test('pauses stay below a ceiling that doubles and then holds', () => {
  const top = () => 0.999999
  expect([1, 2, 3, 4, 5, 6, 7, 100].map((n) => Math.ceil(backoffMs(n, top) / 100) * 100)).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000,
  ])
})

test('any attempt gives a whole, non-negative pause', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, x) => {
        const ms = backoffMs(attempt, () => x)
        expect(Number.isSafeInteger(ms) && ms >= 0 && ms <= 20_000).toBe(true)
      },
    ),
  )
})
