import { expect, test } from 'vitest'
import { z } from 'zod'
import { manualClock } from './kernel/clock.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'

const capsuleUrl = 'http://localhost:4001'
const xeroUrl = 'http://localhost:4002'

const build = (startMs = Date.UTC(2026, 10, 22)) => {
  const heard: string[] = []
  const deliver: typeof fetch = async (input) => {
    heard.push(String(input))
    return new Response(null, { status: 200 })
  }
  const sandbox = createSandbox({ clock: manualClock(startMs), seed: 5, fetch: deliver, capsuleUrl, xeroUrl })
  sandbox.load('demo')
  return { sandbox, heard }
}

const Token = z.object({ access_token: z.string() })
const Connections = z.array(z.object({ tenantId: z.string() })).min(1)

/** Sends to either service and keeps all that was answered. */
async function worker(sandbox: Sandbox, session: Readonly<Record<string, string>> = {}) {
  const answers: string[] = []
  const keep = async (response: Response) => {
    const text = await response.text()
    answers.push(`${response.status} ${JSON.stringify([...response.headers])} ${text}`)
    return text
  }
  const post = (url: string, body: URLSearchParams | string, headers: Record<string, string>) =>
    new Request(url, { method: 'POST', body, headers })
  const capsule = async (method: string, path: string, sent?: unknown) =>
    keep(
      await sandbox.capsuleFetch(
        new Request(`${capsuleUrl}/api/v2${path}`, {
          method,
          headers: { authorization: 'Bearer sandbox-pat' },
          ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
        }),
      ),
    )
  let headers = session
  const signIn = async () => {
    const grant = new URLSearchParams({ grant_type: 'client_credentials' })
    const basic = { authorization: `Basic ${btoa('counterpart-custom:counterpart-custom-secret')}` }
    const token = Token.parse(
      JSON.parse(await keep(await sandbox.xeroFetch(post(`${xeroUrl}/connect/token`, grant, basic)))),
    )
    const authorization = `Bearer ${token.access_token}`
    const rows = await sandbox.xeroFetch(
      new Request(`${xeroUrl}/connections`, { headers: { authorization } }),
    )
    const tenant = Connections.parse(JSON.parse(await keep(rows)))[0]?.tenantId ?? ''
    headers = { authorization, 'xero-tenant-id': tenant, accept: 'application/json' }
  }
  const xero = async (method: string, path: string, sent?: unknown) =>
    keep(
      await sandbox.xeroFetch(
        new Request(`${xeroUrl}/api.xro/2.0/${path}`, {
          method,
          headers,
          ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
        }),
      ),
    )
  const control = async (method: string, path: string, sent?: unknown) => {
    const response = await sandbox.capsuleFetch(
      new Request(`${capsuleUrl}/_sandbox/${path}`, {
        method,
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      }),
    )
    return { status: response.status, text: await response.text() }
  }
  return { answers, capsule, xero, signIn, control, session: () => headers }
}

type Worker = Awaited<ReturnType<typeof worker>>

/** A day in which much happens: writes on both sides, refusals, faults, an hour that passes. */
async function busyMorning(work: Worker, sandbox: Sandbox): Promise<void> {
  await work.signIn()
  await work.control('POST', 'faults', { vendor: 'xero', kind: 'status', status: 503, probability: 0.3 })
  for (let nth = 0; nth < 12; nth++) {
    await work.capsule('POST', '/parties', {
      party: { type: 'organisation', name: `Morning ${nth}`, tags: [{ name: 'New' }] },
    })
    await work.xero('PUT', 'Contacts', { Contacts: [{ Name: `Morning ${nth}` }, { Name: '' }] })
    await work.xero('PUT', 'Invoices', {
      Type: 'ACCREC',
      Contact: { Name: `Morning ${nth}` },
      Status: 'AUTHORISED',
      DueDate: '2026-12-01',
      LineItems: [{ Description: 'Bench', Quantity: nth + 1, UnitAmount: 9.99, AccountCode: '200' }],
    })
    await sandbox.kernel.clock.advance(300_000)
  }
}

/** What would show a difference: reads of all kinds, and writes that draw new ids. */
async function afternoon(work: Worker): Promise<readonly string[]> {
  work.answers.length = 0
  await work.capsule('GET', '/parties?perPage=100&embed=tags,fields')
  await work.capsule('POST', '/parties', { party: { type: 'person', firstName: 'After', lastName: 'Noon' } })
  for (let page = 1; page <= 3; page++) await work.xero('GET', `Contacts?page=${page}&includeArchived=true`)
  await work.xero('GET', 'Invoices?page=1&pageSize=1000')
  await work.xero('PUT', 'Contacts', { Contacts: [{ Name: 'Afternoon' }] })
  await work.xero('GET', 'Payments')
  return [...work.answers]
}

test('a busy day with one seed gives byte-identical answers and call logs', async () => {
  const run = async () => {
    const { sandbox } = build()
    const work = await worker(sandbox)
    await busyMorning(work, sandbox)
    await afternoon(work)
    return { answers: work.answers.join('\n'), calls: JSON.stringify(sandbox.kernel.calls.list()) }
  }
  const first = await run()
  expect(await run()).toEqual(first)
  expect(first.calls.length).toBeGreaterThan(2_000)
})

test('a state that is put back answers byte for byte as before, in the same sandbox', async () => {
  const { sandbox, heard } = build()
  const work = await worker(sandbox)
  await busyMorning(work, sandbox)
  const { text } = await work.control('GET', 'snapshot')
  const calls = JSON.stringify(sandbox.kernel.calls.list())
  const before = await afternoon(work)
  heard.length = 0
  expect((await work.control('POST', 'restore', JSON.parse(text))).status).toBe(200)
  expect(JSON.stringify(sandbox.kernel.calls.list())).toBe(calls)
  expect(await afternoon(work)).toEqual(before)
  expect(heard).toEqual([])
})

test('a state goes into another sandbox at another time, sign-ins included', async () => {
  const one = build()
  const work = await worker(one.sandbox)
  await busyMorning(work, one.sandbox)
  const snapshot = one.sandbox.snapshot()
  if (!snapshot) throw new Error('no snapshot')
  const before = await afternoon(work)
  const other = build(Date.UTC(2027, 3, 1)).sandbox
  await other.restore(JSON.parse(JSON.stringify(snapshot)))
  // The tokens of the first life are good in the second.
  expect(await afternoon(await worker(other, work.session()))).toEqual(before)
  expect(other.snapshot()?.at).toBe(snapshot.at)
})

test('a snapshot that is none is refused', async () => {
  const { sandbox } = build()
  const work = await worker(sandbox)
  expect((await work.control('POST', 'restore', { version: 2 })).status).toBe(400)
})

test('a snapshot of a loaded sandbox holds no requests', async () => {
  const { sandbox } = build()
  expect(sandbox.snapshot()).toMatchObject({ version: 1, seed: 'demo', entries: [] })
})
