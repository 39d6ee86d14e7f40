import { assert } from './assert.ts'

/** An amount in integer minor units of an ISO 4217 currency. */
export interface Money {
  readonly minor: number
  readonly currency: string
}

/** ISO 4217 currencies whose minor unit is not a hundredth. */
const exponents: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((code): [string, number] => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code): [string, number] => [code, 3]),
  ...'CLF UYW'.split(' ').map((code): [string, number] => [code, 4]),
])

/** Digits behind the decimal point of a currency; 2 for codes without an entry of their own. */
export function currencyExponent(currency: string): number {
  return exponents.get(currency.toUpperCase()) ?? 2
}

/**
 * The one place where amounts are rounded: to the nearest minor unit, halves away from zero, as the decimal
 * reads (1.005 is 1.01 although its binary value lies below).
 *
 * @param value  a JSON number or decimal text such as `-12.50` or `1e3`; no grouping
 * @throws an assertion when it is not a number or exceeds what integers hold exactly
 */
export function minorFromDecimal(value: number | string, currency: string): number {
  const exponent = currencyExponent(currency)
  if (typeof value === 'number') {
    // Exact for every double that is the nearest one to an amount in whole minor units.
    const factor = 10 ** exponent
    const minor = Math.round(value * factor)
    if (minor / factor === value && Number.isSafeInteger(minor)) return minor === 0 ? 0 : minor
  }
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?\s*$/i.exec(String(value))
  const [, sign = '', whole = '', fraction = '', power = '0'] = match ?? []
  assert(match !== null && whole.length + fraction.length > 0, `not an amount: ${value}`)
  const digits = whole + fraction
  // Where the minor units end inside `digits`.
  const end = whole.length + Number(power) + exponent
  const kept = end <= 0 ? '0' : digits.slice(0, end).padEnd(end, '0')
  const roundsUp = end >= 0 && (digits[end] ?? '0') >= '5'
  const minor = Number(kept) + (roundsUp ? 1 : 0)
  assert(Number.isSafeInteger(minor), `amount out of range: ${value}`)
  return sign === '-' && minor !== 0 ? -minor : minor
}

/**
 * An amount in another currency, rounded once to its minor unit, halves away from zero. Exact before that.
 *
 * @param rate decimal text: units of the amount's currency for one unit of `to`
 * @returns null when the rate is not a number above zero
 */
export function convertMinor({ minor, currency }: Money, rate: string, to: string): number | null {
  const parts = /^(\d{1,20})(?:\.(\d{1,20}))?$/.exec(rate.trim())
  if (!parts) return null
  const [, whole = '', fraction = ''] = parts
  const digits = BigInt(whole + fraction)
  if (digits === 0n) return null
  assert(Number.isSafeInteger(minor), `not a whole number of minor units: ${minor}`)
  const dividend = BigInt(Math.abs(minor)) * 10n ** BigInt(currencyExponent(to) + fraction.length)
  const divisor = digits * 10n ** BigInt(currencyExponent(currency))
  const converted = Number((2n * dividend + divisor) / (2n * divisor))
  assert(Number.isSafeInteger(converted), `amount out of range: ${minor} ${currency} at ${rate}`)
  return minor < 0 && converted !== 0 ? -converted : converted
}

/** Plain decimal text with all digits of the currency: `-12.50`, `1234` (JPY). */
export function decimalFromMinor(minor: number, currency: string): string {
  assert(Number.isSafeInteger(minor), `not a whole number of minor units: ${minor}`)
  const exponent = currencyExponent(currency)
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
  const text = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
  return minor < 0 ? `-${text}` : text
}

/** As people of a locale write it, with the currency's sign or code: `A$1,234.50`. */
export function formatMoney(money: Money, locale = 'en-AU'): string {
  const text = decimalFromMinor(money.minor, money.currency)
  return formatter(locale, money.currency).format(Number(text))
}

/** One sum per currency, in the order of their codes; currencies are never mixed. */
export function sumByCurrency(amounts: Iterable<Money>): Money[] {
  const sums = new Map<string, number>()
  for (const { minor, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + minor)
  return [...sums]
    .map(([currency, minor]) => {
      assert(Number.isSafeInteger(minor), `sum out of range in ${currency}`)
      return { minor, currency }
    })
    .sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

const formatters = new Map<string, Intl.NumberFormat>()
function formatter(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  let known = formatters.get(key)
  if (!known) {
    const digits = currencyExponent(currency)
    known = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    formatters.set(key, known)
  }
  return known
}
