import type { Kernel } from '../kernel/kernel.ts'
import { Refusal } from './refusal.ts'

/** @source reference capsule.md §3.10 */
const callsPerHourMax = 4000

const hourMs = 3_600_000

interface Quota {
  /** Counts a call of this user. @throws Refusal 429 when the hour is used up; no Retry-After, as observed */
  take(userId: number): Readonly<Record<string, string>>
  /** A 429 as if the hour were used up until `resetAt`, epoch milliseconds. */
  limited(resetAt: number): Refusal
}

/** All apps of one user share that user's hour, which begins with the first call. */
export function createQuota(kernel: Kernel): Quota {
  const hours = new Map<number, { readonly endsAt: number; used: number }>()
  const limited = (resetAt: number) => new Refusal(429, { error: 'rate limit reached' }, headers(0, resetAt))
  return {
    limited,
    take(userId) {
      const now = kernel.clock.now()
      const running = hours.get(userId)
      const hour = running && running.endsAt > now ? running : { endsAt: now + hourMs, used: 0 }
      hours.set(userId, hour)
      if (!kernel.quotas) return headers(callsPerHourMax, hour.endsAt)
      if (hour.used >= callsPerHourMax) throw limited(hour.endsAt)
      hour.used += 1
      return headers(callsPerHourMax - hour.used, hour.endsAt)
    },
  }
}

function headers(remaining: number, resetAt: number): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(callsPerHourMax),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(Math.ceil(resetAt / 1000)),
  }
}
