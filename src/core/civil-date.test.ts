import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, addMonths, civilDate, civilDateIn, daysBetween, isCivilDate } from './civil-date.ts'

test('only real days of the calendar are days', () => {
  for (const day of ['2026-11-22', '2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01'])
    expect(isCivilDate(day)).toBe(true)
  for (const text of [
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-1-1',
    '2026-11-22T00:00:00',
    '',
    'x',
  ])
    expect(isCivilDate(text)).toBe(false)
})

test('agrees with the platform about every day', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      (date) => {
        expect(isCivilDate(date.toISOString().slice(0, 10))).toBe(true)
      },
    ),
  )
})

test('the day of an instant is the day in the zone', () => {
  const midnightInMelbourne = Date.parse('2026-11-21T13:00:00Z')
  expect(civilDateIn('Australia/Melbourne', midnightInMelbourne)).toBe('2026-11-22')
  expect(civilDateIn('Australia/Melbourne', midnightInMelbourne - 1)).toBe('2026-11-21')
  expect(civilDateIn('UTC', midnightInMelbourne)).toBe('2026-11-21')
  expect(civilDateIn('America/Los_Angeles', midnightInMelbourne)).toBe('2026-11-21')
})

test('days between ignore clock changes', () => {
  expect(daysBetween(civilDate('2026-10-03'), civilDate('2026-10-05'))).toBe(2)
  expect(daysBetween(civilDate('2026-03-01'), civilDate('2026-02-28'))).toBe(-1)
})

test.each([
  ['2026-11-22', -12, '2025-11-22'],
  ['2024-02-29', -12, '2023-02-28'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-12-15', 1, '2027-01-15'],
  ['2026-01-31', 0, '2026-01-31'],
  ['2026-01-31', -14, '2024-11-30'],
])('%s and %i months is %s', (day, months, then) => {
  expect(addMonths(civilDate(day), months)).toBe(then)
})

test('days added are days between', () => {
  fc.assert(
    fc.property(fc.integer({ min: -200_000, max: 200_000 }), (days) => {
      const start = civilDate('2026-11-22')
      expect(daysBetween(start, addDays(start, days))).toBe(days)
    }),
  )
  expect(() => addDays(civilDate('9999-12-31'), 1)).toThrow('assertion failed')
})
