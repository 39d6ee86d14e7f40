import { expect, test } from 'vitest'
import { account, at } from './capsule/fixture.ts'
import { manualClock } from './kernel/clock.ts'
import { createSandbox } from './sandbox.ts'
import { slowSeconds } from './sentinels.ts'
import { createWorld } from './xero/fixture.ts'

const capsuleUrl = 'http://localhost:4001'

function capsule() {
  const nobody: typeof fetch = () => Promise.reject(new TypeError('no network in this test'))
  const clock = manualClock(Date.UTC(2026, 10, 22))
  const sandbox = createSandbox({
    clock,
    seed: 1,
    fetch: nobody,
    capsuleUrl,
    xeroUrl: 'http://localhost:4002',
  })
  sandbox.load('demo')
  const call = (method: string, name?: string) =>
    sandbox.capsuleFetch(
      new Request(`${capsuleUrl}/api/v2/parties`, {
        method,
        headers: { authorization: 'Bearer sandbox-pat' },
        ...(name === undefined ? {} : { body: JSON.stringify({ party: { type: 'organisation', name } }) }),
      }),
    )
  const parties = () => sandbox.capsule.counts().parties
  return { sandbox, clock, call, parties }
}

test.each([
  ['[fail:401]', 401],
  ['[fail:429]', 429],
  ['[fail:500]', 500],
  ['[fail:503]', 503],
  ['[fail:400]', 422],
])('a party called "Bench %s" is answered %i, and nothing is kept', async (mark, status) => {
  const { call, parties, sandbox } = capsule()
  const before = parties()
  expect((await call('POST', `Bench ${mark}`)).status).toBe(status)
  expect(parties()).toBe(before)
  expect(sandbox.kernel.calls.list().at(-1)?.status).toBe(status)
  // The next one is not touched by it.
  expect((await call('POST', 'Bench')).status).toBe(201)
  expect(sandbox.kernel.faults.list()).toEqual([])
})

test('[lost] is written, and its answer breaks', async () => {
  const { call, parties } = capsule()
  const before = parties()
  const answer = await call('POST', 'Bench [lost]')
  await expect(answer.text()).rejects.toThrow()
  expect(parties()).toBe(before + 1)
})

test('[slow] takes its time', async () => {
  const { call, clock, sandbox } = capsule()
  let done = false
  const answer = call('POST', 'Bench [slow]').then((response) => {
    done = true
    return response
  })
  // The body is read before the wait begins.
  while (sandbox.kernel.faults.list()[0]?.struck !== 1) await new Promise((resolve) => setImmediate(resolve))
  await clock.advance(slowSeconds * 1_000 - 1)
  expect(done).toBe(false)
  await clock.advance(1)
  expect((await answer).status).toBe(201)
})

test('a mark that is read again does no harm: only writes strike', async () => {
  const { call } = capsule()
  expect((await call('GET')).status).toBe(200)
})

test('in a Xero batch only the marked record is refused', async () => {
  const world = await createWorld()
  const contacts = { Contacts: [{ Name: 'Good' }, { Name: 'Bad [fail:400]' }] }
  const answer = await world.api('PUT', 'Contacts?summarizeErrors=false', contacts)
  expect(answer.status).toBe(200)
  expect([0, 1].map((nth) => answer.at('Contacts', nth, 'StatusAttributeString'))).toEqual(['OK', 'ERROR'])
  expect(answer.at('Contacts', 1, 'ValidationErrors', 0, 'Message')).toContain('[fail:400]')
})

test('in Capsule the refusal is in the vendor’s form', async () => {
  const { call } = account()
  const { status, body } = await call('POST', '/parties', {
    party: { type: 'organisation', name: 'Bad [fail:400]' },
  })
  expect([status, at(body, 'message')]).toEqual([422, 'Validation Failed'])
})
