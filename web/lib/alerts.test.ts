import { expect, test } from 'vitest'
import { clockMinutes, clockText } from './alerts.ts'

test.each([0, 59, 60, 1_320, 1_439])('%s minutes read and are read back', (minutes) => {
  expect(clockMinutes(clockText(minutes))).toBe(minutes)
})

test.each(['', '24:00', '12:60', '1:00', 'noon'])('%s is no time', (text) => {
  expect(clockMinutes(text)).toBeNull()
})
