import { expect, test } from 'vitest'
import { z } from 'zod'
import { manualClock } from './kernel/clock.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'

const capsuleUrl = 'http://localhost:4001'
const xeroUrl = 'http://localhost:4002'

const noFetch: typeof fetch = () => Promise.reject(new Error('nobody listens'))

const build = (seed = 1) =>
  createSandbox({ clock: manualClock(Date.UTC(2026, 10, 22)), seed, fetch: noFetch, capsuleUrl, xeroUrl })

const pat = { authorization: 'Bearer sandbox-pat', accept: 'application/json' }

function capsule(sandbox: Sandbox, method: string, path: string, body?: unknown) {
  return sandbox.capsuleFetch(
    new Request(`${capsuleUrl}/api/v2${path}`, {
      method,
      headers: { ...pat, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  )
}

const Token = z.object({ access_token: z.string() })
const Connections = z.array(z.object({ tenantId: z.string() })).min(1)

/** Signs in as a custom connection; the answer sends Accounting requests. */
async function xeroClient(sandbox: Sandbox) {
  const token = await sandbox.xeroFetch(
    new Request(`${xeroUrl}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('counterpart-custom:counterpart-custom-secret')}` },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'accounting.contacts accounting.invoices accounting.settings.read accounting.payments.read',
      }),
    }),
  )
  const authorization = `Bearer ${Token.parse(await token.json()).access_token}`
  const connections = await sandbox.xeroFetch(
    new Request(`${xeroUrl}/connections`, { headers: { authorization } }),
  )
  const tenant = Connections.parse(await connections.json())[0]?.tenantId ?? ''
  return (method: string, path: string, body?: unknown) =>
    sandbox.xeroFetch(
      new Request(`${xeroUrl}/api.xro/2.0${path}`, {
        method,
        headers: {
          authorization,
          'xero-tenant-id': tenant,
          accept: 'application/json',
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
}

/** A morning's work on both sides, faults included; everything that was answered and logged. */
async function morning(seed: number): Promise<{ answers: string; calls: string }> {
  const sandbox = build(seed)
  const { partyIds } = sandbox.load('demo')
  const answers: string[] = []
  const keep = async (response: Response) => {
    answers.push(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`)
  }
  sandbox.kernel.faults.add({ vendor: 'capsule', kind: 'status', status: 502, delayMs: 0, probability: 0.4 })
  const xero = await xeroClient(sandbox)
  for (let page = 1; page <= 3; page++)
    await keep(await capsule(sandbox, 'GET', `/parties?page=${page}&embed=tags,fields`))
  await keep(
    await capsule(sandbox, 'POST', '/parties', { party: { type: 'organisation', name: 'New Party' } }),
  )
  await keep(
    await capsule(sandbox, 'PUT', `/parties/${partyIds.get('ironbark')}`, { party: { about: 'Seen' } }),
  )
  await keep(await xero('GET', '/Contacts?page=1&pageSize=1000&includeArchived=true'))
  await keep(await xero('PUT', '/Contacts', { Contacts: [{ Name: 'New Contact' }] }))
  await sandbox.kernel.clock.advance(3_600_000)
  await keep(await xero('GET', '/Invoices?page=1&pageSize=100'))
  await keep(await xero('GET', '/Organisation'))
  return { answers: answers.join('\n'), calls: JSON.stringify(sandbox.kernel.calls.list()) }
}

test('one seed gives the same answers and the same call log, byte for byte; another seed does not', async () => {
  const first = await morning(7)
  expect(await morning(7)).toEqual(first)
  expect((await morning(8)).answers).not.toBe(first.answers)
})

const State = z.object({
  seed: z.string(),
  records: z.record(z.string(), z.record(z.string(), z.number())),
  calls: z.record(z.string(), z.object({ calls: z.number(), writes: z.number() })),
  faults: z.number(),
})

const stateOf = async (sandbox: Sandbox) => {
  const response = await sandbox.xeroFetch(new Request(`${xeroUrl}/_sandbox/state`))
  return State.parse(await response.json())
}

test('the demo is what both services hold', async () => {
  const sandbox = build()
  const { partyIds, contactIds } = sandbox.load('demo')
  const { seed, records } = await stateOf(sandbox)
  expect(seed).toBe('demo')
  expect(records.capsule?.parties).toBeGreaterThanOrEqual(partyIds.size)
  expect(records.xero).toMatchObject({ contacts: contactIds.size })
  const { party } = z
    .object({ party: z.object({ name: z.string() }) })
    .parse(await (await capsule(sandbox, 'GET', `/parties/${partyIds.get('ironbark')}`)).json())
  expect(party.name).toBe('Ironbark Hotel Group')
})

const Contacts = z.object({
  Contacts: z.array(
    z.object({
      ContactID: z.string(),
      Name: z.string(),
      ContactNumber: z.string().optional(),
      ContactStatus: z.string(),
      MergedToContactID: z.string().optional(),
      Balances: z.object({ AccountsReceivable: z.object({ Overdue: z.number() }) }).optional(),
    }),
  ),
})

test("contacts of the demo carry party ids, another app's number, merges, and one customer owes most", async () => {
  const sandbox = build()
  const { partyIds, contactIds } = sandbox.load('demo')
  const xero = await xeroClient(sandbox)
  const answer = await xero('GET', '/Contacts?page=1&pageSize=1000&includeArchived=true')
  const { Contacts: contacts } = Contacts.parse(await answer.json())
  const byKey = (key: string) => contacts.find((contact) => contact.ContactID === contactIds.get(key))
  expect(contacts).toHaveLength(contactIds.size)
  expect(byKey('ironbark')?.ContactNumber).toBe(String(partyIds.get('ironbark')))
  expect(byKey('odd-switchback')?.ContactNumber).toBe('BOOK-00417')
  expect(byKey('merged-ironbark')).toMatchObject({
    ContactStatus: 'ARCHIVED',
    MergedToContactID: contactIds.get('ironbark'),
  })
  const overdue = (contact: (typeof contacts)[number]) => contact.Balances?.AccountsReceivable.Overdue ?? 0
  expect([...contacts].sort((a, b) => overdue(b) - overdue(a))[0]?.Name).toBe('Ironbark Hotel Group Pty Ltd')
})

test('documents of the demo have every state', async () => {
  const sandbox = build()
  sandbox.load('demo')
  const xero = await xeroClient(sandbox)
  const answer = await xero('GET', '/Invoices?page=1&pageSize=1000')
  const { Invoices } = z
    .object({
      Invoices: z.array(z.object({ Status: z.string(), AmountDue: z.number(), CurrencyCode: z.string() })),
    })
    .parse(await answer.json())
  expect(Invoices.length).toBeGreaterThan(380)
  expect([...new Set(Invoices.map((invoice) => invoice.Status))].sort()).toEqual([
    'AUTHORISED',
    'DELETED',
    'DRAFT',
    'PAID',
    'SUBMITTED',
    'VOIDED',
  ])
  expect([...new Set(Invoices.map((invoice) => invoice.CurrencyCode))].sort()).toEqual([
    'AUD',
    'GBP',
    'NZD',
    'USD',
  ])
  for (const invoice of Invoices) expect(invoice.AmountDue).toBeGreaterThanOrEqual(0)
})

test('loading replaces records and forgets sign-ins, calls and faults', async () => {
  const sandbox = build()
  sandbox.load('demo')
  const xero = await xeroClient(sandbox)
  await capsule(sandbox, 'POST', '/parties', { party: { type: 'organisation', name: 'Short-lived' } })
  sandbox.kernel.faults.add({ vendor: 'xero', kind: 'slow', status: 503, delayMs: 1, probability: 1 })
  expect((await stateOf(sandbox)).calls).toMatchObject({ capsule: { writes: 1 } })
  sandbox.load({ scale: 20 })
  expect(await stateOf(sandbox)).toMatchObject({
    seed: 'scale=20',
    records: { xero: { contacts: 20, invoices: 100 } },
    calls: { capsule: { calls: 0 }, xero: { calls: 0 } },
    faults: 0,
  })
  expect((await xero('GET', '/Organisation')).status).toBe(401)
})

test('empty accounts can be signed in to and hold no customers', async () => {
  const sandbox = build()
  sandbox.load('empty')
  expect((await capsule(sandbox, 'GET', '/site')).status).toBe(200)
  const xero = await xeroClient(sandbox)
  expect(await (await xero('GET', '/Contacts?page=1')).json()).toMatchObject({ Contacts: [] })
  expect((await stateOf(sandbox)).records.xero).toMatchObject({ contacts: 0, invoices: 0 })
})
