import { validate as abn } from 'stdnum/lib/cjs/au/abn.js'
import { validate as acn } from 'stdnum/lib/cjs/au/acn.js'
import { validate as britishVat } from 'stdnum/lib/cjs/gb/vat.js'
import { validate as ird } from 'stdnum/lib/cjs/nz/ird.js'
import { boundedMemo } from './bounded-memo.ts'
import { isNzbn } from './nzbn.ts'
import { shown } from './shown.ts'
import { squeezed } from './text.ts'

export type NumberKind = 'tax_number' | 'company_number'

/** Xero shows some users only the last digits: that is no value, and must never be written anywhere. */
export function isMasked(text: string): boolean {
  return plainNumber(text) === null && /[*•●∗＊]|^XX[X-]*\d{1,4}$/i.test(text)
}

/**
 * A number of a public register as two of them are compared: letters and digits in capitals, without the label
 * people put before it ("ABN 51 …") or the letters of the organisation's own country. '' when nothing is there.
 *
 * @throws never
 */
export function registerNumber(text: string, kind: NumberKind, country: string): string {
  const value = plainNumber(text) ?? bare(text)
  if (country === 'GB' && kind === 'company_number' && /^\d{7}$/.test(value)) return `0${value}`
  const digits = value.startsWith(country) ? value.slice(2) : null
  return digits !== null && ownShape.get(country)?.test(digits) ? digits : value
}

/** Whether a text is this number, of which `registerNumber` makes digits alone, in groups or not. */
export function isPlainlyWritten(number: string, text: string, kind: NumberKind, country: string): boolean {
  // Britain's company numbers are filled up with a zero.
  if (text.length > 50 || number === '' || (country === 'GB' && kind === 'company_number')) return false
  let place = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 32 || code === 45) continue
    if (code < 48 || code > 57 || number.charCodeAt(place) !== code) return false
    place++
  }
  return place === number.length
}

/** What may follow the letters of a country that are then left out. */
const ownShape = new Map([
  ['AU', /^\d{9}(?:\d\d)?$/],
  ['NZ', /^(?:\d{8,9}|\d{13})$/],
  ['GB', /^\d{9}(?:\d{3})?$/],
])

/** Digits in groups, as nearly all are written, squeezed; null when there is more to it. */
function plainNumber(text: string): string | null {
  let digits = ''
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) continue
    if ((code !== 32 && code !== 45) || text.length > 50) return null
    digits += text.slice(start, i)
    start = i + 1
  }
  return start === 0 ? text : digits + text.slice(start)
}

const bare = boundedMemo(20_000, (text) => {
  const value = squeezed(shown(text))
  // A name of more than one register: only "VAT GB 123 …" and its like have several.
  return value.replace(/^(?:(?:ABN|ACN|ARBN|NZBN|GST|VAT|IRD)(?:REG|NO|NUMBER)*(?=(?:[A-Z]{2})?\d))+/, '')
})

/**
 * Why a number cannot be one of its country's register, in words; null when nothing speaks against it. A number
 * that does not have the shape of the register is somebody else's, and passes.
 *
 * @param value  as `registerNumber` makes it
 */
export function registerFault(value: string, kind: NumberKind, country: string): string | null {
  const wrong = (name: string) => `${written(value)} is not a valid ${name}: its check digits do not fit.`
  if (country === 'AU') {
    if (/^\d{11}$/.test(value)) return abn(value).isValid ? null : wrong('ABN')
    if (kind === 'company_number' && /^\d{9}$/.test(value)) return acn(value).isValid ? null : wrong('ACN')
  } else if (country === 'NZ') {
    if (/^\d{13}$/.test(value)) return isNzbn(value) ? null : wrong('NZBN')
    if (kind === 'tax_number' && /^\d{8,9}$/.test(value))
      return ird(value.replace(/^0(?=\d{8}$)/, '')).isValid ? null : wrong('IRD number')
  } else if (country === 'GB') {
    if (kind === 'tax_number' && /^\d{9}(?:\d{3})?$/.test(value))
      return britishVat(value).isValid ? null : wrong('VAT number')
    if (kind === 'company_number' && /^(?:SC|NI|OC|SO|NC|FC|BR|LP|SL|NL)\d+$/.test(value))
      return value.length === 8 ? null : `${value} is not a company number: those have eight characters.`
  }
  return null
}

/** A number as its register prints it: an ABN in groups of 2-3-3-3, an ACN or IRD number in threes. */
export function written(value: string, country?: string): string {
  const groups = (pattern: RegExp) => value.replace(pattern, (_, ...parts: string[]) => join(parts))
  if (/^\d{11}$/.test(value) && abn(value).isValid) return groups(/^(\d\d)(\d{3})(\d{3})(\d{3})$/)
  if (country === 'AU' && /^\d{9}$/.test(value)) return groups(/^(\d{3})(\d{3})(\d{3})$/)
  if (country === 'NZ' && /^\d{8,9}$/.test(value))
    return groups(/^(\d{2,3})(\d{3})(\d{3})$/).replaceAll(' ', '-')
  if (country === 'GB' && /^\d{9}(?:\d{3})?$/.test(value)) return `GB${value}`
  return value
}

/** Match groups, without the offset and the whole text that `replace` hands over behind them. */
function join(parts: readonly unknown[]): string {
  return parts.slice(0, -2).join(' ')
}
