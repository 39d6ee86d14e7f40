import { isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { parsePhoneNumberFromString as parseMobile } from 'libphonenumber-js/mobile'
import { boundedMemo } from './bounded-memo.ts'
import { fastPhone, fastPhoneParts } from './fast-phones.ts'
import { shown } from './shown.ts'

/**
 * The last eight digits of a telephone number, which agree however country, trunk and area codes were
 * written; null when there are fewer. Evidence beside other evidence, never an identity.
 */
export function phoneKey(text: string): string | null {
  const digits = text
    .normalize('NFKC')
    .replace(/(?:ext|x)\.?\s*\d+\s*$/i, '')
    .replace(/\D+/g, '')
  if (digits.length < 8) return null
  const key = digits.slice(-8)
  return /^(\d)\1+$/.test(key) ? null : key
}

/** A telephone number in the three parts in which Xero keeps it. */
export interface PhoneParts {
  readonly countryCode: string | null
  readonly areaCode: string | null
  readonly number: string
}

/**
 * A telephone number in its normal form: E.164 with `;ext=` behind it. What is no number of any plan stays as it
 * is, digits without their separators; null when there is nothing.
 *
 * @param country  alpha-2; numbers without country code are read as its own
 * @param likely  what it probably is, so that an unchanged number is told sooner; changes no answer
 * @throws never
 */
export function normalPhone(text: string, country: string, likely?: string | null): string | null {
  return fastPhone(text, country, likely) ?? numbersOf(country)(text).value
}

/**
 * The normal form of a number in parts, however people spread it over them: `61 | 03 | 5550 1234`, `+61 3 5550
 * 1234` in the last one alone, the area code in two of them.
 */
export function normalPhoneParts(parts: PhoneParts, country: string, likely?: string | null): string | null {
  const { countryCode, areaCode, number } = parts
  if (countryCode === null)
    return areaCode === null ? normalPhone(number, country, likely) : inParts(parts, country)
  const code = countryCode.charCodeAt(0) === 43 ? countryCode.slice(1) : countryCode
  return fastPhoneParts(code, areaCode, number, likely) ?? inParts(parts, country)
}

/**
 * Ways of keeping a normal form in parts, the best first; the last one always holds all of it.
 *
 * @source reference/xero.md §7: 20, 10 and 50 characters
 */
export function phonePartsOf(value: string): readonly PhoneParts[] {
  const number = e164Of(value)
  if (number === null) return [{ countryCode: null, areaCode: null, number: value }]
  // Countries write extensions in their own ways: formatted without, and added the way all of them read.
  const text = parse(number.number, undefined)?.formatInternational() ?? ''
  const [code = '', ...groups] = text.slice(1).split(' ')
  const extension = number.ext ? ` ext. ${number.ext}` : ''
  const whole = { countryCode: code, areaCode: null, number: `${groups.join(' ')}${extension}` }
  const unparted = { countryCode: null, areaCode: null, number: phoneText(value) }
  if (groups.length < 2 || !hasArea(number)) return [whole, unparted]
  const [areaCode = '', ...rest] = groups
  return [{ countryCode: code, areaCode, number: `${rest.join(' ')}${extension}` }, whole, unparted]
}

/** A normal form as people write it: `+61 3 5550 1234 ext. 12`. */
export function phoneText(value: string): string {
  return e164Of(value)?.formatInternational() ?? value
}

/** A number of a place, dialled with its area code; a mobile or service number has none. */
function hasArea(number: PhoneNumber): boolean {
  if (number.countryCallingCode === '1') return true
  if (parseMobile(number.number)?.isValid()) return false
  return /^[(0]/.test(number.formatNational())
}

/** The number a normal form stands for; null when it stands for itself. */
function e164Of(value: string): PhoneNumber | null {
  if (value.charCodeAt(0) !== 43 || value.length > 60) return null
  const number = parse(value, undefined)
  return number && formOf(number) === value ? number : null
}

/** Wrapped, so that "nothing" can be remembered too. */
interface Reading {
  readonly value: string | null
}

const byCountry = new Map<string, (text: string) => Reading>()

function numbersOf(country: string): (text: string) => Reading {
  const known = byCountry.get(country)
  if (known) return known
  const made = boundedMemo(20_000, (text): Reading => ({ value: readPhone(text, country) }))
  if (byCountry.size < 300) byCountry.set(country, made)
  return made
}

function readPhone(text: string, country: string): string | null {
  const seen = shown(text)
  if (seen === '') return null
  const direct = numberIn(seen, country)
  if (direct !== null) return direct
  if (/\p{L}/u.test(seen)) return seen
  const bare = seen.replace(/[\s\p{Pd}().,/\\]+/gu, '')
  if (bare === '' || bare === seen) return bare || null
  return numberIn(bare, country) ?? bare
}

/** Other ways of writing the prefix of international calls; `0011` is Australia's, `011` North America's. */
const internationalPrefix = /^(?:\(?\+|00(?:11)?(?=[\s\d]))\s*/

function numberIn(seen: string, country: string): string | null {
  if (seen.length > 60) return null
  const fast = fastPhone(seen, country)
  if (fast !== null) return fast
  const known = isSupportedCountry(country) ? country : undefined
  const asWritten = parse(seen.replace(/^\(\+/, '+('), known)
  if (asWritten && isCertain(asWritten, seen) && isStable(asWritten)) return formOf(asWritten)
  if (!internationalPrefix.test(seen) || seen.startsWith('+')) return null
  const other = parse(`+${seen.replace(internationalPrefix, '').replace(/^(\d+)\)/, '$1 ')}`, undefined)
  return other && (other.isValid() || seen.startsWith('(+')) && isStable(other) ? formOf(other) : null
}

/**
 * A number that fits its country's plan, or at least its lengths when the writer named the country, or dialled
 * the trunk prefix: ranges are handed out faster than plans are published.
 */
function isCertain(number: PhoneNumber, seen: string): boolean {
  if (number.isValid()) return true
  if (!number.isPossible()) return false
  return /^\(?\+/.test(seen) || (/^\(?0[1-9]/.test(seen) && !number.nationalNumber.startsWith('0'))
}

/** Its normal form is read as itself; else what looked like a number is kept as text. */
function isStable(number: PhoneNumber): boolean {
  const again = parse(formOf(number), undefined)
  return again?.isPossible() === true && formOf(again) === formOf(number)
}

function parse(text: string, defaultCountry: PhoneNumber['country']): PhoneNumber | undefined {
  return parsePhoneNumberFromString(text, {
    ...(defaultCountry === undefined ? {} : { defaultCountry }),
    // Text around a number is part of what somebody wrote.
    extract: false,
  })
}

function formOf(number: PhoneNumber): string {
  return number.ext ? `${number.number};ext=${number.ext}` : number.number
}

function inParts({ countryCode, areaCode, number }: PhoneParts, country: string): string | null {
  const together = shown(`${areaCode ?? ''} ${number}`)
  const code = shown(countryCode ?? '').replace(/^(?:\+|00(?:11)?(?=[1-9]))\s*/, '')
  const values = waysOfReading(code, shown(areaCode ?? ''), shown(number)).map((text) =>
    normalPhone(text, country),
  )
  const numbers = values.filter((value) => value !== null && e164Of(value) !== null)
  return (
    numbers.find((value) => value !== null && e164Of(value)?.isValid()) ??
    numbers[0] ??
    normalPhone(`${countryCode ?? ''} ${together}`, country)
  )
}

/**
 * What the parts may mean together, the likeliest first. A country code that is given is never overruled by ours,
 * nor an area code left out unless the number has it already, or begins as a whole number does.
 */
function waysOfReading(code: string, area: string, number: string): readonly string[] {
  const together = `${area} ${number}`.trim()
  const isWhole = internationalPrefix.test(number)
  const digits = number.replace(/\D/g, '')
  const hasArea =
    area !== '' && (digits.startsWith('0') || digits.startsWith(area.replace(/\D|^0+/g, '') || '?'))
  const alone = isWhole || hasArea ? [number] : []
  if (!/^[1-9]\d{0,3}$/.test(code)) return [together, ...alone]
  const repeated = digits.startsWith(code) && area === '' ? [`+${number}`] : []
  return [
    `+${code} ${together}`,
    ...(isWhole ? alone : []),
    ...repeated,
    ...(hasArea ? [`+${code} ${number}`] : []),
  ]
}
