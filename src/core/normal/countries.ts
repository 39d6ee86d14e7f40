import countries from 'i18n-iso-countries/index.js'
import en from 'i18n-iso-countries/langs/en.json' with { type: 'json' }
import { boundedMemo } from './bounded-memo.ts'
import { byText, fold, words } from './text.ts'

countries.registerLocale(en)

/**
 * Capsule's everyday names where they differ from the standard's. Capsule takes `United States` and refuses
 * `United States of America` and `Czech Republic`.
 *
 * @source reference/capsule.md §4.2
 */
const capsuleNames: Readonly<Record<string, string>> = {
  US: 'United States',
  CZ: 'Czechia',
  CN: 'China',
  CG: 'Congo',
  CD: 'Congo, Democratic Republic of the',
  CI: "Côte d'Ivoire",
  GM: 'Gambia',
  IR: 'Iran',
  LA: 'Laos',
  MK: 'North Macedonia',
  FM: 'Micronesia',
  MD: 'Moldova',
  PS: 'Palestine',
  RE: 'Réunion',
  RU: 'Russia',
  SY: 'Syria',
  TW: 'Taiwan',
  TZ: 'Tanzania',
  TR: 'Turkey',
  VA: 'Vatican City',
  BN: 'Brunei',
  FK: 'Falkland Islands',
  VG: 'British Virgin Islands',
  VI: 'US Virgin Islands',
}

/** What people write besides the official names, folded. */
const aliases: Readonly<Record<string, string>> = {
  aus: 'AU',
  aust: 'AU',
  oz: 'AU',
  'commonwealth of australia': 'AU',
  nz: 'NZ',
  aotearoa: 'NZ',
  'aotearoa new zealand': 'NZ',
  uk: 'GB',
  'great britain': 'GB',
  britain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  'united kingdom of great britain and northern ireland': 'GB',
  america: 'US',
  'united states': 'US',
  'united states of america': 'US',
  'the united states': 'US',
  usa: 'US',
  us: 'US',
  eire: 'IE',
  'republic of ireland': 'IE',
  deutschland: 'DE',
  osterreich: 'AT',
  schweiz: 'CH',
  suisse: 'CH',
  espana: 'ES',
  italia: 'IT',
  holland: 'NL',
  'the netherlands': 'NL',
  nederland: 'NL',
  belgie: 'BE',
  belgique: 'BE',
  danmark: 'DK',
  sverige: 'SE',
  norge: 'NO',
  suomi: 'FI',
  polska: 'PL',
  brasil: 'BR',
  'hong kong sar': 'HK',
  'hong kong sar china': 'HK',
  macau: 'MO',
  korea: 'KR',
  'viet nam': 'VN',
  burma: 'MM',
  swaziland: 'SZ',
  'cape verde': 'CV',
  'east timor': 'TL',
  'ivory coast': 'CI',
  'czech republic': 'CZ',
  macedonia: 'MK',
  uae: 'AE',
  'falkland islands': 'FK',
}

function countryKey(text: string): string {
  return words(fold(text)).join(' ').replace(/^the /, '')
}

const codeByKey: ReadonlyMap<string, string> = (() => {
  const all = new Map<string, string>()
  for (const [code, names] of Object.entries(countries.getNames('en', { select: 'all' }))) {
    for (const name of names) if (!all.has(countryKey(name))) all.set(countryKey(name), code)
    all.set(code.toLowerCase(), code)
    const alpha3 = countries.alpha2ToAlpha3(code)
    if (alpha3) all.set(alpha3.toLowerCase(), code)
  }
  for (const [code, name] of Object.entries(capsuleNames)) all.set(countryKey(name), code)
  // What we write is read as what it stands for.
  for (const code of Object.keys(countries.getAlpha2Codes())) {
    const written = countryKey(xeroCountry(code) ?? '')
    if (!all.has(written)) all.set(written, code)
  }
  for (const [alias, code] of Object.entries(aliases)) all.set(countryKey(alias), code)
  return all
})()

/** ISO 3166 alpha-2 code of a country as people write it, or null. */
export function countryCode(text: string | null): string | null {
  return text === null || text.length > 100 ? null : codeOf(text).code
}

/** Wrapped, so that "no country" can be remembered too. */
interface CodeFound {
  readonly code: string | null
}

const codeOf = boundedMemo(2000, (text): CodeFound => {
  const key = countryKey(text)
  return { code: codeByKey.get(key) ?? codeByKey.get(key.replaceAll(' ', '')) ?? null }
})

/**
 * As `countryCode`, and besides every name the dictionary has, which we may not know.
 *
 * @param dictionary  names by alpha-2 code as Capsule gives them; null when not read
 */
export function countryCodeIn(text: string, dictionary: ReadonlyMap<string, string> | null): string | null {
  const code = countryCode(text)
  return code !== null || dictionary === null || text.length > 100
    ? code
    : (codesIn(dictionary).get(countryKey(text)) ?? null)
}

const codesByDictionary = new WeakMap<ReadonlyMap<string, string>, ReadonlyMap<string, string>>()

function codesIn(dictionary: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const known = codesByDictionary.get(dictionary)
  if (known) return known
  const codes = new Map<string, string>()
  const rows = [...dictionary].toSorted(([a], [b]) => byText(a, b))
  for (const [code, name] of rows) {
    if (/^[A-Z]{2}$/.test(code) && !codes.has(countryKey(name))) codes.set(countryKey(name), code)
  }
  codesByDictionary.set(dictionary, codes)
  return codes
}

/**
 * A country's name as Xero takes it: nothing but the letters A to Z and spaces. Null for a code we do not know.
 *
 * @source reference/xero.md §7: Country, 50 letters only
 */
export function xeroCountry(code: string): string | null {
  if (!/^[A-Z]{2}$/.test(code)) return null
  const name = capsuleNames[code] ?? countries.getName(code, 'en')
  return name === undefined ? null : latinLetters(name)
}

function latinLetters(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/['’]/g, '')
    .replace(/[^A-Za-z]+/g, ' ')
    .trim()
}

/**
 * The name Capsule's dictionary has for a country as people write it; null when nothing fits, so that the
 * address is kept without a country rather than refused.
 *
 * @param dictionary  names by alpha-2 code as `GET /countries` gives them; ours when not read
 * @source reference/capsule.md §4.2, §16
 */
export function capsuleCountry(text: string | null, dictionary?: ReadonlyMap<string, string>): string | null {
  const code = countryCode(text)
  if (code === null) return null
  if (dictionary) return dictionary.get(code) ?? null
  return capsuleNames[code] ?? countries.getName(code, 'en') ?? null
}
