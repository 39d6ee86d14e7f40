import type { Money } from '#api/common.ts'

const digitsOf = new Map<string, number>()

/** Digits after the decimal point of a currency: 2 for AUD, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  let known = digitsOf.get(currency)
  if (known === undefined) {
    known =
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    digitsOf.set(currency, known)
  }
  return known
}

/** The amount as a decimal string, exact however large: 123456 AUD is "1234.56". */
export function decimalText({ minor, currency }: Money): `${number}` {
  const digits = minorDigits(currency)
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const fraction = digits === 0 ? '' : `.${text.slice(text.length - digits)}`
  return `${minor < 0 ? '-' : ''}${whole}${fraction}` as `${number}`
}

const formats = new Map<string, Intl.NumberFormat>()

/** The amount with separators and the currency's digits, without its name: "1,234.56". */
export function amountText(money: Money, locale?: string): string {
  const digits = minorDigits(money.currency)
  const key = `${locale ?? ''} ${digits}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    formats.set(key, format)
  }
  return format.format(decimalText(money))
}

/** The price of one of something, a decimal of up to four places, with separators: "61,250.00", "0.0125". */
export function priceText(price: string, currency: string, locale?: string): string {
  const number = Number(price)
  if (price.trim() === '' || !Number.isFinite(number)) return price
  const digits = minorDigits(currency)
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: Math.max(digits, 4),
  }).format(number)
}

/** "1,234.56 AUD": the code, because "$" means four currencies to the firms we serve. */
export const moneyText = (money: Money, locale?: string): string =>
  `${amountText(money, locale)} ${money.currency}`

/** Amounts of several currencies, never summed. */
export const moneyList = (amounts: readonly Money[], locale?: string): string =>
  amounts.map((money) => moneyText(money, locale)).join(', ')

/** False for amounts that are hidden: nobody who may not see them learns that there are none. */
export const isZero = (amounts: readonly Money[] | null): boolean =>
  amounts?.every(({ minor }) => minor === 0) ?? false
