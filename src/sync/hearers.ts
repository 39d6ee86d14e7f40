import { type ConnectionId, connectionId, type WorkspaceId, workspaceId } from '#core/model/ids.ts'
import { type Hearer, listHearers } from '#db/inbox.ts'
import type { Engine } from './engine.ts'

export interface HearingConnection {
  readonly id: ConnectionId
  readonly workspaceId: WorkspaceId
}

/** Whom a webhook speaks to, known in memory: a burst leaves no time to ask the database about each. */
export interface Hearers {
  /** Of these Xero organisations; one may be connected in several workspaces. */
  xero(organisations: readonly string[]): Promise<readonly HearingConnection[]>
  /** The Capsule connection whose hooks come to the path with this hash. */
  capsule(hookPathHash: string): Promise<HearingConnection | null>
}

/** What another node changed is asked for this often, while webhooks come; none of them waits for it. */
const askAgainMs = 1_000
/** What is older than this counts for nothing: the first webhook after a quiet time waits for the list. */
const staleMs = 10_000
/** Somebody who tries paths must not make us read the list for each of them. */
const againMs = 200

interface Known {
  readonly xero: ReadonlyMap<string, readonly HearingConnection[]>
  readonly capsule: ReadonlyMap<string, HearingConnection>
  readonly at: number
  readonly changes: number
}

export function createHearers(engine: Pick<Engine, 'db' | 'now' | 'accounts'>): Hearers {
  let known: Known | null = null
  let reading: Promise<Known> | null = null

  async function read(): Promise<Known> {
    const at = engine.now()
    const changes = engine.accounts.changes()
    known = { ...byAddress(await listHearers(engine.db)), at, changes }
    return known
  }

  function again(): Promise<Known> {
    reading ??= read().finally(() => {
      reading = null
    })
    return reading
  }

  const isOld = (one: Known, ms: number) =>
    Math.abs(engine.now() - one.at) > ms || one.changes !== engine.accounts.changes()

  async function current(): Promise<Known> {
    if (!known || isOld(known, staleMs)) return again()
    if (isOld(known, askAgainMs)) again().catch(() => {})
    return known
  }

  /** A connection may be newer than what we know. */
  async function orNewer<T>(find: (from: Known) => T | null): Promise<T | null> {
    const from = await current()
    const found = find(from)
    return found === null && isOld(from, againMs) ? find(await again()) : found
  }

  return {
    async xero(organisations) {
      const unique = [...new Set(organisations)]
      const all = await Promise.all(
        unique.map((organisation) => orNewer((from) => from.xero.get(organisation) ?? null)),
      )
      return all.flatMap((some) => some ?? [])
    },
    capsule: (hookPathHash) => orNewer((from) => from.capsule.get(hookPathHash) ?? null),
  }
}

function byAddress(rows: readonly Hearer[]): Pick<Known, 'xero' | 'capsule'> {
  const xero = new Map<string, HearingConnection[]>()
  const capsule = new Map<string, HearingConnection>()
  for (const row of rows) {
    const one = { id: connectionId(row.id), workspaceId: workspaceId(row.workspace_id) }
    if (row.side === 'xero') xero.set(row.organisation_id, [...(xero.get(row.organisation_id) ?? []), one])
    else if (row.hook_path_hash !== null) capsule.set(row.hook_path_hash, one)
  }
  return { xero, capsule }
}
