import { z } from 'zod'

/** `GET /teams` @source reference/capsule.md §15 */
export const CapsuleTeamsReply = z.object({
  teams: z.array(z.object({ id: z.int().positive(), name: z.string() })),
})
