import { msUntilCall } from '../budget/shares.ts'
import type { Lane } from './governor.ts'

export const dayMs = 86_400_000

/** What is remembered of a day's window, also across a restart. */
export interface DayWindowState {
  /** Calls left, as the vendor last said. */
  readonly left: number
  readonly limit: number
  /** Epoch milliseconds at which the window ends at the latest. */
  readonly resetAt: number
}

/** Answers overtake each other by a few; more than this at once is a new window. */
const jumpMin = 10

/**
 * The calls of a day. The vendor says what is left, and nothing of when its window began: it is taken to have begun
 * when more was suddenly left, or else just now, so that we are never early.
 *
 * @source reference/xero.md "3. Limits": windows reset at different moments, read `Retry-After`
 */
export function dayWindow(restored: DayWindowState | null) {
  let day: DayWindowState | null = restored

  const current = (at: number): DayWindowState | null => (day && day.resetAt > at ? day : null)

  return {
    current,
    /**
     * @param inFlight calls whose answers are still to come
     * @param counted the call was one of the day's: refused ones are not, so that all of them may still be left
     */
    hear(at: number, left: number, inFlight: number, counted: boolean): void {
      const known = current(at)
      const limit = dayLimit(Math.max(day?.limit ?? 0, left + (counted ? 1 : 0)))
      if (!known || left > known.left + jumpMin) day = { left, limit, resetAt: at + dayMs }
      else if (left <= known.left || inFlight === 0) day = { ...known, left, limit }
    },
    /** The vendor refused for the rest of its window. */
    refused(at: number, retryAfterMs: number): void {
      day = { left: 0, limit: day?.limit ?? dayLimit(0), resetAt: at + retryAfterMs }
    },
    waitMs(at: number, lane: Lane, inFlight: number): number {
      const known = current(at)
      if (!known) return 0
      const msLeft = known.resetAt - at
      const ms = msUntilCall(lane, {
        remaining: known.left - inFlight,
        limit: known.limit,
        msLeft,
        windowMs: dayMs,
      })
      return Math.min(ms, msLeft)
    },
  }
}

/** Xero names no limit, only what is left: the smallest published tier that fits what was seen. */
function dayLimit(most: number): number {
  return most <= 1_000 ? 1_000 : Math.max(5_000, most)
}
