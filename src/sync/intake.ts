import { createHash } from 'node:crypto'
import { parseHook } from '#capsule/hooks.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { connectionByHookHash, listAllConnections, touchConnection } from '#db/connections.ts'
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

  async function keep(delivery: Delivery, workspaces: readonly WorkspaceId[]): Promise<IntakeAnswer> {
    await store(delivery)
    // The work is in the database; waking only makes it start now, so the answer does not wait for it.
    void wakeAfter(engine, workspaces)
    return 'stored'
  }

  return {
    async xero(raw, signature) {
      const app = await engine.apps.xero()
      if (!verifySignature(raw, signature, app?.webhookKeys ?? [])) return 'refused'
      const tenants = readable(() => parseWebhook(raw).events.map((event) => event.tenantId))
      // The handshake carries no events and needs no keeping.
      if (tenants.value?.length === 0) return 'stored'
      const connections = (await listAllConnections(engine.db)).filter(
        (c) => c.side === 'xero' && (tenants.value ?? []).includes(c.organisationId),
      )
      const [first] = connections
      const heardAt = new Date(engine.now())
      for (const connection of connections) await touchConnection(engine.db, connection.id, { heardAt })
      return keep(
        {
          side: 'xero',
          workspaceId: first?.workspaceId ?? null,
          connectionId: first?.id ?? null,
          receivedAt: heardAt,
          headers: {},
          body: raw,
          dedupeKey: digest('xero', '', raw),
          flaw: tenants.flaw,
        },
        [...new Set(connections.map((c) => c.workspaceId))],
      )
    },
    async capsule(raw, secret) {
      const connection = await connectionByHookHash(engine.db, hookHash(secret))
      if (connection?.side !== 'capsule') return 'refused'
      const receivedAt = new Date(engine.now())
      await touchConnection(engine.db, connection.id, { heardAt: receivedAt })
      return keep(
        {
          side: 'capsule',
          workspaceId: connection.workspaceId,
          connectionId: connection.id,
          receivedAt,
          headers: {},
          body: raw,
          // Capsule's deliveries carry no id: two equal bodies may be two events, unless they are retries of one.
          dedupeKey: digest('capsule', `${connection.id} ${Math.floor(engine.now() / repeatWindowMs)}`, raw),
          flaw: readable(() => parseHook(raw)).flaw,
        },
        [connection.workspaceId],
      )
    },
  }
}

const repeatWindowMs = 1_000

async function wakeAfter(engine: Engine, workspaces: readonly WorkspaceId[]): Promise<void> {
  try {
    if (engine.coalesceMs > 0) await engine.sleep(engine.coalesceMs)
    for (const id of workspaces) await engine.wake(id)
  } catch (error) {
    engine.log.warn({ error: String(error) }, 'a lane could not be woken; the next tick finds the work')
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
 * @returns a function that resolves once its item is durable, and rejects when its commit failed
 */
export function groupCommit<Item>(commit: (items: readonly Item[]) => Promise<void>, itemsMax = 500) {
  let waiting: { item: Item; resolve: () => void; reject: (error: unknown) => void }[] = []
  let running = false

  async function drain() {
    running = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, itemsMax)
      waiting = waiting.slice(itemsMax)
      try {
        await commit(batch.map((entry) => entry.item))
        for (const entry of batch) entry.resolve()
      } catch (error) {
        for (const entry of batch) entry.reject(error)
      }
    }
    running = false
  }

  return (item: Item): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!running) void drain()
    })
}
