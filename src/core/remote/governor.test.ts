import { expect, test } from 'vitest'
import { manualClock } from '#sandbox/kernel/clock.ts'
import { createGovernor, type GovernorOptions, type Lane, limitName } from './governor.ts'
import { RemoteError } from './remote-error.ts'

function world(options: Partial<GovernorOptions> = {}) {
  const clock = manualClock(Date.UTC(2026, 10, 22, 1))
  const governor = createGovernor({
    side: 'xero',
    inFlightMax: 4,
    perMinuteMax: 60,
    now: clock.now,
    sleep: (ms) => new Promise((resolve) => clock.after(ms, () => resolve())),
    random: () => 0.5,
    ...options,
  })
  return { clock, governor }
}

const header = (values: Record<string, string>) => (name: string) => values[name] ?? null
const fine = { status: 200, header: header({}) }
const settle = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve()
}

test('no more than the cap are in flight', async () => {
  const { governor } = world()
  const first = await Promise.all([1, 2, 3, 4].map(() => governor.acquire()))
  let fifth = false
  const waiting = governor.acquire().then(() => {
    fifth = true
  })
  await settle()
  expect(fifth).toBe(false)
  first[0]?.release(fine)
  await waiting
  expect(fifth).toBe(true)
})

test('a person has a place of their own and goes first', async () => {
  const { governor } = world({ inFlightMax: 1, interactiveExtra: 1 })
  const order: Lane[] = []
  const held = await governor.acquire('backfill')
  const take = async (lane: Lane) => {
    const permit = await governor.acquire(lane)
    order.push(lane)
    permit.release(fine)
  }
  const rest = [take('backfill'), take('event'), take('sweep')]
  await take('interactive')
  expect(order).toEqual(['interactive'])
  held.release(fine)
  await Promise.all(rest)
  expect(order).toEqual(['interactive', 'event', 'sweep', 'backfill'])
})

test('no window of a minute ever holds more than 60 calls, and almost none is wasted', async () => {
  const { clock, governor } = world()
  const ends: number[] = []
  const latencyMs = 200
  const one = async () => {
    const permit = await governor.acquire('backfill')
    await new Promise<void>((resolve) => clock.after(latencyMs, () => resolve()))
    ends.push(clock.now())
    permit.release(fine)
  }
  const all = Promise.all(Array.from({ length: 300 }, one))
  let done = false
  all.then(() => {
    done = true
  })
  const start = clock.now()
  while (!done) {
    await clock.advance(50)
    await settle()
  }
  for (const [i, end] of ends.entries()) {
    const before = ends[i - 60]
    if (before !== undefined) expect(end - before).toBeGreaterThanOrEqual(60_000)
  }
  // 300 calls at 60 a minute: four whole pauses.
  expect(clock.now() - start).toBeLessThan(4 * 60_000 * 1.02 + 6_000)
})

test('a refusal with Retry-After stops everything until then', async () => {
  const { clock, governor } = world()
  const permit = await governor.acquire()
  const headers = header({ 'retry-after': '26', 'x-rate-limit-problem': 'minute' })
  permit.release({ status: 429, header: headers })
  expect(governor.usage().pausedUntil).toBe(clock.now() + 26_000)
  let gone = false
  const next = governor.acquire('interactive').then(() => {
    gone = true
  })
  await clock.advance(25_900)
  await settle()
  expect(gone).toBe(false)
  await clock.advance(200)
  await next
  expect(gone).toBe(true)
})

test('a pause of hours is not waited for: callers hear of it at once, waiting ones too', async () => {
  const { governor } = world({ inFlightMax: 1 })
  const permit = await governor.acquire()
  const waiting = governor.acquire()
  permit.release({ status: 429, header: header({ 'retry-after': '60000', 'x-rate-limit-problem': 'day' }) })
  const facts = { kind: 'limited', limit: 'day', retryAfterSeconds: 60_000 }
  await expect(waiting).rejects.toMatchObject(facts)
  await expect(governor.acquire('interactive')).rejects.toBeInstanceOf(RemoteError)
})

test('a refusal that names no time pauses for about a second', async () => {
  const { clock, governor } = world()
  const permit = await governor.acquire()
  permit.release({ status: 429, header: header({ 'x-rate-limit-problem': 'concurrent' }) })
  expect(governor.usage().pausedUntil).toBe(clock.now() + 1_500)
})

test('when the vendor counts more calls than we made, its number counts', async () => {
  const { clock, governor } = world()
  const permit = await governor.acquire()
  permit.release({ status: 200, header: header({ 'x-minlimit-remaining': '1' }) })
  ;(await governor.acquire()).release(fine)
  let gone = false
  const next = governor.acquire().then(() => {
    gone = true
  })
  await settle()
  expect(gone).toBe(false)
  await clock.advance(60_001)
  await next
  expect(gone).toBe(true)
})

test('Capsule: the last calls of the hour are kept for people, and the reset ends the wait', async () => {
  const { clock, governor } = world({ side: 'capsule', perMinuteMax: null, interactiveReserve: 20 })
  const reset = clock.now() + 90_000
  const headers = header({
    'x-ratelimit-limit': '4000',
    'x-ratelimit-remaining': '20',
    'x-ratelimit-reset': String(reset / 1_000),
  })
  ;(await governor.acquire()).release({ status: 200, header: headers })
  expect(governor.usage()).toMatchObject({ usedToday: 1, left: 20, limit: 4_000, window: 'hour' })
  ;(await governor.acquire('interactive')).release({ status: 200, header: headers })
  let gone = false
  const sweep = governor.acquire('sweep').then(() => {
    gone = true
  })
  await clock.advance(89_000)
  await settle()
  expect(gone).toBe(false)
  await clock.advance(1_001)
  await sweep
  expect(gone).toBe(true)
})

test('Capsule: a refusal without Retry-After waits for the reset', async () => {
  const { clock, governor } = world({ side: 'capsule', perMinuteMax: null })
  const reset = clock.now() + 30_000
  const headers = header({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset / 1_000) })
  ;(await governor.acquire()).release({ status: 429, header: headers })
  expect(governor.usage().pausedUntil).toBe(reset)
})

test('without a minute cap nothing is paced', async () => {
  const { governor } = world({ perMinuteMax: null })
  for (let i = 0; i < 500; i++) {
    const headers = header({ 'x-minlimit-remaining': '0', 'x-daylimit-remaining': '700' })
    ;(await governor.acquire()).release({ status: 200, header: headers })
  }
  expect(governor.usage()).toMatchObject({ usedToday: 500, left: 700, limit: 1_000, window: 'day' })
})

test('releasing twice gives one place back', async () => {
  const { governor } = world({ inFlightMax: 1 })
  const permit = await governor.acquire()
  permit.release(fine)
  permit.release(fine)
  await governor.acquire()
  let second = false
  governor.acquire().then(() => {
    second = true
  })
  await settle()
  expect(second).toBe(false)
})

test('nonsense in headers is ignored', async () => {
  const { governor } = world()
  const headers = header({
    'x-daylimit-remaining': 'lots',
    'x-minlimit-remaining': '-5',
    'retry-after': 'soon',
  })
  ;(await governor.acquire()).release({ status: 200, header: headers })
  expect(governor.usage()).toMatchObject({ left: null, limit: null, pausedUntil: null })
})

test.each([
  ['minute', 'minute'],
  ['Minute limit', 'minute'],
  ['day', 'day'],
  ['daily', 'day'],
  ['DayLimit', 'day'],
  ['appminute', 'app'],
  ['concurrent', 'concurrent'],
  ['else', undefined],
  [null, undefined],
])('problem %s is the %s limit', (text, name) => {
  expect(limitName(text)).toBe(name)
})
