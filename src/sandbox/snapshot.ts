import { z } from 'zod'
import type { Clock } from './kernel/clock.ts'

/** What has been asked of a sandbox since its records were loaded; the same again gives the same state. */
const Entry = z.strictObject({
  /** Epoch milliseconds of the sandbox's clock. */
  at: z.number(),
  vendor: z.enum(['capsule', 'xero']),
  method: z.string(),
  /** Path and query. */
  path: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** Bytes in base64; null without a body. */
  body: z.string().nullable(),
})
type Entry = z.infer<typeof Entry>

/** A whole state: the seed, the state of chance when it was loaded, and everything asked since. */
export const Snapshot = z.strictObject({
  version: z.literal(1),
  seed: z.union([
    z.enum(['demo', 'demo-two', 'empty']),
    z.strictObject({ scale: z.int().min(1).max(200_000) }),
  ]),
  loadedAt: z.number(),
  at: z.number(),
  chance: z.number(),
  faultChance: z.number(),
  quotas: z.boolean(),
  entries: z.array(Entry),
})
export type Snapshot = z.infer<typeof Snapshot>

const entriesMax = 20_000
const bodyBytesMax = 64 * 1_048_576

export interface Journal {
  /** Notes the request as it arrives. */
  note(vendor: Entry['vendor'], request: Request): Promise<void>
  /** Null when more was asked than a snapshot holds. */
  entries(): readonly Entry[] | null
  start(entries?: readonly Entry[]): void
  /** While paused nothing is noted. */
  paused: boolean
}

/** Control requests that a snapshot holds by other means, or that are no part of the state. */
const apart = /^\/_sandbox\/(clock|settle|seed|reset|restore|calls|xero\/webhook|form)/

function belongs(method: string, path: string): boolean {
  if (!path.startsWith('/_sandbox')) return true
  return method !== 'GET' && path !== '/_sandbox' && !apart.test(path)
}

export function createJournal(now: () => number): Journal {
  let entries: Entry[] = []
  let bytes = 0
  let full = false
  return {
    paused: false,
    async note(vendor, request) {
      const { pathname, search } = new URL(request.url)
      if (this.paused || full || !belongs(request.method, pathname)) return
      const at = now()
      const entry = {
        at,
        vendor,
        method: request.method,
        path: pathname + search,
        headers: [...request.headers],
      }
      if (request.body === null) entries.push({ ...entry, body: null })
      else {
        const body = Buffer.from(await request.clone().arrayBuffer())
        bytes += body.length
        entries.push({ ...entry, body: body.toString('base64') })
      }
      if (entries.length <= entriesMax && bytes <= bodyBytesMax) return
      full = true
      entries = []
    },
    entries: () => (full ? null : entries),
    start(from = []) {
      entries = [...from]
      bytes = from.reduce((sum, entry) => sum + (entry.body?.length ?? 0), 0)
      full = false
    },
  }
}

export function requestOf(entry: Entry, origin: string): Request {
  const body = entry.body === null ? null : Buffer.from(entry.body, 'base64')
  return new Request(origin + entry.path, {
    method: entry.method,
    headers: entry.headers,
    ...(body === null ? {} : { body }),
  })
}

export interface MovableClock extends Clock {
  /** Shows this instant until released; what is to run later runs at once. */
  hold(at: number): void
  /** Goes on from this instant. */
  release(at: number): void
}

/** A clock that a restore can put back. */
export function movable(clock: Clock): MovableClock {
  let offset = 0
  let held: number | null = null
  return {
    now: () => held ?? clock.now() + offset,
    advance: (ms) => clock.advance(ms),
    after(ms, task) {
      if (held === null) return clock.after(ms, task)
      let open = true
      queueMicrotask(() => {
        if (open) task()
      })
      return () => {
        open = false
      }
    },
    hold(at) {
      held = at
    },
    release(at) {
      held = null
      offset = at - clock.now()
    },
  }
}
