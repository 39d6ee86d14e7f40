import { XeroOrganisationReply } from '#contracts/xero/organisation.ts'
import { defined } from '#core/assert.ts'
import { accounting, type XeroHttp } from './http.ts'
import { ianaZone } from './time-zone.ts'

export interface XeroOrganisation {
  /** Equals the tenant id. */
  readonly id: string
  readonly name: string
  readonly baseCurrency: string
  /** IANA name; null when Xero names a zone nobody knows. */
  readonly timeZone: string | null
  /** With its leading "!"; "" when absent. */
  readonly shortCode: string
  /** ISO 3166 alpha-2. */
  readonly countryCode: string | null
  readonly isDemo: boolean
}

/** @source reference/xero.md §8.4 */
export async function getOrganisation(http: XeroHttp): Promise<XeroOrganisation> {
  const reply = await http.call({ method: 'GET', path: `${accounting}/Organisation` }, XeroOrganisationReply)
  const wire = defined(reply.Organisations[0], 'the schema asks for one organisation')
  const countryCode = wire.CountryCode || null
  return {
    id: wire.OrganisationID.toLowerCase(),
    name: wire.Name,
    baseCurrency: wire.BaseCurrency,
    timeZone: wire.Timezone ? ianaZone(wire.Timezone, countryCode) : null,
    shortCode: wire.ShortCode ?? '',
    countryCode,
    isDemo: wire.IsDemoCompany ?? false,
  }
}
