import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import type { z } from 'zod'
import { Comparison, type Run } from '#api/runs.ts'
import { defined } from '#core/assert.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import type { Db, Store } from '#db/open.ts'
import { createVault, type Vault } from '#db/secrets.ts'
import { firstWorkspace, listWorkspaceIds } from '#db/workspaces.ts'
import { seededChance } from '#sandbox/kernel/chance.ts'
import { type Clock, manualClock } from '#sandbox/kernel/clock.ts'
import { Fault } from '#sandbox/kernel/faults.ts'
import { createSandbox, type Loaded, type Sandbox } from '#sandbox/sandbox.ts'
import type { Seed } from '#sandbox/seed.ts'
import { type App, createApp } from '#server/app.ts'
import { createApps } from '#server/apps.ts'
import { createAuth } from '#server/auth.ts'
import type { Context } from '#server/context.ts'
import type { Secrets } from '#server/env.ts'
import { createLive } from '#server/live.ts'
import { createAccounts } from '#sync/accounts.ts'
import type { Engine, Ports } from '#sync/engine.ts'
import { createIntake } from '#sync/intake.ts'
import { runLane } from '#sync/lane.ts'
import { openTestStore } from '../store.ts'
import { type Browser, createBrowser } from './browser.ts'
import { createRemote, type Remote } from './remote.ts'
import { smallSeed } from './small-seed.ts'

export interface ServerAddress {
  readonly url: string
  fetch(request: Request): Promise<Response>
}

/** One request that left the product. */
export interface Sent {
  readonly side: 'capsule' | 'xero'
  readonly method: string
  readonly path: string
  readonly query: string
  readonly authorization: string | null
  readonly body: string
  /** Carries it out at the vendor now, as another one of the same. */
  request(): Promise<Response>
}

export interface HarnessOptions {
  readonly seed?: 'demo' | Seed
  /** What the environment holds; both demo apps when left out. */
  readonly secrets?: Partial<Pick<Secrets, 'capsule' | 'xero'>>
  readonly setupCode?: string | null
  /** Seals secrets; one of its own when left out. */
  readonly key?: Buffer
  /** False: nobody outside reaches us, changes are swept. */
  readonly hooks?: boolean
  /** How often a stream says that it is there. */
  readonly keepAliveMs?: number
}

export type RunView = z.infer<typeof Run>

/** The whole product in this process, against both sandboxes, on a clock that only the test moves. */
export interface Harness extends AsyncDisposable {
  readonly store: Store
  readonly db: Db
  readonly vault: Vault
  readonly clock: Clock
  readonly sandbox: Sandbox
  readonly keys: Loaded
  readonly remote: Remote
  readonly engine: Engine
  readonly context: Context
  readonly app: App
  readonly server: ServerAddress
  readonly admin: Browser
  /** Lines of the log as they would be written, without redaction. */
  readonly logs: readonly string[]
  /** Requests of the product to either vendor since the last `forgetSent`. */
  readonly sent: readonly Sent[]
  forgetSent(): void
  /** Called before a request goes out. */
  onSend(watch: (sent: Sent) => Promise<void>): void
  fault(fault: Partial<Fault> & Pick<Fault, 'vendor' | 'kind'>): void
  /** Goes through both vendors' consent, or connects by personal token and client credentials. */
  connectBoth(method?: 'oauth' | 'token'): Promise<void>
  consent(side: 'capsule' | 'xero', options?: ConsentOptions): Promise<Response>
  compare(): Promise<RunView>
  approve(options?: { includeNameOnly?: boolean }): Promise<void>
  /** Delivers hooks and runs lanes until nothing moves any more. */
  settle(): Promise<void>
  /** Lets time pass, as the job queue would notice it: every workspace is looked at afterwards. */
  pass(ms: number): Promise<void>
  latestRun(): Promise<RunView>
  workspaceId(): Promise<WorkspaceId>
}

export interface ConsentOptions {
  readonly browser?: Browser
  readonly as?: string
  readonly decision?: 'allow' | 'refuse'
  readonly purpose?: 'connect' | 'sign-in'
  /** Name of the Xero organisation to allow; the first one when left out. */
  readonly organisation?: string
  /** What the form of the product sends along. */
  readonly fields?: Record<string, string>
}

const startMs = Date.UTC(2026, 10, 22, 1)
export const webhookKey = 'the+webhook+key+of+the+tests=='
export const urls = { capsule: 'http://localhost:4001', xero: 'http://localhost:4002' } as const
export const demoApp = { clientId: 'counterpart-demo', clientSecret: 'counterpart-demo-secret' } as const
const publicUrl = 'http://localhost:3000'

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const clock = manualClock(startMs)
  const chance = seededChance(20)
  let app: App | null = null
  const server: ServerAddress = {
    url: publicUrl,
    fetch: async (request) => defined(app, 'the product is started').fetch(request),
  }

  const sandbox = createSandbox({
    clock,
    seed: 1,
    capsuleUrl: urls.capsule,
    xeroUrl: urls.xero,
    fetch: (input, init) => server.fetch(new Request(input, init)),
  })
  const keys = load(sandbox, options.seed ?? smallSeed)

  const store = await openTestStore()
  const vault = createVault(options.key ?? randomBytes(32))
  const logs: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => logs.push(line) })
  const sent: Sent[] = []
  const watchers: ((one: Sent) => Promise<void>)[] = []
  const apps = createApps(store.db, vault, {
    capsule: demoApp,
    xero: { ...demoApp, webhookKeys: [webhookKey] },
    ...options.secrets,
  })

  let sleeping: Promise<void> = Promise.resolve()
  const ports: Ports = {
    store,
    vault,
    apps,
    endpoints: {
      capsule: { apiUrl: urls.capsule },
      xero: { loginUrl: urls.xero, identityUrl: urls.xero, apiUrl: urls.xero, appUrl: urls.xero },
    },
    async fetch(url, init) {
      const request = new Request(url, init)
      const { pathname, search, origin } = new URL(url)
      const side = origin === urls.capsule ? 'capsule' : 'xero'
      const answer = side === 'capsule' ? sandbox.capsuleFetch : sandbox.xeroFetch
      const one: Sent = {
        side,
        method: request.method,
        path: pathname,
        query: search,
        authorization: request.headers.get('authorization'),
        body: typeof init.body === 'string' ? init.body : '',
        request: () => answer(request.clone()),
      }
      sent.push(one)
      for (const watch of watchers) await watch(one)
      return answer(request)
    },
    now: clock.now,
    sleep(ms) {
      sleeping = sleeping.then(() => clock.advance(ms))
      return sleeping
    },
    random: chance.next,
    uuid: chance.uuid,
    log,
    quotas: true,
    hookBaseUrl: options.hooks === false ? null : publicUrl,
    coalesceMs: 0,
  }
  const woken = new Set<WorkspaceId>()
  const engine: Engine = {
    ...ports,
    db: store.db,
    accounts: createAccounts(ports),
    async wake(workspaceId, afterMs = 0) {
      if (afterMs === 0) woken.add(workspaceId)
      else clock.after(afterMs, () => woken.add(workspaceId))
    },
  }
  const live = await createLive(store)
  const context: Context = {
    engine,
    apps,
    auth: createAuth(store, { publicUrl, secret: vault.derive('session') }),
    intake: createIntake(engine),
    live,
    publicUrl,
    demo: false,
    logLevel: 'info',
    setupCode: options.setupCode ?? null,
    ...(options.keepAliveMs === undefined ? {} : { keepAliveMs: options.keepAliveMs }),
  }
  app = createApp(context)
  if (options.hooks !== false) {
    const set = await sandbox.xero.setWebhook({ url: `${publicUrl}/hooks/xero`, key: webhookKey })
    if (!set.ok) throw new Error(`the handshake failed: ${set.problem}`)
  }
  const admin = createBrowser(server)

  async function consent(side: 'capsule' | 'xero', how: ConsentOptions = {}): Promise<Response> {
    const browser = how.browser ?? admin
    const begun = await browser.form(`/api/${how.purpose ?? 'connect'}/${side}`, how.fields)
    const page = defined(begun.headers.get('location'), 'connecting leads to the consent page')
    if (!page.startsWith(urls[side])) return begun
    return browser.visit(await agree(sandbox, side, page, how))
  }

  async function settle() {
    for (;;) {
      // Longer than any window in which the vendors gather events or hold one back.
      await clock.advance(2_500)
      await sandbox.settled()
      if (woken.size === 0) return
      while (woken.size > 0) {
        const ids = [...woken]
        woken.clear()
        for (const id of ids) {
          const again = await runLane(engine, id)
          if (again !== null) await engine.wake(id, again)
        }
      }
    }
  }

  async function wakeAll() {
    for (const id of await listWorkspaceIds(store.db)) woken.add(id)
  }

  async function latestRun(): Promise<RunView> {
    const { run } = Comparison.parse(await (await admin.send('GET', '/api/comparison')).json())
    return defined(run, 'a comparison was started')
  }

  async function ok(answer: Promise<Response>) {
    const response = await answer
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  }

  return {
    store,
    db: store.db,
    vault,
    clock,
    sandbox,
    keys,
    remote: createRemote(sandbox, urls),
    engine,
    context,
    app,
    server,
    admin,
    logs,
    sent,
    forgetSent() {
      sent.length = 0
    },
    onSend(watch) {
      watchers.push(watch)
    },
    fault(fault) {
      sandbox.kernel.faults.add(Fault.parse(fault))
    },
    async connectBoth(method = 'oauth') {
      if (method === 'oauth') {
        await consent('capsule')
        await consent('xero')
        return
      }
      await ok(admin.send('POST', '/api/connect/capsule/token', { token: 'sandbox-pat' }))
      await ok(
        admin.send('POST', '/api/connect/xero/client-credentials', {
          clientId: 'counterpart-custom',
          clientSecret: 'counterpart-custom-secret',
        }),
      )
    },
    consent,
    async compare() {
      await ok(admin.send('POST', '/api/comparison'))
      await settle()
      return latestRun()
    },
    async approve({ includeNameOnly = false } = {}) {
      const run = await latestRun()
      const hash = defined(run.plan, 'the plan is ready').hash
      await ok(admin.send('POST', `/api/comparison/${run.id}/approve`, { hash, includeNameOnly }))
      await settle()
    },
    settle,
    async pass(ms) {
      await clock.advance(ms)
      await wakeAll()
      await settle()
    },
    latestRun,
    async workspaceId() {
      return defined(await firstWorkspace(store.db), 'the installation is claimed').id
    },
    async [Symbol.asyncDispose]() {
      await engine.accounts.flush()
      await live.close()
      await store.close()
    },
  }
}

function load(sandbox: Sandbox, seed: 'demo' | Seed): Loaded {
  if (seed === 'demo') return sandbox.load('demo')
  const partyIds = sandbox.capsule.seed(seed.capsule)
  return { partyIds, contactIds: sandbox.xero.seed(seed.xero, partyIds) }
}

/** What a person does on a vendor's consent page; answers where the vendor sends the browser. */
export async function agree(
  sandbox: Sandbox,
  side: 'capsule' | 'xero',
  page: string,
  { as = 'hannah', decision = 'allow', organisation }: ConsentOptions,
): Promise<string> {
  const fetch = side === 'capsule' ? sandbox.capsuleFetch : sandbox.xeroFetch
  const shown = await (await fetch(new Request(page))).text()
  const user = defined(userOf(side, shown, as), `${as} may be chosen on the consent page`)
  const query = new URL(page).searchParams
  const form =
    side === 'capsule'
      ? new URLSearchParams([...query, ['user', user], ['decision', decision]])
      : new URLSearchParams({
          user,
          decision: decision === 'allow' ? 'allow' : 'cancel',
          ...(organisation === undefined ? {} : { tenant: tenantOf(shown, organisation) }),
        })
  const action = side === 'capsule' ? `${urls.capsule}/oauth/authorise` : page
  const answer = await fetch(new Request(action, { method: 'POST', body: form, redirect: 'manual' }))
  return defined(answer.headers.get('location'), 'consent leads back')
}

/** The id of an organisation on Xero's consent page. */
function tenantOf(html: string, name: string): string {
  const choice = html.split('<option').find((text) => text.includes(`>${name}<`))
  return defined(/value="([^"]+)"/.exec(choice ?? '')?.[1], `${name} may be chosen on the consent page`)
}

function userOf(side: 'capsule' | 'xero', html: string, as: string): string | undefined {
  const choices = html.split(side === 'capsule' ? '<label' : '<option')
  const choice = choices.find(
    (text) => text.toLowerCase().includes(`${as}@`) || text.toLowerCase().includes(as),
  )
  return /value="([^"]+)"/.exec(choice ?? '')?.[1]
}
