import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defined } from '#core/assert.ts'
import { demoApp, type Harness, startHarness, webhookKey } from './harness.ts'

const sign = (body: Uint8Array, key = webhookKey) => createHmac('sha256', key).update(body).digest('base64')
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'))

function deliver(
  h: Harness,
  path: string,
  body: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  return h.server.fetch(
    new Request(`${h.server.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    }),
  )
}

/** Xero sees the answer as good only without body and cookie. */
async function expectBare(response: Response, status: number) {
  expect(response.status).toBe(status)
  expect(await response.text()).toBe('')
  expect(response.headers.getSetCookie()).toEqual([])
}

const inbox = (h: Harness) => h.db.selectFrom('event_inbox').selectAll().orderBy('id').execute()

function contactEvent(h: Harness, tenantId: string, sequence = 1) {
  const event = {
    resourceUrl: 'http://localhost:4002/api.xro/2.0/Contacts/x',
    resourceId: h.keys.contactIds.get('acme'),
    eventDateUtc: '2026-11-22T01:00:00.000',
    eventType: 'UPDATE',
    eventCategory: 'CONTACT',
    tenantId,
    tenantType: 'ORGANISATION',
  }
  return bytes(
    `{"events":${JSON.stringify([event])},"firstEventSequence": ${sequence},"lastEventSequence": ${sequence}, "entropy": "E"}`,
  )
}

async function connected(): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  return h
}

async function tenant(h: Harness) {
  const row = await h.db
    .selectFrom('connection')
    .select('organisation_id')
    .where('side', '=', 'xero')
    .executeTakeFirstOrThrow()
  return row.organisation_id
}

test('a webhook with a wrong signature gets 401 and leaves no trace', async () => {
  await using h = await connected()
  const body = contactEvent(h, await tenant(h))
  const wrong = [
    sign(body, 'another key'),
    sign(bytes('other bytes')),
    `${sign(body)} `.slice(1),
    'AAAA',
    '',
    sign(body).toLowerCase(),
  ]
  for (const signature of wrong)
    await expectBare(await deliver(h, '/hooks/xero', body, { 'x-xero-signature': signature }), 401)
  await expectBare(await deliver(h, '/hooks/xero', body), 401)
  expect(await inbox(h)).toEqual([])
  const heard = await h.db.selectFrom('connection').select('last_heard_at').execute()
  expect(heard.every((row) => row.last_heard_at === null)).toBe(true)
})

test('a signed webhook is stored as it came, answered bare, and kept once however often it is sent', async () => {
  await using h = await connected()
  const body = contactEvent(h, await tenant(h))
  for (let time = 0; time < 3; time++)
    await expectBare(await deliver(h, '/hooks/xero', body, { 'x-xero-signature': sign(body) }), 200)
  const rows = await inbox(h)
  expect(rows).toHaveLength(1)
  expect(Buffer.from(defined(rows[0], 'it is stored').body)).toEqual(Buffer.from(body))
  await h.settle()
  expect((await inbox(h)).map((row) => row.state)).toEqual(['done'])
})

test('what an older program kept, without reading what it names, is read when its turn comes', async () => {
  await using h = await connected()
  const good = contactEvent(h, await tenant(h))
  const odd = bytes('{"events":"none"}')
  for (const body of [good, odd])
    await expectBare(await deliver(h, '/hooks/xero', body, { 'x-xero-signature': sign(body) }), 200)
  await h.db.updateTable('event_inbox').set({ state: 'new', note: null }).execute()
  const before = h.sandbox.kernel.calls.list().length
  await h.settle()
  const rows = await inbox(h)
  expect(rows.map((row) => row.state).sort()).toEqual(['done', 'flagged'])
  expect([...(rows.find((row) => row.state === 'done')?.body ?? [])]).toEqual([...good])
  expect(
    h.sandbox.kernel.calls
      .list()
      .slice(before)
      .map(({ path }) => path),
  ).toContainEqual(expect.stringContaining('/Contacts'))
})

test('while a key is being rotated both are good, and one that is not ours never is', async () => {
  await using h = await startHarness({
    secrets: { xero: { ...demoApp, webhookKeys: [webhookKey, 'the old one'] } },
  })
  const body = bytes('{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "E"}')
  for (const [key, status] of [
    [webhookKey, 200],
    ['the old one', 200],
    ['a third', 401],
  ] as const)
    await expectBare(await deliver(h, '/hooks/xero', body, { 'x-xero-signature': sign(body, key) }), status)
  expect(await inbox(h)).toEqual([])
})

test('an authentic body that cannot be read is stored, answered and flagged, and stops nothing', async () => {
  await using h = await connected()
  const unreadable = [
    bytes('not json at all'),
    bytes('{"events":"none"}'),
    new Uint8Array([0xff, 0xfe, 0x00, 0x22]),
  ]
  for (const body of unreadable)
    await expectBare(await deliver(h, '/hooks/xero', body, { 'x-xero-signature': sign(body) }), 200)
  const good = contactEvent(h, await tenant(h))
  await expectBare(await deliver(h, '/hooks/xero', good, { 'x-xero-signature': sign(good) }), 200)
  await h.settle()
  const rows = await inbox(h)
  expect(rows.map((row) => row.state)).toEqual(['flagged', 'flagged', 'flagged', 'done'])
  expect(rows.slice(0, 3).map((row) => Buffer.from(row.body))).toEqual(unreadable.map((b) => Buffer.from(b)))
  for (const row of rows.slice(0, 3)) expect(row.note).toMatch(/cannot be read/)
})

test('an event of an organisation we do not know is kept and concerns nobody', async () => {
  await using h = await connected()
  const body = contactEvent(h, '00000000-0000-4000-8000-000000000009')
  await expectBare(await deliver(h, '/hooks/xero', body, { 'x-xero-signature': sign(body) }), 200)
  h.forgetSent()
  await h.pass(60_000)
  expect(await h.db.selectFrom('dirty').selectAll().execute()).toEqual([])
  expect(h.sent).toEqual([])
})

test("Capsule's hooks come to a path nobody can guess; other paths are gone", async () => {
  await using h = await connected()
  await h.approve()
  const Sent = z.object({ restHook: z.object({ targetUrl: z.string() }) })
  const registered = h.sent.filter((s) => s.path.endsWith('/resthooks') && s.method === 'POST')
  expect(registered).toHaveLength(3)
  const path = new URL(
    Sent.parse(JSON.parse(defined(registered[0], 'hooks are registered').body)).restHook.targetUrl,
  ).pathname
  expect(path).toMatch(/^\/hooks\/capsule\/[\w-]{43}$/)
  // Whoever reads the database does not learn it.
  const row = await h.db.selectFrom('connection').selectAll().where('side', '=', 'capsule').executeTakeFirst()
  expect(JSON.stringify(row)).not.toContain(path.slice(15))
  await h.settle()
  const before = (await inbox(h)).length

  const body = bytes(
    JSON.stringify({ event: 'party/updated', payload: [{ id: h.keys.partyIds.get('acme') }] }),
  )
  const last = path.at(-1) === 'A' ? 'B' : 'A'
  await expectBare(await deliver(h, `${path.slice(0, -1)}${last}`, body), 410)
  await expectBare(await deliver(h, '/hooks/capsule/x', body), 410)
  expect(await inbox(h)).toHaveLength(before)

  await expectBare(await deliver(h, path, body), 200)
  await expectBare(await deliver(h, path, bytes('{"event":')), 200)
  await h.settle()
  const rows = (await inbox(h)).slice(before)
  expect(rows.map((each) => each.state)).toEqual(['done', 'flagged'])
})

test('an id nobody knows is passed over, the others of the same delivery count', async () => {
  await using h = await connected()
  await h.approve()
  const url = defined(
    h.sent.find((s) => s.path.endsWith('/resthooks') && s.method === 'POST'),
    'hooks are registered',
  )
  const target = z.object({ restHook: z.object({ targetUrl: z.string() }) }).parse(JSON.parse(url.body))
  const path = new URL(target.restHook.targetUrl).pathname
  const known = defined(h.keys.partyIds.get('acme'), 'acme is seeded')
  const payload = [{ id: 4_000_000_000 }, { id: known }]
  await h.settle()
  h.forgetSent()
  await deliver(h, path, bytes(JSON.stringify({ event: 'party/updated', payload })))
  await h.settle()
  expect(h.sent.some((s) => s.path.includes(String(known)))).toBe(true)
  expect(await h.db.selectFrom('dirty').selectAll().execute()).toEqual([])
})

test('what cannot be stored is never answered with 200', async () => {
  await using h = await connected()
  const body = contactEvent(h, await tenant(h))
  await sql`alter table event_inbox rename to event_inbox_gone`.execute(h.db)
  const refused = await deliver(h, '/hooks/xero', body, { 'x-xero-signature': sign(body) })
  await expectBare(refused, 503)
  await sql`alter table event_inbox_gone rename to event_inbox`.execute(h.db)
  await expectBare(await deliver(h, '/hooks/xero', body, { 'x-xero-signature': sign(body) }), 200)
  expect(await inbox(h)).toHaveLength(1)
})
