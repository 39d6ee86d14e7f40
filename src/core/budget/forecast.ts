import type { Lane } from '../remote/governor.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Calls of one hour by one lane. */
export interface HourOfLane {
  /** Epoch milliseconds at which the hour begins. */
  readonly at: number
  readonly lane: Lane
  readonly calls: number
}

/**
 * Calls that will be left when the window ends, if the rest of it goes as the last day went. A back-fill is left out:
 * it takes only what the others leave.
 *
 * @param hours calls of the last day or so
 */
export function forecastLeft(
  hours: readonly HourOfLane[],
  window: { readonly left: number; readonly resetAt: number },
  now: number,
): number {
  const steady = hours.filter(({ lane, at }) => lane !== 'backfill' && at > now - dayMs && at <= now)
  if (steady.length === 0) return window.left
  const first = Math.min(...steady.map(({ at }) => at))
  const overMs = Math.min(dayMs, Math.max(hourMs, now - first))
  const calls = steady.reduce((sum, each) => sum + each.calls, 0)
  const expected = (calls / overMs) * Math.max(0, window.resetAt - now)
  return Math.max(0, Math.round(window.left - expected))
}
