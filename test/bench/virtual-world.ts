import { migrate } from '#db/migrate.ts'
import { openPglite, type Store } from '#db/open.ts'
import { seededChance } from '#sandbox/kernel/chance.ts'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { scaleSeed } from '#sandbox/seeds/scale.ts'
import type { Engine } from '#sync/engine.ts'
import { type SimClock, simClock } from '../sim/clock.ts'
import { plainEngine } from './plain-engine.ts'

export const urls = { capsule: 'http://localhost:4001', xero: 'http://localhost:4002' } as const

/** How long a vendor takes to answer. */
const latencyMs = 120
/** Looking this often without a call or an answer means that everything waits for time. */
const quietLooks = 8

/** The engine against both sandboxes with the vendors' real limits, on a clock that jumps to what happens next. */
export interface VirtualWorld extends AsyncDisposable {
  readonly clock: SimClock
  readonly sandbox: Sandbox
  readonly store: Store
  readonly engine: Engine
  /** Sends as somebody else than the engine: no limit counts it and no time passes. */
  send(url: string, init: RequestInit): Promise<Response>
  /** Told of every call of the engine with its answer. */
  onAnswer(
    watch: (call: { readonly method: string; readonly url: string; readonly response: Response }) => void,
  ): void
  /** Lets time pass until the work is done. */
  run<T>(work: Promise<T>): Promise<T>
  /** Lets time pass until then. */
  until(atMs: number): Promise<void>
}

export async function virtualWorld(customers: number): Promise<VirtualWorld> {
  const faults: unknown[] = []
  const clock = simClock(Date.UTC(2026, 10, 22, 1), (fault) => faults.push(fault))
  const sandbox = createSandbox({
    clock,
    seed: 1,
    capsuleUrl: urls.capsule,
    xeroUrl: urls.xero,
    fetch: async () => new Response(null, { status: 503 }),
  })
  const seed = scaleSeed(customers, seededChance(11))
  sandbox.xero.seed(seed.xero, sandbox.capsule.seed(seed.capsule))
  const store = await openPglite({ dataDir: null })
  await migrate(store)
  const answer = (url: string, init: RequestInit) => {
    const request = new Request(url, init)
    return url.startsWith(urls.capsule) ? sandbox.capsuleFetch(request) : sandbox.xeroFetch(request)
  }
  let motion = 0
  const watchers: Parameters<VirtualWorld['onAnswer']>[0][] = []
  const pause = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve))
  const engine = plainEngine(store, urls.capsule, urls.xero, {
    now: () => clock.now(),
    sleep: (ms) => pause(ms),
    random: seededChance(7).next,
    quotas: true,
    async fetch(url, { signal: _unused, ...init }) {
      motion++
      const response = await answer(url, init)
      for (const watch of watchers) watch({ method: init.method ?? 'GET', url, response: response.clone() })
      await pause(latencyMs)
      motion++
      return response
    },
  })

  async function quiet() {
    let seen = -1
    for (let still = 0; still < quietLooks; ) {
      await new Promise((resolve) => setImmediate(resolve))
      still = motion === seen ? still + 1 : 0
      seen = motion
    }
    if (faults.length > 0) throw faults[0]
  }

  return {
    clock,
    sandbox,
    store,
    engine,
    async send(url, init) {
      sandbox.kernel.quotas = false
      try {
        return await answer(url, init)
      } finally {
        sandbox.kernel.quotas = true
      }
    },
    onAnswer: (watch) => void watchers.push(watch),
    async run(work) {
      let isDone = false
      const settled = work.then(
        () => {
          isDone = true
        },
        () => {
          isDone = true
        },
      )
      for (;;) {
        await quiet()
        if (isDone) break
        const due = clock.nextDue()
        // Nothing waits for time: it is the database that takes longer than a look.
        if (due !== null) clock.moveTo(due)
      }
      await settled
      return work
    },
    async until(atMs) {
      for (;;) {
        await quiet()
        const due = clock.nextDue()
        if (due === null || due > atMs) break
        clock.moveTo(due)
      }
      clock.moveTo(atMs)
    },
    [Symbol.asyncDispose]: () => store.close(),
  }
}
