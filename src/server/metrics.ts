import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { inboxDepth } from '#db/inbox.ts'
import { queueDepth } from '#db/lane-jobs.ts'
import { connectionGauges, dirtyCount, problemCounts } from '#db/metrics.ts'
import type { Store } from '#db/open.ts'
import { laneQueue } from '#jobs/lane.ts'

export interface Metrics {
  /** A webhook was answered. */
  hook(side: 'capsule' | 'xero', answer: 'stored' | 'refused' | 'not_stored', seconds: number): void
  /** A vendor answered; status null when it did not. */
  call(side: 'capsule' | 'xero', method: string, status: number | null, seconds: number): void
  lane(outcome: 'done' | 'failed', seconds: number): void
  /** Everything as Prometheus reads it. Ids of connections are in it, names and values of records never. */
  read(): Promise<{ readonly text: string; readonly contentType: string }>
}

const acknowledgement = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
const calling = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30]
const working = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300]

export function createMetrics({ db, deliveries: kept }: Pick<Store, 'db' | 'deliveries'>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'counterpart_' })
  const hooks = new Histogram({
    name: 'counterpart_webhook_seconds',
    help: 'From a webhook to its answer, by which time it is durable',
    labelNames: ['side', 'answer'],
    buckets: acknowledgement,
    registers,
  })
  const calls = new Histogram({
    name: 'counterpart_remote_call_seconds',
    help: 'Calls of the vendors, by status; 0 when no answer came',
    labelNames: ['side', 'method', 'status'],
    buckets: calling,
    registers,
  })
  const lanes = new Histogram({
    name: 'counterpart_lane_seconds',
    help: 'How long a lane worked until nothing was left',
    labelNames: ['outcome'],
    buckets: working,
    registers,
  })
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `counterpart_${name}`, help, labelNames, registers })
  const waiting = gauge('lanes_waiting', 'Workspaces whose lane may start and did not yet, on all nodes')
  const running = gauge('lanes_running', 'Lanes that run now, on all nodes')
  const oldest = gauge('lanes_oldest_seconds', 'How long the lane that waits longest has waited')
  const inbox = gauge('inbox_waiting', 'Webhooks that were stored and not worked on yet')
  const inboxAge = gauge('inbox_oldest_seconds', 'Age of the oldest webhook not worked on yet')
  const dirty = gauge('dirty_records', 'Records that changed and were not read again yet')
  const budget = gauge('budget_left', 'Calls left as the vendor last said', ['side', 'connection'])
  const connected = gauge('connection_up', '1 while a connection works', ['side', 'connection'])
  const problems = gauge('problems', 'Problems by state', ['state'])

  async function collect(): Promise<void> {
    const depth = await queueDepth(db, laneQueue)
    waiting.set(depth.waiting)
    running.set(depth.running)
    oldest.set(depth.oldestSeconds)
    const deliveries = await inboxDepth(db)
    inbox.set(deliveries.waiting + kept.waiting())
    inboxAge.set(deliveries.oldestSeconds)
    dirty.set(await dirtyCount(db))
    budget.reset()
    connected.reset()
    for (const { id, side, state, left } of await connectionGauges(db)) {
      connected.set({ side, connection: id }, state === 'connected' ? 1 : 0)
      if (left !== null) budget.set({ side, connection: id }, left)
    }
    problems.reset()
    for (const { state, count } of await problemCounts(db)) problems.set({ state }, count)
  }

  return {
    hook: (side, answer, seconds) => hooks.observe({ side, answer }, seconds),
    call: (side, method, status, seconds) =>
      calls.observe({ side, method, status: String(status ?? 0) }, seconds),
    lane: (outcome, seconds) => lanes.observe({ outcome }, seconds),
    async read() {
      await collect()
      return { text: await registry.metrics(), contentType: registry.contentType }
    },
  }
}
