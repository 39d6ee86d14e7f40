import { z } from 'zod'

/** `GET /api/go/xero-contact?code=…&id=…`: where a link on a Xero contact leads. */
export const XeroContactTarget = z.discriminatedUnion('state', [
  /** Address of the record in Capsule, and our page of it. */
  z.object({ state: z.literal('linked'), name: z.string(), url: z.string(), href: z.string() }),
  z.object({ state: z.literal('not_linked'), name: z.string(), href: z.string() }),
  /** Not known, or not for this reader: the answer is the same. */
  z.object({ state: z.literal('unknown') }),
])
export type XeroContactTarget = z.infer<typeof XeroContactTarget>
