import { expect, test } from 'vitest'
import { capsuleCountry, countryCode } from './countries.ts'
import { domainLabel, normalEmail, organisationDomain, websiteDomain } from './emails.ts'
import { phoneKey } from './phones.ts'
import { companyNumbers, numberFieldPurpose, taxNumbers } from './tax-numbers.ts'

test.each([
  [' Accounts@Acme.Example ', 'accounts@acme.example'],
  ['Jane <jane@acme.example>', 'jane@acme.example'],
  ['mailto:jane@acme.example', 'jane@acme.example'],
  ['jane@googlemail.com', 'jane@gmail.com'],
  ['noreply@acme.example', null],
  ['none@none.com', null],
  ['jane@acme', null],
  ['jane@@acme.example', null],
  ['a@b.example, c@d.example', null],
  ['', null],
  [null, null],
])('e-mail %j is %j', (text, email) => expect(normalEmail(text)).toBe(email))

test.each([
  ['jane@mail.acme.com.au', 'acme.com.au'],
  ['jane@acme.com.au.example', 'acme.com.au'],
  ['jane@acme.example', 'acme.example'],
  ['jane@gmail.com', null],
  ['jane@bigpond.net.au', null],
])('%s works for %j', (email, domain) => expect(organisationDomain(email)).toBe(domain))

test.each([
  ['https://www.acme.com.au/about?x=1', 'acme.com.au'],
  ['acme.co.nz', 'acme.co.nz'],
  ['https://facebook.com/acme', null],
  ['not a site', null],
  ['', null],
])('site %j belongs to %j', (address, domain) => expect(websiteDomain(address)).toBe(domain))

test('one label under several suffixes', () => {
  expect(domainLabel('acme.com.au')).toBe('acme')
  expect(domainLabel('acme.com')).toBe('acme')
})

test.each([
  ['+61 3 5550 1234', '(03) 5550 1234'],
  ['0491 570 006', '+61 491 570 006'],
  ['+64 9 555 0123', '(09) 555-0123'],
  ['03 5550 1234 ext 12', '03 5550 1234'],
])('%s is the telephone %s', (a, b) => {
  expect(phoneKey(a)).not.toBeNull()
  expect(phoneKey(a)).toBe(phoneKey(b))
})
test.each(['', '000', '0000 0000', '5550 123', 'n/a'])('%j is no telephone key', (text) =>
  expect(phoneKey(text)).toBeNull(),
)

test.each([
  ['51 824 753 556', 'tax_number', 'ABN', '51824753556'],
  ['ABN 51-824-753-556', 'tax_number', 'ABN', '51824753556'],
  ['GB 980 7806 84', 'tax_number', 'VAT number', '980780684'],
  ['980780684', 'tax_number', 'VAT number', '980780684'],
  ['49-091-850', 'tax_number', 'GST number', '049091850'],
  ['DE136695976', 'tax_number', 'VAT number', 'DE136695976'],
  ['004 085 616', 'company_number', 'ACN', '004085616'],
  ['9429041535110', 'company_number', 'NZBN', '9429041535110'],
])('%s is a %s, %s %s', (text, kind, label, value) => {
  expect(taxNumbers(text)).toContainEqual({ kind, label, value, checked: true, derived: false })
})

test.each([
  '51 824 753 557',
  '',
  '0',
  '*****1234',
  '00000000000',
  '000000000',
  '111111111',
  '9429041535111',
  'DE136695977',
  'exempt',
])('%j is no number', (text) => expect(taxNumbers(text)).toEqual([]))

test('a company’s ABN holds its ACN, which is never held against a match', () => {
  const numbers = taxNumbers('53 004 085 616')
  expect(numbers.map((n) => [n.label, n.value, n.derived])).toEqual([
    ['ABN', '53004085616', false],
    ['ACN', '004085616', true],
  ])
})

test('a company number without check digit is one, with a lost zero restored', () => {
  expect(companyNumbers('SC123456').map((n) => [n.value, n.checked])).toEqual([['SC123456', false]])
  expect(companyNumbers('1234567').map((n) => n.value)).toEqual(['01234567'])
  expect(companyNumbers('n/a')).toEqual([])
})

test.each([
  ['ABN', 'tax'],
  ['Tax number', 'tax'],
  ['VAT No.', 'tax'],
  ['TaxNumber', 'tax'],
  ['A.B.N.', null],
  ['ACN', 'company'],
  ['Company Number', 'company'],
  ['Favourite colour', null],
])('field %j is for %j', (name, purpose) => expect(numberFieldPurpose(name)).toBe(purpose))

test.each([
  ['Australia', 'Australia'],
  ['AUSTRALIA ', 'Australia'],
  ['AU', 'Australia'],
  ['AUS', 'Australia'],
  ['UK', 'United Kingdom'],
  ['U.K.', 'United Kingdom'],
  ['England', 'United Kingdom'],
  ['USA', 'United States'],
  ['U.S.A.', 'United States'],
  ['United States of America', 'United States'],
  ['Czech Republic', 'Czechia'],
  ['Deutschland', 'Germany'],
  ['Österreich', 'Austria'],
  ['The Netherlands', 'Netherlands'],
  ['Aotearoa / New Zealand', 'New Zealand'],
  ["Cote d'Ivoire", "Côte d'Ivoire"],
  ['Narnia', null],
  ['', null],
  [null, null],
])('country %j is %j in Capsule', (text, name) => expect(capsuleCountry(text)).toBe(name))

test('the dictionary that was read decides the spelling, and what it lacks is dropped', () => {
  const dictionary = new Map([['TR', 'Türkiye']])
  expect(capsuleCountry('Turkey', dictionary)).toBe('Türkiye')
  expect(capsuleCountry('Australia', dictionary)).toBeNull()
  expect(countryCode('constructor')).toBeNull()
})
