import { z } from 'zod'

/** @source reference/capsule.md §2.2 */
export const CapsuleTokenReply = z.object({
  access_token: z.string().min(1),
  /** May be rotated: always keep the newest. */
  refresh_token: z.string().min(1).nullish(),
  token_type: z.string().nullish(),
  /** Seconds. */
  expires_in: z.number().nullish(),
  /** Space separated. */
  scope: z.string().nullish(),
  /** Site name for deep links. */
  subdomain: z.string().nullish(),
})
export type CapsuleTokenReply = z.infer<typeof CapsuleTokenReply>
