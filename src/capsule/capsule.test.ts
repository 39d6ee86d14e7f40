import { expect, test } from 'vitest'
import { type CapsulePartyId, capsuleFieldId, capsulePartyId } from '#core/model/ids.ts'
import type { NewParty } from '#core/plan/plan.ts'
import { readConsent } from '#core/remote/consent.ts'
import type { CallRecord } from '#core/remote/exchange.ts'
import { CAPSULE_PACE, createGovernor } from '#core/remote/governor.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { fixedToken, type TokenSet, type TokenSource, tokenSource } from '#core/remote/tokens.ts'
import { createCapsule } from '#sandbox/capsule/capsule.ts'
import { manualClock } from '#sandbox/kernel/clock.ts'
import { type Fault, Fault as FaultSchema } from '#sandbox/kernel/faults.ts'
import { createKernel } from '#sandbox/kernel/kernel.ts'
import type { CapsuleSeed } from '#sandbox/seed.ts'
import { createField, listFields } from './fields.ts'
import { createHook, deleteHook, listHooks, parseHook } from './hooks.ts'
import { createCapsuleHttp } from './http.ts'
import { authoriseUrl, type CapsuleApp, exchangeCode, pkce, refresh, revoke } from './oauth.ts'
import {
  createParty,
  findPartiesByField,
  getParties,
  listDeletedParties,
  listParties,
  updatePartyFields,
} from './parties.ts'
import { getSite, partyUrl } from './site.ts'
import { currentUser, listUsers } from './users.ts'

const url = 'http://localhost:4001'
const redirectUri = 'http://localhost:3000/connect/capsule/callback'

const seed: CapsuleSeed = {
  site: { subdomain: 'demo', name: 'Demo Firm' },
  users: [
    {
      key: 'olive',
      firstName: 'Olive',
      lastName: 'Owner',
      email: 'olive@demo.example',
      role: 'super_administrator',
    },
    {
      key: 'rita',
      firstName: 'Rita',
      lastName: 'Restricted',
      email: 'rita@demo.example',
      role: 'restricted',
    },
  ],
  teams: [],
  fieldDefinitions: [{ name: 'ABN', type: 'text' }],
  parties: [
    {
      key: 'acme',
      type: 'organisation',
      name: 'Acme Pty Ltd',
      owner: 'olive',
      emails: [{ type: 'Work', address: 'accounts@acme.example' }],
      phones: [{ type: 'Work', number: '+61 2 5550 1234' }],
      addresses: [{ type: 'Office', street: '1 High St', city: 'Sydney', country: 'Australia' }],
      websites: [{ address: 'https://acme.example' }],
      tags: ['Customer'],
      fields: { ABN: '51 824 753 556' },
    },
    { key: 'ann', type: 'person', firstName: 'Ann', lastName: 'Lee', jobTitle: 'CFO', organisation: 'acme' },
    ...Array.from({ length: 250 }, (_, i) => ({
      key: `o${i}`,
      type: 'organisation' as const,
      name: `Firm ${i}`,
    })),
  ],
}

function world() {
  const clock = manualClock(Date.UTC(2026, 10, 22, 1))
  const kernel = createKernel({ clock, seed: 1, fetch: async () => new Response(null, { status: 200 }) })
  const capsule = createCapsule(kernel, { url })
  const keys = capsule.seed(seed)
  const outside = {
    fetch: (to: string, init: RequestInit) => capsule.fetch(new Request(to, init)),
    now: clock.now,
    sleep: async (ms: number) => {
      await clock.advance(ms)
    },
    random: () => 0.5,
  }
  const app: CapsuleApp = {
    ...outside,
    endpoints: { apiUrl: url },
    clientId: 'counterpart-demo',
    clientSecret: 'counterpart-demo-secret',
  }
  const records: CallRecord[] = []
  const http = (tokens: TokenSource = fixedToken('capsule', 'sandbox-pat')) =>
    createCapsuleHttp({
      ...outside,
      apiUrl: url,
      tokens,
      governor: createGovernor({ ...CAPSULE_PACE, ...outside, side: 'capsule' }),
      onCall: (call) => records.push(call),
    })
  const id = (key: string): CapsulePartyId => capsulePartyId(keys.get(key) ?? 0)
  const fault = (f: Partial<Fault> & Pick<Fault, 'kind'>) =>
    kernel.faults.add(FaultSchema.parse({ vendor: 'capsule', times: 1, ...f }))
  return { clock, kernel, capsule, app, http, records, id, fault }
}

type World = ReturnType<typeof world>

/** What a person does on the consent page. */
async function consent(w: World, decision: 'allow' | 'refuse', scopes?: string[]) {
  const { verifier, challenge } = pkce(new Uint8Array(32).fill(7))
  const target = authoriseUrl(w.app, {
    redirectUri,
    state: 'state-1',
    challenge,
    ...(scopes ? { scopes } : {}),
  })
  const page = await (await w.capsule.fetch(new Request(target))).text()
  const user = /name="user" value="(\d+)"/.exec(page)?.[1] ?? ''
  const body = new URLSearchParams([...new URL(target).searchParams, ['user', user], ['decision', decision]])
  const answer = await w.capsule.fetch(
    new Request(`${url}/oauth/authorise`, { method: 'POST', body, redirect: 'manual' }),
  )
  const back = new URL(answer.headers.get('location') ?? '')
  return { verifier, consent: readConsent(Object.fromEntries(back.searchParams), 'state-1') }
}

async function signedIn(w: World, scopes?: string[]) {
  const { verifier, consent: answer } = await consent(w, 'allow', scopes)
  if (answer.outcome !== 'granted') throw new Error(`consent ${answer.outcome}`)
  const grant = await exchangeCode(w.app, { code: answer.code, redirectUri, verifier })
  let stored: TokenSet = grant.tokens
  const tokens = tokenSource({
    side: 'capsule',
    load: async () => stored,
    save: async (next) => {
      stored = next
    },
    refresh: (before) => refresh(w.app, before),
    now: w.clock.now,
  })
  return { grant, tokens, stored: () => stored }
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

const newParty: NewParty = {
  type: 'organisation',
  name: 'New Pty Ltd',
  firstName: null,
  lastName: null,
  emails: [{ type: 'Work', address: 'a@new.example' }],
  phones: [{ type: null, number: '02 5550 9999' }],
  addresses: [
    { type: 'Postal', street: 'PO Box 1', city: 'Perth', state: null, zip: '6000', country: 'Australia' },
  ],
  websites: [{ address: 'https://new.example' }],
  contactId: '11111111-1111-4111-8111-111111111111',
  contactLink: 'https://go.xero.example/app/!x/contacts/contact/1',
}

async function ourFields(w: World) {
  const contactIdField = (await createField(w.http(), { name: 'Xero contact ID', type: 'text' })).id
  const contactLinkField = (await createField(w.http(), { name: 'Xero contact link', type: 'text' })).id
  return { contactIdField, contactLinkField }
}

test('a person consents with PKCE, and the connection renews itself', async () => {
  const w = world()
  const { grant, tokens, stored } = await signedIn(w)
  expect(grant.subdomain).toBe('demo')
  expect(grant.tokens.scopes).toEqual(['read', 'write'])
  const http = w.http(tokens)
  expect((await currentUser(http)).email).toBe('olive@demo.example')
  await w.clock.advance(7 * 86_400_000)
  expect((await getSite(http)).name).toBe('Demo Firm')
  expect(stored().refreshToken).not.toBe(grant.tokens.refreshToken)
})

test('a refused consent is told as such', async () => {
  expect((await consent(world(), 'refuse')).consent).toEqual({ outcome: 'refused' })
})

test('a wrong secret is told from a bad code', async () => {
  const w = world()
  const { verifier, consent: answer } = await consent(w, 'allow')
  const code = answer.outcome === 'granted' ? answer.code : ''
  const wrong = { ...w.app, clientSecret: 'wrong' }
  const grant = { code, redirectUri, verifier }
  expect(await failure(exchangeCode(wrong, grant))).toMatchObject({ kind: 'auth', code: 'invalid_client' })
  expect(await failure(exchangeCode(w.app, { ...grant, code: 'x' }))).toMatchObject({
    kind: 'auth',
    code: 'invalid_grant',
  })
  const otherVerifier = pkce(new Uint8Array(32).fill(8)).verifier
  expect(await failure(exchangeCode(w.app, { ...grant, verifier: otherVerifier }))).toMatchObject({
    code: 'invalid_grant',
  })
})

test('secrets and tokens stay out of errors and call records', async () => {
  const w = world()
  const { grant, tokens } = await signedIn(w)
  w.fault({ kind: 'unauthorised', times: 2 })
  const error = await failure(getSite(w.http(tokens)))
  const wrong = await failure(refresh({ ...w.app, clientSecret: 'hush-hush' }, grant.tokens))
  const shown = JSON.stringify([error, wrong, error.message, wrong.message, String(wrong.cause), w.records])
  for (const secret of [grant.tokens.accessToken, grant.tokens.refreshToken ?? '?', 'hush-hush'])
    expect(shown).not.toContain(secret)
})

test('a token that was refused once is renewed and the call repeated, even a write', async () => {
  const w = world()
  const { tokens } = await signedIn(w)
  w.fault({ kind: 'unauthorised', method: 'POST', path: 'definitions' })
  const field = await createField(w.http(tokens), { name: 'Tier', type: 'text' })
  expect((await listFields(w.http())).map((f) => f.name)).toEqual(['ABN', 'Tier'])
  expect(field.type).toBe('text')
})

test('revoked access is an auth failure, and so is a revoked personal token', async () => {
  const w = world()
  const { tokens, stored } = await signedIn(w)
  const http = w.http(tokens)
  await getSite(http)
  await revoke(w.app, stored())
  expect(await failure(getSite(http))).toMatchObject({ kind: 'auth', code: 'invalid_grant' })
  expect(await failure(getSite(w.http(fixedToken('capsule', 'gone'))))).toMatchObject({ kind: 'auth' })
})

test('revocation tries the second address when the first is not there', async () => {
  const w = world()
  const { tokens, stored } = await signedIn(w)
  w.fault({ kind: 'status', status: 404, path: '/oauth/token/revoke' })
  await revoke(w.app, stored())
  expect(await failure(getSite(w.http(tokens)))).toMatchObject({ kind: 'auth' })
})

test('a read-only token cannot write: a scope failure', async () => {
  const w = world()
  const { tokens } = await signedIn(w, ['read'])
  expect(await failure(createField(w.http(tokens), { name: 'x', type: 'text' }))).toMatchObject({
    kind: 'scope',
    status: 403,
  })
})

test('all parties come with tags and fields, 100 a call, cleaned', async () => {
  const w = world()
  const pages = await all(listParties(w.http()))
  const parties = pages.flatMap((p) => p.parties)
  expect(pages.length).toBe(Math.ceil(parties.length / 100))
  expect(w.records).toHaveLength(pages.length)
  expect(new Set(parties.map((p) => p.id)).size).toBe(parties.length)
  expect(parties.find((p) => p.id === w.id('acme'))).toMatchObject({
    type: 'organisation',
    name: 'Acme Pty Ltd',
    firstName: null,
    organisation: null,
    emails: [{ type: 'Work', address: 'accounts@acme.example' }],
    phones: [{ number: '+61 2 5550 1234' }],
    addresses: [{ street: '1 High St', state: null, country: 'Australia' }],
    websites: [{ service: 'URL', address: 'https://acme.example' }],
    owner: { name: 'Olive Owner' },
    team: null,
    tags: [{ name: 'Customer' }],
    fields: [{ name: 'ABN', value: '51 824 753 556' }],
  })
  expect(parties.find((p) => p.id === w.id('ann'))).toMatchObject({
    name: 'Ann Lee',
    firstName: 'Ann',
    organisation: { id: w.id('acme'), name: 'Acme Pty Ltd' },
    fields: [],
  })
})

test('changes since a time, and what was deleted, are told', async () => {
  const w = world()
  await w.clock.advance(60_000)
  const since = new Date(w.clock.now()).toISOString()
  await w.clock.advance(60_000)
  const abn = (await listFields(w.http()))[0]
  if (!abn) throw new Error('no ABN field')
  const changed = await updatePartyFields(w.http(), w.id('ann'), [{ definitionId: abn.id, value: '123' }])
  expect(changed.fields).toMatchObject([{ definitionId: abn.id, value: '123' }])
  await w.http().send({ method: 'DELETE', path: `/parties/${w.id('o3')}` })
  const pages = await all(listParties(w.http(), { since }))
  expect(pages.flatMap((p) => p.parties.map((x) => x.id))).toEqual([w.id('ann')])
  expect(await listDeletedParties(w.http(), since)).toEqual({ deleted: [w.id('o3')], restricted: [] })
})

test('named parties come ten a call; those that are gone are listed as missing', async () => {
  const w = world()
  const ids = Array.from({ length: 25 }, (_, i) => w.id(`o${i}`))
  const gone = capsulePartyId(999_999_999)
  const found = await getParties(w.http(), [...ids, gone, w.id('o0')])
  expect(new Set(found.parties.map((p) => p.id))).toEqual(new Set(ids))
  expect(found.missing).toEqual([gone])
  expect(w.records).toHaveLength(3)
  expect(await getParties(w.http(), [gone])).toEqual({ parties: [], restricted: [], missing: [gone] })
  expect((await getParties(w.http(), [w.id('acme')])).parties[0]?.tags).toHaveLength(1)
})

test('a party is created with its cross-references in one call, unassigned, and is found again by them', async () => {
  const w = world()
  const fields = await ourFields(w)
  w.records.length = 0
  const made = await createParty(w.http(), { party: newParty, ...fields })
  expect(w.records).toHaveLength(1)
  expect(made).toMatchObject({
    name: 'New Pty Ltd',
    owner: null,
    team: null,
    emails: [{ address: 'a@new.example' }],
    addresses: [{ type: 'Postal', zip: '6000', country: 'Australia' }],
  })
  expect(made.fields.map((f) => f.value)).toEqual([newParty.contactId, newParty.contactLink])
  const found = await findPartiesByField(w.http(), fields.contactIdField, newParty.contactId)
  expect(found).toEqual([made])
  expect(await findPartiesByField(w.http(), fields.contactIdField, 'nobody')).toEqual([])
})

test('a person is created by first and last name', async () => {
  const w = world()
  const fields = await ourFields(w)
  const party = { ...newParty, type: 'person' as const, name: null, firstName: 'Bo', lastName: 'Li' }
  expect(await createParty(w.http(), { party, ...fields })).toMatchObject({ type: 'person', name: 'Bo Li' })
})

test('refused data comes back as the vendor said it', async () => {
  const w = world()
  const fields = await ourFields(w)
  const bad = { type: 'Office', street: null, city: null, state: null, zip: null, country: 'Deutschland' }
  const error = await failure(createParty(w.http(), { party: { ...newParty, addresses: [bad] }, ...fields }))
  expect(error).toMatchObject({
    kind: 'invalid',
    status: 422,
    ambiguous: false,
    details: [{ message: 'unknown country', resource: 'address', field: 'country' }],
  })
})

test('a party that is gone is missing', async () => {
  const w = world()
  const work = updatePartyFields(w.http(), capsulePartyId(999_999_999), [
    { definitionId: capsuleFieldId(1), value: 'x' },
  ])
  expect(await failure(work)).toMatchObject({ kind: 'missing', status: 404 })
})

test('a lost answer to a creation is ambiguous, not repeated, and the look-up finds it', async () => {
  const w = world()
  const fields = await ourFields(w)
  w.fault({ kind: 'lost_answer', method: 'POST', path: '/parties' })
  const error = await failure(createParty(w.http(), { party: newParty, ...fields }))
  expect(error).toMatchObject({ kind: 'offline', ambiguous: true })
  expect(await findPartiesByField(w.http(), fields.contactIdField, newParty.contactId)).toHaveLength(1)
})

test('a server fault at a write is ambiguous; at a read it is tried again', async () => {
  const w = world()
  const fields = await ourFields(w)
  w.fault({ kind: 'status', status: 503, method: 'POST', path: '/parties' })
  expect(await failure(createParty(w.http(), { party: newParty, ...fields }))).toMatchObject({
    kind: 'remote_fault',
    ambiguous: true,
  })
  w.fault({ kind: 'status', status: 502, times: 2 })
  w.fault({ kind: 'lost_answer', method: 'GET' })
  expect((await getSite(w.http())).subdomain).toBe('demo')
})

test('a used-up quota is waited for, by writes too', async () => {
  const w = world()
  const before = w.clock.now()
  w.fault({ kind: 'limited', delayMs: 30_000 })
  await createField(w.http(), { name: 'Tier', type: 'text' })
  expect(w.clock.now() - before).toBeGreaterThanOrEqual(30_000)
  expect(w.records.map((r) => r.failure)).toEqual(['limited', null])
})

test('a quota that is used up for long is told at once', async () => {
  const w = world()
  w.fault({ kind: 'limited', delayMs: 600_000 })
  const error = await failure(getSite(w.http()))
  expect(error).toMatchObject({ kind: 'limited', limit: 'hour', retryAfterSeconds: 600 })
})

test('hooks are made, listed and removed by an app; a personal token may not', async () => {
  const w = world()
  const { tokens } = await signedIn(w)
  const http = w.http(tokens)
  const hook = {
    event: 'party/updated',
    targetUrl: 'https://counterpart.example/hooks/x',
    description: 'Counterpart',
  } as const
  const made = await createHook(http, hook)
  expect(await listHooks(http)).toEqual([made])
  await deleteHook(http, made.id)
  await deleteHook(http, made.id)
  expect(await listHooks(http)).toEqual([])
  expect(await failure(createHook(w.http(), hook))).toMatchObject({ kind: 'forbidden' })
})

test('a hook delivery gives event and ids only', () => {
  const raw = (text: string) => new TextEncoder().encode(text)
  expect(parseHook(raw('{"event":"party/deleted","payload":[{"id":5},{"id":6,"name":"x"}]}'))).toEqual({
    event: 'party/deleted',
    ids: [5, 6],
  })
  for (const bad of ['', '<html>', '{"event":"x"}', '{"event":"x","payload":[{"id":"5"}]}'])
    expect(() => parseHook(raw(bad))).toThrow(RemoteError)
})

test('users and links', async () => {
  const w = world()
  expect((await listUsers(w.http())).map((u) => u.name)).toEqual(['Olive Owner', 'Rita Restricted'])
  expect(partyUrl('https://demo.capsulecrm.com/', 5)).toBe('https://demo.capsulecrm.com/party/5')
})
