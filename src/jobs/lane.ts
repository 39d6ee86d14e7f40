import { type Clock, PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { WorkspaceId } from '#core/model/ids.ts'
import { workspaceId as toWorkspaceId } from '#core/model/ids.ts'
import type { Store } from '#db/open.ts'
import { listWorkspaceIds } from '#db/workspaces.ts'
import type { Log } from '#sync/engine.ts'

const laneQueue = 'lane'
const laterQueue = 'lane_later'
const tickQueue = 'tick'
const LaneJob = z.object({ workspaceId: z.string() })

/** A worker that stops answering for this long has died; another takes its lane over. */
const heartbeatSeconds = 20
const expireInSeconds = 3_600

export interface LaneJobs {
  /** One lane per workspace is queued at most; one runs at a time, on whichever node. */
  wake(workspaceId: WorkspaceId, afterMs?: number): Promise<void>
  /** Begins to work; every workspace is looked at once, so work cut off by a crash goes on. */
  start(run: (workspaceId: WorkspaceId) => Promise<number | null>): Promise<void>
  stop(): Promise<void>
}

/**
 * @param options.clock when the queue polls and what its database calls now; the machine's clock when left out
 * @param options.lanesAtOnce how many workspaces one process works on at the same time
 */
export async function createLaneJobs(
  store: Store,
  log: Log,
  now: () => number,
  { clock, lanesAtOnce = 4 }: { readonly clock?: Clock; readonly lanesAtOnce?: number } = {},
): Promise<LaneJobs> {
  const boss = new PgBoss({ ...store.bossOptions, useListenNotify: true, ...(clock ? { clock } : {}) })
  boss.on('error', (error) => log.error({ error: error.message }, 'the job queue has a fault'))
  boss.on('warning', () => {})
  await boss.start()
  await boss.createQueue(laneQueue, {
    policy: 'stately',
    notify: true,
    heartbeatSeconds,
    expireInSeconds,
    retryLimit: 5,
    retryDelay: 2,
    retryBackoff: true,
    deleteAfterSeconds: 600,
  })
  await boss.createQueue(laterQueue, { policy: 'short', notify: true, deleteAfterSeconds: 600 })
  await boss.createQueue(tickQueue, { policy: 'exclusive', deleteAfterSeconds: 600 })
  // One process has the embedded store to itself, so whatever still counts as running died with the last one.
  if (store.kind === 'pglite') await boss.deleteAllJobs(laneQueue)

  async function wake(workspaceId: WorkspaceId, afterMs = 0) {
    const options = { singletonKey: workspaceId }
    if (afterMs > 0) {
      await boss.send(laterQueue, { workspaceId }, { ...options, startAfter: new Date(now() + afterMs) })
    } else {
      await boss.send(laneQueue, { workspaceId }, options)
    }
  }

  async function wakeAll() {
    for (const id of await listWorkspaceIds(store.db)) await wake(id)
  }

  return {
    wake,
    async start(run) {
      await boss.work(
        laneQueue,
        { pollingIntervalSeconds: 2, localConcurrency: lanesAtOnce },
        async ([job]) => {
          if (!job) return
          const id = toWorkspaceId(LaneJob.parse(job.data).workspaceId)
          const again = await run(id)
          if (again !== null) await wake(id, again)
        },
      )
      await boss.work(laterQueue, { pollingIntervalSeconds: 1 }, async ([job]) => {
        if (job) await wake(toWorkspaceId(LaneJob.parse(job.data).workspaceId))
      })
      await boss.work(tickQueue, { pollingIntervalSeconds: 5 }, wakeAll)
      await boss.schedule(tickQueue, '* * * * *')
      await wakeAll()
    },
    stop: () => boss.stop({ graceful: true, timeout: 8_000, close: true }),
  }
}
