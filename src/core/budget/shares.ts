import type { Lane } from '../remote/governor.ts'

/**
 * What each lane leaves of a day's calls: `person` at any time, `rest` in proportion to what is left of the day. So
 * urgent work finds calls until the end, and what nobody needed is used up by then. A back-fill stops first, then
 * events, then sweeps; a person may have the last call.
 */
export const dayShares: Readonly<Record<Lane, { readonly person: number; readonly rest: number }>> = {
  interactive: { person: 0, rest: 0 },
  sweep: { person: 0.01, rest: 0.1 },
  event: { person: 0.01, rest: 0.25 },
  backfill: { person: 0.01, rest: 0.3 },
}

/**
 * Calls that a lane must leave.
 *
 * @param left fraction of the window that is still to come, 0 to 1
 */
export function keptCalls(lane: Lane, limit: number, left: number): number {
  const { person, rest } = dayShares[lane]
  return limit * (person + rest * Math.min(1, Math.max(0, left)))
}

/**
 * Milliseconds until the window is short enough for a lane to take one more call; 0: now. Infinite when only the next
 * window has calls for it.
 *
 * @param remaining calls left, those under way taken off
 */
export function msUntilCall(
  lane: Lane,
  {
    remaining,
    limit,
    msLeft,
    windowMs,
  }: {
    readonly remaining: number
    readonly limit: number
    readonly msLeft: number
    readonly windowMs: number
  },
): number {
  if (remaining - 1 >= keptCalls(lane, limit, msLeft / windowMs)) return 0
  const { person, rest } = dayShares[lane]
  if (rest === 0 || remaining - 1 < limit * person) return Number.POSITIVE_INFINITY
  const fraction = ((remaining - 1) / limit - person) / rest
  return Math.max(1, Math.ceil(msLeft - fraction * windowMs))
}
