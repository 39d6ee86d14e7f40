import { expect, test } from 'vitest'
import { lineCents, roundTo, taxCents, toCents } from './money.ts'

test.each([
  [1.005, 101],
  [-1.005, -101],
  [0.1 + 0.2, 30],
  [1e-7, 0],
  [12345678.9, 1234567890],
])('%d is %d cents', (value, cents) => {
  expect(toCents(value)).toBe(cents)
})

test.each([
  [3, 33.335, 0, 10001],
  [1, 0.005, 0, 1],
  [2, 10.5, 12.5, 1838],
  [-1, 99.995, 0, -10000],
])('%d x %d less %d%% is %d cents', (quantity, unit, discount, cents) => {
  expect(lineCents(quantity, unit, discount)).toBe(cents)
})

test('tax rounds half away from zero, within or on top', () => {
  expect(taxCents(54125, 15, true)).toBe(7060)
  expect(taxCents(105, 10, false)).toBe(11)
  expect(taxCents(-105, 10, false)).toBe(-11)
})

test('unit prices round at their own places', () => {
  expect(roundTo(0.12345, 4)).toBe(0.1235)
})
