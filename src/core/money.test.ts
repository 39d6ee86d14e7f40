import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  convertMinor,
  currencyExponent,
  decimalFromMinor,
  formatMoney,
  minorFromDecimal,
  sumByCurrency,
} from './money.ts'

test.each([
  [0, 'AUD', 0],
  [-0, 'AUD', 0],
  [1234.5, 'AUD', 123450],
  [0.1, 'AUD', 10],
  [0.29, 'AUD', 29],
  [1.005, 'AUD', 101],
  [-1.005, 'AUD', -101],
  [4.35, 'AUD', 435],
  ['1.115', 'AUD', 112],
  ['1.1149999', 'AUD', 111],
  ['-0.004', 'AUD', 0],
  ['.5', 'AUD', 50],
  ['7.', 'AUD', 700],
  ['+12.50', 'AUD', 1250],
  ['1e3', 'AUD', 100000],
  [1e-7, 'AUD', 0],
  ['5e-3', 'AUD', 1],
  [1500, 'JPY', 1500],
  [1500.5, 'JPY', 1501],
  [1.2345, 'KWD', 1235],
  [90071992547409.91, 'AUD', 9007199254740991],
])('%s %s is %i minor units', (value, currency, minor) => {
  expect(Object.is(minorFromDecimal(value, currency), minor)).toBe(true)
})

test.each([
  '',
  ' ',
  '.',
  '-',
  'abc',
  '1,000.00',
  '1.2.3',
  'NaN',
  'Infinity',
  '0x10',
  '1e999',
  '9007199254740993',
])('refuses %j', (text) => {
  expect(() => minorFromDecimal(text, 'AUD')).toThrow('assertion failed')
})
test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e21])('refuses the number %s', (value) => {
  expect(() => minorFromDecimal(value, 'AUD')).toThrow('assertion failed')
})

test.each([
  [-1250, 'AUD', '-12.50'],
  [5, 'AUD', '0.05'],
  [-5, 'KWD', '-0.005'],
  [1234, 'JPY', '1234'],
  [0, 'USD', '0.00'],
])('%i minor units of %s read %s', (minor, currency, text) => {
  expect(decimalFromMinor(minor, currency)).toBe(text)
})

test('every amount survives the way to text, to a JSON number, and back', () => {
  const currency = fc.constantFrom('AUD', 'JPY', 'KWD', 'CLF')
  fc.assert(
    fc.property(fc.integer({ min: -1e13, max: 1e13 }), currency, (minor, code) => {
      const text = decimalFromMinor(minor, code)
      expect(minorFromDecimal(text, code)).toBe(minor)
      expect(minorFromDecimal(Number(text), code)).toBe(minor)
    }),
  )
})

test('sums never mix currencies and come in a fixed order', () => {
  const amounts = [
    { minor: 100, currency: 'USD' },
    { minor: 250, currency: 'AUD' },
    { minor: -50, currency: 'USD' },
  ]
  expect(sumByCurrency(amounts)).toEqual([
    { minor: 250, currency: 'AUD' },
    { minor: 50, currency: 'USD' },
  ])
  expect(sumByCurrency([])).toEqual([])
})

test('formats with the digits of the currency', () => {
  expect(formatMoney({ minor: 123450, currency: 'AUD' })).toBe('$1,234.50')
  expect(formatMoney({ minor: 1234, currency: 'JPY' }, 'en-US')).toBe('¥1,234')
  expect(currencyExponent('kwd')).toBe(3)
})

test.each([
  [10_000, 'USD', '0.65', 'AUD', 15_385],
  [-10_000, 'USD', '0.65', 'AUD', -15_385],
  [1_500, 'JPY', '97.12', 'AUD', 1_544],
  [1_234_567, 'KWD', '0.2', 'AUD', 617_284],
  [1, 'AUD', '2', 'KWD', 5],
  [1, 'AUD', '2', 'AUD', 1],
  [-1, 'AUD', '3', 'AUD', 0],
  [5_000, 'AUD', '1', 'AUD', 5_000],
])('%i minor units of %s at %s are %s %i', (minor, currency, rate, to, converted) => {
  expect(Object.is(convertMinor({ minor, currency }, rate, to), converted)).toBe(true)
})
test.each(['0', '0.000', '', '-1', 'x', '1e3'])('there is no rate %j', (rate) => {
  expect(convertMinor({ minor: 100, currency: 'USD' }, rate, 'AUD')).toBeNull()
})
