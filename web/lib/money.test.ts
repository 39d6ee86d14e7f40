import { expect, test } from 'vitest'
import { amountText, decimalText, isZero, minorDigits, moneyList, moneyText, priceText } from './money.ts'

test.each([
  [{ minor: 123456, currency: 'AUD' }, '1234.56', '1,234.56 AUD'],
  [{ minor: 5, currency: 'AUD' }, '0.05', '0.05 AUD'],
  [{ minor: 0, currency: 'EUR' }, '0.00', '0.00 EUR'],
  [{ minor: -250, currency: 'NZD' }, '-2.50', '-2.50 NZD'],
  [{ minor: -5, currency: 'NZD' }, '-0.05', '-0.05 NZD'],
  [{ minor: 1245000, currency: 'JPY' }, '1245000', '1,245,000 JPY'],
  [{ minor: 1234567, currency: 'KWD' }, '1234.567', '1,234.567 KWD'],
  [{ minor: 9007199254740991, currency: 'AUD' }, '90071992547409.91', '90,071,992,547,409.91 AUD'],
])('writes %o with the digits of its currency, exactly', (money, decimal, text) => {
  expect(decimalText(money)).toBe(decimal)
  expect(moneyText(money, 'en')).toBe(text)
})

test('knows the digits of a currency', () => {
  expect(['AUD', 'JPY', 'KWD'].map(minorDigits)).toEqual([2, 0, 3])
})

test('follows the reader’s locale', () => {
  expect(amountText({ minor: 123456, currency: 'EUR' }, 'de')).toBe('1.234,56')
})

test('lists currencies without adding them up', () => {
  const amounts = [
    { minor: 100, currency: 'AUD' },
    { minor: 100, currency: 'USD' },
  ]
  expect(moneyList(amounts, 'en')).toBe('1.00 AUD, 1.00 USD')
  expect(isZero(amounts)).toBe(false)
  expect(isZero([{ minor: 0, currency: 'AUD' }])).toBe(true)
  expect(isZero([])).toBe(true)
})

test.each([
  ['61250', 'AUD', '61,250.00'],
  ['0.0125', 'AUD', '0.0125'],
  ['1000', 'JPY', '1,000'],
  ['by agreement', 'AUD', 'by agreement'],
])('a price of %s in %s is %s', (price, currency, text) => {
  expect(priceText(price, currency, 'en')).toBe(text)
})
