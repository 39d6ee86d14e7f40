import { expect, test } from 'vitest'
import { createWorld } from './fixture.ts'

test('trap: the 61st call of a minute answers an empty 429 with Retry-After (xero §13.11)', async () => {
  const world = await createWorld()
  for (let i = 0; i < 60; i++) expect((await world.api('GET', 'Organisation')).status).toBe(200)
  await world.clock.advance(34_000)
  const answer = await world.api('GET', 'Organisation')
  expect(answer.status).toBe(429)
  expect(answer.text).toBe('')
  expect(answer.headers.get('content-type')).toBeNull()
  expect(answer.headers.get('x-rate-limit-problem')).toBe('minute')
  expect(answer.headers.get('retry-after')).toBe('26')
  expect(answer.headers.get('x-minlimit-remaining')).toBe('0')
  await world.clock.advance(26_000)
  expect((await world.api('GET', 'Organisation')).status).toBe(200)
})

test('every tenant answer counts down all three headers', async () => {
  const world = await createWorld()
  const answer = await world.api('GET', 'Organisation')
  expect(answer.headers.get('x-minlimit-remaining')).toBe('59')
  expect(answer.headers.get('x-daylimit-remaining')).toBe('999')
  expect(answer.headers.get('x-appminlimit-remaining')).toBe('9999')
  expect((await world.api('GET', '/connections')).headers.get('x-minlimit-remaining')).toBeNull()
})

test('the day limit is configurable and its wait can be long', async () => {
  const world = await createWorld({ limits: { dayMax: 1 } })
  await world.api('GET', 'Organisation')
  const answer = await world.api('GET', 'Organisation')
  expect(answer.headers.get('x-rate-limit-problem')).toBe('day')
  expect(answer.headers.get('retry-after')).toBe('86400')
})

test('trap: a sixth call in flight is refused without Retry-After (xero §3)', async () => {
  const world = await createWorld()
  world.kernel.faults.add({ vendor: 'xero', kind: 'slow', delayMs: 300, status: 503, probability: 1 })
  const calls = Array.from({ length: 6 }, () => world.api('GET', 'Organisation'))
  await world.clock.advance(300)
  const answers = await Promise.all(calls)
  expect(answers.map((a) => a.status).sort()).toEqual([200, 200, 200, 200, 200, 429])
  const refused = answers.find((a) => a.status === 429)
  expect(refused?.headers.get('x-rate-limit-problem')).toBe('concurrent')
  expect(refused?.headers.get('retry-after')).toBeNull()
})

test('trap: the app limit covers all its organisations (xero §3)', async () => {
  const world = await createWorld({ limits: { appMinuteMax: 1 } })
  await world.api('GET', 'Organisation')
  const answer = await world.api('GET', 'Organisation')
  expect([answer.status, answer.headers.get('x-rate-limit-problem')]).toEqual([429, 'appminute'])
  expect(answer.headers.get('retry-after')).toBeNull()
})

test('with quotas lifted nothing is refused and the headers stay full', async () => {
  const world = await createWorld({ quotas: false, limits: { minuteMax: 2 } })
  for (let i = 0; i < 5; i++) {
    const answer = await world.api('GET', 'Organisation')
    expect([answer.status, answer.headers.get('x-minlimit-remaining')]).toEqual([200, '2'])
  }
})

test.each([
  ['limited', 'minute'],
  ['limited_day', 'day'],
  ['limited_concurrent', 'concurrent'],
  ['limited_app', 'appminute'],
] as const)('the fault %s forces a 429 %s once', async (kind, problem) => {
  const world = await createWorld()
  world.kernel.faults.add({ vendor: 'xero', kind, times: 1, status: 503, delayMs: 0, probability: 1 })
  const answer = await world.api('GET', 'Organisation')
  expect([answer.status, answer.headers.get('x-rate-limit-problem')]).toEqual([429, problem])
  expect((await world.api('GET', 'Organisation')).status).toBe(200)
})

test('trap: a refused token, a 503 in plain text (xero §13.11)', async () => {
  const world = await createWorld()
  const base = { vendor: 'xero', times: 1, status: 503, delayMs: 0, probability: 1 } as const
  world.kernel.faults.add({ ...base, kind: 'unauthorised' })
  expect((await world.api('GET', 'Organisation')).status).toBe(401)
  world.kernel.faults.add({ ...base, kind: 'status' })
  const offline = await world.api('GET', 'Organisation')
  expect([offline.status, offline.headers.get('content-type')]).toEqual([503, 'text/plain'])
})

test('trap: a lost answer has been performed: the same key replays it, a new one would not (xero §6.2)', async () => {
  const world = await createWorld()
  world.kernel.faults.add({
    vendor: 'xero',
    kind: 'lost_answer',
    method: 'PUT',
    times: 1,
    status: 503,
    delayMs: 0,
    probability: 1,
  })
  const headers = { 'idempotency-key': 'k1' }
  await expect(world.api('PUT', 'Contacts', { Name: 'Lost' }, headers)).rejects.toThrow('connection was lost')
  const replay = await world.api('PUT', 'Contacts', { Name: 'Lost' }, headers)
  expect(replay.status).toBe(200)
  expect((await world.api('PUT', 'Contacts', { Name: 'Lost' })).status).toBe(400)
})

test('trap: idempotency: errors replay too, another body is refused, six minutes later the key is new (xero §13.12)', async () => {
  const world = await createWorld()
  const put = (Name: string, key: string) =>
    world.api('PUT', 'Contacts', { Name }, { 'idempotency-key': key })
  const failed = await put('Birch & Co', 'k')
  expect((await put('Birch & Co', 'k')).text).toBe(failed.text)
  const other = await put('Other', 'k')
  expect([other.status, /different request/.test(other.text)]).toEqual([400, true])
  expect((await put('x', 'k'.repeat(129))).text).toContain('too long')
  await world.clock.advance(6 * 60_000)
  expect((await put('Other', 'k')).status).toBe(200)
})

test('trap: a client that forgets Accept gets XML, never JSON (xero §13.1)', async () => {
  const world = await createWorld()
  const answer = await world.api('PUT', 'Contacts', { Name: 'Unsaved' }, { accept: '*/*' })
  expect(answer.headers.get('content-type')).toContain('xml')
  expect((await world.api('GET', 'Contacts?searchTerm=unsaved')).at('Contacts', 'length')).toBe(0)
})

test('calls are logged with ids replaced and writes marked', async () => {
  const world = await createWorld()
  await world.api('GET', `Contacts/${world.id('acme')}`)
  await world.api('POST', `Contacts/${world.id('acme')}/History`, { Details: 'x' })
  await world.form('/connect/token', { grant_type: 'refresh_token' })
  await world.api('GET', 'Reports/BalanceSheet')
  await world.page('/')
  expect(world.kernel.calls.list().map((call) => [call.endpoint, call.status, call.write])).toEqual([
    ['GET /api.xro/2.0/Contacts/:id', 200, false],
    ['POST /api.xro/2.0/Contacts/:id/History', 200, true],
    ['POST /connect/token', 400, false],
    ['GET /api.xro/2.0/Reports/:id', 501, false],
  ])
})

test('other APIs answer 501 after the gates', async () => {
  const world = await createWorld()
  const answer = await world.xero.fetch(
    new Request('http://localhost:4002/files.xro/1.0/Files', {
      headers: { authorization: `Bearer ${world.session.token}`, 'xero-tenant-id': world.session.tenant },
    }),
  )
  expect(answer.status).toBe(501)
})

test('one seed, one trace: two runs are equal to the byte', async () => {
  const run = async () => {
    const world = await createWorld()
    const answers = [
      await world.api('PUT', 'Contacts', { Name: 'Same' }),
      await world.api('GET', 'Invoices?page=1'),
      await world.api('GET', '/connections'),
    ]
    return answers.map((a) => a.text).join('\n')
  }
  expect(await run()).toBe(await run())
})

test('trap: parameters and fields that mean nothing are ignored, but noted (xero §13.17)', async () => {
  const world = await createWorld()
  await world.api('GET', 'Contacts?page=1&pagesize=2&sumaryOnly=true')
  await world.api('PUT', 'Contacts', { Name: 'Typo', Emial: 'x' })
  await world.api('PUT', `Contacts/${world.id('acme')}/History`, { Details: 'fine' })
  expect(world.xero.strays()).toEqual(['GET Contacts ?sumaryOnly', 'PUT Contacts .Emial'])
})
