/** When nobody is to be disturbed: minutes after midnight of a day in this zone. */
export interface QuietHours {
  readonly from: number
  readonly until: number
  /** IANA name. */
  readonly timeZone: string
}

const minuteMs = 60_000
const dayMinutes = 24 * 60

/** The first moment from `at` on that is not quiet, epoch milliseconds. Hours that end where they begin are none. */
export function afterQuiet(at: number, quiet: QuietHours | null): number {
  if (!quiet || quiet.from === quiet.until) return at
  let now = at
  // Clocks are put forward or back by at most an hour or so: looking again after each step finds the end.
  for (let step = 0; step < 4; step++) {
    const minute = minuteOf(now, quiet.timeZone)
    const since = (minute - quiet.from + dayMinutes) % dayMinutes
    const length = (quiet.until - quiet.from + dayMinutes) % dayMinutes
    if (since >= length) return now
    now = Math.floor(now / minuteMs) * minuteMs + (length - since) * minuteMs
  }
  return now
}

function minuteOf(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: 'hour' | 'minute') => Number(parts.find((each) => each.type === type)?.value ?? 0)
  return part('hour') * 60 + part('minute')
}
