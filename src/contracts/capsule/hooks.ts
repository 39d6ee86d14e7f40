import { z } from 'zod'

/** @source reference/capsule.md §17 */
export const CapsuleWireHook = z.object({
  id: z.int().positive(),
  event: z.string(),
  targetUrl: z.string(),
  description: z.string().nullish(),
  createdAt: z.string().nullish(),
})
export type CapsuleWireHook = z.infer<typeof CapsuleWireHook>

export const CapsuleHookReply = z.object({ restHook: CapsuleWireHook })
export const CapsuleHooksReply = z.object({ restHooks: z.array(CapsuleWireHook) })

/**
 * A delivery to us. Unsigned and without event id: a hint, never truth. Deleted events may carry the id alone.
 *
 * @source reference/capsule.md §17
 */
export const CapsuleHookDelivery = z.object({
  event: z.string(),
  payload: z.array(z.object({ id: z.int().positive() })),
})
export type CapsuleHookDelivery = z.infer<typeof CapsuleHookDelivery>
