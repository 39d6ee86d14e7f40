import { z } from 'zod'

/** `GET /site` @source reference/capsule.md §2.4 */
export const CapsuleSiteReply = z.object({
  site: z.object({ url: z.string(), subdomain: z.string(), name: z.string() }),
})
