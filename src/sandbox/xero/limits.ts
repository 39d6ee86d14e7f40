import type { Kernel } from '../kernel/kernel.ts'

/** @source xero.md, "3. Limits"; the day limit is the free Starter tier's */
export interface Limits {
  readonly concurrentMax: number
  readonly minuteMax: number
  readonly dayMax: number
  readonly appMinuteMax: number
}

export const starterLimits: Limits = { concurrentMax: 5, minuteMax: 60, dayMax: 1_000, appMinuteMax: 10_000 }

export type LimitKind = 'concurrent' | 'minute' | 'day' | 'appminute'

interface Window {
  startMs: number
  count: number
}

interface TenantUse {
  inFlight: number
  readonly minute: Window
  readonly day: Window
}

/** Headers every tenant response carries, and what stops a call. */
export interface Entry {
  readonly refused: LimitKind | null
  readonly headers: Readonly<Record<string, string>>
  /** To be called once the answer is ready. */
  leave(): void
}

export interface Limiter {
  /** `forced` refuses with that kind whatever the counters say. */
  enter(clientId: string, tenantId: string, forced: LimitKind | null): Entry
  clear(): void
}

const minuteMs = 60_000
const dayLengthMs = 86_400_000

export function limiter(kernel: Kernel, limits: Limits): Limiter {
  const tenants = new Map<string, TenantUse>()
  const apps = new Map<string, Window>()
  const fresh = (): Window => ({ startMs: kernel.clock.now(), count: 0 })
  const roll = (window: Window, lengthMs: number) => {
    if (kernel.clock.now() - window.startMs < lengthMs) return
    window.startMs = kernel.clock.now()
    window.count = 0
  }
  const secondsLeft = (window: Window, lengthMs: number) =>
    Math.max(1, Math.ceil((window.startMs + lengthMs - kernel.clock.now()) / 1000))
  const found = <T>(map: Map<string, T>, key: string, make: () => T): T => {
    const known = map.get(key)
    if (known !== undefined) return known
    const made = make()
    map.set(key, made)
    return made
  }
  return {
    enter(clientId, tenantId, forced) {
      const use = found(tenants, `${clientId} ${tenantId}`, () => ({
        inFlight: 0,
        minute: fresh(),
        day: fresh(),
      }))
      const app = found(apps, clientId, fresh)
      roll(use.minute, minuteMs)
      roll(use.day, dayLengthMs)
      roll(app, minuteMs)
      const lifted = !kernel.quotas
      const exceeded = (): LimitKind | null => {
        if (lifted) return null
        if (use.inFlight >= limits.concurrentMax) return 'concurrent'
        if (use.day.count >= limits.dayMax) return 'day'
        if (use.minute.count >= limits.minuteMax) return 'minute'
        return app.count >= limits.appMinuteMax ? 'appminute' : null
      }
      const refused = forced ?? exceeded()
      if (!refused && !lifted) {
        use.minute.count++
        use.day.count++
        app.count++
      }
      if (!refused) use.inFlight++
      const left = (kind: LimitKind, max: number, count: number) =>
        String(refused === kind ? 0 : Math.max(0, max - count))
      let open = !refused
      return {
        refused,
        headers: {
          'X-MinLimit-Remaining': left('minute', limits.minuteMax, use.minute.count),
          'X-DayLimit-Remaining': left('day', limits.dayMax, use.day.count),
          'X-AppMinLimit-Remaining': left('appminute', limits.appMinuteMax, app.count),
          ...(refused && { 'X-Rate-Limit-Problem': refused }),
          ...(refused === 'minute' && { 'Retry-After': String(secondsLeft(use.minute, minuteMs)) }),
          ...(refused === 'day' && { 'Retry-After': String(secondsLeft(use.day, dayLengthMs)) }),
        },
        leave() {
          if (open) use.inFlight--
          open = false
        },
      }
    },
    clear() {
      tenants.clear()
      apps.clear()
    },
  }
}
