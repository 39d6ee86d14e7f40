import { createHash } from 'node:crypto'
import { parseHook } from '#capsule/hooks.ts'
import { defined } from '#core/assert.ts'
import { type WorkspaceId, workspaceId } from '#core/model/ids.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { type Delivery, storeDeliveries } from '#db/inbox.ts'
import { parseWebhook, verifySignature } from '#xero/webhooks.ts'
import type { Engine } from './engine.ts'
import { hookHash } from './hooks.ts'

export type IntakeAnswer = 'stored' | 'refused'

export interface Intake {
  /** Stored durably, or refused because the signature is wrong; nothing of a refused delivery is kept. */
  xero(raw: Uint8Array, signature: string | null): Promise<IntakeAnswer>
  /** Stored durably, or refused because nobody listens on this path. */
  capsule(raw: Uint8Array, secret: string): Promise<IntakeAnswer>
}

/** Takes webhooks in: authenticate, store the raw bytes durably, answer, and leave the work to the lane. */
export function createIntake(engine: Engine): Intake {
  const store = groupCommit((deliveries: readonly Delivery[]) => storeDeliveries(engine.db, deliveries))
  const wakeSoon = wakesTogether(engine)

  async function keep(delivery: Delivery): Promise<IntakeAnswer> {
    const { stored, workspaces } = await store(delivery)
    // The work is in the database; waking only makes it start now, so the answer does not wait for it.
    for (const id of workspaces) wakeSoon(workspaceId(id))
    return stored ? 'stored' : 'refused'
  }

  return {
    async xero(raw, signature) {
      const app = await engine.apps.xero()
      if (!verifySignature(raw, signature, app?.webhookKeys ?? [])) return 'refused'
      const tenants = readable(() => parseWebhook(raw).events.map((event) => event.tenantId))
      // The handshake carries no events and needs no keeping.
      if (tenants.value?.length === 0) return 'stored'
      return keep({
        side: 'xero',
        to: { organisations: tenants.value ?? [] },
        receivedAt: new Date(engine.now()),
        body: raw,
        dedupeKey: digest('xero', '', raw),
        flaw: tenants.flaw,
      })
    },
    async capsule(raw, secret) {
      const hookPathHash = hookHash(secret)
      return keep({
        side: 'capsule',
        to: { hookPathHash },
        receivedAt: new Date(engine.now()),
        body: raw,
        // Capsule's deliveries carry no id: two equal bodies may be two events, unless they are retries of one.
        dedupeKey: digest('capsule', `${hookPathHash} ${Math.floor(engine.now() / repeatWindowMs)}`, raw),
        flaw: readable(() => parseHook(raw)).flaw,
      })
    },
  }
}

const repeatWindowMs = 1_000

/** However many deliveries arrive within the window, each of their workspaces is woken once. */
function wakesTogether(engine: Engine): (id: WorkspaceId) => void {
  const waiting = new Set<WorkspaceId>()
  const wake = async (id: WorkspaceId) => {
    try {
      if (engine.coalesceMs > 0) await engine.sleep(engine.coalesceMs)
      waiting.delete(id)
      await engine.wake(id)
    } catch (error) {
      waiting.delete(id)
      engine.log.warn({ error: String(error) }, 'a lane could not be woken; the next tick finds the work')
    }
  }
  return (id) => {
    if (waiting.has(id)) return
    waiting.add(id)
    void wake(id)
  }
}

function readable<T>(read: () => T): { readonly value: T | null; readonly flaw: string | null } {
  try {
    return { value: read(), flaw: null }
  } catch (error) {
    if (!isRemoteError(error, 'bad_reply')) throw error
    return { value: null, flaw: 'The body is authentic but cannot be read.' }
  }
}

function digest(side: string, scope: string, body: Uint8Array): string {
  return createHash('sha256').update(`${side} ${scope} `).update(body).digest('hex')
}

/**
 * Deliveries that arrive while a commit is under way share the next one: one fsync for many senders.
 *
 * @param commit answers what became of each item, in their order
 * @returns a function that resolves once its item is durable, and rejects when its commit failed
 */
export function groupCommit<Item, Outcome>(
  commit: (items: readonly Item[]) => Promise<readonly Outcome[]>,
  itemsMax = 500,
): (item: Item) => Promise<Outcome> {
  let waiting: {
    readonly item: Item
    readonly resolve: (outcome: Outcome) => void
    readonly reject: (error: unknown) => void
  }[] = []
  let running = false

  async function drain() {
    running = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, itemsMax)
      waiting = waiting.slice(itemsMax)
      try {
        const outcomes = await commit(batch.map((entry) => entry.item))
        for (const [i, entry] of batch.entries())
          entry.resolve(defined(outcomes[i], 'a commit answers for each item'))
      } catch (error) {
        for (const entry of batch) entry.reject(error)
      }
    }
    running = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!running) void drain()
    })
}
