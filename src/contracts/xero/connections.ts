import { z } from 'zod'
import { XeroGuid } from './envelope.ts'

/** `GET /connections`: a bare array. @source reference/xero.md §2.5 */
export const XeroConnectionsReply = z.array(
  z.object({
    id: XeroGuid,
    authEventId: z.string().nullish(),
    tenantId: XeroGuid,
    /** ORGANISATION, PRACTICE, … */
    tenantType: z.string().nullish(),
    tenantName: z.string().nullish(),
    /** ISO without zone, UTC, seven digits of fraction. */
    createdDateUtc: z.string().nullish(),
    updatedDateUtc: z.string().nullish(),
  }),
)
