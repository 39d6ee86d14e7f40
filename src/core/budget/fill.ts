import { dayShares } from './shares.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** What is known of a day's calls. */
export interface DayBudget {
  readonly left: number
  readonly limit: number
  /** Milliseconds until the window ends. */
  readonly msLeft: number
}

/**
 * Milliseconds a back-fill of this many calls takes within a day's and a minute's limit, when others need what is
 * kept for them: at once what may be used at once, then as the share of the rest of the day is freed, then further
 * days.
 *
 * @param perMinute calls a minute takes
 */
export function fillMs(calls: number, day: DayBudget | null, perMinute: number): number {
  const paced = (n: number) => Math.max(0, Math.ceil(n / perMinute) - 1) * minuteMs
  if (!day) return paced(calls)
  let open = calls
  let ms = 0
  let { left, msLeft } = day
  const { limit } = day
  const { person, rest } = dayShares.backfill
  for (let window = 0; window < 1_000; window++) {
    const atOnce = Math.max(0, Math.floor(left - limit * (person + rest * (msLeft / dayMs))))
    if (open <= atOnce) return ms + Math.min(paced(open), msLeft)
    const all = Math.max(0, Math.floor(left - limit * person))
    if (open <= all) {
      // Freed evenly until the end of the window.
      const fraction = (left - open) / limit - person
      return ms + Math.max(paced(open), Math.round(msLeft - (fraction / rest) * dayMs))
    }
    open -= all
    ms += msLeft
    left = limit
    msLeft = dayMs
  }
  return ms
}
