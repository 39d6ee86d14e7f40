import fc from 'fast-check'
import { getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { expect, test } from 'vitest'
import { countryCode, countryCodeIn, xeroCountry } from './countries.ts'
import { fastPhone, fastPhoneParts } from './fast-phones.ts'
import { normalPhone, normalPhoneParts, phonePartsOf, phoneText } from './phones.ts'
import { registerFault, registerNumber, written } from './register-numbers.ts'
import { shown, shownLines } from './shown.ts'

const hostile = fc.oneof(
  fc.string({ maxLength: 60, unit: 'binary' }),
  fc.string({ maxLength: 60, unit: 'grapheme' }),
  fc.string({ maxLength: 30, unit: fc.constantFrom(...' \t\n\u00a0\u200b\ufeff\u0301\u0000aE1-+()x.;=') }),
  fc
    .tuple(fc.constantFrom('+', 'x', '0', ' ', 'X-', '\u0301'), fc.integer({ min: 1, max: 3000 }))
    .map(([text, n]) => text.repeat(n)),
)
const country = fc.constantFrom('AU', 'NZ', 'GB', 'US', 'CA', 'DE', 'IT', 'ZZ')
const digits = (min: number, max: number) =>
  fc.string({ minLength: min, maxLength: max, unit: fc.constantFrom(...'0123456789') })
const telephone = fc
  .tuple(
    fc.constantFrom('', '0', '00', '0011 ', '011 ', '+', '(+', '+61 (0)', '+64 ', '+1 ', '1'),
    digits(0, 3),
    fc.constantFrom(' ', '-', ') ', '/', ''),
    digits(4, 10),
    fc.constantFrom('', ' ext 12', ' x5', ';ext=7', ' home'),
  )
  .map((parts) => parts.join(''))

test('what is shown is shown as itself, on one line, with nothing invisible at its ends', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const once = shown(text)
      expect(shown(once)).toBe(once)
      expect(once).toBe(once.normalize('NFC').trim())
      expect(once).not.toMatch(/[\n\r\t\u200b\ufeff]| {2}/)
      expect(once.isWellFormed()).toBe(true)
      for (const line of shownLines(text)) expect(shown(line)).toBe(line)
    }),
    { numRuns: 1000 },
  )
})

test('a telephone number in its normal form is read as itself', () => {
  fc.assert(
    fc.property(fc.oneof(telephone, hostile), country, (text, home) => {
      const once = normalPhone(text, home)
      if (once !== null) expect(normalPhone(once, home)).toBe(once)
    }),
    { numRuns: 1000 },
  )
})

test('a number with its country code means the same to everybody, in words and in parts', () => {
  fc.assert(
    fc.property(telephone, country, country, (text, home, elsewhere) => {
      const once = normalPhone(text, home)
      if (once === null || !/^\+\d+(;ext=\d+)?$/.test(once)) return
      expect(normalPhone(once, elsewhere)).toBe(once)
      const held = phonePartsOf(once).map((parts) => normalPhoneParts(parts, elsewhere))
      if (normalPhone(phoneText(once), elsewhere) === once) expect(held).toContain(once)
    }),
    { numRuns: 1000 },
  )
})

test('the fast reading of a number answers what the full reading does, or nothing', () => {
  const homes = ['AU', 'NZ', 'GB', 'US', 'CA'] as const
  fc.assert(
    fc.property(fc.oneof(telephone, digits(8, 12)), fc.constantFrom(...homes), (text, home) => {
      const fast = fastPhone(text, home)
      if (fast === null) return
      const full = parsePhoneNumberFromString(text, { defaultCountry: home, extract: false })
      expect(full?.number).toBe(fast)
      // Ranges of Britain and North America that are not handed out are taken when written in full.
      expect(full?.isPossible()).toBe(true)
    }),
    { numRuns: 3000 },
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...homes),
      fc.constantFrom(null, '0', '3', '03', '212'),
      digits(6, 10),
      (home, area, number) => {
        const code = getCountryCallingCode(home)
        const fast = fastPhoneParts(code, area, number)
        if (fast === null) return
        const full = parsePhoneNumberFromString(`+${code} ${area ?? ''} ${number}`, { extract: false })
        expect(full?.number).toBe(fast)
      },
    ),
    { numRuns: 2000 },
  )
})

test('every country is read back from the name that Xero is sent, which has only letters', () => {
  const codes = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
    .split('')
    .flatMap((a) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('').map((b) => a + b))
  const known = codes.filter((code) => xeroCountry(code) !== null)
  expect(known.length).toBeGreaterThan(240)
  for (const code of known) {
    expect(xeroCountry(code)).toMatch(/^[A-Za-z ]{1,50}$/)
    expect(countryCode(xeroCountry(code))).toBe(code)
  }
})

test('a name that only Capsule’s dictionary has is read by it; no text is taken for more than a name', () => {
  const dictionary = new Map([['TR', 'Türkiye Cumhuriyeti']])
  expect(countryCodeIn('türkiye cumhuriyeti', dictionary)).toBe('TR')
  expect(countryCodeIn('Türkiye Cumhuriyeti', null)).toBeNull()
  for (const text of ['constructor', '__proto__', 'toString']) {
    expect(countryCodeIn(text, dictionary)).toBeNull()
    expect(xeroCountry(text)).toBeNull()
  }
})

test('a register’s number is read as itself, also as the register prints it', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        digits(7, 13),
        hostile,
        digits(8, 9).map((d) => `GB ${d}`),
      ),
      country,
      fc.constantFrom('tax_number' as const, 'company_number' as const),
      (text, home, kind) => {
        const once = registerNumber(text, kind, home)
        expect(registerNumber(once, kind, home)).toBe(once)
        expect(registerNumber(written(once, home), kind, home)).toBe(once)
        registerFault(once, kind, home)
      },
    ),
    { numRuns: 2000 },
  )
})
