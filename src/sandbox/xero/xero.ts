import { Hono } from 'hono'
import type { Kernel } from '../kernel/kernel.ts'
import type { XeroSeed } from '../seed.ts'
import { createApi, isApiPath } from './api.ts'
import { createConnections } from './connections.ts'
import { parseDay } from './days.ts'
import { idempotency } from './idempotency.ts'
import { createIdentity, presetClients } from './identity.ts'
import { type Limits, limiter, starterLimits } from './limits.ts'
import { createPages } from './pages/pages.ts'
import { seedStore } from './seeding.ts'
import { createStore, type Store } from './store.ts'
import { createStrays } from './strays.ts'
import { createTokens } from './tokens.ts'
import { createWebhooks } from './webhooks.ts'

export interface XeroSandbox {
  /** Serves API, identity and pages. */
  fetch(request: Request): Promise<Response>
  /** `partyIds`: Capsule ids by seed key, for ContactNumber. Answers contact ids by key. */
  seed(seed: XeroSeed, partyIds: ReadonlyMap<string, number>): ReadonlyMap<string, string>
  reset(): void
  /** What the operator does in the developer portal: sets delivery URL and key, then runs the handshake. */
  setWebhook(target: { url: string; key: string } | null): Promise<{ ok: boolean; problem: string | null }>
  /** Resolves when every webhook delivery that is due has been tried. */
  settled(): Promise<void>
  /** A user disconnects the app inside Xero; later calls answer 403. Answers how many connections went. */
  disconnect(): number
  /** Gives or takes the organisation's Projects add-on; without it the Projects API answers 401. */
  setProjects(on: boolean): void
  projects(): boolean
  /** What an adviser sets under Financial Settings: calendar days as `YYYY-MM-DD`, null for none. */
  setLockDates(locks: {
    readonly period?: string | null | undefined
    readonly endOfYear?: string | null | undefined
  }): void
  /** How many records of each kind there are. */
  counts(): Readonly<Record<'contacts' | 'invoices' | 'payments' | 'connections', number>>
  /** Query parameters and body fields that were sent but mean nothing, e.g. `GET Contacts ?pagesize2`. */
  strays(): readonly string[]
  webhook(): {
    readonly url: string | null
    readonly enabled: boolean
    readonly problem: string | null
    readonly undelivered: number
  }
}

export function createXero(kernel: Kernel, options: { url: string; limits?: Partial<Limits> }): XeroSandbox {
  const { url } = options
  let connections = createConnections(kernel)
  const webhooks = createWebhooks(kernel, {
    url,
    connected: (tenantId) => connections.all().some((row) => row.tenantId === tenantId),
  })
  const newStore = (): Store => {
    const made: Store = createStore(
      kernel,
      url,
      webhooks.emitter(() => made.organisation.id),
    )
    return made
  }
  let store = newStore()
  /** Further organisations of the same people. */
  let others: readonly Store[] = []
  let shown = store
  const stores = () => [store, ...others]
  const storeOf = (tenantId?: string) => others.find((other) => other.organisation.id === tenantId) ?? store
  let tokens = createTokens(kernel, url)
  const limits = limiter(kernel, { ...starterLimits, ...options.limits })
  const replays = idempotency(kernel.clock)
  const strays = createStrays()
  // The parts below outlive a reset, so they ask for the current state each time.
  const live: typeof connections = {
    connect: (...args) => connections.connect(...args),
    of: (...args) => connections.of(...args),
    remove: (...args) => connections.remove(...args),
    removeUser: (...args) => connections.removeUser(...args),
    disconnect: (...args) => connections.disconnect(...args),
    all: () => connections.all(),
  }
  const parts = { kernel, url, store: storeOf, stores, tokens: () => tokens, connections: live }
  const identity = createIdentity(parts)
  const api = createApi({
    ...parts,
    limiter: limits,
    idempotency: replays,
    strays,
    appName: (clientId) => presetClients.find((client) => client.id === clientId)?.name ?? clientId,
  })
  const disconnect = () => connections.disconnect(store.organisation.id)
  const app = new Hono()
  app.route('/', identity.app)
  app.route(
    '/',
    createPages({
      store: () => shown,
      stores,
      show(next) {
        shown = next
      },
      connections: live,
      webhook: webhooks.state,
      disconnect: () => connections.disconnect(shown.organisation.id),
    }),
  )
  app.notFound((c) => c.text(`Not found in this sandbox: ${c.req.method} ${c.req.path}`, 404))

  return {
    async fetch(request) {
      return isApiPath(new URL(request.url).pathname) ? api(request) : app.fetch(request)
    },
    seed(seed, partyIds) {
      const ids = seedStore(store, seed, partyIds)
      others = (seed.organisations ?? []).map((from) => {
        const other = newStore()
        seedStore(other, { ...from, users: [] }, partyIds)
        other.users = store.users
        return other
      })
      return ids
    },
    reset() {
      webhooks.clear()
      connections = createConnections(kernel)
      store = newStore()
      others = []
      shown = store
      tokens = createTokens(kernel, url)
      limits.clear()
      replays.clear()
      strays.clear()
      identity.clear()
    },
    setWebhook: (target) => webhooks.set(target),
    settled: () => webhooks.settled(),
    disconnect,
    setProjects(on) {
      store.projects.on = on
    },
    projects: () => store.projects.on,
    setLockDates({ period, endOfYear }) {
      const dayOrNone = (text: string | null) => (text === null ? undefined : (parseDay(text) ?? undefined))
      const { organisation } = store
      if (period !== undefined) organisation.periodLockDay = dayOrNone(period)
      if (endOfYear !== undefined) organisation.endOfYearLockDay = dayOrNone(endOfYear)
    },
    counts: () => ({
      contacts: store.contacts.size,
      invoices: store.invoices.size,
      payments: store.payments.size,
      connections: connections.all().length,
    }),
    webhook: () => webhooks.state(),
    strays: () => strays.list(),
  }
}
