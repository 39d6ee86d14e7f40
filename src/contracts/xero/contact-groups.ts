import { z } from 'zod'
import { XeroGuid } from './envelope.ts'

/** `GET` and `PUT /ContactGroups` @source reference/xero.md "7. Contacts", ContactGroups */
export const XeroContactGroupsReply = z.object({
  ContactGroups: z.array(
    z.object({ ContactGroupID: XeroGuid, Name: z.string().nullish(), Status: z.string().nullish() }),
  ),
})

/** `GET /ContactGroups/{id}`, which alone names the members. */
export const XeroContactGroupReply = z.object({
  ContactGroups: z.array(z.object({ Contacts: z.array(z.object({ ContactID: XeroGuid })).nullish() })),
})
