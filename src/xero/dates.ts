import { assert } from '#core/assert.ts'
import { type CivilDate, isCivilDate } from '#core/civil-date.ts'

/**
 * Epoch milliseconds of `/Date(1789378193493+0000)/`. The offset tells only how the sender would display it.
 *
 * @throws an assertion for anything else; the wire schemas let nothing else through
 * @source reference/xero.md "Dates"
 */
export function msOfMsDate(text: string): number {
  const ms = Number(/^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text)?.[1] ?? Number.NaN)
  assert(Math.abs(ms) <= 8.64e15, `not a date of Xero: ${text}`)
  return ms
}

/** ISO 8601 UTC with milliseconds. */
export function instantOfMsDate(text: string): string {
  return new Date(msOfMsDate(text)).toISOString()
}

/**
 * The calendar day of a date-only field. `companion` is its `…String` form, local and without zone; the MS form
 * is the same day as midnight UTC and is never moved to a time zone.
 *
 * @returns null when both are absent or hold no day of our calendar
 */
export function dayOf(msDate: string | null | undefined, companion?: string | null): CivilDate | null {
  const day = companion?.slice(0, 10) ?? ''
  if (isCivilDate(day)) return day
  if (!msDate) return null
  const fromMs = instantOfMsDate(msDate).slice(0, 10)
  return isCivilDate(fromMs) ? fromMs : null
}

/** `If-Modified-Since` of an instant: UTC, whole seconds, rounded down. */
export function modifiedSince(instant: string): string {
  return new Date(instant).toISOString().slice(0, 19)
}
