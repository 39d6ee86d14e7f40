const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** "12 s ago", "4 min ago", "3 h ago", "2 days ago", then the day. A clock slightly ahead reads "just now". */
export function agoText(instant: string, nowMs: number, locale?: string): string {
  const age = nowMs - Date.parse(instant)
  if (age < 2 * second) return 'just now'
  if (age < minute) return `${Math.floor(age / second)} s ago`
  if (age < hour) return `${Math.floor(age / minute)} min ago`
  if (age < day) return `${Math.floor(age / hour)} h ago`
  if (age < 30 * day) return count(Math.floor(age / day), 'day', 'days', locale).concat(' ago')
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(
    Date.parse(instant),
  )
}

/** Milliseconds after which `agoText` can read differently. */
export function agoStepMs(instant: string, nowMs: number): number {
  const age = nowMs - Date.parse(instant)
  return age < minute ? second : minute
}

export const instantText = (instant: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(Date.parse(instant))

/** A calendar day has no zone: it reads the same everywhere. */
export const dayText = (day: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(`${day}T00:00:00Z`))

/** How long something will take, no more exact than it can be known. */
export function durationText(seconds: number): string {
  if (seconds < 10) return 'a few seconds'
  if (seconds < 50) return `about ${Math.ceil(seconds / 10) * 10} seconds`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `about ${count(Math.max(1, minutes), 'minute', 'minutes')}`
  const hours = Math.floor(minutes / 60)
  const rest = Math.round((minutes % 60) / 10) * 10
  if (rest === 60) return `about ${count(hours + 1, 'hour', 'hours')}`
  const tail = rest === 0 ? '' : ` ${rest} minutes`
  return `about ${count(hours, 'hour', 'hours')}${tail}`
}

/** "1 contact", "1,200 contacts". */
export function count(n: number, one: string, many: string, locale?: string): string {
  return `${new Intl.NumberFormat(locale).format(n)} ${n === 1 ? one : many}`
}

export const numberText = (n: number, locale?: string): string => new Intl.NumberFormat(locale).format(n)
