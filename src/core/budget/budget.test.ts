import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lanes } from '../remote/governor.ts'
import { fillMs } from './fill.ts'
import { forecastLeft } from './forecast.ts'
import { keptCalls, msUntilCall } from './shares.ts'

const hour = 3_600_000
const day = 24 * hour

test('the more urgent a lane, the less it leaves; a person leaves nothing', () => {
  expect(lanes.map((lane) => keptCalls(lane, 1_000, 1))).toEqual([0, 260, 110, 310])
  expect(lanes.map((lane) => keptCalls(lane, 1_000, 0))).toEqual([0, 10, 10, 10])
})

test('the wait that is named is the first moment at which one more call may go', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...lanes),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: day }),
      (lane, remaining, msLeft) => {
        const window = { remaining, limit: 1_000, windowMs: day }
        const ms = msUntilCall(lane, { ...window, msLeft })
        if (ms === Number.POSITIVE_INFINITY) return remaining - 1 < keptCalls(lane, 1_000, 0)
        if (ms === 0) return true
        const then = msLeft - ms
        return (
          msUntilCall(lane, { ...window, msLeft: then - 1 }) === 0 &&
          msUntilCall(lane, { ...window, msLeft: then + 2 }) > 0
        )
      },
    ),
  )
})

test('what will be left follows the last day, without the back-fill', () => {
  const now = 100 * day
  const hours = Array.from({ length: 24 }, (_, n) => [
    { at: now - (n + 1) * hour + 1, lane: 'sweep' as const, calls: 5 },
    { at: now - (n + 1) * hour + 1, lane: 'backfill' as const, calls: 30 },
  ]).flat()
  expect(forecastLeft(hours, { left: 500, resetAt: now + 12 * hour }, now)).toBe(440)
  expect(forecastLeft([], { left: 500, resetAt: now + 12 * hour }, now)).toBe(500)
  expect(forecastLeft(hours, { left: 10, resetAt: now + 12 * hour }, now)).toBe(0)
})

test('a day that has begun a moment ago is not taken for a rush', () => {
  const now = 100 * day
  const left = forecastLeft(
    [{ at: now - 60_000, lane: 'event', calls: 3 }],
    { left: 900, resetAt: now + 2 * hour },
    now,
  )
  expect(left).toBe(894)
})

test.each([
  [60, null, 0],
  [61, null, 1],
  [600, { left: 1_000, limit: 1_000, msLeft: day }, 9],
  // 690 at once, the last ten as the day goes on: each frees in 4.8 minutes.
  [700, { left: 1_000, limit: 1_000, msLeft: day }, 48],
  [990, { left: 1_000, limit: 1_000, msLeft: day }, 24 * 60],
  [991, { left: 1_000, limit: 1_000, msLeft: day }, 24 * 60],
  [100, { left: 20, limit: 1_000, msLeft: 6 * hour }, 6 * 60 + 1],
])('%s calls with %o take %s minutes', (calls, budget, minutes) => {
  expect(Math.round(fillMs(calls, budget, 60) / 60_000)).toBe(minutes)
})
