import { expect, test } from 'vitest'
import { manualClock } from '#sandbox/kernel/clock.ts'
import { createGovernor, type GovernorOptions, type Lane } from './governor.ts'
import { dayMs, dayWindow } from './governor-day.ts'

test('more that is suddenly left is a new window; answers that overtake each other are not', () => {
  const day = dayWindow(null)
  expect(day.current(0)).toBeNull()
  day.hear(0, 999, 0, true)
  expect(day.current(1)).toEqual({ left: 999, limit: 1_000, resetAt: dayMs })
  day.hear(10, 990, 3, true)
  day.hear(11, 993, 2, true)
  expect(day.current(12)?.left).toBe(990)
  day.hear(5_000, 999, 0, true)
  expect(day.current(5_001)?.resetAt, 'nine more may be late answers').toBe(dayMs)
  day.hear(6_000, 400, 0, true)
  day.hear(7_000, 999, 0, true)
  expect(day.current(7_001)).toEqual({ left: 999, limit: 1_000, resetAt: 7_000 + dayMs })
  expect(day.current(7_000 + dayMs), 'a window that is over says nothing').toBeNull()
})

test('the limit is the smallest tier that fits what was seen, and is remembered', () => {
  const day = dayWindow(null)
  day.hear(0, 4_999, 0, true)
  day.hear(1, 700, 0, true)
  expect(day.current(2)).toMatchObject({ left: 700, limit: 5_000 })
})

function world(options: Partial<GovernorOptions> = {}) {
  const clock = manualClock(Date.UTC(2026, 10, 22, 1))
  const governor = createGovernor({
    side: 'xero',
    inFlightMax: 4,
    interactiveExtra: 1,
    perMinuteMax: 60,
    interactiveReserve: 1,
    now: clock.now,
    sleep: (ms) => new Promise((resolve) => clock.after(ms, () => resolve())),
    random: () => 0.5,
    ...options,
  })
  return { clock, governor }
}

const left = (n: number) => ({
  status: 200,
  header: (name: string) => (name === 'x-daylimit-remaining' ? String(n) : null),
})

/** How many calls of a lane go before the governor says no, the vendor counting down from `from`. */
async function spend(from: number, lane: Lane, hoursIn: number): Promise<number> {
  const { clock, governor } = world({ perMinuteMax: 100_000, waitMaxMs: 0 })
  ;(await governor.acquire('interactive')).release(left(999))
  await clock.advance(hoursIn * 3_600_000)
  let remaining = from
  ;(await governor.acquire('interactive')).release(left(remaining))
  for (let calls = 0; ; calls++) {
    const permit = await governor.acquire(lane).catch(() => null)
    if (!permit) return calls
    permit.release(left(--remaining))
  }
}

test('each lane leaves calls of the day for those above it, fewer as the day goes on', async () => {
  expect(await spend(900, 'backfill', 0)).toBe(590)
  expect(await spend(900, 'event', 0)).toBe(640)
  expect(await spend(900, 'sweep', 0)).toBe(790)
  expect(await spend(900, 'interactive', 0)).toBe(900)
  expect(await spend(900, 'backfill', 12)).toBe(740)
  expect(await spend(900, 'backfill', 23.99)).toBe(889)
})

test('what waits for its share of the day does not hold up a lane that has one', async () => {
  const { governor } = world()
  ;(await governor.acquire('interactive')).release(left(200))
  await expect(governor.acquire('backfill')).rejects.toMatchObject({ kind: 'limited', limit: 'day' })
  await expect(governor.acquire('event')).rejects.toMatchObject({ limit: 'day' })
  ;(await governor.acquire('sweep')).release(left(199))
})

test('the wait that is told ends when the share has grown to one more call', async () => {
  const { clock, governor } = world()
  ;(await governor.acquire('interactive')).release(left(250))
  const error: unknown = await governor.acquire('event').catch((e: unknown) => e)
  expect(error).toMatchObject({ kind: 'limited', retryAfterSeconds: expect.any(Number) })
  const wait = error instanceof Error && 'retryAfterSeconds' in error ? Number(error.retryAfterSeconds) : 0
  expect(wait).toBeGreaterThan(120)
  await clock.advance(wait * 1_000)
  ;(await governor.acquire('event')).release(left(249))
})

test('the last call of the day is a person’s, and then nobody asks until the window ends', async () => {
  const { clock, governor } = world()
  ;(await governor.acquire('interactive')).release(left(1))
  ;(await governor.acquire('interactive')).release(left(0))
  await expect(governor.acquire('interactive')).rejects.toMatchObject({ kind: 'limited', limit: 'day' })
  await clock.advance(dayMs)
  ;(await governor.acquire('backfill')).release(left(999))
  expect(governor.usage()).toMatchObject({ left: 999, limit: 1_000, resetAt: clock.now() + dayMs })
})

test('a restart remembers what was left of the day', async () => {
  const resetAt = Date.UTC(2026, 10, 22, 1) + 3_600_000
  const { governor } = world({ day: { left: 5, limit: 1_000, resetAt } })
  await expect(governor.acquire('event')).rejects.toMatchObject({ limit: 'day', retryAfterSeconds: 3_600 })
  const permit = await governor.acquire('interactive')
  permit.release(left(4))
})

test('a back-fill takes the whole minute, but leaves room while somebody is at work', async () => {
  const inOneMinute = async (person: boolean) => {
    const { clock, governor } = world()
    if (person) (await governor.acquire('interactive')).release(left(5_000))
    let calls = 0
    const work = async () => {
      for (;;) {
        const permit = await governor.acquire('backfill')
        calls++
        permit.release(left(4_999 - calls))
      }
    }
    void work()
    for (let i = 0; i < 2_000; i++) await Promise.resolve()
    await clock.advance(59_000)
    return calls
  }
  expect(await inOneMinute(false)).toBe(60)
  expect(await inOneMinute(true)).toBe(58)
})

test('a refusal before any call leaves the smallest limit the smallest', () => {
  const day = dayWindow(null)
  day.hear(0, 1_000, 0, false)
  expect(day.current(1)).toMatchObject({ left: 1_000, limit: 1_000 })
  expect(day.waitMs(1, 'event', 0)).toBe(0)
})
