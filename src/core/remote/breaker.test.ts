import { expect, test } from 'vitest'
import { manualClock } from '#sandbox/kernel/clock.ts'
import { withBreaker } from './breaker.ts'
import { createGovernor } from './governor.ts'

function world() {
  const clock = manualClock(0)
  const governor = createGovernor({
    side: 'xero',
    inFlightMax: 4,
    perMinuteMax: null,
    now: clock.now,
    sleep: (ms) => new Promise((resolve) => clock.after(ms, () => resolve())),
    random: () => 0.5,
  })
  const breaker = withBreaker(governor, { side: 'xero', now: clock.now, random: () => 0.5, failuresMax: 3 })
  const answer = async (status: number | null) => {
    const permit = await breaker.acquire()
    permit.release(status === null ? null : { status, header: () => null })
  }
  return { clock, breaker, answer }
}

test('after some calls without an answer nobody asks any more, and one probe goes when the pause is over', async () => {
  const { clock, breaker, answer } = world()
  for (const status of [503, null, 500]) await answer(status)
  expect(breaker.openUntil()).toBe(3_500)
  await expect(breaker.acquire()).rejects.toMatchObject({ kind: 'remote_fault', retryAfterSeconds: 4 })
  await clock.advance(3_500)
  const probe = await breaker.acquire()
  let second = false
  const waiting = breaker.acquire().then((permit) => {
    second = true
    return permit
  })
  for (let i = 0; i < 10; i++) await Promise.resolve()
  expect(second, 'the others wait for what the probe finds').toBe(false)
  probe.release({ status: 200, header: () => null })
  ;(await waiting).release({ status: 200, header: () => null })
  expect(breaker.openUntil()).toBeNull()
  await answer(503)
  expect(breaker.openUntil(), 'failures are counted anew').toBeNull()
})

test('a probe that fails makes the next pause longer, and those that waited for it are told', async () => {
  const { clock, breaker, answer } = world()
  for (let i = 0; i < 3; i++) await answer(null)
  await clock.advance(3_500)
  const probe = await breaker.acquire()
  const waiting = breaker.acquire()
  probe.release(null)
  await expect(waiting).rejects.toMatchObject({ kind: 'offline', retryAfterSeconds: 6 })
  expect(breaker.openUntil()).toBe(3_500 + 6_000)
  breaker.tryNow()
  await answer(200)
  expect(breaker.openUntil()).toBeNull()
})

test('a refusal is an answer, and a place that was given back unused is none', async () => {
  const { breaker, answer } = world()
  for (const status of [400, 401, 404, 409, 422, 400]) await answer(status)
  for (let i = 0; i < 5; i++) (await breaker.acquire()).release('unused')
  expect(breaker.openUntil()).toBeNull()
})
