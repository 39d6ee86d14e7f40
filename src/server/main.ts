import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { sql } from 'kysely'
import { pino } from 'pino'
import type { CapsuleEndpoints } from '#capsule/endpoints.ts'
import { migrate } from '#db/migrate.ts'
import { openPglite, openPostgres, type Store } from '#db/open.ts'
import { shortenLog, tidyTables } from '#db/tidy.ts'
import { firstWorkspace } from '#db/workspaces.ts'
import { createLaneJobs, type LaneJobs } from '#jobs/lane.ts'
import { createAccounts } from '#sync/accounts.ts'
import { watchAlerts } from '#sync/alerts.ts'
import type { Engine, Ports } from '#sync/engine.ts'
import { createIntake } from '#sync/intake.ts'
import { runLane } from '#sync/lane.ts'
import type { XeroEndpoints } from '#xero/endpoints.ts'
import { alertSender } from './alerts/start.ts'
import { createApp } from './app.ts'
import { createApps } from './apps.ts'
import { createAuth } from './auth.ts'
import { type Backups, createBackups } from './backups.ts'
import type { Context } from './context.ts'
import { type Config, hookBaseUrl, nodeRoles, type Secrets } from './env.ts'
import { healthRoutes, startingHealth } from './health.ts'
import { withHooks } from './hook-requests.ts'
import { openVault, sessionSecret } from './keys.ts'
import { listen } from './listener.ts'
import { createLive } from './live.ts'
import { createMetrics } from './metrics.ts'
import { operatorToken } from './operator.ts'
import { hookAnswers } from './routes/hooks.ts'
import { carrierNow, observedFetch, observedIntake, observedLane } from './tracing.ts'

export { ListenError } from './listener.ts'

export interface ServerOptions {
  readonly config: Omit<Config, 'demo' | 'roles' | 'lanesAtOnce' | 'backups'> &
    Partial<Pick<Config, 'roles' | 'lanesAtOnce' | 'backups'>> & { readonly demo: boolean }
  readonly secrets: Secrets
  readonly endpoints: { readonly capsule: CapsuleEndpoints; readonly xero: XeroEndpoints }
  /** False paces nothing: for load tests against sandboxes without quotas. */
  readonly quotas?: boolean
  /** Told of every lane this process runs. */
  readonly watchLane?: (what: 'begins' | 'ends', workspaceId: string) => void
}

export interface RunningServer {
  /** Where it really listens. */
  readonly port: number
  readonly setupCode: string | null
  close(): Promise<void>
}

/** Until a first event settles, others that belong to it arrive: one read serves them all. */
const coalesceMs = 60

/**
 * Starts everything in one process: store, lanes, API and pages.
 *
 * @throws StoreError or ListenError, whose messages are for the operator
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, secrets } = options
  const log = pino(
    { level: config.logLevel, redact: ['*.token', '*.secret', '*.authorization', 'headers'] },
    pino.destination(2),
  )
  const health = startingHealth()
  const listener = await listen(config, healthRoutes(health, secrets.metricsToken ?? null), pause)
  let store: Store | null = null
  let jobs: LaneJobs | null = null
  try {
    const opened = await openStore(options)
    store = opened
    const lanes = await createLaneJobs(opened, log, Date.now, {
      lanesAtOnce: config.lanesAtOnce ?? lanesAtOnce[opened.kind],
      every,
      direct: opened.kind === 'pglite',
    })
    jobs = lanes
    const running = await assemble(options, opened, lanes, log, (handler) => listener.serve(handler))
    health.metrics = running.metrics.read
    health.storeAnswers = async () => {
      await sql`select 1`.execute(opened.db)
      return true
    }
    health.phase = 'ready'
    return {
      port: listener.port,
      setupCode: running.setupCode,
      async close() {
        health.phase = 'stopping'
        // What is being worked on may end; what arrives meanwhile is refused, and sent again by the vendors.
        await Promise.all([listener.close(), lanes.stop()])
        await running.close()
        await opened.close()
      },
    }
  } catch (error) {
    await listener.close()
    await jobs?.stop()
    await store?.close()
    throw error
  }
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

function every(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms)
  timer.unref()
  return () => clearInterval(timer)
}

/** A lane mostly waits for vendors; the embedded database does one thing at a time anyway. */
const lanesAtOnce = { pglite: 4, postgres: 12 } as const

async function openStore({ config, secrets }: ServerOptions): Promise<Store> {
  const store = secrets.databaseUrl
    ? await openPostgres({ url: secrets.databaseUrl })
    : await openPglite({ dataDir: config.dataDir })
  try {
    await migrate(store)
    await store.deliveries.flush()
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

async function assemble(
  options: ServerOptions,
  store: Store,
  lanes: LaneJobs,
  log: Ports['log'],
  serve: (handler: (request: IncomingMessage, response: ServerResponse) => void) => void,
) {
  const { config, secrets, endpoints } = options
  const roles = config.roles ?? nodeRoles
  const metrics = createMetrics(store)
  const clock = () => performance.now()
  const { vault, rotation } = await openVault(store, config, secrets)
  if (rotation) log.info({ ...rotation }, 'secrets were sealed with the present key')
  const apps = createApps(store.db, vault, secrets)
  const sideOf = (url: string) => (url.startsWith(endpoints.capsule.apiUrl) ? 'capsule' : 'xero')
  const ports: Ports = {
    store,
    vault,
    apps,
    endpoints,
    fetch: observedFetch((url, init) => fetch(url, init), sideOf, metrics, clock),
    now: () => Date.now(),
    sleep: pause,
    random: Math.random,
    uuid: () => randomUUID(),
    log,
    quotas: options.quotas ?? true,
    hookBaseUrl: hookBaseUrl(config.publicUrl, config.demo),
    coalesceMs,
  }
  const engine: Engine = {
    ...ports,
    db: store.db,
    accounts: createAccounts(ports),
    wake: (id, afterMs) => lanes.wake(id, afterMs, carrierNow()),
  }
  const closing: (() => Promise<void>)[] = [() => engine.accounts.flush()]
  if (store.kind === 'pglite') closing.push(keepTidy(store, log))
  const backups = backupsOf(options, engine)
  closing.unshift(() => backups.end())
  let setupCode: string | null = null
  if (roles.includes('web')) {
    const live = await createLive(store)
    closing.push(live.close)
    const isClaimed = config.demo || onlyFromHere(config) || (await firstWorkspace(store.db)) !== null
    setupCode = isClaimed ? null : randomBytes(9).toString('base64url')
    const intake = observedIntake(createIntake(engine), metrics, clock)
    const app = createApp({
      engine,
      apps,
      auth: createAuth(store, { publicUrl: config.publicUrl, secret: sessionSecret(vault) }),
      intake,
      live,
      publicUrl: config.publicUrl,
      demo: config.demo,
      logLevel: config.logLevel,
      setupCode,
      panelFrames: config.panelFrames,
      alertsAllowPrivate: config.alertsAllowPrivate,
      backups,
      ...operatorAccess(config.dataDir, log),
    })
    const pages = getRequestListener((request) => app.fetch(request))
    serve(withHooks(hookAnswers(intake, log), (request, response) => void pages(request, response)))
  } else serve(onlyWorks)
  if (roles.includes('worker')) {
    const { publicUrl, alertsAllowPrivate } = config
    const alerts = alertSender(engine, { publicUrl, allowPrivate: alertsAllowPrivate })
    await lanes.start((workspaceId, turn) =>
      observedLane({ workspaceId, ...turn }, metrics, clock, async () => {
        options.watchLane?.('begins', workspaceId)
        try {
          return await runLane(engine, workspaceId, turn.goOn)
        } finally {
          await watchAlerts(engine, workspaceId)
          alerts.look()
          options.watchLane?.('ends', workspaceId)
        }
      }),
    )
    closing.unshift(() => alerts.end())
  }
  return {
    metrics,
    setupCode,
    async close() {
      for (const end of closing) await end()
    },
  }
}

const lookEveryMs = 60_000

/** One each night, as far as the settings say; without any, when somebody asks. */
function backupsOf({ config }: ServerOptions, engine: Engine): Backups {
  const settings = config.backups ?? { daily: false, folder: join(config.dataDir, 'backups'), keep: 7 }
  const backups = createBackups(engine, { ...settings, keyId: engine.vault.keyId })
  const stop = every(lookEveryMs, () => void backups.look().catch(() => {}))
  return {
    ...backups,
    async end() {
      stop()
      await backups.end()
    },
  }
}

const tidyEveryMs = 60_000

/** A PostgreSQL server does this by itself. @returns ends it */
function keepTidy(store: Store, log: Ports['log']): () => Promise<void> {
  let working: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    working = working
      .then(() => tidyTables(store.db))
      .then(() => shortenLog(store.db))
      .then(
        () => {},
        (error: unknown) => log.warn({ error: String(error) }, 'the database could not be tidied'),
      )
  }, tidyEveryMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await working
  }
}

/** The pages and the addresses of webhooks are served by other processes. */
function onlyWorks(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
  response.end('This process of Counterpart serves no pages.\n')
}

/** A server without a folder of its own works, only not by commands. */
function operatorAccess(dataDir: string, log: Ports['log']): Pick<Context, 'operatorToken'> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    return { operatorToken: operatorToken(dataDir) }
  } catch (error) {
    log.warn(
      { error: String(error) },
      'The data folder cannot be written: commands cannot operate this server.',
    )
    return {}
  }
}

const loopback = ['localhost', '127.0.0.1', '::1', '[::1]']

/** Nobody but people on this machine can reach the server, as far as its settings tell. */
const onlyFromHere = ({ host, publicUrl }: { readonly host: string; readonly publicUrl: string }): boolean =>
  loopback.includes(host) && loopback.includes(new URL(publicUrl).hostname)
