import { expect, test } from 'vitest'
import { type ControlTarget, createControl } from './control.ts'
import { manualClock } from './kernel/clock.ts'
import { createKernel } from './kernel/kernel.ts'
import type { SeedChoice } from './seed-choice.ts'

const startMs = Date.UTC(2026, 10, 22)

function setUp() {
  const kernel = createKernel({ clock: manualClock(startMs), seed: 1, fetch })
  const loads: SeedChoice[] = ['demo']
  const webhooks: unknown[] = []
  const locks: unknown[] = []
  const target: ControlTarget = {
    kernel,
    urls: { capsule: 'http://localhost:4001', xero: 'http://localhost:4002' },
    loaded: () => loads.at(-1) ?? 'empty',
    load: (choice) => loads.push(choice),
    counts: () => ({ capsule: { parties: 3 }, xero: { contacts: 2, invoices: 1_234 } }),
    settled: async () => {},
    setWebhook: async (webhook) => {
      webhooks.push(webhook)
      return { ok: true, problem: null }
    },
    webhook: () => ({ url: null, enabled: false, problem: null }),
    disconnect: () => 2,
    setLockDates: (days) => locks.push(days),
    snapshot: () => null,
    restore: async () => {},
  }
  const control = createControl(target)
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await control(
      new Request(`http://localhost:4001/_sandbox${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    )
    if (!response) throw new Error('the control let the request pass')
    const text = await response.text()
    const json: unknown = response.headers.get('content-type')?.includes('json')
      ? JSON.parse(text)
      : undefined
    return { status: response.status, json, text, location: response.headers.get('location') }
  }
  const logged = (endpoint: string, at: number, write: boolean, status = 200) =>
    kernel.calls.add({
      at,
      vendor: endpoint.includes('api.xro') ? 'xero' : 'capsule',
      method: endpoint.split(' ')[0] ?? '',
      path: endpoint.split(' ')[1] ?? '',
      query: '',
      endpoint,
      status,
      write,
    })
  return { kernel, loads, webhooks, locks, control, call, logged }
}

test('only paths under /_sandbox/ are its own', async () => {
  const { control } = setUp()
  expect(await control(new Request('http://localhost:4001/api/v2/parties'))).toBeNull()
  expect(await control(new Request('http://localhost:4001/_sandboxes'))).toBeNull()
  expect((await control(new Request('http://localhost:4001/_sandbox/state')))?.status).toBe(200)
})

test('it answers this machine only', async () => {
  const { control, call, loads } = setUp()
  expect((await control(new Request('http://rebound.example:4001/_sandbox/state')))?.status).toBe(403)
  expect((await call('GET', '/state', undefined, { host: 'rebound.example:4001' })).status).toBe(403)
  expect(
    (await call('POST', '/seed', { seed: 'empty' }, { origin: 'https://elsewhere.example' })).status,
  ).toBe(403)
  expect((await call('POST', '/seed', { seed: 'empty' }, { origin: 'null' })).status).toBe(403)
  expect(loads).toEqual(['demo'])
  for (const host of ['127.0.0.1:4001', '[::1]:4001', 'localhost:9'])
    expect((await control(new Request(`http://${host}/_sandbox/state`)))?.status, host).toBe(200)
  expect((await call('POST', '/seed', { seed: 'empty' }, { origin: 'http://localhost:3000' })).status).toBe(
    200,
  )
})

test('seeds by name or by number, and puts the same records back', async () => {
  const { call, loads } = setUp()
  expect((await call('POST', '/seed', { seed: 'empty' })).json).toMatchObject({ seed: 'empty' })
  expect((await call('POST', '/seed', { scale: 50 })).json).toMatchObject({ seed: 'scale=50' })
  await call('POST', '/reset')
  expect(loads).toEqual(['demo', 'empty', { scale: 50 }, { scale: 50 }])
})

test.each([
  ['/seed', { seed: 'huge' }],
  ['/seed', { scale: 0 }],
  ['/seed', { scale: 10, seed: 'demo' }],
  ['/seed', undefined],
  ['/seed', '{"seed":'],
  ['/reset', { hard: true }],
  ['/clock', {}],
  ['/clock', { advanceMs: -1 }],
  ['/clock', { advanceMs: '1000' }],
  ['/faults', { vendor: 'sage', kind: 'slow' }],
  ['/faults', { vendor: 'xero', kind: 'explode' }],
  ['/faults', { vendor: 'xero', kind: 'status', status: 200 }],
  ['/faults', { vendor: 'xero', kind: 'slow', delay: 5 }],
  ['/quotas', { on: 'no' }],
  ['/xero/webhook', { url: 'ftp://here', key: 'k' }],
  ['/xero/webhook', { url: 'http://localhost/hook' }],
])('POST %s %j is refused in words and changes nothing', async (path, body) => {
  const { call, kernel, loads, webhooks } = setUp()
  const answer = await call('POST', path, body)
  expect(answer.status).toBe(400)
  expect(answer.json).toEqual({ error: expect.stringMatching(/\w+ \w+/) })
  expect({ loads, webhooks, faults: kernel.faults.list(), now: kernel.clock.now() }).toEqual({
    loads: ['demo'],
    webhooks: [],
    faults: [],
    now: startMs,
  })
})

test('moves the clock and runs what became due', async () => {
  const { call, kernel } = setUp()
  const ran: number[] = []
  kernel.clock.after(3_600_000, () => ran.push(kernel.clock.now()))
  expect((await call('POST', '/clock', { advanceMs: 7_200_000 })).json).toEqual({
    now: '2026-11-22T02:00:00.000Z',
    epochMs: startMs + 7_200_000,
  })
  expect(ran).toEqual([startMs + 3_600_000])
  expect((await call('GET', '/clock')).json).toMatchObject({ epochMs: startMs + 7_200_000 })
})

test('faults are added, listed and removed', async () => {
  const { call, kernel } = setUp()
  const added = await call('POST', '/faults', { vendor: 'xero', kind: 'limited_day', times: 2 })
  expect(added).toMatchObject({ status: 201, json: { id: 'f1' } })
  expect((await call('GET', '/faults')).json).toMatchObject({
    faults: [{ id: 'f1', kind: 'limited_day', struck: 0 }],
  })
  expect((await call('DELETE', '/faults/f9')).status).toBe(404)
  expect((await call('DELETE', '/faults/f1')).status).toBe(204)
  await call('POST', '/faults', { vendor: 'capsule', kind: 'slow' })
  expect((await call('DELETE', '/faults')).status).toBe(204)
  expect(kernel.faults.list()).toEqual([])
})

test('calls are filtered and counted', async () => {
  const { call, logged } = setUp()
  logged('GET /api/v2/parties', startMs, false)
  logged('GET /api/v2/parties', startMs + 5, false, 429)
  logged('PUT /api/v2/parties/:id', startMs + 10, true)
  logged('PUT /api.xro/2.0/Contacts', startMs + 20, true, 400)
  const endpoints = async (query: string) => {
    const { json } = await call('GET', `/calls${query}`)
    return (json as { calls: { endpoint: string }[] }).calls.map((each) => each.endpoint)
  }
  expect(await endpoints('')).toHaveLength(4)
  expect(await endpoints('?vendor=xero')).toEqual(['PUT /api.xro/2.0/Contacts'])
  expect(await endpoints('?vendor=capsule&write=true')).toEqual(['PUT /api/v2/parties/:id'])
  expect(await endpoints(`?since=${startMs + 10}`)).toHaveLength(2)
  expect(await endpoints('?since=2026-11-22T00:00:00.020Z')).toEqual(['PUT /api.xro/2.0/Contacts'])
  expect((await call('GET', '/calls?since=yesterday')).status).toBe(400)
  expect((await call('GET', '/calls?vendor=sage')).status).toBe(400)
  expect((await call('GET', '/calls/summary')).json).toEqual({
    calls: 4,
    writes: 2,
    byVendor: { capsule: { calls: 3, writes: 1 }, xero: { calls: 1, writes: 1 } },
    endpoints: [
      { vendor: 'capsule', endpoint: 'GET /api/v2/parties', calls: 2, writes: 0, refused: 1 },
      { vendor: 'xero', endpoint: 'PUT /api.xro/2.0/Contacts', calls: 1, writes: 1, refused: 1 },
      { vendor: 'capsule', endpoint: 'PUT /api/v2/parties/:id', calls: 1, writes: 1, refused: 0 },
    ],
  })
  expect((await call('POST', '/calls/clear')).status).toBe(204)
  expect((await call('GET', '/calls/summary')).json).toMatchObject({ calls: 0, writes: 0, endpoints: [] })
})

test('limits are turned off and on', async () => {
  const { call, kernel } = setUp()
  expect((await call('POST', '/quotas', { on: false })).json).toEqual({ on: false })
  expect(kernel.quotas).toBe(false)
  await call('POST', '/quotas', { on: true })
  expect(kernel.quotas).toBe(true)
})

test('the webhook of the Xero app is set and taken away', async () => {
  const { call, webhooks } = setUp()
  const target = { url: 'http://localhost:3000/hooks/xero', key: 'secret' }
  expect((await call('POST', '/xero/webhook', target)).json).toEqual({ ok: true, problem: null })
  await call('DELETE', '/xero/webhook')
  expect(webhooks).toEqual([target, null])
})

test('the app is cut off from inside Xero', async () => {
  expect((await setUp().call('POST', '/xero/disconnect')).json).toEqual({ disconnected: 2 })
})

test('the books are closed up to a day, and opened again', async () => {
  const { call, locks } = setUp()
  const days = { period: '2026-06-30', endOfYear: null }
  expect((await call('POST', '/xero/lock-dates', days)).json).toEqual(days)
  expect((await call('POST', '/xero/lock-dates', { period: '30 June' })).status).toBe(400)
  expect(locks).toEqual([days])
})

test('an unknown control says so', async () => {
  expect(await setUp().call('GET', '/nothing')).toMatchObject({
    status: 404,
    json: { error: expect.stringContaining('GET /_sandbox/nothing') },
  })
})

const form = { 'content-type': 'application/x-www-form-urlencoded' }

test('the page shows counts, calls and faults, and its forms act', async () => {
  const { call, kernel, loads, logged } = setUp()
  logged('GET /api/v2/parties/:id', startMs, false)
  const back = { status: 303, location: '/_sandbox/' }
  expect(
    await call(
      'POST',
      '/forms/fault',
      'vendor=xero&kind=status&method=&path=%3Cb%3E&status=502&delayMs=&probability=0.5&times=3',
      form,
    ),
  ).toMatchObject(back)
  expect(await call('POST', '/forms/clock', 'hours=24', form)).toMatchObject(back)
  expect(await call('POST', '/forms/quotas', 'on=false', form)).toMatchObject(back)
  expect(await call('POST', '/forms/seed', 'seed=again', form)).toMatchObject(back)
  expect(await call('POST', '/forms/seed', 'seed=scale%3D20', form)).toMatchObject(back)
  expect(loads).toEqual(['demo', 'demo', { scale: 20 }])
  const { text } = await call('GET', '/')
  for (const shown of [
    '1,234',
    'GET /api/v2/parties/:id',
    'status 502',
    '&lt;b&gt;',
    '50 %, at most 3',
    '2026-11-23 00:00:00 UTC',
    'Turn limits on',
  ])
    expect(text, shown).toContain(shown)
  expect(text).not.toContain('<b>')
  expect(await call('POST', '/forms/fault/remove', 'id=f1', form)).toMatchObject(back)
  expect(kernel.faults.list()).toEqual([])
  expect(await call('POST', '/forms/calls/clear', '', form)).toMatchObject(back)
  expect(kernel.calls.list()).toEqual([])
})

test('a form that makes no sense is answered by the page with the reason', async () => {
  const { call, kernel, loads } = setUp()
  for (const [path, body, reason] of [
    ['/forms/fault', 'vendor=xero&kind=status&status=20', 'status'],
    ['/forms/fault', 'vendor=xero&kind=slow&times=often', 'times'],
    ['/forms/clock', 'hours=-1', 'hours'],
    ['/forms/seed', 'seed=scale%3D0', 'There is no seed'],
  ] as const) {
    const answer = await call('POST', path, body, form)
    expect(answer.status, body).toBe(400)
    expect(answer.text, body).toMatch(new RegExp(`role="alert">[^<]*${reason}`))
  }
  expect(kernel.faults.list()).toEqual([])
  expect(loads).toEqual(['demo'])
})
