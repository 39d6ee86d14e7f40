import { CapsuleCountriesReply } from '#contracts/capsule/countries.ts'
import type { CapsuleHttp } from './http.ts'

export interface CapsuleCountry {
  /** The only spelling an address takes. */
  readonly name: string
  /** Upper case. */
  readonly alpha2: string | null
  readonly alpha3: string | null
  readonly dialCode: string | null
}

/** The dictionary of countries, which rarely changes. @source reference/capsule.md §4.2, §16 */
export async function listCountries(http: CapsuleHttp): Promise<CapsuleCountry[]> {
  const { value } = await http.call({ method: 'GET', path: '/countries' }, CapsuleCountriesReply)
  return value.countries.map((wire) => ({
    name: wire.name,
    alpha2: wire.alpha2Code?.toUpperCase() || null,
    alpha3: wire.alpha3Code?.toUpperCase() || null,
    dialCode: wire.dialCode || null,
  }))
}
