import { CapsuleSiteReply } from '#contracts/capsule/site.ts'
import type { CapsuleHttp } from './http.ts'

export interface CapsuleSite {
  /** Origin of the account's web pages. */
  readonly url: string
  readonly subdomain: string
  readonly name: string
}

/** @source reference/capsule.md §2.4 */
export async function getSite(http: CapsuleHttp): Promise<CapsuleSite> {
  const { value } = await http.call({ method: 'GET', path: '/site' }, CapsuleSiteReply)
  return value.site
}

/** Web page of a party. @source reference/capsule.md §18 */
export function partyUrl(siteUrl: string, partyId: number): string {
  return `${siteUrl.replace(/\/$/, '')}/party/${partyId}`
}

/** Web page of an opportunity. @source reference/capsule.md §18 */
export function opportunityUrl(siteUrl: string, opportunityId: number): string {
  return `${siteUrl.replace(/\/$/, '')}/opportunity/${opportunityId}`
}
