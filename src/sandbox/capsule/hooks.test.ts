import { describe, expect, test } from 'vitest'
import { account, at, number, refusal } from './fixture.ts'

const target = 'http://receiver.test/in'

/** An account with an administrator's app and a receiver that answers as told. */
async function hooked(answers: readonly number[] = []) {
  const received: { event: unknown; payload: unknown; at: number }[] = []
  let count = 0
  const base = account({
    deliver: async (_, init) => {
      const body: unknown = JSON.parse(String(init?.body))
      received.push({ event: at(body, 'event'), payload: at(body, 'payload'), at: base.clock.now() })
      return new Response(null, { status: answers[Math.min(count++, answers.length - 1)] ?? 200 })
    },
  })
  const { access } = await base.signIn('ann@tryout.test')
  const subscribe = (event: string, more: object = {}) =>
    base.call('POST', '/resthooks', { restHook: { event, targetUrl: target, ...more } }, access)
  const rename = (key: string, name: string) =>
    base.call('PUT', `/parties/${base.idOf(key)}`, { party: { name } })
  const hooksLeft = async () =>
    at((await base.call('GET', '/resthooks', undefined, access)).body, 'restHooks')
  const payloadIds = () =>
    received.map(({ payload }) => (Array.isArray(payload) ? payload.map((p) => at(p, 'id')) : []))
  return { ...base, access, received, subscribe, rename, hooksLeft, payloadIds }
}

describe('managing', () => {
  test('a hook is made, listed, shown and ended', async () => {
    const { subscribe, call, access, hooksLeft } = await hooked()
    const made = await subscribe('party/updated', { description: 'Ours', embed: 'fields' })
    expect(made).toMatchObject({
      status: 201,
      body: {
        restHook: { event: 'party/updated', targetUrl: target, batched: true, clientId: 'counterpart-demo' },
      },
    })
    const id = number(made.body, 'restHook.id')
    expect(made.headers.get('Location')).toMatch(new RegExp(`/resthooks/${id}$`))
    expect((await call('GET', `/resthooks/${id}`, undefined, access)).body).toEqual(made.body)
    expect((await call('DELETE', `/resthooks/${id}`, undefined, access)).status).toBe(204)
    expect((await call('DELETE', `/resthooks/${id}`, undefined, access)).status).toBe(404)
    expect(await hooksLeft()).toEqual([])
  })

  test('trap: a personal token and a standard user are refused (capsule §19.10)', async () => {
    const { call, signIn } = await hooked()
    const restHook = { event: 'party/created', targetUrl: target }
    expect((await call('POST', '/resthooks', { restHook })).status).toBe(403)
    expect((await call('GET', '/resthooks')).status).toBe(403)
    const bob = await signIn('bob@tryout.test')
    expect((await call('POST', '/resthooks', { restHook }, bob.access)).status).toBe(403)
  })

  test('trap: twenty hooks are the most an account can have (capsule §19.10)', async () => {
    const { subscribe } = await hooked()
    for (let i = 0; i < 20; i++) expect((await subscribe('party/created')).status).toBe(201)
    expect((await subscribe('party/created')).status).toBe(422)
  })

  test.each([
    [{ event: 'party/merged' }, refusal('unknown event', 'restHook', 'event')],
    [{ event: '' }, refusal('event is required', 'restHook', 'event')],
    [{ targetUrl: null }, refusal('targetUrl is required', 'restHook', 'targetUrl')],
    [{ targetUrl: 'ftp://x' }, refusal('targetUrl is not a valid URL', 'restHook', 'targetUrl')],
  ])('%j is refused', async (more, expected) => {
    const { subscribe } = await hooked()
    expect(await subscribe('party/created', more)).toMatchObject(expected)
  })

  test('trap: the path is lower-case (capsule §17)', async () => {
    const { call } = account()
    expect((await call('GET', '/restHooks')).status).toBe(404)
  })
})

describe('delivery', () => {
  test('trap: our own writes are told, as an array, with what the hook embeds (capsule §17)', async () => {
    const { subscribe, call, clock, received } = await hooked()
    await subscribe('party/created', { embed: 'tags,fields' })
    const made = await call('POST', '/parties', {
      party: { type: 'organisation', name: 'New', tags: [{ name: 'T' }] },
    })
    expect(received).toEqual([])
    await clock.advance(50)
    expect(received).toMatchObject([
      {
        event: 'party/created',
        payload: [{ id: number(made.body, 'party.id'), name: 'New', tags: [{ name: 'T' }], fields: [] }],
      },
    ])
  })

  test('trap: events within 50 ms go out together, later ones apart (capsule §17)', async () => {
    const { subscribe, rename, clock, payloadIds, idOf } = await hooked()
    await subscribe('party/updated')
    await rename('acme', 'A1')
    await clock.advance(30)
    await rename('cys', 'C1')
    await clock.advance(20)
    await rename('acme', 'A2')
    await clock.advance(50)
    expect(payloadIds()).toEqual([[idOf('acme'), idOf('cys')], [idOf('acme')]])
  })

  test('settled tries what is due and leaves the rest', async () => {
    const { subscribe, rename, capsule, received } = await hooked()
    await subscribe('party/updated')
    await rename('acme', 'A1')
    await capsule.settled()
    expect(received).toEqual([])
  })

  test('settled waits for a receiver that takes its time', async () => {
    const gate = Promise.withResolvers<Response>()
    const base = account({ deliver: () => gate.promise })
    const { access } = await base.signIn('ann@tryout.test')
    const restHook = { event: 'party/updated', targetUrl: target }
    await base.call('POST', '/resthooks', { restHook }, access)
    await base.call('PUT', `/parties/${base.idOf('acme')}`, { party: { name: 'A1' } })
    const order: string[] = []
    const moved = base.clock.advance(50)
    const settled = base.capsule.settled().then(() => order.push('settled'))
    await base.call('GET', '/site')
    order.push('answered')
    gate.resolve(new Response())
    await Promise.all([moved, settled])
    expect(order).toEqual(['answered', 'settled'])
  })

  test('a change without effect tells nobody', async () => {
    const { subscribe, rename, clock, received } = await hooked()
    await subscribe('party/updated')
    await rename('acme', 'Acme Pty Ltd')
    await clock.advance(60)
    expect(received).toEqual([])
  })

  test('trap: deleting an organisation tells of it and of its people (capsule §19.9)', async () => {
    const { subscribe, call, idOf, clock, received } = await hooked()
    await subscribe('party/deleted')
    await subscribe('party/updated')
    await call('DELETE', `/parties/${idOf('acme')}`)
    await clock.advance(50)
    expect(received).toMatchObject([
      { event: 'party/updated', payload: [{ id: idOf('jo'), organisation: null }] },
      { event: 'party/deleted', payload: [{ id: idOf('acme') }] },
    ])
  })

  test('trap: failures are tried again after 5 s, 1, 5, 15 and 15 min; then the hook is gone (capsule §19.10)', async () => {
    const { subscribe, rename, clock, received, hooksLeft } = await hooked([500])
    await subscribe('party/updated')
    await rename('acme', 'A1')
    await clock.advance(50)
    const first = clock.now()
    await clock.advance(5000 + 60_000 + 300_000 + 900_000)
    expect(await hooksLeft()).toHaveLength(1)
    await clock.advance(900_000)
    const waits = received.map(({ at: when }) => when - first)
    expect(waits).toEqual([0, 5000, 65_000, 365_000, 1_265_000, 2_165_000])
    expect(await hooksLeft()).toEqual([])
  })

  test('a success ends the tries and keeps the hook', async () => {
    const { subscribe, rename, clock, received, hooksLeft } = await hooked([503, 302, 202])
    await subscribe('party/updated')
    await rename('acme', 'A1')
    await clock.advance(10_000_000)
    expect(received).toHaveLength(3)
    expect(await hooksLeft()).toHaveLength(1)
  })

  test('trap: 410 ends the hook at once (capsule §19.10)', async () => {
    const { subscribe, rename, clock, received, hooksLeft } = await hooked([410])
    await subscribe('party/updated')
    await rename('acme', 'A1')
    await clock.advance(10_000_000)
    expect(received).toHaveLength(1)
    expect(await hooksLeft()).toEqual([])
  })

  test('faults drop, double and swap deliveries', async () => {
    const { subscribe, rename, clock, kernel, payloadIds, idOf } = await hooked()
    await subscribe('party/updated')
    const fault = { vendor: 'capsule', status: 503, delayMs: 0, probability: 1, times: 1 } as const
    const change = async (key: string, name: string) => {
      await rename(key, name)
      await clock.advance(50)
    }
    kernel.faults.add({ ...fault, kind: 'hook_drop' })
    await change('acme', 'A1')
    kernel.faults.add({ ...fault, kind: 'hook_duplicate' })
    await change('acme', 'A2')
    kernel.faults.add({ ...fault, kind: 'hook_reorder' })
    await change('cys', 'C1')
    await change('board', 'B1')
    expect(payloadIds()).toEqual([[idOf('acme')], [idOf('acme')], [idOf('board')], [idOf('cys')]])
  })

  test('a held delivery goes out even when nothing follows it', async () => {
    const { subscribe, rename, clock, kernel, payloadIds, idOf } = await hooked()
    await subscribe('party/updated')
    kernel.faults.add({
      vendor: 'capsule',
      kind: 'hook_reorder',
      status: 503,
      delayMs: 0,
      probability: 1,
      times: 1,
    })
    await rename('cys', 'C1')
    await clock.advance(50)
    expect(payloadIds()).toEqual([])
    await clock.advance(1000)
    expect(payloadIds()).toEqual([[idOf('cys')]])
  })

  test('a reset ends what is under way', async () => {
    const { subscribe, rename, clock, capsule, received } = await hooked()
    await subscribe('party/updated')
    await rename('acme', 'A1')
    capsule.reset()
    await clock.advance(1000)
    expect(received).toEqual([])
  })
})
