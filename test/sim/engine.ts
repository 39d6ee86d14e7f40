import { TestClock } from 'pg-boss'
import type { WorkspaceId } from '#core/model/ids.ts'
import type { Store } from '#db/open.ts'
import { createVault } from '#db/secrets.ts'
import { createLaneJobs, type LaneJobs } from '#jobs/lane.ts'
import type { Chance } from '#sandbox/kernel/chance.ts'
import { createAccounts } from '#sync/accounts.ts'
import type { Engine, Ports } from '#sync/engine.ts'
import { createIntake, type Intake } from '#sync/intake.ts'
import { runLane } from '#sync/lane.ts'
import type { SimClock } from './clock.ts'
import type { Life } from './life.ts'
import { urls } from './wire.ts'

export const publicUrl = 'http://localhost:3000'
export const webhookKey = 'the+webhook+key+of+the+simulator=='
export const demoApp = { clientId: 'counterpart-demo', clientSecret: 'counterpart-demo-secret' } as const

/** As in production. */
const coalesceMs = 60
/** Longer than this the queue takes a lane for dead that gives no sign, so its heart must beat in between. */
const heartbeatMs = 9_000

/** There is one workspace; the second worker is there to be kept from it. */
const lanesAtOnce = 2

/** The product's process as far as it synchronises: engine, intake and lanes on the job queue, for one life. */
export interface Process {
  readonly life: Life
  readonly engine: Engine
  readonly intake: Intake
  /** Lanes that are running now. */
  readonly active: number
  /** A lane is to be looked at now: the queue's clock must catch up. */
  readonly due: boolean
  start(): Promise<void>
  /** Brings the job queue's clock to now and lets it do what is due. */
  poll(): Promise<void>
}

export interface ProcessOptions {
  readonly life: Life
  readonly store: Store
  readonly clock: SimClock
  /** Milliseconds by which our clock is ahead of the vendors'. */
  readonly skewMs: number
  readonly chance: Chance
  readonly fetch: Ports['fetch']
  readonly onLog: (level: 'info' | 'warn' | 'error', facts: object, message: string) => void
  readonly onLane: (what: 'begins' | 'ends' | 'fails', detail: unknown) => void
}

export async function createProcess(options: ProcessOptions): Promise<Process> {
  const { life, store, clock, chance } = options
  const now = () => clock.now() + options.skewMs
  const log = {
    info: (facts: object, message: string) => options.onLog('info', facts, message),
    warn: (facts: object, message: string) => options.onLog('warn', facts, message),
    error: (facts: object, message: string) => options.onLog('error', facts, message),
  }
  const queueClock = new TestClock(now())
  const jobs: LaneJobs = await createLaneJobs(store, log, now, {
    clock: queueClock,
    lanesAtOnce,
  })
  let active = 0
  let due = false
  const ports: Ports = {
    store,
    vault: createVault(Buffer.alloc(32, 7)),
    apps: { capsule: async () => demoApp, xero: async () => ({ ...demoApp, webhookKeys: [webhookKey] }) },
    endpoints: {
      capsule: { apiUrl: urls.capsule },
      xero: { loginUrl: urls.xero, identityUrl: urls.xero, apiUrl: urls.xero, appUrl: urls.xero },
    },
    fetch: options.fetch,
    now,
    sleep: (ms) => life.within(() => new Promise<void>((resolve) => clock.after(ms, resolve))),
    random: chance.next,
    uuid: chance.uuid,
    log,
    quotas: true,
    hookBaseUrl: publicUrl,
    coalesceMs,
  }
  const engine: Engine = {
    ...ports,
    db: store.db,
    accounts: createAccounts(ports),
    async wake(workspaceId: WorkspaceId, afterMs = 0) {
      later(afterMs)
      await jobs.wake(workspaceId, afterMs)
    },
  }

  function later(afterMs: number) {
    if (afterMs <= 0) return
    clock.after(afterMs, () => {
      due = true
    })
  }

  async function lane(workspaceId: WorkspaceId): Promise<number | null> {
    active++
    options.onLane('begins', null)
    try {
      const again = await runLane(engine, workspaceId)
      options.onLane('ends', again)
      if (again !== null) later(again)
      return again
    } catch (fault) {
      options.onLane('fails', fault)
      throw fault
    } finally {
      active--
    }
  }

  async function catchUp() {
    due = false
    const behind = now() - queueClock.now()
    if (behind > 0 && active > 0 && behind > heartbeatMs) await queueClock.tick(behind)
    else if (behind > 0) await queueClock.setTime(now())
    await queueClock.tick(0)
  }

  return {
    life,
    engine,
    intake: createIntake(engine),
    get active() {
      return active
    },
    get due() {
      return due
    },
    start: () => jobs.start(lane),
    poll: () => Promise.race([catchUp(), life.died]),
  }
}
