import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { REAL_CAPSULE } from '#capsule/endpoints.ts'
import { goBehindRequests } from '#db/behind-requests.ts'
import { hasDatabase, StoreError } from '#db/open.ts'
import { PortError, type Served, serveSandbox } from '#sandbox/serve.ts'
import { type Config, EnvError, nodeRoles, parseRoles, readEnv, type Secrets } from '#server/env.ts'
import { ListenError, type RunningServer, startServer } from '#server/main.ts'
import { REAL_XERO } from '#xero/endpoints.ts'
import { Fault } from './fault.ts'

/** Runs until a signal asks it to stop. */
export async function serveCommand(args: readonly string[] = []): Promise<void> {
  try {
    const read = readEnv(process.env)
    const { secrets } = read
    const config = { ...read.config, roles: rolesOf(args, read) }
    if (!config.roles.includes('web')) goBehindRequests()
    const demo = config.demo ?? isFirstLook(config, secrets)
    const running = demo ? await serveDemo(config, secrets) : await serveReal(config, secrets)
    await untilSignal()
    await running.close()
    // Whatever is still under way was cut off on purpose.
    setTimeout(() => process.exit(), 500).unref()
  } catch (error) {
    if (error instanceof EnvError || error instanceof StoreError || error instanceof ListenError) {
      throw new Fault(error.message, 1, { cause: error })
    }
    throw error
  }
}

/** `--roles` says the same as COUNTERPART_ROLES, and goes before it. */
function rolesOf(args: readonly string[], { config, secrets }: ReturnType<typeof readEnv>): Config['roles'] {
  try {
    const { values } = parseArgs({ args: [...args], options: { roles: { type: 'string' } } })
    if (values.roles === undefined) return config.roles
    const roles = parseRoles(values.roles)
    if (!roles)
      throw new Error(`"${values.roles}" is no role: use web, worker, or both with a comma between.`)
    if (roles.length < nodeRoles.length && !secrets.databaseUrl)
      throw new Error('Splitting the work between processes needs PostgreSQL: set DATABASE_URL.')
    return roles
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'Wrong arguments.'
    throw new Fault(`${why}\n\nUsage: counterpart serve [--roles web,worker]`, 2, { cause })
  }
}

/** Without credentials and without data of an earlier start there is nothing to serve but the demo. */
const isFirstLook = (config: Config, secrets: Secrets): boolean =>
  !secrets.capsule && !secrets.xero && !secrets.databaseUrl && !hasDatabase(config.dataDir)

async function serveReal(config: Config, secrets: Secrets): Promise<RunningServer> {
  const running = await startServer({
    config: { ...config, demo: false },
    secrets,
    endpoints: { capsule: REAL_CAPSULE, xero: REAL_XERO },
  })
  say(`Counterpart is ready: ${config.publicUrl}`)
  if (running.setupCode) say(`Set-up code for the first person: ${running.setupCode}`)
  return running
}

/** Both sandboxes with a seeded company beside the product, from scratch at every start. */
async function serveDemo(config: Config, secrets: Secrets): Promise<{ close(): Promise<void> }> {
  const dataDir = join(config.dataDir, 'demo')
  const url = `http://localhost:${config.port}`
  const webhookKey = randomBytes(24).toString('base64')
  const sandbox = await demoSandbox(config.sandbox)
  const app = { clientId: 'counterpart-demo', clientSecret: 'counterpart-demo-secret' }
  try {
    rmSync(dataDir, { recursive: true, force: true })
    const server = await startServer({
      config: {
        ...config,
        dataDir,
        publicUrl: url,
        demo: true,
        backups: { ...config.backups, daily: false, folder: join(dataDir, 'backups') },
        logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel,
      },
      secrets: { ...secrets, databaseUrl: null, capsule: app, xero: { ...app, webhookKeys: [webhookKey] } },
      endpoints: {
        capsule: { apiUrl: sandbox.capsuleUrl },
        xero: {
          loginUrl: sandbox.xeroUrl,
          identityUrl: sandbox.xeroUrl,
          apiUrl: sandbox.xeroUrl,
          appUrl: sandbox.xeroUrl,
        },
      },
    })
    await sandbox.sandbox.xero.setWebhook({
      url: `http://localhost:${server.port}/hooks/xero`,
      key: webhookKey,
    })
    say(`\nCounterpart's demo is ready. Open this in a browser:\n\n  http://localhost:${server.port}\n`)
    say(
      `It runs against two sandboxes on this machine, a pretend Capsule (${sandbox.capsuleUrl}) and a pretend Xero`,
    )
    say(
      `(${sandbox.xeroUrl}), and starts afresh each time. For real accounts see README.md, "Real accounts".`,
    )
    return {
      async close() {
        await server.close()
        await sandbox.close()
      },
    }
  } catch (error) {
    await sandbox.close()
    throw error
  }
}

/** Nobody should have to find out who holds port 4001: any other one does as well. */
async function demoSandbox(ports: Config['sandbox']): Promise<Served> {
  const options = { seed: 1, load: 'demo', quotas: true, log: say } as const
  try {
    return await serveSandbox({ ...ports, ...options })
  } catch (error) {
    if (!(error instanceof PortError)) throw error
    return serveSandbox({ capsulePort: 0, xeroPort: 0, ...options })
  }
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
