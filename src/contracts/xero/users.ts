import { z } from 'zod'
import { XeroGuid } from './envelope.ts'

/** `GET /Users` @source reference/xero.md §8.4 */
export const XeroUsersReply = z.object({
  Users: z.array(
    z.object({
      UserID: XeroGuid,
      EmailAddress: z.string().nullish(),
      FirstName: z.string().nullish(),
      LastName: z.string().nullish(),
      OrganisationRole: z.string().nullish(),
    }),
  ),
})
