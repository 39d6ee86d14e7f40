import { z } from 'zod'
import { Instant, Side } from './common.ts'

const Lane = z.enum(['interactive', 'event', 'sweep', 'backfill'])
export type Lane = z.infer<typeof Lane>
const ByLane = z.array(z.object({ lane: Lane, calls: z.int() }))

export const ConnectionBudget = z.object({
  connectionId: z.uuid(),
  side: Side,
  organisation: z.string(),
  window: z.enum(['hour', 'day']),
  /** Of the window, as the vendor last said; null when it never said. */
  left: z.int().nullable(),
  limit: z.int().nullable(),
  used: z.int().nullable(),
  /** When the window ends at the latest. */
  resetAt: Instant.nullable(),
  /** Calls kept for what is more urgent than a back-fill. */
  reserved: z.int(),
  /** Left at the end of the window, if it goes on as the last day went; null when it cannot be told. */
  forecastLeft: z.int().nullable(),
  /** Until when the vendor takes no calls. */
  pausedUntil: Instant.nullable(),
  /** Since midnight UTC. */
  usedToday: z.int(),
  /** Of the last 24 hours. */
  lanes: ByLane,
  refused: z.int(),
  /** The last 24 hours, oldest first. */
  hours: z.array(z.object({ at: Instant, lanes: ByLane })),
  /** What it means, in one or two sentences. */
  words: z.string(),
})
export type ConnectionBudget = z.infer<typeof ConnectionBudget>

/** `GET /api/budget` */
export const Budget = z.object({ connections: z.array(ConnectionBudget) })
export type Budget = z.infer<typeof Budget>
