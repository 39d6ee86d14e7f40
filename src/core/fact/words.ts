import { decimalFromMinor } from '../money.ts'

/** `AUD 1,234.50`: the code says which dollars. */
export function amountWords(minor: number, currency: string): string {
  const [digits = '', fraction] = decimalFromMinor(minor, currency).split('.')
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${currency} ${fraction === undefined ? grouped : `${grouped}.${fraction}`}`
}

export const daysWords = (days: number): string => (days === 1 ? '1 day' : `${days} days`)

export const invoiceWords = ({ number }: { readonly number: string | null }): string =>
  number === null || number.trim() === '' ? 'an invoice without a number' : `invoice ${number.trim()}`
