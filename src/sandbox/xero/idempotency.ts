import type { Clock } from '../kernel/clock.ts'
import { type Answer, json } from './errors.ts'

const keptMs = 6 * 60_000

interface Stored {
  readonly fingerprint: string
  readonly atMs: number
  readonly answer: Answer
}

export interface Idempotency {
  /** The stored answer of the same request, or the refusal of another; null when the key is new. */
  before(clientId: string, key: string, fingerprint: string): Answer | null
  after(clientId: string, key: string, fingerprint: string, answer: Answer): void
  clear(): void
}

const refusal = (message: string) =>
  json(400, { ErrorNumber: 10, Type: 'ValidationException', Message: message, Elements: [] })

/** @source xero.md, "6.2 Idempotency-Key": kept six minutes from the first call, errors included */
export function idempotency(clock: Clock): Idempotency {
  const stored = new Map<string, Stored>()
  const sweep = () => {
    // Insertion order is order of time, so the stale ones come first.
    for (const [key, row] of stored) {
      if (clock.now() - row.atMs < keptMs) break
      stored.delete(key)
    }
  }
  return {
    before(clientId, key, fingerprint) {
      sweep()
      if (key.length > 128)
        return refusal('The Idempotency-Key is too long. The maximum length is 128 characters.')
      const row = stored.get(`${clientId} ${key}`)
      if (!row) return null
      return row.fingerprint === fingerprint
        ? row.answer
        : refusal('The Idempotency-Key has already been used with a different request.')
    },
    after(clientId, key, fingerprint, answer) {
      stored.set(`${clientId} ${key}`, { fingerprint, atMs: clock.now(), answer })
    },
    clear: () => stored.clear(),
  }
}
