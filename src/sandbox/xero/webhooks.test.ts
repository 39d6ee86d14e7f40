import { expect, test } from 'vitest'
import { createWorld, documentScopes, type World } from './fixture.ts'
import { signature } from './webhooks.ts'

const target = { url: 'http://localhost:3000/hooks/xero', key: 'hook+key/==' }
const base = { vendor: 'xero', times: 1, status: 503, delayMs: 0, probability: 1 } as const

interface Delivery {
  readonly body: string
  readonly sign: string
}

/** A receiver that checks signatures as documented; `mood` may answer in its place. */
function receiver() {
  const deliveries: Delivery[] = []
  const state: { mood: ((d: Delivery) => Response | Promise<Response> | null) | null } = { mood: null }
  const receive: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const delivery = { body: await request.text(), sign: request.headers.get('x-xero-signature') ?? '' }
    deliveries.push(delivery)
    const other = state.mood?.(delivery)
    if (other) return other
    return new Response(null, { status: signature(delivery.body, target.key) === delivery.sign ? 200 : 401 })
  }
  const events = () =>
    deliveries.flatMap(
      (d) => JSON.parse(d.body).events as { eventCategory: string; eventType: string; resourceId: string }[],
    )
  return { deliveries, state, receive, events }
}

async function listening() {
  const hook = receiver()
  const world = await createWorld({ fetch: hook.receive })
  expect(await world.xero.setWebhook(target)).toEqual({ ok: true, problem: null })
  hook.deliveries.length = 0
  return { world, hook }
}

const flush = async (world: World, ms = 50) => {
  await world.clock.advance(ms)
  await world.xero.settled()
}

const rename = (world: World, Name: string) =>
  world.api('POST', 'Contacts', { ContactID: world.id('acme'), Name })

test('trap: the handshake sends one right and three corrupted signatures, with uneven spaces (xero §13.14)', async () => {
  const hook = receiver()
  const world = await createWorld({ fetch: hook.receive })
  expect((await world.xero.setWebhook(target)).ok).toBe(true)
  const right = hook.deliveries.filter((d) => d.sign === signature(d.body, target.key))
  expect([hook.deliveries.length, right.length]).toEqual([4, 1])
  expect(hook.deliveries[0]?.body).toMatch(
    /^\{"events":\[\],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "[A-Z0-9]{20}"\}$/,
  )
})

test.each([
  [
    'accepts everything',
    () => new Response(null, { status: 200 }),
    'Response to incorrectly signed payload not 401',
  ],
  ['refuses everything', () => new Response(null, { status: 401 }), 'Response not 200'],
  ['is not there', () => Promise.reject(new TypeError('refused')), null],
])('a receiver that %s fails the handshake', async (_, mood, problem) => {
  const hook = receiver()
  hook.state.mood = mood
  const answer = await (await createWorld({ fetch: hook.receive })).xero.setWebhook(target)
  expect(answer.ok).toBe(false)
  if (problem) expect(answer.problem).toBe(problem)
})

test.each([
  [
    'a body',
    'Response contains a body',
    (d: Delivery) =>
      new Response(signature(d.body, target.key) === d.sign ? 'OK' : null, {
        status: signature(d.body, target.key) === d.sign ? 200 : 401,
      }),
  ],
  [
    'a cookie',
    'Response contains cookies',
    (d: Delivery) =>
      new Response(null, {
        status: signature(d.body, target.key) === d.sign ? 200 : 401,
        headers: { 'set-cookie': 'a=b' },
      }),
  ],
])('a receiver that sends %s fails the handshake', async (_, problem, mood) => {
  const hook = receiver()
  hook.state.mood = mood
  expect((await (await createWorld({ fetch: hook.receive })).xero.setWebhook(target)).problem).toBe(problem)
})

test('trap: changes within the window travel together, with sequence numbers (xero §10)', async () => {
  const { world, hook } = await listening()
  await world.api('PUT', 'Contacts', { Name: 'One' })
  await rename(world, 'Acme Two')
  await flush(world)
  await rename(world, 'Acme Three')
  await flush(world)
  expect(
    hook.deliveries.map((d) =>
      /"firstEventSequence": (\d+),"lastEventSequence": (\d+)/.exec(d.body)?.slice(1),
    ),
  ).toEqual([
    ['1', '2'],
    ['3', '3'],
  ])
  expect(hook.events().map((e) => `${e.eventCategory} ${e.eventType}`)).toEqual([
    'CONTACT CREATE',
    'CONTACT UPDATE',
    'CONTACT UPDATE',
  ])
  expect(JSON.parse(hook.deliveries[0]?.body ?? '').events[1]).toEqual({
    resourceUrl: `http://localhost:4002/api.xro/2.0/Contacts/${world.id('acme')}`,
    resourceId: world.id('acme'),
    eventDateUtc: '2026-11-22T01:30:00.000',
    eventType: 'UPDATE',
    eventCategory: 'CONTACT',
    tenantId: world.session.tenant,
    tenantType: 'ORGANISATION',
  })
})

test('trap: a payment and its deletion are invoice updates; a new name in an invoice is a contact created (xero §10)', async () => {
  const { world, hook } = await listening()
  const paid = await world.api('PUT', 'Payments', {
    Invoice: { InvoiceNumber: 'INV-0100' },
    Account: { Code: '090' },
    Amount: 1,
  })
  await world.api('POST', `Payments/${paid.at('Payments', 0, 'PaymentID')}`, { Status: 'DELETED' })
  await world.api('PUT', 'Invoices', {
    Type: 'ACCREC',
    Contact: { Name: 'Stranger' },
    LineItems: [{ Description: 'x' }],
  })
  await world.api('PUT', 'Invoices', {
    Type: 'ACCREC',
    Contact: { ContactID: world.id('birch') },
    LineItems: [{ Description: 'y' }],
  })
  await flush(world)
  expect(hook.events().map((e) => `${e.eventCategory} ${e.eventType}`)).toEqual([
    'INVOICE UPDATE',
    'INVOICE UPDATE',
    'CONTACT CREATE',
    'INVOICE CREATE',
    'INVOICE CREATE',
  ])
})

test('page changes fire events like API changes', async () => {
  const { world, hook } = await listening()
  await world.form(`/app/contacts/${world.id('birch')}/archive`, {})
  await flush(world)
  expect(hook.events()).toMatchObject([
    { eventCategory: 'CONTACT', eventType: 'UPDATE', resourceId: world.id('birch') },
  ])
})

test('trap: a failed delivery is tried again at once, then every 15 minutes with the same bytes (xero §10)', async () => {
  const { world, hook } = await listening()
  hook.state.mood = () => new Response(null, { status: 500 })
  await rename(world, 'Acme Two')
  await flush(world)
  expect(hook.deliveries.length).toBe(2)
  await flush(world, 15 * 60_000)
  expect(hook.deliveries.length).toBe(3)
  hook.state.mood = null
  await flush(world, 15 * 60_000)
  await flush(world, 60 * 60_000)
  expect(hook.deliveries.length).toBe(4)
  expect(new Set(hook.deliveries.map((d) => d.body)).size).toBe(1)
})

test('trap: after 24 hours of failure it is off; turned on again, what waited is replayed (xero §10)', async () => {
  const { world, hook } = await listening()
  hook.state.mood = () => new Response(null, { status: 500 })
  await rename(world, 'Acme Two')
  for (let i = 0; i < 98; i++) await flush(world, 15 * 60_000)
  expect(world.xero.webhook()).toMatchObject({ enabled: false, undelivered: 1 })
  hook.state.mood = null
  hook.deliveries.length = 0
  await world.xero.setWebhook(target)
  expect(hook.events().length).toBe(1)
})

test('trap: an answer later than five seconds counts as failed (xero §10)', async () => {
  const { world, hook } = await listening()
  hook.state.mood = () => new Promise<Response>(() => undefined)
  await rename(world, 'Acme Two')
  await world.clock.advance(50)
  hook.state.mood = null
  await flush(world, 5_000)
  expect(hook.deliveries.length).toBe(2)
})

test('hook faults: dropped leaves a gap, duplicated comes twice, reordered comes later', async () => {
  const { world, hook } = await listening()
  const sequence = () => hook.deliveries.map((d) => JSON.parse(d.body).firstEventSequence)
  world.kernel.faults.add({ ...base, kind: 'hook_drop' })
  await rename(world, 'A1')
  await flush(world)
  world.kernel.faults.add({ ...base, kind: 'hook_duplicate' })
  await rename(world, 'A2')
  await flush(world)
  world.kernel.faults.add({ ...base, kind: 'hook_reorder' })
  await rename(world, 'A3')
  await flush(world)
  await rename(world, 'A4')
  await flush(world)
  expect(sequence()).toEqual([2, 2, 4, 3])
})

test('trap: without a connection nothing is sent (xero §10)', async () => {
  const { world, hook } = await listening()
  world.xero.disconnect()
  await world.form(`/app/contacts/${world.id('birch')}/archive`, {})
  await flush(world)
  expect(hook.deliveries).toEqual([])
})

test('trap: credits are categories of their own with data, and their invoice is told of too (xero §10)', async () => {
  const hook = receiver()
  const world = await createWorld({ fetch: hook.receive, scope: documentScopes })
  await world.xero.setWebhook(target)
  const note = await world.api('PUT', 'CreditNotes', {
    Type: 'ACCRECCREDIT',
    Status: 'AUTHORISED',
    Contact: { ContactID: world.id('acme') },
    LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 1, AccountCode: '200' }],
  })
  const id = String(note.at('CreditNotes', 0, 'CreditNoteID'))
  await flush(world)
  expect(hook.events()).toMatchObject([
    {
      eventCategory: 'CREDITNOTE',
      eventType: 'CREATE',
      resourceId: id,
      resourceUrl: expect.stringContaining(`/CreditNotes/${id}`),
      data: { Type: 'ACCRECCREDIT', Status: 'AUTHORISED' },
    },
  ])
  const invoice = (await world.api('GET', 'Invoices/INV-0100')).at('Invoices', 0, 'InvoiceID')
  await world.api('PUT', `CreditNotes/${id}/Allocations`, { Amount: 1.1, Invoice: { InvoiceID: invoice } })
  await world.api('PUT', 'BankTransactions', {
    Type: 'RECEIVE-PREPAYMENT',
    Contact: { ContactID: world.id('acme') },
    BankAccount: { Code: '090' },
    LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 1, AccountCode: '200' }],
  })
  await flush(world)
  expect(hook.events().slice(1)).toMatchObject([
    { eventCategory: 'CREDITNOTE', eventType: 'UPDATE', data: { Status: 'PAID' } },
    { eventCategory: 'INVOICE', eventType: 'UPDATE', resourceId: invoice },
    {
      eventCategory: 'PREPAYMENT',
      eventType: 'CREATE',
      data: { Type: 'RECEIVE-PREPAYMENT', UpdatedDateUTCString: expect.stringMatching(/Z$/) },
    },
  ])
  expect(hook.events()[2]).not.toHaveProperty('data')
})
