import { z } from 'zod'
import { Amount, Amounts, Instant, Side } from './common.ts'

/** `GET /api/overview` */
export const Overview = z.object({
  /** One sentence, e.g. "Everything is in step." or "3 records need you." */
  sentence: z.string(),
  tone: z.enum(['calm', 'needs_you', 'working', 'problem', 'setup']),
  lastChangeAt: Instant.nullable(),
  tiles: z.object({
    inStep: z.int(),
    waiting: z.int(),
    review: z.int(),
    failed: z.int(),
    capsuleOnly: z.int(),
    xeroOnly: z.int(),
  }),
  /** Sales invoices of linked contacts, currency by currency; never summed across. */
  outstanding: Amounts,
  overdue: Amounts,
  /** Largest overdue first, at most five. */
  owing: z.array(
    z.object({ href: z.string(), name: z.string(), outstanding: Amount, overdue: Amount, daysLate: z.int() }),
  ),
  /** The last comparison of what contacts owe with Xero's own figures; null before the first. */
  proof: z.object({ at: Instant, words: z.string(), agrees: z.boolean() }).nullable(),
  /** The last reading of every record, and how linked pairs compared after it; null before the first. */
  reading: z.object({ at: Instant, words: z.string(), agrees: z.boolean() }).nullable(),
  recent: z.array(
    z.object({ at: Instant, side: Side.nullable(), words: z.string(), href: z.string().nullable() }),
  ),
})
export type Overview = z.infer<typeof Overview>
