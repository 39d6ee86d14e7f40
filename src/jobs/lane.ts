import { type Clock, PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { WorkspaceId } from '#core/model/ids.ts'
import { workspaceId as toWorkspaceId } from '#core/model/ids.ts'
import { takenJobs } from '#db/lane-jobs.ts'
import { createLeases } from '#db/leases.ts'
import type { Store } from '#db/open.ts'
import { lastUnanswered } from '#db/operations.ts'
import { listWorkspaceIds } from '#db/workspaces.ts'
import type { Log } from '#sync/engine.ts'

/** Jobs of it say: this workspace may have work. */
export const laneQueue = 'lanes'
const laterQueue = 'lane_later'
const tickQueue = 'tick'
/** `carrier` says which trace it is a part of. */
const LaneJob = z.object({ workspaceId: z.string(), carrier: z.record(z.string(), z.string()).default({}) })
type LaneJob = z.input<typeof LaneJob>

/** A worker that stops answering for this long has died; another takes its lane over. */
const heartbeatSeconds = 20
const expireInSeconds = 3_600
/** How often nodes look for lanes of workers that died. */
const takeOverMs = 3_000
/** Nothing tells that a time has come. */
const looksEverySecond = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1, batchSize: 100 }
/** New jobs are told of; those that failed and are due again are not. */
const looksForRetries = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 }
/** So long a worker may need from taking a job to holding its lane. */
const takeOverAfterSeconds = 5
/** A lane with more work than this goes to the end of the queue, so that no workspace keeps a place for hours. */
const turnMsMax = 60_000
/** What is being worked on when the process stops has this long to come to an end. */
const stopWithinMs = 8_000
/** When another node has the lane, whatever it may have overlooked is looked for this much later. */
const heldElsewhereMs = 1_000
/** A call has reached its vendor, or never will, after so long. */
const arrivesWithinMs = 3_000
/** So much later a lane that broke off is tried again. */
const brokenOffMs = 2_000

/** What a lane has to ask while it runs. */
export interface LaneTurn {
  /** False: come to an end soon, others wait or this process stops. */
  goOn(): boolean
  /** Aborted when another process may run this lane. */
  readonly lost: AbortSignal
  /** What the one who woke it gave along. */
  readonly carrier: Readonly<Record<string, string>>
}

export type RunLane = (workspaceId: WorkspaceId, turn: LaneTurn) => Promise<number | null>

export interface LaneJobs {
  /** One lane per workspace is queued at most; one runs at a time, on whichever node. */
  wake(workspaceId: WorkspaceId, afterMs?: number, carrier?: Readonly<Record<string, string>>): Promise<void>
  /** Begins to work; every workspace is looked at once, so work cut off by a crash goes on. */
  start(run: RunLane): Promise<void>
  /** Ends within ten seconds; what is cut off is taken up by another node or the next start. */
  stop(): Promise<void>
}

/**
 * @param options.clock when the queue polls and what its database calls now; the machine's clock when left out
 * @param options.lanesAtOnce how many workspaces one process works on at the same time
 * @param options.direct a lane that is woken begins at once, without going through the queue, which then only holds
 *   what has to wait or failed. For one process alone; what it loses by dying its next start looks for anyway.
 */
export async function createLaneJobs(
  store: Store,
  log: Log,
  now: () => number,
  {
    clock,
    lanesAtOnce = 4,
    direct = false,
    every,
  }: {
    readonly clock?: Clock
    readonly lanesAtOnce?: number
    readonly direct?: boolean
    /** Does it again and again until the returned function is called; without it nobody's lanes are taken over early. */
    readonly every?: (ms: number, work: () => void) => () => void
  } = {},
): Promise<LaneJobs> {
  const shared = store.kind === 'postgres'
  const boss = new PgBoss({
    ...store.bossOptions,
    useListenNotify: true,
    ...(shared ? { superviseIntervalSeconds: 10, monitorIntervalSeconds: 10, max: 5 } : {}),
    ...(clock ? { clock } : {}),
  })
  const leases = createLeases(store)
  /** Lanes of this process, and whether there is more to look at than they may have seen. */
  const running = new Map<WorkspaceId, { again: boolean }>()
  /** Lanes about to run that were not queued, and all of those that have not ended. */
  const starting = new Set<WorkspaceId>()
  const unqueued = new Set<Promise<void>>()
  let worker: RunLane | null = null
  let stopping = false
  let endTakeOver: (() => void) | null = null
  boss.on('error', (error) => log.error({ error: error.message }, 'the job queue has a fault'))
  boss.on('warning', () => {})
  await boss.start()
  // Many jobs of one workspace may be taken, but only one gets its lease: a queue that itself held them back
  // would let the job of a busy workspace stand in the way of all others.
  await boss.createQueue(laneQueue, {
    policy: 'short',
    notify: true,
    heartbeatSeconds,
    expireInSeconds,
    retryLimit: 5,
    retryDelay: 2,
    retryBackoff: true,
    deleteAfterSeconds: 600,
  })
  await boss.createQueue(laterQueue, { policy: 'short', deleteAfterSeconds: 600 })
  await boss.createQueue(tickQueue, { policy: 'exclusive', deleteAfterSeconds: 600 })
  // One process has the embedded store to itself, so whatever still counts as running died with the last one.
  if (!shared) await boss.deleteAllJobs(laneQueue)

  async function wake(workspaceId: WorkspaceId, afterMs = 0, carrier: Readonly<Record<string, string>> = {}) {
    const job: LaneJob = { workspaceId, carrier: { ...carrier } }
    if (afterMs > 0) return later(job, afterMs)
    const here = running.get(workspaceId)
    if (here && !stopping) here.again = true
    else if (starting.has(workspaceId)) return
    else if (direct && worker && !stopping && unqueued.size < lanesAtOnce) begin(worker, workspaceId, job)
    else await boss.send(laneQueue, job, { singletonKey: workspaceId })
  }

  /** One is queued of waits about as long as each other: a long one does not stand in for a short one. */
  async function later(job: LaneJob, afterMs: number): Promise<void> {
    const magnitude = Math.floor(Math.log2(Math.max(1, afterMs / 1_000)))
    const singletonKey = `${job.workspaceId} ${magnitude}`
    await boss.send(laterQueue, job, { singletonKey, startAfter: new Date(now() + afterMs) })
  }

  function begin(run: RunLane, id: WorkspaceId, job: LaneJob): void {
    starting.add(id)
    const lane = work(run, job)
      .catch(async (error: unknown) => {
        if (stopping) return
        log.warn({ error: String(error) }, 'a lane broke off; it is tried again')
        await later(job, brokenOffMs)
      })
      .catch((error: unknown) => log.error({ error: String(error) }, 'a lane could not be queued'))
      .finally(() => {
        starting.delete(id)
        unqueued.delete(lane)
      })
    unqueued.add(lane)
  }

  async function wakeAll() {
    for (const id of await listWorkspaceIds(store.db)) await wake(id)
  }

  async function runHeld(
    run: RunLane,
    id: WorkspaceId,
    { lost, carrier }: Pick<LaneTurn, 'lost' | 'carrier'>,
    mine: { again: boolean },
  ) {
    const until = now() + turnMsMax
    const goOn = () => !stopping && !lost.aborted && (!shared || now() < until)
    for (;;) {
      mine.again = false
      const after = await run(id, { goOn, lost, carrier })
      if (after !== null && after > 0) await wake(id, after)
      if (after === 0 || (mine.again && !goOn())) return true
      if (!mine.again) return false
    }
  }

  /**
   * How long the last write may still be on its way whose sender died, or broke off: what is looked at before it
   * arrives seems not to be written, and would be written twice.
   */
  async function underWayMs(id: WorkspaceId): Promise<number> {
    const sentAt = await lastUnanswered(store.db, id)
    const agoMs = sentAt === null ? arrivesWithinMs : now() - sentAt.getTime()
    // The clock of another node may be ahead of ours.
    return agoMs < 0 ? 0 : Math.max(0, arrivesWithinMs - agoMs)
  }

  async function work(run: RunLane, job: unknown): Promise<void> {
    const { workspaceId, carrier } = LaneJob.parse(job)
    const id = toWorkspaceId(workspaceId)
    // What a lane that ends has left would otherwise begin again here, as long as the queue still hands out jobs.
    if (stopping) return later({ workspaceId, carrier }, heldElsewhereMs)
    const here = running.get(id)
    if (here) {
      here.again = true
      return
    }
    const lease = await leases.take(`lane:${id}`)
    if (!lease) {
      await later({ workspaceId: id }, heldElsewhereMs)
      return
    }
    const mine = { again: false }
    running.set(id, mine)
    starting.delete(id)
    let more = false
    try {
      const restMs = await underWayMs(id)
      if (restMs > 0) await later({ workspaceId: id, carrier }, restMs)
      else more = await runHeld(run, id, { lost: lease.lost, carrier }, mine)
    } finally {
      // Whoever wakes it until then is heard below, and does not find its lease held.
      await lease.release().finally(() => running.delete(id))
    }
    // Asked for between its last look and now, or left over on purpose.
    if (more || mine.again) await wake(id)
  }

  /** One place for a lane. What it ended may not be the last that waits, and the queue tells of new jobs only. */
  async function takeTurns(run: RunLane): Promise<void> {
    const place: Promise<string> = boss.work(laneQueue, looksForRetries, async ([job]) => {
      try {
        if (job) await work(run, job.data)
      } finally {
        boss.notifyWorker(await place)
      }
    })
    await place
  }

  /** Lanes whose process died: nobody holds their lease any more, so they need not wait for the heartbeat. */
  async function takeOverLanes(): Promise<void> {
    try {
      const taken = await takenJobs(store.db, laneQueue, takeOverAfterSeconds)
      if (taken.length === 0) return
      const unheld = new Set(await leases.unheld(taken.map(({ key }) => `lane:${key}`)))
      for (const { id, key } of taken) {
        if (!unheld.has(`lane:${key}`)) continue
        await boss.cancel(laneQueue, id)
        await wake(toWorkspaceId(key))
      }
    } catch (error) {
      if (!stopping) log.warn({ error: String(error) }, 'lanes of other nodes could not be looked after')
    }
  }

  return {
    wake,
    async start(run) {
      worker = run
      for (let i = 0; i < lanesAtOnce; i++) await takeTurns(run)
      await boss.work(laterQueue, looksEverySecond, async (jobs) => {
        for (const { data } of jobs) await wake(toWorkspaceId(LaneJob.parse(data).workspaceId))
      })
      await boss.work(tickQueue, { pollingIntervalSeconds: 5 }, wakeAll)
      await boss.schedule(tickQueue, '* * * * *')
      if (shared) {
        endTakeOver = every?.(takeOverMs, () => void takeOverLanes()) ?? null
      }
      await wakeAll()
    },
    async stop() {
      stopping = true
      endTakeOver?.()
      await Promise.all([
        Promise.race([Promise.all(unqueued), patience(stopWithinMs)]),
        boss.stop({ graceful: true, timeout: stopWithinMs, close: true }),
      ])
      await leases.close()
    },
  }
}

/** Over after a while; holds no process that could end. */
const patience = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())
