import type { XeroContactId } from '../model/ids.ts'
import type { XeroSide } from './plan.ts'

/**
 * The contact's page in Xero.
 *
 * @source reference/xero.md §11, "app form"
 */
export function contactLink(
  xero: Pick<XeroSide, 'shortCode' | 'linkBase'>,
  contactId: XeroContactId,
): string {
  return `${xero.linkBase ?? 'https://go.xero.com'}/app/${xero.shortCode}/contacts/contact/${contactId}`
}
