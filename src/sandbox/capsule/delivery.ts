import type { Kernel } from '../kernel/kernel.ts'
import { embedTokens } from './party-wire.ts'
import { recordJson } from './record-wire.ts'
import type { Store } from './store.ts'

export interface Hook {
  readonly id: number
  readonly event: string
  readonly targetUrl: string
  readonly description: string | null
  readonly embed: string | null
  readonly userId: number
  readonly clientId: string
  readonly createdAt: number
}

export interface Delivery {
  readonly hooks: Map<number, Hook>
  /** Ends a hook and everything still to be sent to it. */
  drop(hookId: number): void
  /** Resolves when everything due by now has been tried. */
  settled(): Promise<void>
  /** Ends all hooks; what is under way is no longer retried. */
  close(): void
}

/** Events of one hook within this time go out together. */
const windowMs = 50

/** @source reference capsule.md §17 */
const retryAfterMs = [5_000, 60_000, 300_000, 900_000, 900_000]

/** How long a receiver may take to answer; unconfirmed. */
const answerWithinMs = 10_000

/** A delivery held back by a reorder fault goes out after the next one, or after this time at the latest. */
const heldForMs = 1_000

interface Batch {
  readonly due: number
  readonly ids: Set<number>
  readonly flush: () => Promise<void>
}

/** A batch on its way: the same bytes at every try. */
interface Letter {
  readonly hook: Hook
  readonly body: string
  readonly tries: number
}

/** Sends what happens in the store to the hooks that asked for it. */
export function createDelivery(kernel: Kernel, store: Store, url: string): Delivery {
  const { clock, faults } = kernel
  const hooks = new Map<number, Hook>()
  const batches = new Map<number, Batch>()
  const timers = new Map<number, Set<() => void>>()
  const underWay = new Set<Promise<void>>()
  let held: Letter | undefined

  const after = (hook: Hook, ms: number, task: () => Promise<void>): (() => void) => {
    const list = timers.get(hook.id) ?? new Set()
    timers.set(hook.id, list)
    const cancel = clock.after(ms, () => {
      list.delete(cancel)
      return track(task())
    })
    list.add(cancel)
    return cancel
  }
  const track = (work: Promise<void>): Promise<void> => {
    underWay.add(work)
    return work.finally(() => underWay.delete(work))
  }
  const drop = (hookId: number) => {
    hooks.delete(hookId)
    batches.delete(hookId)
    for (const cancel of timers.get(hookId) ?? []) cancel()
    timers.delete(hookId)
  }

  store.onEvent((event, id) => {
    for (const hook of hooks.values()) if (hook.event === event) enqueue(hook, id)
  })

  function enqueue(hook: Hook, recordId: number): void {
    const open = batches.get(hook.id)
    if (open) {
      open.ids.add(recordId)
      return
    }
    const ids = new Set([recordId])
    const flush = async () => {
      cancel()
      if (batches.get(hook.id) !== batch) return
      batches.delete(hook.id)
      const body = letterBody(store, url, hook, ids)
      if (body !== undefined) await send({ hook, body, tries: 0 })
    }
    const batch: Batch = { due: clock.now() + windowMs, ids, flush }
    batches.set(hook.id, batch)
    const cancel = after(hook, windowMs, flush)
  }

  /** Sends a new letter, as far as the faults let it. */
  async function send(letter: Letter): Promise<void> {
    const path = letter.hook.targetUrl
    if (faults.strike('capsule', ['hook_drop'], 'POST', path)) return
    if (!held && faults.strike('capsule', ['hook_reorder'], 'POST', path)) {
      held = letter
      after(letter.hook, heldForMs, release)
      return
    }
    await attempt(letter)
    if (faults.strike('capsule', ['hook_duplicate'], 'POST', path)) await attempt(letter)
    await release()
  }

  async function release(): Promise<void> {
    const letter = held
    held = undefined
    if (letter) await attempt(letter)
  }

  async function attempt(letter: Letter): Promise<void> {
    const { hook, body, tries } = letter
    if (!hooks.has(hook.id)) return
    const status = await post(hook.targetUrl, body)
    if (status >= 200 && status < 300) return
    const wait = retryAfterMs[tries]
    if (status === 410 || wait === undefined) drop(hook.id)
    else if (hooks.has(hook.id)) after(hook, wait, () => attempt({ ...letter, tries: tries + 1 }))
  }

  /** Status of the answer; 0 when there was none. */
  async function post(target: string, body: string): Promise<number> {
    const abort = new AbortController()
    const cancel = clock.after(answerWithinMs, () => abort.abort())
    try {
      const response = await kernel.fetch(target, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'User-Agent': 'Capsule-sandbox' },
        body,
        redirect: 'manual',
        signal: abort.signal,
      })
      await response.body?.cancel()
      return response.status
    } catch {
      return 0
    } finally {
      cancel()
    }
  }

  return {
    hooks,
    drop,
    async settled() {
      for (;;) {
        for (const batch of [...batches.values()]) if (batch.due <= clock.now()) track(batch.flush())
        if (underWay.size === 0) return
        await Promise.all(underWay)
      }
    },
    close() {
      for (const id of [...hooks.keys()]) drop(id)
      held = undefined
    },
  }
}

/** A deleted record is only its id; whether the vendor sends more is unconfirmed. */
function letterBody(store: Store, url: string, hook: Hook, ids: ReadonlySet<number>): string | undefined {
  const viewer = store.users.get(hook.userId)
  if (!viewer) return undefined
  const wire = { store, url, viewer, embed: embedTokens(hook.embed) }
  const payload = hook.event.endsWith('/deleted')
    ? [...ids].map((id) => ({ id }))
    : [...ids].flatMap((id) => recordJson(wire, hook.event, id) ?? [])
  return payload.length === 0 ? undefined : JSON.stringify({ event: hook.event, payload })
}
