import { expect, test } from 'vitest'
import { type XeroContactId, type XeroDocumentId, xeroContactId } from '#core/model/ids.ts'
import { readConsent } from '#core/remote/consent.ts'
import type { CallRecord } from '#core/remote/exchange.ts'
import { createGovernor, XERO_PACE } from '#core/remote/governor.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { type TokenSet, type TokenSource, tokenSource } from '#core/remote/tokens.ts'
import { manualClock } from '#sandbox/kernel/clock.ts'
import { type Fault, Fault as FaultSchema } from '#sandbox/kernel/faults.ts'
import { createKernel } from '#sandbox/kernel/kernel.ts'
import type { XeroSeed } from '#sandbox/seed.ts'
import { createXero } from '#sandbox/xero/xero.ts'
import { deleteConnection, listConnections } from './connections.ts'
import { getContacts, listContacts, updateContacts } from './contacts.ts'
import { createXeroHttp } from './http.ts'
import { getInvoices, listInvoices } from './invoices.ts'
import {
  authorizeUrl,
  clientCredentials,
  exchangeCode,
  refresh,
  revoke,
  XERO_SCOPES,
  type XeroApp,
} from './oauth.ts'
import { getOrganisation } from './organisation.ts'
import { listUsers } from './users.ts'
import { parseWebhook, verifySignature } from './webhooks.ts'

const url = 'http://localhost:4002'
const redirectUri = 'http://localhost:3000/connect/xero/callback'

const seed: XeroSeed = {
  organisation: {
    name: 'Demo Firm',
    legalName: 'Demo Firm Pty Ltd',
    countryCode: 'AU',
    baseCurrency: 'AUD',
    timezone: 'AUSEASTERNSTANDARDTIME',
    shortCode: '!Qj35V',
    currencies: ['AUD', 'USD'],
  },
  users: [
    { key: 'ada', firstName: 'Ada', lastName: 'Viser', email: 'ada@demo.example', role: 'FINANCIALADVISER' },
  ],
  contacts: [
    {
      key: 'acme',
      name: 'Acme Pty Ltd',
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'accounts@acme.example',
      contactPersons: [{ firstName: 'Bo', lastName: 'Li', email: 'bo@acme.example' }],
      taxNumber: '51824753556',
      phones: [{ type: 'DEFAULT', countryCode: '61', areaCode: '2', number: '5550 1234' }],
      addresses: [
        {
          type: 'POBOX',
          line1: 'PO Box 1',
          line2: 'Level 2',
          city: 'Sydney',
          postalCode: '2000',
          country: 'Australia',
        },
      ],
    },
    { key: 'old', name: 'Old Ltd', archived: true },
    { key: 'gone', name: 'Acme', mergedInto: 'acme' },
    ...Array.from({ length: 100 }, (_, i) => ({ key: `c${i}`, name: `Customer ${i}` })),
  ],
  invoices: [
    {
      contact: 'acme',
      type: 'ACCREC',
      status: 'AUTHORISED',
      number: 'INV-1',
      reference: 'PO 7',
      daysAgo: 40,
      termDays: 14,
      lines: [
        { description: 'Work', quantity: 3, unitAmount: 33.35, taxRate: 10 },
        { description: 'Travel', quantity: 1, unitAmount: 0.1, taxRate: 0 },
      ],
      payments: [{ daysAgo: 10, share: 0.5, reference: 'half' }],
    },
    {
      contact: 'acme',
      type: 'ACCPAY',
      status: 'DRAFT',
      number: 'B-9',
      daysAgo: 3,
      termDays: 30,
      currency: 'USD',
      currencyRate: 0.65,
      lines: [{ description: 'Parts', quantity: 2, unitAmount: 10 }],
    },
    {
      contact: 'c1',
      type: 'ACCREC',
      status: 'VOIDED',
      number: 'INV-2',
      daysAgo: 5,
      termDays: 7,
      lines: [{ description: 'x', quantity: 1, unitAmount: 5 }],
    },
  ],
}

function world() {
  const clock = manualClock(Date.UTC(2026, 10, 22, 1))
  const deliveries: { body: string; signature: string | null }[] = []
  const kernel = createKernel({
    clock,
    seed: 1,
    fetch: async (to, init) => {
      const request = new Request(to, init)
      const signature = request.headers.get('x-xero-signature')
      const body = await request.text()
      deliveries.push({ body, signature })
      const good = verifySignature(Buffer.from(body), signature, ['webhook-key'])
      return new Response(null, { status: good ? 200 : 401 })
    },
  })
  const xero = createXero(kernel, { url })
  const keys = xero.seed(seed, new Map())
  const outside = {
    fetch: (to: string, init: RequestInit) => xero.fetch(new Request(to, init)),
    now: clock.now,
    sleep: async (ms: number) => {
      await clock.advance(ms)
    },
    random: () => 0.5,
  }
  const endpoints = { loginUrl: url, identityUrl: url, apiUrl: url, appUrl: url }
  const app: XeroApp = {
    ...outside,
    endpoints,
    clientId: 'counterpart-demo',
    clientSecret: 'counterpart-demo-secret',
  }
  const records: CallRecord[] = []
  const governor = createGovernor({ ...XERO_PACE, ...outside, side: 'xero' })
  const http = (tokens: TokenSource, tenantId: string | null) =>
    createXeroHttp({
      ...outside,
      apiUrl: url,
      tenantId,
      tokens,
      governor,
      onCall: (call) => records.push(call),
    })
  const id = (key: string): XeroContactId => xeroContactId(keys.get(key) ?? '')
  const fault = (f: Partial<Fault> & Pick<Fault, 'kind'>) =>
    kernel.faults.add(FaultSchema.parse({ vendor: 'xero', times: 1, ...f }))
  return { clock, kernel, xero, app, http, records, governor, id, fault, deliveries }
}

type World = ReturnType<typeof world>

/** What a person does on the consent page. */
async function consent(w: World, decision: 'allow' | 'cancel', scopes?: readonly string[]) {
  const target = authorizeUrl(w.app, { redirectUri, state: 'state-1', ...(scopes ? { scopes } : {}) })
  const page = await (await w.xero.fetch(new Request(target))).text()
  const user = /<option value="([^"]+)">Ada/.exec(page)?.[1] ?? ''
  const body = new URLSearchParams({ user, decision })
  const answer = await w.xero.fetch(new Request(target, { method: 'POST', body, redirect: 'manual' }))
  const back = new URL(answer.headers.get('location') ?? '')
  return readConsent(Object.fromEntries(back.searchParams), 'state-1')
}

async function signedIn(w: World, scopes?: readonly string[]) {
  const answer = await consent(w, 'allow', scopes)
  if (answer.outcome !== 'granted') throw new Error(`consent ${answer.outcome}`)
  const grant = await exchangeCode(w.app, { code: answer.code, redirectUri })
  let stored: TokenSet = grant.tokens
  const tokens = tokenSource({
    side: 'xero',
    load: async () => stored,
    save: async (next) => {
      stored = next
    },
    refresh: (before) => refresh(w.app, before),
    now: w.clock.now,
  })
  const [connection] = await listConnections(w.http(tokens, null), grant.authEventId ?? undefined)
  if (!connection) throw new Error('no connection')
  return { grant, tokens, stored: () => stored, connection, http: w.http(tokens, connection.tenantId) }
}

async function failure(work: Promise<unknown>): Promise<RemoteError> {
  const error = await work.then(
    () => new Error('it worked'),
    (e: unknown) => e,
  )
  if (error instanceof RemoteError) return error
  throw error
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const page of pages) found.push(page)
  return found
}

test('a person consents, and the organisation is known with its zone', async () => {
  const w = world()
  const { grant, http, connection } = await signedIn(w)
  expect(grant.person).toMatchObject({ email: 'ada@demo.example', name: 'Ada Viser' })
  expect(grant.tokens.scopes).toEqual([...XERO_SCOPES])
  expect(await getOrganisation(http)).toEqual({
    id: connection.tenantId,
    name: 'Demo Firm',
    baseCurrency: 'AUD',
    timeZone: 'Australia/Sydney',
    shortCode: '!Qj35V',
    countryCode: 'AU',
    isDemo: expect.any(Boolean),
  })
  expect(await listUsers(http)).toMatchObject([
    { name: 'Ada Viser', email: 'ada@demo.example', role: 'FINANCIALADVISER' },
  ])
})

test('a refused consent is told as such', async () => {
  expect(await consent(world(), 'cancel')).toEqual({ outcome: 'refused' })
})

test('a wrong secret is told from a bad or late code', async () => {
  const w = world()
  const first = await consent(w, 'allow')
  const code = first.outcome === 'granted' ? first.code : ''
  const wrong = { ...w.app, clientSecret: 'wrong' }
  expect(await failure(exchangeCode(wrong, { code, redirectUri }))).toMatchObject({
    kind: 'auth',
    code: 'invalid_client',
  })
  await w.clock.advance(6 * 60_000)
  expect(await failure(exchangeCode(w.app, { code, redirectUri }))).toMatchObject({
    kind: 'auth',
    code: 'invalid_grant',
  })
})

test('an expired token is renewed, also when the clocks disagree', async () => {
  const w = world()
  const { http, stored, grant } = await signedIn(w)
  await w.clock.advance(31 * 60_000)
  await getOrganisation(http)
  expect(stored().accessToken).not.toBe(grant.tokens.accessToken)
  const second = stored().accessToken
  w.fault({ kind: 'unauthorised' })
  await getOrganisation(http)
  expect(stored().accessToken).not.toBe(second)
  expect(w.records.map((r) => r.status).slice(-2)).toEqual([401, 200])
})

test('a token that is refused again after renewal ends it: no loop', async () => {
  const w = world()
  const { http } = await signedIn(w)
  w.records.length = 0
  w.fault({ kind: 'unauthorised', path: '/Organisation', times: 50 })
  expect(await failure(getOrganisation(http))).toMatchObject({ kind: 'auth', status: 401 })
  expect(w.records).toHaveLength(2)
})

test('a lost answer at renewal is asked for again', async () => {
  const w = world()
  const { http } = await signedIn(w)
  await w.clock.advance(31 * 60_000)
  w.fault({ kind: 'lost_answer', path: '/connect/token' })
  expect((await getOrganisation(http)).name).toBe('Demo Firm')
})

test('revoked access is an auth failure', async () => {
  const w = world()
  const { http, stored } = await signedIn(w)
  await revoke(w.app, stored())
  await w.clock.advance(31 * 60_000)
  expect(await failure(getOrganisation(http))).toMatchObject({ kind: 'auth', code: 'invalid_grant' })
})

test('a missing scope answers 401 and is told from a bad token', async () => {
  const w = world()
  const { http } = await signedIn(w, ['offline_access', 'accounting.contacts.read'])
  w.records.length = 0
  expect(await failure(getOrganisation(http))).toMatchObject({
    kind: 'scope',
    status: 401,
    code: 'AuthorizationUnsuccessful',
  })
  expect(w.records).toHaveLength(1)
})

test('a wrong or disconnected organisation is forbidden', async () => {
  const w = world()
  const { http, tokens, connection } = await signedIn(w)
  const other = w.http(tokens, '00000000-0000-4000-8000-000000000001')
  expect(await failure(getOrganisation(other))).toMatchObject({
    kind: 'forbidden',
    status: 403,
    requestId: expect.any(String),
  })
  const plain = w.http(tokens, null)
  await deleteConnection(plain, connection.id)
  await deleteConnection(plain, connection.id)
  expect(await listConnections(plain)).toEqual([])
  expect(await failure(getOrganisation(http))).toMatchObject({ kind: 'forbidden' })
})

test('a custom connection signs in by itself and renews by asking again', async () => {
  const w = world()
  const app = { ...w.app, clientId: 'counterpart-custom', clientSecret: 'counterpart-custom-secret' }
  let stored = await clientCredentials(app)
  expect(stored.refreshToken).toBeNull()
  const tokens = tokenSource({
    side: 'xero',
    load: async () => stored,
    save: async (next) => {
      stored = next
    },
    refresh: () => clientCredentials(app),
    now: w.clock.now,
  })
  const [connection] = await listConnections(w.http(tokens, null))
  const http = w.http(tokens, connection?.tenantId ?? '')
  await w.clock.advance(40 * 60_000)
  expect((await getOrganisation(http)).name).toBe('Demo Firm')
  expect(await failure(clientCredentials({ ...app, clientSecret: 'x' }))).toMatchObject({
    code: 'invalid_client',
  })
})

test('all contacts come in one call, archived and merged ones too, cleaned', async () => {
  const w = world()
  const { http } = await signedIn(w)
  w.records.length = 0
  const pages = await all(listContacts(http))
  expect(w.records).toHaveLength(1)
  expect(pages).toHaveLength(1)
  expect(pages[0]).toMatchObject({ itemCount: 103, received: 103, pageCount: 1 })
  expect(pages[0]?.serverTime).toBe(new Date(w.clock.now()).toISOString())
  const contacts = new Map(pages.flatMap((p) => p.rows.map((c) => [c.id, c])))
  expect(contacts.get(w.id('acme'))).toMatchObject({
    status: 'ACTIVE',
    name: 'Acme Pty Ltd',
    firstName: 'Ann',
    email: 'accounts@acme.example',
    contactNumber: null,
    taxNumber: '51824753556',
    contactPersons: [{ firstName: 'Bo', email: 'bo@acme.example' }],
    phones: [{ type: 'DEFAULT', countryCode: '61', areaCode: '2', number: '5550 1234' }],
    addresses: [
      { type: 'POBOX', lines: ['PO Box 1', 'Level 2'], city: 'Sydney', region: null, postalCode: '2000' },
    ],
    isCustomer: true,
    isSupplier: true,
    mergedToContactId: null,
    updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  })
  expect(contacts.get(w.id('old'))?.status).toBe('ARCHIVED')
  expect(contacts.get(w.id('gone'))).toMatchObject({ status: 'ARCHIVED', mergedToContactId: w.id('acme') })
})

test('only what changed since the last read comes back', async () => {
  const w = world()
  const { http } = await signedIn(w)
  await w.clock.advance(5_000)
  const [page] = await all(listContacts(http))
  await w.clock.advance(5_000)
  await updateContacts(http, [{ contactId: w.id('c5'), contactNumber: '55' }], { idempotencyKey: 'k' })
  const [delta] = await all(listContacts(http, { since: page?.serverTime ?? undefined }))
  expect(delta?.rows.map((c) => c.id)).toEqual([w.id('c5')])
  const [empty] = await all(listContacts(http, { since: new Date(w.clock.now() + 60_000).toISOString() }))
  expect(empty).toMatchObject({ rows: [], itemCount: 0, received: 0 })
})

test('named contacts come 40 a call, archived ones included, unknown ones left out', async () => {
  const w = world()
  const { http } = await signedIn(w)
  w.records.length = 0
  const wanted = [...Array.from({ length: 79 }, (_, i) => w.id(`c${i}`)), w.id('old')]
  const unknown = xeroContactId('99999999-9999-4999-8999-999999999999')
  const found = await getContacts(http, [...wanted, unknown, w.id('old')])
  expect(new Set(found.map((c) => c.id))).toEqual(new Set(wanted))
  expect(w.records).toHaveLength(3)
})

test('invoices come with exact money, lines and payments, whatever their status', async () => {
  const w = world()
  const { http } = await signedIn(w)
  const documents = (await all(listInvoices(http))).flatMap((p) => p.rows)
  expect(documents.map((d) => d.number).sort()).toEqual(['B-9', 'INV-1', 'INV-2'])
  const invoice = documents.find((d) => d.number === 'INV-1')
  expect(invoice).toMatchObject({
    kind: 'invoice',
    contactId: w.id('acme'),
    contactName: 'Acme Pty Ltd',
    reference: 'PO 7',
    status: 'AUTHORISED',
    currency: 'AUD',
    date: '2026-10-13',
    dueDate: '2026-10-27',
    fullyPaidOn: null,
    subTotalMinor: 10_015,
    taxMinor: 1_001,
    totalMinor: 11_016,
    lines: [
      { description: 'Work', quantity: '3', unitAmount: '33.35', lineMinor: 10_005, taxMinor: 1_001 },
      { description: 'Travel', lineMinor: 10, taxMinor: 0 },
    ],
    payments: [{ date: '2026-11-12', amountMinor: 5_508, reference: 'half' }],
    paidMinor: 5_508,
    dueMinor: 5_508,
    creditedMinor: 0,
  })
  expect(documents.find((d) => d.number === 'B-9')).toMatchObject({
    kind: 'bill',
    status: 'DRAFT',
    currency: 'USD',
    currencyRate: '0.65',
  })
  const ids = documents.map((d) => d.id)
  const again = await getInvoices(http, ids)
  const byId = (a: { id: XeroDocumentId }, b: { id: XeroDocumentId }) => (a.id < b.id ? -1 : 1)
  expect(again.toSorted(byId)).toEqual(documents.toSorted(byId))
})

test('one invalid element does not stop the others', async () => {
  const w = world()
  const { http } = await signedIn(w)
  await updateContacts(http, [{ contactId: w.id('c0'), contactNumber: 'taken' }], { idempotencyKey: 'k0' })
  w.records.length = 0
  const batch = [
    { contactId: w.id('c1'), contactNumber: '101' },
    { contactId: w.id('c2'), contactNumber: 'taken' },
    { contactId: w.id('old'), contactNumber: '103' },
    { contactId: w.id('c4'), contactNumber: '104' },
  ]
  const outcomes = await updateContacts(http, batch, { idempotencyKey: 'k1' })
  expect(w.records).toHaveLength(1)
  expect(outcomes).toMatchObject([
    { contactId: w.id('c1'), outcome: 'written', contact: { contactNumber: '101', name: 'Customer 1' } },
    { contactId: w.id('c2'), outcome: 'refused', messages: [expect.stringContaining('already assigned')] },
    { contactId: w.id('old'), outcome: 'refused', messages: [expect.stringContaining('archived')] },
    { contactId: w.id('c4'), outcome: 'written', contact: { contactNumber: '104' } },
  ])
})

test('an unknown id, for which Xero refuses the whole batch, does not stop the others', async () => {
  const w = world()
  const { http } = await signedIn(w)
  const unknown = xeroContactId('99999999-9999-4999-8999-999999999999')
  const ids = [w.id('c1'), w.id('c2'), unknown, w.id('c3'), w.id('c4')]
  const batch = ids.map((contactId, i) => ({ contactId, contactNumber: `n${i}` }))
  const outcomes = await updateContacts(http, batch, { idempotencyKey: 'k1' })
  expect(outcomes.map((o) => o.outcome)).toEqual(['written', 'written', 'refused', 'written', 'written'])
  expect(outcomes.map((o) => o.contactId)).toEqual(ids)
})

test('a lost answer to a write with a key is asked for again, and happened once', async () => {
  const w = world()
  const { http } = await signedIn(w)
  w.fault({ kind: 'lost_answer', method: 'POST', path: '/Contacts' })
  const batch = [{ contactId: w.id('c1'), contactNumber: '101' }]
  expect(await updateContacts(http, batch, { idempotencyKey: 'k1' })).toMatchObject([{ outcome: 'written' }])
  expect(w.records.slice(-2).map((r) => r.failure)).toEqual(['offline', null])
})

test('a write whose answers stay lost is ambiguous', async () => {
  const w = world()
  const { http } = await signedIn(w)
  w.fault({ kind: 'lost_answer', method: 'POST', times: 50 })
  const work = updateContacts(http, [{ contactId: w.id('c1'), contactNumber: '101' }], {
    idempotencyKey: 'k1',
  })
  expect(await failure(work)).toMatchObject({ kind: 'offline', ambiguous: true })
})

test('each kind of limit: short ones are waited for, a day is told at once', async () => {
  const w = world()
  const { http } = await signedIn(w)
  const took = async () => {
    const before = w.clock.now()
    await getOrganisation(http)
    return w.clock.now() - before
  }
  w.fault({ kind: 'limited_concurrent' })
  expect(await took()).toBe(1_500)
  w.fault({ kind: 'limited_app' })
  expect(await took()).toBe(1_500)
  w.fault({ kind: 'limited' })
  expect(await took()).toBeGreaterThanOrEqual(1_000)
  w.fault({ kind: 'limited_day' })
  const error = await failure(getOrganisation(http))
  expect(error).toMatchObject({ kind: 'limited', limit: 'day' })
  expect(error.retryAfterSeconds).toBeGreaterThan(80_000)
  const calls = w.records.length
  expect(await failure(getOrganisation(http))).toMatchObject({ kind: 'limited', limit: 'day' })
  expect(w.records).toHaveLength(calls)
})

test('130 reads at once meet no limit, and the budget is known', async () => {
  const w = world()
  const { http } = await signedIn(w)
  w.records.length = 0
  await Promise.all(Array.from({ length: 130 }, () => getOrganisation(http)))
  expect(w.records.filter((r) => r.failure)).toEqual([])
  expect(w.governor.usage()).toMatchObject({ usedToday: 130, left: 870, limit: 1_000, window: 'day' })
})

test('an organisation that is offline is a fault of theirs and is tried again', async () => {
  const w = world()
  const { http } = await signedIn(w)
  w.fault({ kind: 'status', status: 503, times: 2 })
  expect((await getOrganisation(http)).name).toBe('Demo Firm')
  w.fault({ kind: 'status', status: 503, times: 50 })
  expect(await failure(getOrganisation(http))).toMatchObject({
    kind: 'remote_fault',
    status: 503,
    details: [{ message: 'The Xero API is currently offline.' }],
  })
})

test('the handshake and events of webhooks are told from forgeries', async () => {
  const w = world()
  const { http, connection } = await signedIn(w)
  expect(
    await w.xero.setWebhook({ url: 'https://counterpart.example/hooks/xero', key: 'webhook-key' }),
  ).toMatchObject({ ok: true })
  w.deliveries.length = 0
  await updateContacts(http, [{ contactId: w.id('c1'), contactNumber: '101' }], { idempotencyKey: 'k1' })
  await w.clock.advance(1_000)
  await w.xero.settled()
  const delivery = w.deliveries[0]
  expect(parseWebhook(Buffer.from(delivery?.body ?? ''))).toMatchObject({
    firstSequence: 1,
    lastSequence: 1,
    events: [{ tenantId: connection.tenantId, category: 'CONTACT', type: 'UPDATE', resourceId: w.id('c1') }],
  })
})

test('secrets and tokens stay out of errors and call records', async () => {
  const w = world()
  const { grant, http } = await signedIn(w)
  w.fault({ kind: 'unauthorised', path: '/Organisation', times: 50 })
  const error = await failure(getOrganisation(http))
  const wrong = await failure(refresh({ ...w.app, clientSecret: 'hush-hush' }, grant.tokens))
  const shown = JSON.stringify([error, wrong, error.message, wrong.message, String(wrong.cause), w.records])
  const basic = Buffer.from('counterpart-demo:hush-hush').toString('base64')
  for (const secret of [grant.tokens.accessToken, grant.tokens.refreshToken ?? '?', 'hush-hush', basic])
    expect(shown).not.toContain(secret)
})
