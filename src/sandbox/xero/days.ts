/** A calendar day without time or zone: whole days since 1970-01-01. */
export type Day = number

export const dayMs = 86_400_000

/** Windows zone names as Xero squeezes them, for the countries a sandbox organisation can have. */
const zones: Readonly<Record<string, string>> = {
  AUSEASTERNSTANDARDTIME: 'Australia/Sydney',
  EAUSTRALIASTANDARDTIME: 'Australia/Brisbane',
  CENAUSTRALIASTANDARDTIME: 'Australia/Adelaide',
  AUSCENTRALSTANDARDTIME: 'Australia/Darwin',
  WAUSTRALIASTANDARDTIME: 'Australia/Perth',
  TASMANIASTANDARDTIME: 'Australia/Hobart',
  NEWZEALANDSTANDARDTIME: 'Pacific/Auckland',
  GMTSTANDARDTIME: 'Europe/London',
  EASTERNSTANDARDTIME: 'America/New_York',
  CENTRALSTANDARDTIME: 'America/Chicago',
  PACIFICSTANDARDTIME: 'America/Los_Angeles',
  SINGAPORESTANDARDTIME: 'Asia/Singapore',
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zones[zone] ?? 'UTC',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  formatters.set(zone, made)
  return made
}

/** The calendar day of an instant in a squeezed Windows zone; an unknown zone counts as UTC. */
export function dayIn(zone: string, nowMs: number): Day {
  return parseDay(formatterOf(zone).format(nowMs)) ?? Math.floor(nowMs / dayMs)
}

/**
 * Reads `YYYY-MM-DD`, the same with a time (ignored), or the MS form; null when it is none of these.
 *
 * @source xero.md, "1. Dates"
 */
export function parseDay(text: string): Day | null {
  const ms = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text)
  if (ms?.[1]) return Math.floor(Number(ms[1]) / dayMs)
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
  if (!iso) return null
  const at = Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]))
  const day = at / dayMs
  return dayText(day) === `${iso[1]}-${iso[2]}-${iso[3]}` ? day : null
}

export const dayText = (day: Day) => new Date(day * dayMs).toISOString().slice(0, 10)

/** `DateString` companions: local, no zone. */
export const dayString = (day: Day) => `${dayText(day)}T00:00:00`

/** A date-only field: midnight UTC of the organisation's day. */
export const msDay = (day: Day) => `/Date(${day * dayMs}+0000)/`

export const msInstant = (ms: number) => `/Date(${ms}+0000)/`

/** The form without offset that `DateTimeUTC` and history records use. */
export const msPlain = (ms: number) => `/Date(${ms})/`

/** `UpdatedDateUTCString`: seconds, with Z. */
export const instantString = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`
