import { z } from 'zod'
import { XeroGuid } from './envelope.ts'

/** @source reference/xero.md "10. Webhooks" */
export const XeroWebhookDelivery = z.object({
  events: z.array(
    z.object({
      resourceUrl: z.string().nullish(),
      resourceId: XeroGuid,
      /** UTC without zone. */
      eventDateUtc: z.string(),
      eventType: z.string(),
      /** CONTACT, INVOICE, CREDITNOTE, …; new ones may come. */
      eventCategory: z.string(),
      tenantId: XeroGuid,
      tenantType: z.string().nullish(),
    }),
  ),
  /** 0 in the handshake. */
  firstEventSequence: z.int(),
  lastEventSequence: z.int(),
  entropy: z.string().nullish(),
})
export type XeroWebhookDelivery = z.infer<typeof XeroWebhookDelivery>
