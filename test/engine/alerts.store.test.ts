import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AlertDestinationAdded, type AlertDestinationInput, Alerts } from '#api/alerts.ts'
import { defined } from '#core/assert.ts'
import { deliverDue } from '#server/alerts/deliver.ts'
import { watchAlerts } from '#sync/alerts.ts'
import { type Harness, startHarness } from './harness.ts'

const minute = 60_000
const hour = 60 * minute

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A real HTTP receiver. */
async function receiver(status = 200, headers: Record<string, string> = {}) {
  const received: Received[] = []
  let answer = status
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      response.writeHead(answer, headers).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}/hook`,
    received,
    answer(next: number) {
      answer = next
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** A real mail server that asks for a password. */
async function mailServer() {
  const messages: { readonly from: string; readonly to: string[]; readonly text: string }[] = []
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    onAuth(auth, _session, done) {
      if (auth.username === 'counterpart' && auth.password === 'secret') done(null, { user: 'counterpart' })
      else done(new Error('wrong password'))
    },
    onData(stream, session, done) {
      let text = ''
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      stream.on('end', () => {
        const from = session.envelope.mailFrom
        messages.push({
          from: from === false ? '' : from.address,
          to: session.envelope.rcptTo.map((each) => each.address),
          // Long lines are folded on their way.
          text: text.replaceAll('=\r\n', ''),
        })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server.server.address()),
    messages,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0

const everything: z.infer<typeof AlertDestinationInput>['topics'] = [
  'connection_lost',
  'problem',
  'approval',
  'budget',
  'no_webhook',
  'drift',
]

async function inStep(): Promise<Harness> {
  const h = await startHarness()
  Object.assign(h.context, { alertsAllowPrivate: true })
  await h.connectBoth()
  await h.compare()
  await h.approve({ includeNameOnly: true })
  await h.settle()
  return h
}

async function add(h: Harness, input: unknown) {
  const response = await h.admin.send('POST', '/api/alerts/destinations', input)
  if (response.status !== 200) throw new Error(await response.text())
  return AlertDestinationAdded.parse(await response.json())
}

async function rollUp(
  h: Harness,
  rollUpMinutes: number,
  quiet: { from: number; until: number } | null = null,
) {
  const setting = { quiet, timeZone: 'UTC', rollUpMinutes }
  expect((await h.admin.send('PUT', '/api/alerts/setting', setting)).status).toBe(200)
}

/** What the server does every few seconds. */
async function look(h: Harness): Promise<void> {
  await watchAlerts(h.engine, await h.workspaceId())
  await deliverDue(h.engine, { publicUrl: h.server.url, allowPrivate: true })
}

const Webhook = z.object({
  changes: z.array(
    z.object({ id: z.string(), topic: z.string(), state: z.string(), words: z.string(), url: z.string() }),
  ),
})
const changesOf = (received: readonly Received[]) =>
  received.flatMap(({ body }) =>
    Webhook.parse(JSON.parse(body)).changes.map(({ topic, state }) => `${topic} ${state}`),
  )

test('a lost connection is told once to mail and webhook, and once when it is back', async () => {
  await using h = await inStep()
  await using web = await receiver()
  await using mail = await mailServer()
  await rollUp(h, 0)
  const { secret } = await add(h, { kind: 'webhook', name: 'Our own', url: web.url, topics: everything })
  await add(h, {
    kind: 'email',
    name: 'Bookkeepers',
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    user: 'counterpart',
    password: 'secret',
    from: 'counterpart@firm.example',
    to: ['hannah@firm.example', 'omar@firm.example'],
    topics: everything,
  })
  await look(h)
  expect(web.received, 'nothing is wrong').toEqual([])

  h.sandbox.xero.disconnect()
  await h.pass(61 * minute)
  for (let i = 0; i < 4; i++) {
    await look(h)
    await h.clock.advance(10 * minute)
  }
  expect(changesOf(web.received)).toEqual(['connection_lost raised'])
  expect(mail.messages).toHaveLength(1)
  expect(mail.messages[0]).toMatchObject({
    from: 'counterpart@firm.example',
    to: ['hannah@firm.example', 'omar@firm.example'],
  })
  expect(mail.messages[0]?.text).toMatch(/has to be connected again/)
  expect(mail.messages[0]?.text).toContain(`${h.server.url}/connections`)

  const [first] = web.received
  const { headers, body } = defined(first, 'the webhook was received')
  const [, time = '', sent = ''] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['counterpart-signature'])) ?? []
  const own = createHmac('sha256', defined(secret, 'a webhook has a secret'))
    .update(`${time}.${body}`)
    .digest('hex')
  expect(timingSafeEqual(Buffer.from(own), Buffer.from(sent))).toBe(true)
  expect(Number(time) * 1_000).toBeLessThanOrEqual(h.clock.now())

  await h.consent('xero')
  await h.settle()
  for (let i = 0; i < 3; i++) await look(h)
  expect(changesOf(web.received)).toEqual(['connection_lost raised', 'connection_lost over'])
  expect(mail.messages).toHaveLength(2)
  expect(mail.messages[1]?.text).toMatch(/Connected again/)
})

test('what is over before anybody was told is not told; what comes together travels together', async () => {
  await using h = await inStep()
  await using web = await receiver()
  await rollUp(h, 10)
  await add(h, { kind: 'slack', name: 'Channel', url: web.url, topics: everything })
  h.sandbox.xero.disconnect()
  await h.pass(61 * minute)
  await look(h)
  await h.consent('xero')
  await h.settle()
  await look(h)
  await h.clock.advance(hour)
  await look(h)
  expect(web.received).toEqual([])

  const at = new Date(h.clock.now())
  const workspaceId = await h.workspaceId()
  const connections = await h.db.selectFrom('connection').select('id').execute()
  for (const { id } of connections)
    await h.db
      .insertInto('balance_proof')
      .values({ connection_id: id, workspace_id: workspaceId, at, equal: 1, different: 2 })
      .onConflict((c) => c.column('connection_id').doUpdateSet({ different: 2 }))
      .execute()
  await look(h)
  expect(web.received, 'it waits for company').toEqual([])
  await h.clock.advance(10 * minute)
  await look(h)
  expect(web.received).toHaveLength(1)
  const { text } = z.object({ text: z.string() }).parse(JSON.parse(web.received[0]?.body ?? ''))
  expect(text.match(/2 contacts owe/g)).toHaveLength(2)
  await h.db.updateTable('balance_proof').set({ different: 0 }).execute()
  await look(h)
  await h.clock.advance(10 * minute)
  await look(h)
  expect(web.received[1]?.body).toContain('Equality restored')
})

test('quiet hours put it off, and the morning brings it', async () => {
  await using h = await inStep()
  await using web = await receiver()
  const now = new Date(h.clock.now())
  const minuteNow = now.getUTCHours() * 60 + now.getUTCMinutes()
  await rollUp(h, 0, { from: minuteNow, until: (minuteNow + 8 * 60) % 1_440 })
  await add(h, { kind: 'webhook', name: 'Own', url: web.url, topics: ['connection_lost'] })
  h.sandbox.xero.disconnect()
  await h.pass(61 * minute)
  await look(h)
  await h.clock.advance(6 * hour)
  await look(h)
  expect(web.received).toEqual([])
  await h.clock.advance(hour)
  await look(h)
  expect(changesOf(web.received)).toEqual(['connection_lost raised'])
})

test('a destination that fails is tried again with growing pauses, and says why; two nodes send once', async () => {
  await using h = await inStep()
  await using web = await receiver(503)
  await rollUp(h, 0)
  const { id } = await add(h, { kind: 'webhook', name: 'Own', url: web.url, topics: everything })
  h.sandbox.xero.disconnect()
  await h.pass(61 * minute)
  await look(h)
  await look(h)
  expect(web.received, 'not at once again').toHaveLength(1)
  const shown = Alerts.parse(await (await h.admin.send('GET', '/api/alerts')).json())
  expect(shown.destinations).toMatchObject([
    { id, lastError: expect.stringMatching(/answered with status 503/) },
  ])
  expect(JSON.stringify(shown)).not.toContain('/hook')
  expect(shown.raised).toMatchObject([{ topic: 'connection_lost', href: '/connections' }])
  web.answer(204)
  await h.clock.advance(10 * minute)
  await Promise.all([look(h), look(h)])
  await look(h)
  expect(web.received).toHaveLength(2)
  const ids = web.received.map(({ headers }) => headers['counterpart-delivery'])
  expect(ids[0], 'a repetition is known by its id').toBe(ids[1])
})

test('only what a destination wants reaches it, and a test message goes at once', async () => {
  await using h = await inStep()
  await using web = await receiver()
  await rollUp(h, 0)
  const { id } = await add(h, { kind: 'webhook', name: 'Own', url: web.url, topics: ['drift'] })
  h.sandbox.xero.disconnect()
  await h.pass(61 * minute)
  await look(h)
  expect(web.received).toEqual([])
  const tested = await h.admin.send('POST', `/api/alerts/destinations/${id}/test`)
  expect(tested.status).toBe(200)
  expect(web.received[0]?.body).toContain('This is a test')
  expect((await h.admin.send('DELETE', `/api/alerts/destinations/${id}`)).status).toBe(200)
  expect((await h.admin.send('POST', `/api/alerts/destinations/${id}/test`)).status).toBe(404)
})

test('calls that run out, silent webhooks and problems are states of their own', async () => {
  await using h = await inStep()
  await using web = await receiver()
  await rollUp(h, 0)
  await add(h, { kind: 'webhook', name: 'Own', url: web.url, topics: everything })
  const now = h.clock.now()
  const usage = (left: number, resetAt: number) =>
    h.db
      .updateTable('connection')
      .set({ usage: JSON.stringify({ left, limit: 1_000, window: 'day', resetAt, pausedUntil: null }) })
      .where('side', '=', 'xero')
      .execute()
  await usage(150, now + 12 * hour)
  await look(h)
  expect(changesOf(web.received), 'half of the day needs some 135').toEqual([])
  await usage(120, now + 12 * hour)
  await look(h)
  await usage(140, now + 12 * hour)
  await look(h)
  expect(changesOf(web.received), 'near the line it does not come and go').toEqual(['budget raised'])
  await usage(999, now + 24 * hour)
  await look(h)
  expect(changesOf(web.received)).toEqual(['budget raised', 'budget over'])

  web.received.length = 0
  await h.db
    .updateTable('connection')
    .set({
      last_heard_at: new Date(now - 13 * hour),
      hooks_at: null,
      connected_at: new Date(now - 20 * hour),
    })
    .where('side', '=', 'xero')
    .execute()
  await h.db
    .updateTable('mirror_contact')
    .set({ updated_at: new Date(now - 14 * hour) })
    .execute()
  await look(h)
  expect(web.received, 'nothing happened that could have been announced').toEqual([])
  await h.db
    .updateTable('mirror_contact')
    .set({ updated_at: new Date(now - 2 * hour) })
    .execute()
  await look(h)
  await h.db
    .updateTable('connection')
    .set({ last_heard_at: new Date(now) })
    .where('side', '=', 'xero')
    .execute()
  await look(h)
  expect(changesOf(web.received)).toEqual(['no_webhook raised', 'no_webhook over'])
})

test('addresses inside the network are refused unless they are allowed, and nobody is sent on to them', async () => {
  await using h = await inStep()
  await using web = await receiver(302, { location: 'http://169.254.169.254/latest/meta-data' })
  const { id } = await add(h, { kind: 'webhook', name: 'Own', url: web.url, topics: everything })
  const sentOn = await h.admin.send('POST', `/api/alerts/destinations/${id}/test`)
  expect(sentOn.status).toBe(422)
  expect(await sentOn.text()).toMatch(/sends on to another address/)

  Object.assign(h.context, {
    alertsAllowPrivate: false,
    alertsResolve: async (host: string) => [
      { address: '93.184.215.14', family: 4 },
      ...(host === 'rebind.example' ? [{ address: '10.0.0.8', family: 4 }] : []),
    ],
  })
  for (const url of [
    'https://127.0.0.1/hook',
    'https://[::1]/hook',
    'https://[::ffff:10.0.0.1]/hook',
    'https://169.254.169.254/latest',
    'https://2130706433/hook',
    'https://rebind.example/hook',
    'http://hooks.example/hook',
  ]) {
    const response = await h.admin.send('POST', '/api/alerts/destinations', {
      kind: 'webhook',
      name: 'x',
      url,
      topics: ['drift'],
    })
    expect([url, response.status]).toEqual([url, 422])
  }
  const fine = { kind: 'slack', name: 'x', url: 'https://hooks.example/abc', topics: ['drift'] }
  expect((await h.admin.send('POST', '/api/alerts/destinations', fine)).status).toBe(200)
})
