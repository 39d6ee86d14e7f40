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
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!parts) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
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

/** The day so many days later; earlier when negative. @throws an assertion outside the years 1 to 9999 */
export function addDays(day: CivilDate, days: number): CivilDate {
  return civilDate(new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10))
}

/** The same day so many months later, or the last of that month where it has no such day. */
export function addMonths(day: CivilDate, months: number): CivilDate {
  const count = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  const [year, month] = [Math.floor(count / 12), (((count % 12) + 12) % 12) + 1]
  const date = Math.min(Number(day.slice(8)), daysIn(year, month))
  return civilDate([pad(year, 4), pad(month, 2), pad(date, 2)].join('-'))
}

const pad = (number: number, digits: number) => String(number).padStart(digits, '0')

const formatters = new Map<string, Intl.DateTimeFormat>()
function formatter(timeZone: string): Intl.DateTimeFormat {
  let known = formatters.get(timeZone)
  if (!known) {
    known = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formatters.set(timeZone, known)
  }
  return known
}
