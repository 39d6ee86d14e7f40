import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameForm, nameForms } from './names.ts'
import { fold } from './text.ts'

test.each([
  ['Harbour Bakery Pty Ltd', 'HARBOUR  BAKERY'],
  ['Harbour Bakery Pty. Ltd.', 'Harbour Bakery Limited'],
  ['Harbour Bakery (Pty) Limited', 'harbour-bakery'],
  ['The Harbour Bakery', 'Harbour Bakery'],
  ['Smith & Sons', 'Smith and Sons'],
  ['Smith+Sons Ltd', 'Smith And Sons'],
  ["O'Brien Joinery", 'OBrien Joinery'],
  ['O’Brien Joinery', "O'Brien Joinery"],
  ['Café Zoë', 'Cafe Zoe'],
  ['Ærø Sejl A/S', 'AEro Sejl'],
  ['Groß GmbH', 'Gross GmbH & Co. KG'],
  ['A.B.C. Plumbing', 'ABC Plumbing'],
  ['A B C Plumbing Inc.', 'ABC Plumbing LLC'],
  ['Blue Wave', 'Bluewave'],
  ['Pasta Rossi S.p.A.', 'Pasta Rossi SpA'],
  ['Société Générale S.A.', 'Societe Generale'],
  ['Fabryka Sp. z o.o.', 'Fabryka'],
  ['Nordic Foods AB', 'Nordic Foods Oy'],
  ['Acme Company Ltd', 'Acme Co.'],
  ['Ｆｕｌｌ Ｗｉｄｔｈ', 'Full Width'],
  ['Harbour Bakery P/L', 'Harbour Bakery Pty Ltd'],
  ['UAB Baltija', 'Baltija UAB'],
  ['SARL Dupont', 'Dupont S.A.R.L.'],
  ['株式会社山田', '山田'],
  ['Müller und Söhne GmbH', 'Müller & Söhne'],
  ['Schmidt GmbH und Co. KG', 'Schmidt'],
  ['Tacos S.A. de C.V.', 'Tacos'],
  ['The Trustee for Smith Family Trust', 'Smith Family Trust'],
  ['St Kilda Intl', 'Saint Kilda International'],
  ['Fish ’n’ Chips', 'Fish & Chips'],
])('%s and %s are one name', (a, b) => {
  expect(nameForm(a).key).toBe(nameForm(b).key)
})

test.each([
  ['Harbour Bakery', 'Harbour Bakers'],
  ['Day Spa', 'Day'],
  ['Tiffany & Co', 'Tiffany'],
  ['North Group', 'North'],
  ['कमल', 'कमाल'],
])('%s and %s are two names', (a, b) => {
  expect(nameForm(a).key).not.toBe(nameForm(b).key)
})

test.each([
  ['Ltd', 'ltd'],
  ['The', 'the'],
  ['The Limited', 'limited'],
  ['Pty Ltd', 'pty'],
  ['AS Limited', 'as'],
  ['!!!', '!!!'],
  ['株式会社', '株式会社'],
])('%s keeps something to compare', (name, key) => {
  expect(nameForm(name).key).toBe(key)
})

test('the legal form tells a company, a doubtful one does not', () => {
  expect(nameForm('Jordan Baker Pty Ltd').legal).toBe(true)
  expect(nameForm('Jordan Baker').legal).toBe(false)
  expect(nameForm('Kari As').legal).toBe(false)
})

test('both halves of a trading name are forms of it', () => {
  const keys = nameForms('Jane Citizen t/as Acme Plumbing').map((form) => form.key)
  expect(keys).toEqual(['janecitizenacmeplumbing', 'janecitizen', 'acmeplumbing'])
  expect(nameForms('Jane Citizen T/A Acme Plumbing Pty Ltd').map((form) => form.key)).toEqual(keys)
  expect(nameForms('Jane Citizen trading as Acme Plumbing').map((form) => form.key)).toEqual(keys)
})

test('a trust is known without its trustee', () => {
  const keys = nameForms('Smith Holdings Pty Ltd ATF Smith Family Trust').map((form) => form.key)
  expect(keys).toEqual(['smithholdingssmithfamilytrust', 'smithfamilytrust'])
})

test('only a blank name has an empty key; no text throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (name) => {
      expect(nameForm(name).key === '').toBe(fold(name).trim() === '')
      expect(nameForms(name).every((form) => form.key !== '')).toBe(true)
    }),
  )
})

test('case never matters beyond the Italian form', () => {
  const name = fc.string({ unit: fc.constantFrom(...'abcdeorty. &'), minLength: 1 })
  fc.assert(
    fc.property(name, (text) => {
      expect(nameForm(text.toUpperCase()).key).toBe(nameForm(text).key)
    }),
  )
})
