import { expect, test } from 'vitest'
import { afterQuiet } from './alerts-quiet.ts'

const at = (text: string) => Date.parse(text)
const night = { from: 22 * 60, until: 7 * 60, timeZone: 'Australia/Sydney' }

test.each([
  ['2026-11-22T02:00:00Z', '2026-11-22T02:00:00Z'],
  // 23:30 in Sydney.
  ['2026-11-22T12:30:00Z', '2026-11-22T20:00:00Z'],
  ['2026-11-22T19:59:30Z', '2026-11-22T20:00:00Z'],
  ['2026-11-22T20:00:00Z', '2026-11-22T20:00:00Z'],
  // The night in which the clock is put back: seven o'clock comes an hour later.
  ['2026-04-04T12:00:00Z', '2026-04-04T21:00:00Z'],
])('%s is told at %s', (now, then) => {
  expect(new Date(afterQuiet(at(now), night)).toISOString()).toBe(new Date(at(then)).toISOString())
})

test('without quiet hours, or with none of any length, it is told at once', () => {
  const now = at('2026-11-22T12:30:00Z')
  expect(afterQuiet(now, null)).toBe(now)
  expect(afterQuiet(now, { ...night, until: night.from })).toBe(now)
})
