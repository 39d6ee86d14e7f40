import { backoffMs } from './backoff.ts'
import type { Governor, Lane, Permit, PermitOutcome } from './governor.ts'
import { RemoteError, type RemoteErrorKind, type Side } from './remote-error.ts'

export interface BreakerOptions {
  readonly side: Side
  readonly now: () => number
  readonly random: () => number
  /** Calls in a row without an answer, or with a fault of the vendor, after which nobody asks any more. */
  readonly failuresMax?: number
  readonly baseMs?: number
  readonly capMs?: number
}

export interface Breaker extends Governor {
  /** Epoch milliseconds until which nobody asks; null while calls go. */
  openUntil(): number | null
  /** A person wants it tried at once: the next call is the probe. */
  tryNow(): void
}

/**
 * Stops asking a vendor that does not answer. After a pause that grows with every failure one call goes as a probe;
 * the others wait for what it finds.
 */
export function withBreaker(governor: Governor, options: BreakerOptions): Breaker {
  const { side, now, random } = options
  const failuresMax = options.failuresMax ?? 8
  const baseMs = options.baseMs ?? 5_000
  const capMs = options.capMs ?? 300_000
  let failures = 0
  let opened: { readonly until: number; readonly times: number; readonly kind: RemoteErrorKind } | null = null
  let probe: Promise<void> | null = null

  function failed(kind: RemoteErrorKind): void {
    failures++
    if (opened === null && failures < failuresMax) return
    const times = (opened?.times ?? 0) + 1
    // At least a second, so that a probe is not the next call at once.
    opened = { until: now() + 1_000 + backoffMs(times, random, { baseMs, capMs }), times, kind }
  }

  function heard(outcome: PermitOutcome): void {
    if (outcome === 'unused') return
    if (outcome === null) failed('offline')
    else if (outcome.status >= 500) failed('remote_fault')
    else {
      failures = 0
      opened = null
    }
  }

  async function acquire(lane?: Lane): Promise<Permit> {
    for (;;) {
      if (opened === null) return watched(await governor.acquire(lane), () => {})
      if (probe === null) break
      await probe
    }
    if (opened.until > now()) throw closed(opened)
    let end = () => {}
    probe = new Promise((resolve) => {
      end = () => {
        probe = null
        resolve()
      }
    })
    try {
      return watched(await governor.acquire(lane), end)
    } catch (error) {
      end()
      throw error
    }
  }

  function watched(permit: Permit, after: () => void): Permit {
    let isOpen = true
    return {
      release(outcome) {
        if (isOpen) heard(outcome)
        isOpen = false
        permit.release(outcome)
        after()
      },
    }
  }

  function closed({ until, kind }: { readonly until: number; readonly kind: RemoteErrorKind }): RemoteError {
    const retryAfterSeconds = Math.max(1, Math.ceil((until - now()) / 1_000))
    return new RemoteError({
      side,
      kind,
      retryAfterSeconds,
      message: `${side}: not asked for another ${retryAfterSeconds} s`,
    })
  }

  return {
    acquire,
    usage: () => governor.usage(),
    openUntil: () => (opened && opened.until > now() ? opened.until : null),
    tryNow() {
      if (opened) opened = { ...opened, until: now() }
    },
  }
}
