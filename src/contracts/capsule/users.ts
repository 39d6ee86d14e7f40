import { z } from 'zod'

/** There is no e-mail here: it stands in the user's `party`. @source reference/capsule.md §15 */
export const CapsuleWireUser = z.object({
  id: z.int().positive(),
  username: z.string().nullish(),
  name: z.string().nullish(),
  party: z.object({ id: z.int().positive() }).nullish(),
  timezone: z.string().nullish(),
  status: z.string().nullish(),
  deleted: z.boolean().nullish(),
})
export type CapsuleWireUser = z.infer<typeof CapsuleWireUser>

/** `GET /users/current` */
export const CapsuleUserReply = z.object({ user: CapsuleWireUser })
/** `GET /users` */
export const CapsuleUsersReply = z.object({ users: z.array(CapsuleWireUser) })
