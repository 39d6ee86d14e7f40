import { assert } from './assert.ts'
import type { Branded } from './model/ids.ts'

/** A calendar day without time or zone, `YYYY-MM-DD`; compares with `<` as text. */
export type CivilDate = Branded<string, 'CivilDate'>

/** @throws an assertion when the text is not a real calendar day */
export function civilDate(text: string): CivilDate {
  assert(isCivilDate(text), `not a calendar day: ${text}`)
  return text as CivilDate
}

export function isCivilDate(text: string): text is CivilDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text)
}

/** The calendar day of an instant in an IANA time zone. */
export function civilDateIn(timeZone: string, epochMs: number): CivilDate {
  const parts = formatter(timeZone).formatToParts(epochMs)
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  return civilDate(`${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`)
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

const formatters = new Map<string, Intl.DateTimeFormat>()
function formatter(timeZone: string): Intl.DateTimeFormat {
  let known = formatters.get(timeZone)
  if (!known) {
    known = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formatters.set(timeZone, known)
  }
  return known
}
