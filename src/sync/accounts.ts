import { type CapsuleHttp, createCapsuleHttp } from '#capsule/http.ts'
import { refresh as refreshCapsule } from '#capsule/oauth.ts'
import type { ConnectionId, WorkspaceId } from '#core/model/ids.ts'
import { type Breaker, withBreaker } from '#core/remote/breaker.ts'
import type { CallRecord } from '#core/remote/exchange.ts'
import { CAPSULE_PACE, createGovernor, type Lane, XERO_PACE } from '#core/remote/governor.ts'
import type { DayWindowState } from '#core/remote/governor-day.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { fixedToken, type TokenSet, type TokenSource, tokenSource } from '#core/remote/tokens.ts'
import { type LoggedCall, saveApiCalls } from '#db/api-calls.ts'
import {
  type CapsuleConnection,
  type Connection,
  listConnections,
  loadTokens,
  saveTokens,
  touchConnection,
  type XeroConnection,
} from '#db/connections.ts'
import { StoreError } from '#db/open.ts'
import { createXeroHttp, type XeroHttp } from '#xero/http.ts'
import { clientCredentials, refresh as refreshXero } from '#xero/oauth.ts'
import type { Ports } from './engine.ts'
import { customScopes, mayWriteDocuments, xeroScopes } from './xero-scopes.ts'

export type OnCall = (call: CallRecord) => void

export interface CapsuleAccount {
  readonly connection: CapsuleConnection
  http(lane: Lane, onCall?: OnCall): CapsuleHttp
}

export interface XeroAccount {
  readonly connection: XeroConnection
  http(lane: Lane, onCall?: OnCall): XeroHttp
}

/** A write waiting longer than this for its turn or a retry is decided anew. */
const writeWithinMs = 10_000

/** The clients of connected accounts; one governor and one token per connection and process. */
export interface Accounts {
  capsule(workspaceId: WorkspaceId): Promise<CapsuleAccount | null>
  /** Both sides as they are connected now. */
  sides(workspaceId: WorkspaceId): Promise<{
    readonly capsule: CapsuleAccount | null
    readonly xeros: readonly XeroAccount[]
    /**
     * The organisation that opportunities become documents of and whose day counts: the first that was added, also
     * while access to it is lost.
     */
    readonly home: ConnectionId | null
  }>
  /** The connected organisations in the order in which they were added. */
  xeros(workspaceId: WorkspaceId): Promise<XeroAccount[]>
  /** One of them, or the home; null when it is not connected. */
  xero(workspaceId: WorkspaceId, connectionId?: string | null): Promise<XeroAccount | null>
  /** A token was replaced or taken away: what is remembered of it goes. */
  forget(connectionId: ConnectionId): void
  /** Grows whenever that happens, so that others see that what they remember of connections may be old. */
  changes(): number
  /** A person wants a side asked at once that did not answer. */
  tryNow(workspaceId: WorkspaceId, side: Connection['side']): void
  /** Writes calls and usage that are still in memory. */
  flush(): Promise<void>
}

interface Runtime {
  readonly governor: Breaker
  readonly workspaceId: WorkspaceId
  readonly side: Connection['side']
  readonly tokens: TokenSource
}

const callsPerFlush = 200

export function createAccounts(ports: Ports): Accounts {
  const db = ports.store.db
  const runtimes = new Map<ConnectionId, Runtime>()
  const buffered: LoggedCall[] = []
  let flushing: Promise<void> = Promise.resolve()
  let changes = 0

  function runtime(connection: Connection): Runtime {
    let known = runtimes.get(connection.id)
    if (!known) {
      const { workspaceId, side } = connection
      known = {
        governor: governorOf(ports, connection),
        tokens: tokensOf(ports, connection),
        workspaceId,
        side,
      }
      runtimes.set(connection.id, known)
    }
    return known
  }

  function record(connection: Connection, lane: Lane, call: CallRecord) {
    buffered.push({
      lane,
      workspaceId: connection.workspaceId,
      connectionId: connection.id,
      at: new Date(call.at),
      method: call.method,
      endpoint: call.path,
      status: call.status,
      durationMs: Math.round(call.ms),
    })
    if (buffered.length >= callsPerFlush) void flush()
  }

  function flush(): Promise<void> {
    flushing = flushing.then(async () => {
      const calls = buffered.splice(0)
      if (calls.length === 0) return
      await saveApiCalls(db, calls)
      for (const id of new Set(calls.map((call) => call.connectionId))) {
        const usage = runtimes.get(id)?.governor.usage()
        if (usage) {
          const { left, limit, window, resetAt, pausedUntil } = usage
          await touchConnection(db, id, { usage: { left, limit, window, resetAt, pausedUntil } })
        }
      }
    })
    flushing = flushing.catch((error: unknown) => {
      ports.log.warn({ error }, 'the log of calls could not be written')
    })
    return flushing
  }

  const shared = (connection: Connection, lane: Lane, onCall: OnCall | undefined) => ({
    fetch: ports.fetch,
    tokens: runtime(connection).tokens,
    governor: runtime(connection).governor,
    lane,
    now: ports.now,
    sleep: ports.sleep,
    random: ports.random,
    onCall: (call: CallRecord) => {
      record(connection, lane, call)
      onCall?.(call)
    },
    writeWithinMs,
  })

  const capsuleOf = (connection: CapsuleConnection): CapsuleAccount => ({
    connection,
    http: (lane, onCall) =>
      createCapsuleHttp({ ...shared(connection, lane, onCall), apiUrl: ports.endpoints.capsule.apiUrl }),
  })

  const xeroOf = (connection: XeroConnection): XeroAccount => ({
    connection,
    http: (lane, onCall) =>
      createXeroHttp({
        ...shared(connection, lane, onCall),
        apiUrl: ports.endpoints.xero.apiUrl,
        tenantId: connection.organisationId,
      }),
  })

  const sides: Accounts['sides'] = async (workspaceId) => {
    const all = await listConnections(db, workspaceId)
    const connected = all.filter(({ state }) => state === 'connected')
    const capsule = connected.find((c): c is CapsuleConnection => c.side === 'capsule')
    const home = all.find(({ side, state }) => side === 'xero' && state !== 'disconnected')
    return {
      capsule: capsule ? capsuleOf(capsule) : null,
      xeros: connected.flatMap((c) => (c.side === 'xero' ? [xeroOf(c)] : [])),
      home: home?.id ?? null,
    }
  }

  return {
    sides,
    capsule: async (workspaceId) => (await sides(workspaceId)).capsule,
    xeros: async (workspaceId) => [...(await sides(workspaceId)).xeros],
    async xero(workspaceId, connectionId) {
      const { xeros, home } = await sides(workspaceId)
      const wanted = connectionId ?? home
      return xeros.find(({ connection }) => connection.id === wanted) ?? null
    },
    forget(connectionId) {
      runtimes.delete(connectionId)
      changes++
    },
    changes: () => changes,
    tryNow(workspaceId, side) {
      for (const one of runtimes.values())
        if (one.workspaceId === workspaceId && one.side === side) one.governor.tryNow()
    },
    flush,
  }
}

function governorOf(ports: Ports, { side, usage }: Connection): Breaker {
  const pace = side === 'xero' ? XERO_PACE : CAPSULE_PACE
  const governor = createGovernor({
    side,
    ...pace,
    ...(ports.quotas ? {} : { perMinuteMax: null }),
    ...(side === 'xero' ? { day: rememberedDay(usage), pausedUntil: usage?.pausedUntil ?? null } : {}),
    now: ports.now,
    sleep: ports.sleep,
    random: ports.random,
  })
  return withBreaker(governor, { side, now: ports.now, random: ports.random })
}

/** What an earlier process heard of the day's calls. */
function rememberedDay(usage: Connection['usage']): DayWindowState | null {
  if (!usage || usage.left === null || usage.limit === null || !usage.resetAt) return null
  return { left: usage.left, limit: usage.limit, resetAt: usage.resetAt }
}

function tokensOf(ports: Ports, connection: Connection): TokenSource {
  const { store, vault } = ports
  const load = async () => {
    try {
      return await loadTokens(store.db, vault, connection.id)
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause
      throw new RemoteError({
        side: connection.side,
        kind: 'auth',
        code: 'sealed',
        message: `${connection.side}: the stored access cannot be opened`,
        cause,
      })
    }
  }
  if (connection.method === 'token') {
    // It is opened once; a token that was replaced since, here or on another node, shows when this one is refused.
    let known: string | null = null
    const stored = async () => (await load())?.tokens.accessToken ?? ''
    return {
      async current() {
        known ??= await stored()
        return known
      },
      async renew(rejected) {
        known = await stored()
        return known === rejected ? fixedToken(connection.side, known).renew(rejected) : known
      },
    }
  }
  return tokenSource({
    side: connection.side,
    now: ports.now,
    load: async () => (await load())?.tokens ?? null,
    save: (tokens) => saveTokens(store.db, vault, connection.id, tokens),
    refresh: (tokens) => renew(ports, connection, tokens),
    lock: (work) => store.exclusive(`token:${connection.id}`, work),
  })
}

async function renew(ports: Ports, connection: Connection, tokens: TokenSet): Promise<TokenSet> {
  const shared = { fetch: ports.fetch, now: ports.now, sleep: ports.sleep, random: ports.random }
  if (connection.side === 'capsule') {
    const app = await ports.apps.capsule()
    if (!app) throw noApp('capsule')
    return refreshCapsule({ ...shared, ...app, endpoints: ports.endpoints.capsule }, tokens)
  }
  if (connection.method === 'client_credentials') {
    const stored = await loadTokens(ports.store.db, ports.vault, connection.id)
    if (!stored?.credentials) throw noApp('xero')
    const scopes = customScopes(xeroScopes(mayWriteDocuments(connection.scopes)))
    return clientCredentials({ ...shared, ...stored.credentials, endpoints: ports.endpoints.xero }, scopes)
  }
  const app = await ports.apps.xero()
  if (!app) throw noApp('xero')
  return refreshXero({ ...shared, ...app, endpoints: ports.endpoints.xero }, tokens)
}

const noApp = (side: 'capsule' | 'xero') =>
  new RemoteError({
    side,
    kind: 'auth',
    code: 'invalid_client',
    message: `${side}: no app id and secret are configured`,
  })
