import { z } from 'zod'
import { Instant } from './common.ts'
import { ReasonWords, RecordCard } from './runs.ts'

/** A question for a person: does this contact stand for one of these parties? */
export const Review = z.object({
  id: z.uuid(),
  kind: z.literal('match'),
  why: z.string(),
  createdAt: Instant,
  subject: RecordCard,
  candidates: z.array(z.object({ record: RecordCard, score: z.int(), reasons: z.array(ReasonWords) })),
})
export type Review = z.infer<typeof Review>

/** `GET /api/reviews` */
export const Reviews = z.object({ reviews: z.array(Review), total: z.int() })
export type Reviews = z.infer<typeof Reviews>
