import { createHash } from 'node:crypto'
import type { WorkspaceId } from '#core/model/ids.ts'
import { type Delivery, noteHeard } from '#db/inbox.ts'
import { verifySignature } from '#xero/webhooks.ts'
import { saidBy } from './delivery-records.ts'
import type { Engine } from './engine.ts'
import { createHearers, type HearingConnection } from './hearers.ts'
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
  const hearers = createHearers(engine)
  const heard = heardOf(engine)
  const wakeSoon = wakesTogether(engine)

  async function keep(
    delivery: Omit<Delivery, 'workspaceId' | 'connectionId' | 'receivedAt'>,
    connections: readonly HearingConnection[],
  ): Promise<IntakeAnswer> {
    const [first] = connections
    const receivedAt = new Date(engine.now())
    heard(connections, receivedAt)
    const owner = { workspaceId: first?.workspaceId ?? null, connectionId: first?.id ?? null }
    await engine.store.deliveries.keep({ ...delivery, ...owner, receivedAt })
    // The work is durable; waking only makes it start now, so the answer does not wait for it.
    for (const { workspaceId } of connections) wakeSoon(workspaceId)
    return 'stored'
  }

  return {
    async xero(raw, signature) {
      const app = await engine.apps.xero()
      if (!verifySignature(raw, signature, app?.webhookKeys ?? [])) return 'refused'
      const { tenants, records, flaw } = saidBy('xero', raw)
      // The handshake carries no events and needs no keeping.
      if (tenants.length === 0 && flaw === null) return 'stored'
      return keep(
        { side: 'xero', body: raw, dedupeKey: digest('xero', '', raw), flaw, records },
        await hearers.xero(tenants),
      )
    },
    async capsule(raw, secret) {
      const connection = await hearers.capsule(hookHash(secret))
      if (!connection) return 'refused'
      // Capsule's deliveries carry no id: two equal bodies may be two events, unless they are retries of one.
      const scope = `${connection.id} ${Math.floor(engine.now() / repeatWindowMs)}`
      const { records, flaw } = saidBy('capsule', raw)
      return keep({ side: 'capsule', body: raw, dedupeKey: digest('capsule', scope, raw), flaw, records }, [
        connection,
      ])
    },
  }
}

/** How often it is written at most that a connection was heard of. */
const heardEveryMs = 1_000

/** Notes that connections were heard of, once a second each at most: a burst must not rewrite their rows. */
function heardOf(engine: Engine): (connections: readonly HearingConnection[], at: Date) => void {
  const noted = new Map<string, number>()
  return (connections, at) => {
    const ms = at.getTime()
    const due = connections.filter(({ id }) => Math.abs(ms - (noted.get(id) ?? 0)) >= heardEveryMs)
    if (due.length === 0) return
    for (const { id } of due) noted.set(id, ms)
    const ids = due.map(({ id }) => id)
    // No sender waits for it.
    noteHeard(engine.db, ids, at).catch((error: unknown) =>
      engine.log.warn({ error: String(error) }, 'that a connection was heard of could not be noted'),
    )
  }
}

const repeatWindowMs = 1_000

/** Under a lasting flood a lane looks this often, milliseconds, so that it reads in larger batches. */
const windowMsMax = 1_000
/** More deliveries than this in one window are a flood; a change now and then, however steady, is none. */
const calmMax = 20

/**
 * However many deliveries arrive within the window, each of their workspaces is woken once. The window is short, and
 * grows while they come in floods: answering senders goes before reading at once.
 */
export function wakesTogether(
  engine: Pick<Engine, 'coalesceMs' | 'now' | 'sleep' | 'wake' | 'log'>,
): (id: WorkspaceId) => void {
  /** Deliveries that wait for the window to end. */
  const waiting = new Map<WorkspaceId, number>()
  const floods = new Map<WorkspaceId, { readonly at: number; readonly windowMs: number }>()
  const windowOf = (id: WorkspaceId): number => {
    const flood = floods.get(id)
    const isOn = flood !== undefined && engine.now() - flood.at <= flood.windowMs
    return isOn ? Math.min(flood.windowMs * 2, windowMsMax) : engine.coalesceMs
  }
  const wake = async (id: WorkspaceId) => {
    try {
      const windowMs = windowOf(id)
      if (windowMs > 0) await engine.sleep(windowMs)
      const isFlood = (waiting.get(id) ?? 0) > calmMax
      waiting.delete(id)
      if (isFlood) floods.set(id, { at: engine.now(), windowMs })
      else floods.delete(id)
      await engine.wake(id)
    } catch (error) {
      waiting.delete(id)
      engine.log.warn({ error: String(error) }, 'a lane could not be woken; the next tick finds the work')
    }
  }
  return (id) => {
    const before = waiting.get(id)
    waiting.set(id, (before ?? 0) + 1)
    if (before === undefined) void wake(id)
  }
}

function digest(side: string, scope: string, body: Uint8Array): string {
  return createHash('sha256').update(`${side} ${scope} `).update(body).digest('hex')
}
