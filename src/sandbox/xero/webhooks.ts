import { createHmac } from 'node:crypto'
import type { Kernel } from '../kernel/kernel.ts'
import type { Emit, EventCategory } from './store.ts'

const windowMs = 50
const answerMs = 5_000
const retryMs = 15 * 60_000
const givenUpMs = 24 * 3_600_000
const keptMs = 31 * 86_400_000

export interface Target {
  readonly url: string
  readonly key: string
}

interface Change {
  readonly tenantId: string
  readonly category: EventCategory
  readonly id: string
  readonly type: 'CREATE' | 'UPDATE'
  readonly atMs: number
  readonly data: Readonly<Record<string, string>> | undefined
}

interface Batch {
  readonly body: string
  readonly atMs: number
}

export interface Webhooks {
  /** Where one organisation's changes go. */
  emitter(tenantId: () => string): Emit
  /** Sets URL and key and runs the handshake; undelivered batches of the last 31 days follow in order. */
  set(target: Target | null): Promise<{ ok: boolean; problem: string | null }>
  settled(): Promise<void>
  state(): {
    readonly url: string | null
    readonly enabled: boolean
    readonly problem: string | null
    readonly undelivered: number
  }
  clear(): void
}

const resources: Readonly<Record<EventCategory, string>> = {
  CONTACT: 'Contacts',
  INVOICE: 'Invoices',
  CREDITNOTE: 'CreditNotes',
  PREPAYMENT: 'Prepayments',
  OVERPAYMENT: 'Overpayments',
}

/** The key is used as the text the portal shows, not base64-decoded. */
export const signature = (body: string, key: string) =>
  createHmac('sha256', Buffer.from(key, 'utf8')).update(Buffer.from(body, 'utf8')).digest('base64')

/** @source xero.md, "10. Webhooks": the uneven spaces are as observed; the receiver must hash the raw bytes */
const payload = (events: readonly unknown[], first: number, last: number, entropy: string) =>
  `{"events":${JSON.stringify(events)},"firstEventSequence": ${first},"lastEventSequence": ${last}, "entropy": "${entropy}"}`

/** One character altered. */
function corrupted(text: string, kernel: Kernel): string {
  const at = kernel.chance.int(0, 20)
  const other = text[at] === 'A' ? 'B' : 'A'
  return text.slice(0, at) + other + text.slice(at + 1)
}

export function createWebhooks(
  kernel: Kernel,
  options: {
    readonly url: string
    /** Events go out only for organisations that are connected. */
    connected(tenantId: string): boolean
  },
): Webhooks {
  const { clock, chance } = kernel
  let target: Target | null = null
  let enabled = false
  let problem: string | null = null
  let sequence = 0
  let pending: Change[] = []
  let flushDue = false
  let held: Batch | null = null
  let undelivered: Batch[] = []
  const cancels = new Set<() => void>()
  const active = new Set<Promise<unknown>>()

  const track = <T>(work: Promise<T>): Promise<T> => {
    active.add(work)
    const done = () => active.delete(work)
    work.then(done, done)
    return work
  }
  const later = (ms: number, task: () => void) => {
    const cancel = clock.after(ms, () => {
      cancels.delete(cancel)
      task()
    })
    cancels.add(cancel)
    return cancel
  }

  /** Null when the receiver answered right; otherwise what the portal would say. */
  async function post(
    to: Target,
    body: string,
    sign: string,
    wanted: 'accept' | 'refuse',
  ): Promise<string | null> {
    const abort = new AbortController()
    const late = Promise.withResolvers<'late'>()
    const cancel = clock.after(answerMs, () => {
      late.resolve('late')
      abort.abort()
    })
    try {
      const answered = kernel
        .fetch(to.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-xero-signature': sign },
          body,
          redirect: 'manual',
          signal: abort.signal,
        })
        .then(async (response) => ({ response, text: await response.text() }))
      const result = await Promise.race([answered, late.promise])
      if (result === 'late') return 'Response took longer than 5 seconds'
      const { response, text } = result
      if (wanted === 'refuse' && response.status !== 401)
        return 'Response to incorrectly signed payload not 401'
      if (wanted === 'accept' && (response.status < 200 || response.status > 299)) return 'Response not 200'
      if (text.length > 0) return 'Response contains a body'
      return response.headers.has('set-cookie') ? 'Response contains cookies' : null
    } catch {
      return 'Response not 200'
    } finally {
      cancel()
    }
  }

  async function attempt(batch: Batch, failingSinceMs: number | null): Promise<void> {
    const to = target
    if (!to || !enabled) {
      undelivered.push(batch)
      return
    }
    const send = () => post(to, batch.body, signature(batch.body, to.key), 'accept')
    let fault = await send()
    if (fault !== null && failingSinceMs === null) fault = await send()
    if (fault === null || target !== to) {
      if (fault !== null) undelivered.push(batch)
      return
    }
    const sinceMs = failingSinceMs ?? clock.now()
    if (clock.now() - sinceMs >= givenUpMs) {
      enabled = false
      problem = `Disabled after failing for 24 hours: ${fault}`
      undelivered.push(batch)
      return
    }
    later(retryMs, () => void track(attempt(batch, sinceMs)))
  }

  function dispatch(batch: Batch) {
    if (!target) return
    const path = URL.canParse(target.url) ? new URL(target.url).pathname : target.url
    const fault = kernel.faults.strike('xero', ['hook_drop', 'hook_duplicate', 'hook_reorder'], 'POST', path)
    if (fault?.kind === 'hook_drop') return
    if (fault?.kind === 'hook_reorder' && !held) {
      held = batch
      later(2_000, release)
      return
    }
    void track(attempt(batch, null))
    if (fault?.kind === 'hook_duplicate') void track(attempt(batch, null))
    release()
  }

  function release() {
    const batch = held
    held = null
    if (batch) void track(attempt(batch, null))
  }

  function flush() {
    flushDue = false
    const events = pending
    pending = []
    if (events.length === 0) return
    const first = sequence + 1
    sequence += events.length
    const wires = events.map((event) => ({
      resourceUrl: `${options.url}/api.xro/2.0/${resources[event.category]}/${event.id}`,
      resourceId: event.id,
      eventDateUtc: new Date(event.atMs).toISOString().slice(0, 23),
      eventType: event.type,
      eventCategory: event.category,
      tenantId: event.tenantId,
      tenantType: 'ORGANISATION',
      ...(event.data && { data: event.data }),
    }))
    const entropy = chance.text(20).toUpperCase()
    dispatch({ body: payload(wires, first, sequence, entropy), atMs: clock.now() })
  }

  return {
    emitter: (tenantIdOf) => (category, id, type, data) => {
      const tenantId = tenantIdOf()
      if (!target || !options.connected(tenantId)) return
      pending.push({ tenantId, category, id, type, atMs: clock.now(), data })
      if (!flushDue) later(windowMs, flush)
      flushDue = true
    },
    async set(next) {
      enabled = false
      problem = null
      target = next
      if (!next) return { ok: true, problem: null }
      const order = [true, false, false, false]
      const shift = chance.int(0, 3)
      for (let i = 0; i < order.length; i++) {
        const valid = order[(i + shift) % order.length] ?? false
        const body = payload([], 0, 0, chance.text(20).toUpperCase())
        const right = signature(body, next.key)
        const fault = await post(
          next,
          body,
          valid ? right : corrupted(right, kernel),
          valid ? 'accept' : 'refuse',
        )
        if (fault) {
          problem = fault
          return { ok: false, problem: fault }
        }
      }
      enabled = true
      const waiting = undelivered.filter((batch) => clock.now() - batch.atMs <= keptMs)
      undelivered = []
      for (const batch of waiting) await track(attempt(batch, null))
      return { ok: true, problem: null }
    },
    async settled() {
      while (active.size > 0) await Promise.allSettled([...active])
    },
    state: () => ({ url: target?.url ?? null, enabled, problem, undelivered: undelivered.length }),
    clear() {
      for (const cancel of cancels) cancel()
      cancels.clear()
      target = null
      enabled = false
      problem = null
      sequence = 0
      pending = []
      flushDue = false
      held = null
      undelivered = []
    },
  }
}
