import { type DayWindowState, dayMs, dayWindow } from './governor-day.ts'
import { type LimitName, RemoteError, type Side } from './remote-error.ts'

/** Priority class of remote calls, the most urgent first. */
export const lanes = ['interactive', 'event', 'sweep', 'backfill'] as const
export type Lane = (typeof lanes)[number]

export type HeaderReader = (name: string) => string | null

/** An answer; null when none came; `unused` when no call was made. */
export type PermitOutcome = { readonly status: number; readonly header: HeaderReader } | null | 'unused'

export interface Permit {
  /** Gives the place back. Further calls do nothing. */
  release(outcome: PermitOutcome): void
}

/** Calls used and left, for the connection card. */
export interface Usage {
  /** Calls of this process since midnight UTC. */
  readonly usedToday: number
  /** As the vendor last said; null when never heard. */
  readonly left: number | null
  readonly limit: number | null
  readonly window: 'hour' | 'day'
  /** Epoch milliseconds at which the window ends at the latest; null when it never was heard of. */
  readonly resetAt: number | null
  /** Epoch milliseconds until which the vendor wants no calls; null when it takes them. */
  readonly pausedUntil: number | null
}

export interface Governor {
  /**
   * Resolves when the call may go.
   * @throws RemoteError `limited` at once when the pause is longer than `waitMaxMs`
   */
  acquire(lane?: Lane): Promise<Permit>
  usage(): Usage
}

export interface GovernorOptions {
  readonly side: Side
  readonly inFlightMax: number
  /** Further calls in flight for the interactive lane only. */
  readonly interactiveExtra?: number
  /** Null paces nothing; a refusal by the vendor is obeyed all the same. */
  readonly perMinuteMax: number | null
  /**
   * Calls of the short window that only the interactive lane may use. A back-fill of a vendor with a day's window
   * leaves them only while somebody is at work: what it keeps for people is kept of the day.
   */
  readonly interactiveReserve?: number
  /** What an earlier process knew of the day. */
  readonly day?: DayWindowState | null
  readonly pausedUntil?: number | null
  /** The longest a caller is kept waiting for one call. */
  readonly waitMaxMs?: number
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly random: () => number
}

/** @source reference/xero.md "3. Limits": 5 in flight, 60 a minute, per app and organisation */
export const XERO_PACE = {
  inFlightMax: 4,
  interactiveExtra: 1,
  perMinuteMax: 60,
  interactiveReserve: 1,
} as const
/** @source reference/capsule.md §3.10: 4,000 an hour and user; the window is known from headers only */
export const CAPSULE_PACE = {
  inFlightMax: 4,
  interactiveExtra: 1,
  perMinuteMax: null,
  interactiveReserve: 20,
} as const

const minuteMs = 60_000
/** How long after a person's call a back-fill keeps room for another one. */
const personMs = 5 * minuteMs

interface Waiter {
  readonly lane: Lane
  readonly resolve: (permit: Permit) => void
  readonly reject: (error: RemoteError) => void
}

/** Keeps the calls of one connection inside the vendor's limits, fed by the headers of its answers. */
export function createGovernor(options: GovernorOptions): Governor {
  const { side, perMinuteMax, now } = options
  const reserve = options.interactiveReserve ?? 0
  const waitMaxMs = options.waitMaxMs ?? 120_000
  const queues: Record<Lane, Waiter[]> = { interactive: [], event: [], sweep: [], backfill: [] }
  const minute = minuteWindow()
  let inFlight = 0
  const day = dayWindow(options.day ?? null)
  let pause: { readonly until: number; readonly limit: LimitName | undefined } | null = options.pausedUntil
    ? { until: options.pausedUntil, limit: 'day' }
    : null
  let hour: { readonly left: number; readonly limit: number | null; readonly resetAt: number } | null = null
  let personAt = Number.NEGATIVE_INFINITY
  let today = { number: -1, used: 0 }
  let wakeAt = Number.POSITIVE_INFINITY

  /** Milliseconds until a call of this lane may go, places in flight aside. */
  function waitMs(lane: Lane): { readonly ms: number; readonly limit: LimitName | undefined } {
    const at = now()
    const kept = keptNow(lane, at)
    if (pause && pause.until > at) return { ms: pause.until - at, limit: pause.limit }
    if (perMinuteMax !== null) {
      const dayWait = day.waitMs(at, lane, inFlight)
      if (dayWait > 0) return { ms: dayWait, limit: 'day' }
      const ms = minute.waitMs(at, Math.max(1, perMinuteMax - kept), inFlight)
      if (ms > 0) return { ms, limit: 'minute' }
    }
    // Calls in flight may not be in the header's count yet.
    if (perMinuteMax === null && hour && hour.resetAt > at && hour.left - inFlight <= kept && inFlight === 0)
      return { ms: hour.resetAt - at, limit: 'hour' }
    return { ms: 0, limit: undefined }
  }

  function keptNow(lane: Lane, at: number): number {
    if (lane === 'interactive') return 0
    const alone = lane === 'backfill' && perMinuteMax !== null && at - personAt > personMs
    return alone ? 0 : reserve
  }

  function placeFor(lane: Lane): boolean {
    const places = options.inFlightMax + (lane === 'interactive' ? (options.interactiveExtra ?? 0) : 0)
    if (inFlight >= places) return false
    if (perMinuteMax !== null || !hour || hour.resetAt <= now() || inFlight === 0) return true
    return hour.left - inFlight > (lane === 'interactive' ? 0 : reserve)
  }

  function pump(): void {
    for (const lane of lanes) {
      const queue = queues[lane]
      while (queue.length > 0) {
        if (!placeFor(lane)) return
        const wait = waitMs(lane)
        if (wait.ms > waitMaxMs) {
          for (const waiter of queue.splice(0)) waiter.reject(tooLong(wait.ms, wait.limit))
          break
        }
        if (wait.ms > 0) {
          wakeIn(wait.ms)
          // A less urgent lane waits as well, except where each has its own share of the day.
          if (wait.limit !== 'day' || (pause && pause.until > now())) return
          break
        }
        queue.shift()?.resolve(start(lane))
      }
    }
  }

  function start(lane: Lane): Permit {
    inFlight++
    if (lane === 'interactive') personAt = now()
    const number = Math.floor(now() / dayMs)
    today = { number, used: today.number === number ? today.used + 1 : 1 }
    let open = true
    return {
      release(outcome) {
        if (!open) return
        open = false
        inFlight--
        if (outcome === 'unused') today = { number: today.number, used: Math.max(0, today.used - 1) }
        else {
          if (perMinuteMax !== null) minute.add(now())
          if (outcome) hear(outcome)
        }
        pump()
      },
    }
  }

  function hear({ status, header }: { readonly status: number; readonly header: HeaderReader }): void {
    const at = now()
    hearWindows(at, header, status !== 429)
    if (status !== 429) return
    const retryAfter = seconds(header('retry-after'))
    const limit = limitName(header('x-rate-limit-problem')) ?? (hour ? 'hour' : undefined)
    const resetIn = hour && limit === 'hour' ? Math.max(0, hour.resetAt - at) : null
    // Some refusals name no time: about a second, not in step with other callers.
    const ms =
      retryAfter !== null ? retryAfter * 1_000 : (resetIn ?? 1_000 + Math.floor(options.random() * 1_000))
    if (limit === 'day' && retryAfter !== null) day.refused(at, ms)
    if (!pause || pause.until < at + ms) pause = { until: at + ms, limit }
  }

  function hearWindows(at: number, header: HeaderReader, counted: boolean): void {
    const dayLeft = count(header('x-daylimit-remaining'))
    if (dayLeft !== null) day.hear(at, dayLeft, inFlight, counted)
    const minuteLeft = count(header('x-minlimit-remaining'))
    if (minuteLeft !== null && perMinuteMax !== null) minute.atMost(at, perMinuteMax, inFlight, minuteLeft)
    const hourLeft = count(header('x-ratelimit-remaining'))
    const reset = count(header('x-ratelimit-reset'))
    if (hourLeft !== null && reset !== null) {
      // Answers may overtake each other: within one window the lower number is the newer one.
      const left = hour && hour.resetAt === reset * 1_000 ? Math.min(hour.left, hourLeft) : hourLeft
      hour = {
        left,
        limit: count(header('x-ratelimit-limit')),
        resetAt: Math.min(reset * 1_000, at + 3_600_000),
      }
    }
  }

  function wakeIn(ms: number): void {
    const due = now() + ms
    if (wakeAt <= due) return
    wakeAt = due
    const wake = () => {
      if (wakeAt === due) wakeAt = Number.POSITIVE_INFINITY
      pump()
    }
    options.sleep(ms).then(wake, wake)
  }

  function tooLong(ms: number, limit: LimitName | undefined): RemoteError {
    const retryAfterSeconds = Math.ceil(ms / 1_000)
    return new RemoteError({
      side,
      kind: 'limited',
      limit,
      retryAfterSeconds,
      message: `${side}: no calls for ${retryAfterSeconds} s`,
    })
  }

  return {
    acquire(lane = 'event') {
      return new Promise((resolve, reject) => {
        queues[lane].push({ lane, resolve, reject })
        pump()
      })
    },
    usage() {
      const at = now()
      const usedToday = today.number === Math.floor(at / dayMs) ? today.used : 0
      const pausedUntil = pause && pause.until > at ? pause.until : null
      if (side === 'capsule') {
        const known = hour && hour.resetAt > at ? hour : null
        return {
          usedToday,
          left: known?.left ?? null,
          limit: hour?.limit ?? null,
          window: 'hour',
          resetAt: known?.resetAt ?? null,
          pausedUntil,
        }
      }
      const known = day.current(at)
      return {
        usedToday,
        left: known?.left ?? null,
        limit: known?.limit ?? null,
        window: 'day',
        resetAt: known?.resetAt ?? null,
        pausedUntil,
      }
    },
  }
}

/**
 * Ends of the calls of the last minute, oldest first. A call counts until a minute after its *end*: the vendor
 * counted it no later than that, so no window of the vendor's, sliding or fixed, ever holds more than we think.
 */
function minuteWindow() {
  let ends: number[] = []
  const drop = (at: number) => {
    const first = ends.findIndex((end) => end + minuteMs > at)
    if (first !== 0) ends = first < 0 ? [] : ends.slice(first)
  }
  return {
    add(at: number) {
      ends.push(at)
    },
    waitMs(at: number, max: number, inFlight: number): number {
      drop(at)
      const over = ends.length + inFlight + 1 - max
      if (over <= 0) return 0
      const end = ends[Math.min(over, ends.length) - 1]
      // Only calls in flight fill the window: one of them returns first.
      return end === undefined ? 1_000 : end + minuteMs - at
    },
    /** The vendor counts more than we do (another node, another window): take its number. */
    atMost(at: number, max: number, inFlight: number, left: number) {
      drop(at)
      const missing = Math.min(max, max - ends.length - inFlight - left)
      for (let i = 0; i < missing; i++) ends.push(at)
    },
  }
}

/** @source reference/xero.md "3. Limits": the wording varies, compare by part */
export function limitName(problem: string | null): LimitName | undefined {
  const text = problem?.toLowerCase() ?? ''
  if (text.includes('concurrent')) return 'concurrent'
  if (text.includes('app')) return 'app'
  if (text.includes('day') || text.includes('dai')) return 'day'
  if (text.includes('min')) return 'minute'
  return undefined
}

/** A non-negative whole number of a header; null for anything else. */
export function count(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null
}

function seconds(text: string | null): number | null {
  return text !== null && /^\d{1,9}(\.\d{1,9})?$/.test(text.trim()) ? Number(text) : null
}
