import type { Kernel } from '../kernel/kernel.ts'
import type { CapsuleSeed } from '../seed.ts'
import { api, isWrite } from './api.ts'
import { endpoint } from './catalogue.ts'
import { createDelivery } from './delivery.ts'
import { loadSeed } from './load.ts'
import { oauth } from './oauth.ts'
import { pages } from './pages/pages.ts'
import { Refusal } from './refusal.ts'
import { Store } from './store.ts'
import { Tokens } from './tokens.ts'
import type { World } from './world.ts'

export interface CapsuleSandbox {
  /** Serves API, OAuth and pages. */
  fetch(request: Request): Promise<Response>
  /** Adds the seed's records; answers the ids given to party keys. */
  seed(seed: CapsuleSeed): ReadonlyMap<string, number>
  /** Forgets everything: records, tokens, hooks, what is still to be delivered. */
  reset(): void
  /** Resolves when every webhook delivery that is due has been tried. */
  settled(): Promise<void>
  /** How many records there are. */
  counts(): Readonly<
    Record<'parties' | 'opportunities' | 'projects' | 'tasks' | 'entries' | 'users' | 'hooks', number>
  >
}

/** One Capsule account, held in memory. `url` is where people and apps reach it. */
export function createCapsule(kernel: Kernel, options: { url: string }): CapsuleSandbox {
  const url = options.url.replace(/\/+$/, '')
  let life = createLife(kernel, url)
  return {
    fetch: (request) => withFaults(kernel, request, life.serve),
    seed: (seed) => loadSeed(life.world.store, seed, kernel.clock.now()),
    reset() {
      life.world.delivery.close()
      life = createLife(kernel, url)
    },
    settled: () => life.world.delivery.settled(),
    counts() {
      const { store, delivery } = life.world
      return {
        parties: store.partyCount,
        opportunities: store.opportunities.size,
        projects: store.kases.size,
        tasks: store.tasks.size,
        entries: store.entries.size,
        users: store.users.size,
        hooks: delivery.hooks.size,
      }
    },
  }
}

interface Life {
  readonly world: World
  readonly serve: (request: Request) => Promise<Response>
}

function createLife(kernel: Kernel, url: string): Life {
  const store = new Store()
  const world: World = { kernel, store, url, delivery: createDelivery(kernel, store, url) }
  const tokens = new Tokens(kernel, store)
  const serveApi = api(world, tokens)
  const serveOauth = oauth(world, tokens)
  const servePages = pages(world)
  return {
    world,
    async serve(request) {
      const { pathname } = new URL(request.url)
      if (pathname === '/api' || pathname.startsWith('/api/')) return serveApi(request)
      if (isOauth(pathname)) return serveOauth.fetch(request)
      return servePages.fetch(request)
    },
  }
}

function isOauth(path: string): boolean {
  return path.startsWith('/oauth/') || path.startsWith('/.well-known/')
}

/** Serves a request as the faults allow and writes it into the call log; pages are neither disturbed nor logged. */
async function withFaults(
  kernel: Kernel,
  request: Request,
  serve: (request: Request) => Promise<Response>,
): Promise<Response> {
  const { method } = request
  const { pathname, search } = new URL(request.url)
  const machine = pathname.startsWith('/api/') || isOauth(pathname)
  if (!machine) return serve(request)
  const strike = (kind: 'slow' | 'status' | 'lost_answer') =>
    kernel.faults.strike('capsule', [kind], method, pathname)

  const slow = strike('slow')
  if (slow) await new Promise<void>((resolve) => kernel.clock.after(slow.delayMs, resolve))
  const forced = strike('status')
  const at = kernel.clock.now()
  const response = forced
    ? new Refusal(forced.status, { message: 'Something went wrong' }).toResponse()
    : await serve(request)
  const log = {
    at,
    vendor: 'capsule',
    method,
    path: pathname,
    query: search,
    status: response.status,
  } as const
  kernel.calls.add({ ...log, endpoint: endpoint(method, pathname), write: isWrite(method, pathname) })
  return strike('lost_answer') ? lost() : response
}

/** An answer that breaks while it is read; over HTTP the connection is cut. */
function lost(): Response {
  const body = new ReadableStream({
    start: (controller) => controller.error(new Error('The connection was cut')),
  })
  return new Response(body, { status: 200 })
}
