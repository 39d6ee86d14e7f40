import { expect, test } from 'vitest'
import { agoStepMs, agoText, count, dayText, durationText } from './time.ts'

const now = Date.parse('2026-11-22T10:00:00Z')
const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString()

test.each([
  [-5, 'just now'],
  [0, 'just now'],
  [12, '12 s ago'],
  [59, '59 s ago'],
  [60, '1 min ago'],
  [3599, '59 min ago'],
  [3600, '1 h ago'],
  [86_399, '23 h ago'],
  [86_400, '1 day ago'],
  [200_000, '2 days ago'],
  [40 * 86_400, 'Oct 13, 2026'],
])('tells %i seconds ago as "%s"', (seconds, words) => {
  expect(agoText(ago(seconds), now, 'en-US')).toBe(words)
})

test('looks again each second only while seconds are shown', () => {
  expect(agoStepMs(ago(30), now)).toBe(1000)
  expect(agoStepMs(ago(90), now)).toBe(60_000)
})

test.each([
  [0, 'a few seconds'],
  [10, 'about 10 seconds'],
  [31, 'about 40 seconds'],
  [55, 'about 1 minute'],
  [130, 'about 2 minutes'],
  [3570, 'about 1 hour'],
  [4200, 'about 1 hour 10 minutes'],
  [7190, 'about 2 hours'],
  [9000, 'about 2 hours 30 minutes'],
])('rounds %i seconds to "%s"', (seconds, words) => {
  expect(durationText(seconds)).toBe(words)
})

test('shows a calendar day as that day in every zone', () => {
  expect(dayText('2026-03-01', 'en-AU')).toBe('1 Mar 2026')
})

test('counts in words', () => {
  expect([
    count(0, 'day', 'days', 'en'),
    count(1, 'day', 'days', 'en'),
    count(1200, 'day', 'days', 'en'),
  ]).toEqual(['0 days', '1 day', '1,200 days'])
})
