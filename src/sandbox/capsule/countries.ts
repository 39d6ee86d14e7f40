import countries from 'i18n-iso-countries/index.js'
import en from 'i18n-iso-countries/langs/en.json' with { type: 'json' }
import { dialCodes } from './dial-codes.ts'

/** Where the vendor's everyday names differ from the standard's; the spellings outside the traps are unconfirmed. */
const everydayNames: Readonly<Record<string, string>> = {
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

export interface Country {
  readonly name: string
  readonly alpha2Code: string
  readonly alpha3Code: string
  readonly numericCode: string
  readonly dialCode: string | null
}

countries.registerLocale(en)

/** @source reference capsule.md §16: 250 rows */
export const countryList: readonly Country[] = Object.entries(
  countries.getNames('en', { select: 'official' }),
)
  .map(([alpha2Code, name]) => ({
    name: everydayNames[alpha2Code] ?? name,
    alpha2Code,
    alpha3Code: countries.alpha2ToAlpha3(alpha2Code) ?? '',
    numericCode: countries.alpha2ToNumeric(alpha2Code) ?? '',
    dialCode: dialCodes.get(alpha2Code) ?? null,
  }))
  .sort((a, b) => a.name.localeCompare(b.name, 'en'))

const names = new Set(countryList.map((country) => country.name))

/** Only exact English names, and `USA`; `UK`, `Czech Republic` and their like are refused. */
export function isCountry(name: string): boolean {
  return name === 'USA' || names.has(name)
}

/** @source reference capsule.md §4.2 */
export function storedCountry(name: string): string {
  return name === 'USA' ? 'United States' : name
}
