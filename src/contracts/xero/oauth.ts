import { z } from 'zod'

/** @source reference/xero.md §2.1 */
export const XeroTokenReply = z.object({
  access_token: z.string().min(1),
  /** Only with `offline_access`; a new one with each renewal. */
  refresh_token: z.string().min(1).nullish(),
  id_token: z.string().nullish(),
  /** Seconds. */
  expires_in: z.number(),
  token_type: z.string().nullish(),
  /** Space separated. */
  scope: z.string().nullish(),
})
export type XeroTokenReply = z.infer<typeof XeroTokenReply>

/** Claims of the access token. @source reference/xero.md §2.1 */
export const XeroAccessClaims = z.object({
  xero_userid: z.string().nullish(),
  /** Equals `authEventId` of the connections this consent made. */
  authentication_event_id: z.string().nullish(),
  scope: z.union([z.array(z.string()), z.string()]).nullish(),
})

/** Claims of the id token, with scopes `openid profile email`. */
export const XeroIdClaims = z.object({
  xero_userid: z.string().nullish(),
  email: z.string().nullish(),
  given_name: z.string().nullish(),
  family_name: z.string().nullish(),
})
