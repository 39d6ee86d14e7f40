import type { Lane } from '#core/remote/governor.ts'
import { createGovernor, XERO_PACE } from '#core/remote/governor.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import { type Chance, seededChance } from '#sandbox/kernel/chance.ts'
import { createKernel } from '#sandbox/kernel/kernel.ts'
import { limiter, starterLimits } from '#sandbox/xero/limits.ts'
import { type SimClock, simClock } from '../sim/clock.ts'
import { atLeast, atMost, type Figure, plain } from './figure.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const days = 30
const latencyMs = 200

/**
 * A month of one organisation on 1,000 calls a day: people, events in bursts, sweeps and a back-fill that never ends,
 * more than the day allows. Only the governor and the vendor's own counting are real.
 */
export async function month(): Promise<Figure[]> {
  const faults: unknown[] = []
  const clock = simClock(Date.UTC(2026, 10, 1), (fault) => faults.push(fault))
  const kernel = createKernel({ clock, seed: 1, fetch: async () => new Response(null, { status: 503 }) })
  const vendor = limiter(kernel, starterLimits)
  const governor = createGovernor({
    side: 'xero',
    ...XERO_PACE,
    now: clock.now,
    sleep: (ms) => pause(clock, ms),
    random: seededChance(3).next,
  })
  const made: Record<Lane, number> = { interactive: 0, event: 0, sweep: 0, backfill: 0 }
  let refused = 0
  /** One call; false when it has to wait for the day, with the time to come back at. */
  const call = async (lane: Lane): Promise<number | null> => {
    try {
      const permit = await governor.acquire(lane)
      const entry = vendor.enter('app', 'organisation', null)
      await pause(clock, latencyMs)
      entry.leave()
      if (entry.refused) refused++
      else made[lane]++
      permit.release({
        status: entry.refused ? 429 : 200,
        header: (name) => headerOf(entry.headers, name),
      })
      return null
    } catch (error) {
      if (!isRemoteError(error, 'limited')) throw error
      return (error.retryAfterSeconds ?? 60) * 1_000
    }
  }
  const end = clock.now() + days * dayMs
  const chance = seededChance(5)
  const work = [
    people(clock, chance, end, call),
    events(clock, chance, end, call),
    sweeps(clock, end, call),
    backfill(clock, end, call),
  ]
  let open = work.length
  for (const each of work) void each.then(() => open--)
  while (open > 0) {
    for (let i = 0; i < 8; i++) await new Promise((resolve) => setImmediate(resolve))
    if (faults.length > 0) throw faults[0]
    const due = clock.nextDue()
    if (due === null) break
    clock.moveTo(due)
  }
  const all = Object.values(made).reduce((sum, n) => sum + n, 0)
  return [
    atMost('month', 'refused', refused, 'calls', 0),
    atLeast('month', 'quotaShare', all / (days * starterLimits.dayMax), 'share', 0.98),
    plain('month', 'calls', all, 'calls'),
    plain('month', 'backfillCalls', made.backfill, 'calls'),
    plain('month', 'eventCalls', made.event, 'calls'),
    plain('month', 'sweepCalls', made.sweep, 'calls'),
    plain('month', 'personCalls', made.interactive, 'calls'),
  ]
}

type Call = (lane: Lane) => Promise<number | null>

const pause = (clock: SimClock, ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve))

const headerOf = (headers: Readonly<Record<string, string>>, name: string): string | null =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? null

async function people(clock: SimClock, chance: Chance, end: number, call: Call): Promise<void> {
  while (clock.now() < end) {
    await pause(clock, 10 * 60_000 + chance.next() * 2 * hourMs)
    for (let n = chance.int(1, 4); n > 0; n--) await call('interactive')
  }
}

/** Between nothing and a few dozen changes at once; those that had to wait go together. */
async function events(clock: SimClock, chance: Chance, end: number, call: Call): Promise<void> {
  while (clock.now() < end) {
    await pause(clock, chance.next() * hourMs)
    for (let n = chance.int(1, 30); n > 0; n--) {
      const wait = await call('event')
      if (wait !== null) await pause(clock, wait)
    }
  }
}

async function sweeps(clock: SimClock, end: number, call: Call): Promise<void> {
  while (clock.now() < end) {
    for (let n = 0; n < 5; n++) await call('sweep')
    await pause(clock, hourMs)
  }
}

async function backfill(clock: SimClock, end: number, call: Call): Promise<void> {
  while (clock.now() < end) {
    const waits = await Promise.all([call('backfill'), call('backfill'), call('backfill'), call('backfill')])
    const wait = Math.max(...waits.map((ms) => ms ?? 0))
    if (wait > 0) await pause(clock, wait)
  }
}
