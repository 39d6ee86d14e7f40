import { z } from 'zod'

const Kind = z.enum(['match', 'conflict', 'approval', 'merge'])

/** What the address of the inbox says: which kind is shown, and which question is open. */
export const ReviewSearch = z.object({
  kind: Kind.optional().catch(undefined),
  id: z.uuid().optional().catch(undefined),
})
export type ReviewSearch = z.infer<typeof ReviewSearch>

export const reviewKinds = Kind.options
