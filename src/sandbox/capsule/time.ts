import { switches } from './switches.ts'

/** `2015-09-15T10:43:23Z`: whole seconds, UTC. */
export function toIso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** `YYYY-MM-DD`, UTC. */
export function toDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** The instant as the API shows it: fractions of a second cut off. */
function wholeSeconds(at: number): number {
  return Math.floor(at / 1000) * 1000
}

/** Whether a change at this instant belongs into what changed since `from`. @source reference capsule.md §3.6 */
export function isSince(at: number, from: number): boolean {
  return switches.sinceIncludesItsInstant ? wholeSeconds(at) >= from : wholeSeconds(at) > from
}

/** True for a day that exists in the calendar. */
export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const at = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(at) && toDay(at) === value
}
