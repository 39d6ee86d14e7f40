import { z } from 'zod'

/**
 * Every refusal: `message` (and `errors` on 422); 429 and OAuth use `error` instead.
 *
 * @source reference/capsule.md §2.3, §3.10, §3.11
 */
export const CapsuleErrorReply = z.object({
  message: z.string().nullish().catch(null),
  error: z.string().nullish().catch(null),
  error_description: z.string().nullish().catch(null),
  errors: z
    .array(z.object({ message: z.string(), resource: z.string().nullish(), field: z.string().nullish() }))
    .nullish()
    .catch(null),
})
export type CapsuleErrorReply = z.infer<typeof CapsuleErrorReply>
