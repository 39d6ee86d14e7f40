import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { pino } from 'pino'
import type { CapsuleEndpoints } from '#capsule/endpoints.ts'
import { migrate } from '#db/migrate.ts'
import { openPglite, openPostgres } from '#db/open.ts'
import { createVault, keyFromFile } from '#db/secrets.ts'
import { firstWorkspace } from '#db/workspaces.ts'
import { createLaneJobs, type LaneJobs } from '#jobs/lane.ts'
import { createAccounts } from '#sync/accounts.ts'
import { watchAlerts } from '#sync/alerts.ts'
import type { Engine, Ports } from '#sync/engine.ts'
import { createIntake } from '#sync/intake.ts'
import { runLane } from '#sync/lane.ts'
import type { XeroEndpoints } from '#xero/endpoints.ts'
import { startAlerts } from './alerts/start.ts'
import { createApp } from './app.ts'
import { createApps } from './apps.ts'
import { createAuth } from './auth.ts'
import type { Context } from './context.ts'
import { type Config, hookBaseUrl, type Secrets } from './env.ts'
import { createLive } from './live.ts'
import { operatorToken } from './operator.ts'

export interface ServerOptions {
  readonly config: Omit<Config, 'demo'> & { readonly demo: boolean }
  readonly secrets: Secrets
  readonly endpoints: { readonly capsule: CapsuleEndpoints; readonly xero: XeroEndpoints }
  /** False paces nothing: for load tests against sandboxes without quotas. */
  readonly quotas?: boolean
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
  const store = secrets.databaseUrl
    ? await openPostgres({ url: secrets.databaseUrl })
    : await openPglite({ dataDir: config.dataDir })
  let jobs: LaneJobs | null = null
  try {
    await migrate(store)
    if (!secrets.key) mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
    const key = secrets.key ?? keyFromFile(config.dataDir)
    const vault = createVault(key)
    const apps = createApps(store.db, vault, secrets)
    const ports: Ports = {
      store,
      vault,
      apps,
      endpoints: options.endpoints,
      fetch: (url, init) => fetch(url, init),
      now: () => Date.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      random: Math.random,
      uuid: () => randomUUID(),
      log,
      quotas: options.quotas ?? true,
      hookBaseUrl: hookBaseUrl(config.publicUrl, config.demo),
      coalesceMs,
    }
    const lanes = await createLaneJobs(store, log, ports.now)
    jobs = lanes
    const engine: Engine = { ...ports, db: store.db, accounts: createAccounts(ports), wake: lanes.wake }
    const live = await createLive(store)
    const setupCode =
      config.demo || onlyFromHere(config) || (await firstWorkspace(store.db))
        ? null
        : randomBytes(9).toString('base64url')
    const app = createApp({
      engine,
      apps,
      auth: createAuth(store, { publicUrl: config.publicUrl, secret: vault.derive('session') }),
      intake: createIntake(engine),
      live,
      publicUrl: config.publicUrl,
      demo: config.demo,
      logLevel: config.logLevel,
      setupCode,
      panelFrames: config.panelFrames,
      alertsAllowPrivate: config.alertsAllowPrivate,
      ...operatorAccess(config.dataDir, log),
    })
    const listener = await listen((request) => app.fetch(request), config)
    await lanes.start(async (workspaceId) => {
      try {
        return await runLane(engine, workspaceId)
      } finally {
        await watchAlerts(engine, workspaceId)
      }
    })
    const { publicUrl, alertsAllowPrivate } = config
    const endAlerts = startAlerts(engine, { publicUrl, allowPrivate: alertsAllowPrivate })
    return {
      port: listener.port,
      setupCode,
      async close() {
        await listener.close()
        await lanes.stop()
        await endAlerts()
        await engine.accounts.flush()
        await live.close()
        await store.close()
      },
    }
  } catch (error) {
    await jobs?.stop()
    await store.close()
    throw error
  }
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

/** The port cannot be had; the message is for the operator. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  config: { host: string; port: number },
) {
  return new Promise<{ port: number; close(): Promise<void> }>((resolve, reject) => {
    const server = serve({ fetch, hostname: config.host, port: config.port }, (info) => {
      resolve({
        port: info.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            // Open event streams would keep it waiting for ever.
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      })
    })
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const words =
        cause.code === 'EADDRINUSE'
          ? `Port ${config.port} is in use by another program. Stop that, or set PORT to another number.`
          : cause.code === 'EACCES'
            ? `Port ${config.port} may not be opened by this user. Set PORT to a number above 1023.`
            : `The server cannot listen on ${config.host}:${config.port}: ${cause.message}`
      reject(new ListenError(words, { cause }))
    })
  })
}
