import { XeroUsersReply } from '#contracts/xero/users.ts'
import { accounting, type XeroHttp } from './http.ts'

export interface XeroUser {
  readonly id: string
  readonly email: string | null
  readonly name: string
  /** READONLY, INVOICEONLY, STANDARD, FINANCIALADVISER, … */
  readonly role: string | null
}

/** @source reference/xero.md §8.4 */
export async function listUsers(http: XeroHttp): Promise<XeroUser[]> {
  const reply = await http.call({ method: 'GET', path: `${accounting}/Users` }, XeroUsersReply)
  return reply.Users.map((wire) => ({
    id: wire.UserID.toLowerCase(),
    email: wire.EmailAddress || null,
    name: [wire.FirstName, wire.LastName].filter(Boolean).join(' '),
    role: wire.OrganisationRole || null,
  }))
}
