import { expect, test } from 'vitest'
import { z } from 'zod'
import { ApiError } from '#api/common.ts'
import { Connections } from '#api/connections.ts'
import { ContactDetail } from '#api/contacts.ts'
import { Overview } from '#api/overview.ts'
import { defined } from '#core/assert.ts'
import { listConnections, loadTokens, saveTokens } from '#db/connections.ts'
import { createAccounts } from '#sync/accounts.ts'
import { clientCredentials } from '#xero/oauth.ts'
import { getOrganisation } from '#xero/organisation.ts'
import { demoApp, type Harness, startHarness, urls } from './harness.ts'
import { revoke } from './interruptions.ts'

const minute = 60_000

async function inStep(method: 'oauth' | 'token' = 'oauth'): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth(method)
  await h.settle()
  await h.approve({ includeNameOnly: true })
  h.sandbox.kernel.calls.clear()
  h.forgetSent()
  return h
}

async function connection(h: Harness, side: 'capsule' | 'xero') {
  const all = await listConnections(h.db, await h.workspaceId())
  return defined(
    all.find((each) => each.side === side),
    `${side} was connected`,
  )
}

const count = async (h: Harness, table: 'link' | 'mirror_contact' | 'mirror_party' | 'event_inbox') =>
  (await h.db.selectFrom(table).select('workspace_id').execute()).length

const tokenCalls = (h: Harness) => h.sent.filter((s) => s.path.endsWith('/token'))
const errorOf = async (response: Response) => ApiError.parse(await response.json()).error

/** The connection is lost, says so in words wherever people look, and everything that was read is still there. */
async function expectLost(h: Harness, side: 'capsule' | 'xero', words: RegExp) {
  expect(await connection(h, side)).toMatchObject({ state: 'lost', problem: expect.stringMatching(words) })
  const shown = Connections.parse(await (await h.admin.send('GET', '/api/connections')).json())
  expect(shown.connections.find((each) => each.side === side)?.problem).toMatch(words)
  const overview = Overview.parse(await (await h.admin.send('GET', '/api/overview')).json())
  expect(overview).toMatchObject({
    sentence: `${side === 'capsule' ? 'Capsule' : 'Xero'} needs to be reconnected.`,
    tone: 'problem',
  })
  expect(await count(h, 'link')).toBe(5)
  expect(await count(h, 'mirror_contact')).toBe(7)
  expect(await count(h, 'mirror_party')).toBe(11)
}

/** Reconnected, what happened in Xero meanwhile arrives without waiting for an hour. */
async function expectResumed(h: Harness, side: 'capsule' | 'xero', number: string) {
  const back = await h.consent(side)
  expect(back.headers.get('location')).not.toContain('error')
  await h.settle()
  expect(await connection(h, side)).toMatchObject({ state: 'connected', problem: null })
  const rows = await h.db
    .selectFrom('mirror_document')
    .select('status')
    .where('number', '=', number)
    .execute()
  expect(rows).toEqual([{ status: 'AUTHORISED' }])
  expect(await count(h, 'link')).toBe(5)
}

async function numberOf(h: Harness, invoiceId: string) {
  const invoice = (await h.remote.invoices()).find((each) => each.InvoiceID === invoiceId)
  return defined(invoice?.InvoiceNumber, 'an approved invoice has a number')
}

test('consent refused connects nothing and says so', async () => {
  await using h = await startHarness()
  expect((await h.consent('capsule', { decision: 'refuse' })).headers.get('location')).toBe(
    '/?error=access_denied',
  )
  expect(await h.db.selectFrom('workspace').select('id').execute()).toEqual([])
  await h.consent('capsule')
  const refused = await h.consent('xero', { decision: 'refuse' })
  expect(refused.headers.get('location')).toBe('/connections?error=access_denied')
  expect(await listConnections(h.db, await h.workspaceId())).toHaveLength(1)
})

test('a wrong client secret connects nothing and says so', async () => {
  const wrong = { ...demoApp, clientSecret: 'not-the-secret' }
  await using h = await startHarness({
    secrets: { capsule: wrong, xero: { ...wrong, webhookKeys: [] } },
    hooks: false,
  })
  expect((await h.consent('capsule')).headers.get('location')).toBe('/?error=wrong_secret')
  expect(await h.db.selectFrom('connection').select('id').execute()).toEqual([])

  const token = await h.admin.send('POST', '/api/connect/capsule/token', { token: 'not-a-token' })
  expect(token.status).toBe(422)
  expect(await errorOf(token)).toMatchObject({ code: 'token_refused', next: expect.any(String) })
  await h.admin.send('POST', '/api/connect/capsule/token', { token: 'sandbox-pat' })

  expect((await h.consent('xero')).headers.get('location')).toBe('/connections?error=wrong_secret')
  const custom = await h.admin.send('POST', '/api/connect/xero/client-credentials', {
    clientId: 'counterpart-custom',
    clientSecret: 'not-the-secret',
  })
  expect(custom.status).toBe(422)
  expect(await errorOf(custom)).toEqual({
    code: 'wrong_secret',
    message: 'The vendor does not accept this id and secret.',
    next: 'Copy both again from the developer portal.',
  })
  expect(await listConnections(h.db, await h.workspaceId())).toHaveLength(1)
  expect(h.logs.join()).not.toContain('not-the-secret')
})

test('a scope that is missing loses the connection with words, not the data', async () => {
  await using h = await inStep('token')
  const { id } = await connection(h, 'xero')
  const narrow = await clientCredentials(
    {
      ...h.engine,
      endpoints: h.engine.endpoints.xero,
      clientId: 'counterpart-custom',
      clientSecret: 'counterpart-custom-secret',
    },
    ['accounting.contacts', 'accounting.settings.read'],
  )
  await saveTokens(h.db, h.vault, id, narrow)
  h.engine.accounts.forget(id)
  await h.remote.invoice('Acme Joinery Pty Ltd', '10.00')
  await h.settle()
  await expectLost(h, 'xero', /lacks a permission/)
  expect(h.sandbox.kernel.calls.list().filter((call) => call.status === 401)).toHaveLength(1)
  // What the hook said is not forgotten.
  expect(await h.db.selectFrom('dirty').select('kind').where('kind', '=', 'document').execute()).toHaveLength(
    1,
  )

  await h.admin.send('POST', '/api/connect/xero/client-credentials', {
    clientId: 'counterpart-custom',
    clientSecret: 'counterpart-custom-secret',
  })
  await h.settle()
  expect(await connection(h, 'xero')).toMatchObject({ state: 'connected', problem: null })
  expect(await h.db.selectFrom('dirty').select('kind').execute()).toEqual([])
})

test('an organisation that was disconnected in Xero is lost with words; reconnecting goes on', async () => {
  await using h = await inStep()
  await h.pass(61 * minute)
  expect(h.sandbox.xero.disconnect()).toBeGreaterThan(0)
  const invoiceId = await h.remote.invoice('Acme Joinery Pty Ltd', '10.00')
  const number = await numberOf(h, invoiceId)
  await h.pass(61 * minute)
  await expectLost(h, 'xero', /disconnected there/)
  const before = h.sent.length
  await h.pass(10 * minute)
  expect(h.sent.length, 'nobody knocks at a closed door').toBe(before)
  await expectResumed(h, 'xero', number)
})

test('an access that ended between two looks is made up for as soon as it is back', async () => {
  await using h = await inStep()
  h.sandbox.xero.disconnect()
  const number = await numberOf(h, await h.remote.invoice('Acme Joinery Pty Ltd', '10.00'))
  await h.pass(minute)
  await expectResumed(h, 'xero', number)
})

test('disconnecting forgets the tokens and takes our hooks away; connecting again goes on as before', async () => {
  await using h = await inStep()
  expect(h.sandbox.capsule.counts().hooks).toBe(3)
  for (const side of ['capsule', 'xero'] as const) {
    expect((await h.admin.send('DELETE', `/api/connections/${side}`)).status).toBe(200)
    const { id } = await connection(h, side)
    expect(await connection(h, side)).toMatchObject({ state: 'disconnected', problem: null })
    expect(await loadTokens(h.db, h.vault, id)).toBeNull()
  }
  expect(h.sandbox.capsule.counts().hooks).toBe(0)
  expect(h.sandbox.xero.counts().connections).toBe(0)
  const number = await numberOf(h, await h.remote.invoice('Acme Joinery Pty Ltd', '10.00'))
  h.forgetSent()
  await h.pass(minute)
  expect(h.sent).toEqual([])

  await h.consent('capsule')
  await expectResumed(h, 'xero', number)
  expect(h.sandbox.capsule.counts().hooks).toBe(3)
  const lead = h.keys.partyIds.get('lead')
  await h.remote.inCapsule(`/party/${lead}`, { name: 'Lead, Renamed', email: 'ask@lead.example' })
  await h.settle()
  const row = await h.db.selectFrom('contact_row').select('name').where('key', '=', `p${lead}`).execute()
  expect(row).toEqual([{ name: 'Lead, Renamed' }])
})

for (const side of ['capsule', 'xero'] as const) {
  test(`an expired token of ${side} is renewed once, and stored before it is used`, async () => {
    await using h = await inStep()
    const { id } = await connection(h, side)
    const first = defined(await loadTokens(h.db, h.vault, id), 'tokens are stored').tokens
    const used: boolean[] = []
    h.onSend(async ({ side: to, authorization }) => {
      if (to !== side || !authorization?.startsWith('Bearer ')) return
      const stored = await loadTokens(h.db, h.vault, id)
      used.push(authorization === `Bearer ${stored?.tokens.accessToken}`)
    })
    await h.clock.advance(8 * 24 * 60 * minute)
    await Promise.all(Array.from({ length: 6 }, () => callOf(h, side)))
    expect(tokenCalls(h)).toHaveLength(1)
    expect(used).toEqual(Array.from({ length: 6 }, () => true))
    const next = defined(await loadTokens(h.db, h.vault, id), 'tokens are stored').tokens
    expect(next.refreshToken).not.toBe(first.refreshToken)
    expect(next.accessToken).not.toBe(first.accessToken)
  })

  test(`two nodes renew an expired token of ${side} once between them`, async () => {
    await using h = await inStep()
    await h.clock.advance(8 * 24 * 60 * minute)
    const other = { ...h.engine, accounts: createAccounts(h.engine) }
    await Promise.all([callOf(h, side), callOf({ ...h, engine: other }, side)])
    expect(tokenCalls(h)).toHaveLength(1)
    expect(await connection(h, side)).toMatchObject({ state: 'connected' })
  })

  test(`a token of ${side} that is refused before its time is renewed, and the call made again`, async () => {
    await using h = await inStep()
    h.fault({ vendor: side, kind: 'unauthorised', times: 1 })
    await callOf(h, side)
    expect(tokenCalls(h)).toHaveLength(1)
    expect(await connection(h, side)).toMatchObject({ state: 'connected' })
  })

  test(`an access revoked at ${side} is lost with words; reconnecting goes on`, async () => {
    await using h = await inStep()
    await revoke(h, side)
    const number = await numberOf(h, await h.remote.invoice('Acme Joinery Pty Ltd', '10.00'))
    // Long enough for the access token to end as well.
    await h.clock.advance(31 * minute)
    await h.pass(31 * minute)
    await expectLost(h, side, /revoked or has expired/)
    await expectResumed(h, side, number)
  })

  test(`an app secret that ${side} no longer accepts is lost with words`, async () => {
    await using h = await inStep()
    const { id } = await connection(h, side)
    const { tokens } = defined(await loadTokens(h.db, h.vault, id), 'tokens are stored')
    await saveTokens(h.db, h.vault, id, { ...tokens, expiresAt: h.clock.now() })
    h.engine.accounts.forget(id)
    const rotated = { clientId: demoApp.clientId, clientSecret: 'rotated-at-the-vendor', webhookKeys: [] }
    const apps = { capsule: async () => rotated, xero: async () => rotated }
    const accounts = createAccounts({ ...h.engine, apps })
    Object.assign(h.engine, { accounts })
    await h.pass(61 * minute)
    await expectLost(h, side, /does not accept the app's client id or secret/)
  })
}

/** One read of ours, as the engine makes it. */
async function callOf({ engine, workspaceId }: Harness, side: 'capsule' | 'xero'): Promise<void> {
  const id = await workspaceId()
  if (side === 'xero') {
    const account = defined(await engine.accounts.xero(id), 'Xero is connected')
    await getOrganisation(account.http('event'))
    return
  }
  const account = defined(await engine.accounts.capsule(id), 'Capsule is connected')
  await account.http('event').call({ method: 'GET', path: '/site' }, z.unknown())
}

test('one record that Xero refuses inside a batch does not stop the others, and goes on once it is put right', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  const acme = defined(h.keys.contactIds.get('acme'), 'acme is seeded')
  const key = `p${h.keys.partyIds.get('acme')}`
  // Archived in the moment before it is written, and nobody told us: Xero refuses every change of it.
  h.fault({ vendor: 'xero', kind: 'hook_drop' })
  let isArchived = false
  h.onSend(async ({ method, path }) => {
    if (isArchived || method !== 'POST' || !path.endsWith('/Contacts')) return
    isArchived = true
    await h.remote.inXero(`/app/contacts/${acme}/archive`)
  })
  await h.approve({ includeNameOnly: true })

  const run = await h.latestRun()
  expect(run).toMatchObject({ state: 'done', outcome: { failed: 1 } })
  expect(run.failures).toEqual([
    {
      record: expect.stringContaining('Acme'),
      href: `/contacts/x${acme}`,
      message: expect.stringMatching(/^Xero refused the data: .*archived contact/),
      next: 'Correct the record, then try again.',
    },
  ])
  const numbers = new Map((await h.remote.contacts()).map((c) => [c.ContactID, c.ContactNumber ?? '']))
  for (const partner of ['bright', 'corner'])
    expect(numbers.get(h.keys.contactIds.get(partner) ?? '')).toBe(String(h.keys.partyIds.get(partner)))
  expect(numbers.get(acme)).toBe('')
  const states = await h.db.selectFrom('link').select(['contact_id', 'state']).execute()
  expect(states.filter((link) => link.state !== 'active')).toEqual([{ contact_id: acme, state: 'pending' }])
  const detail = ContactDetail.parse(await (await h.admin.send('GET', `/api/contacts/${key}`)).json())
  expect(detail.state).toBe('failed')
  expect(detail.link?.failures).toMatchObject([{ message: expect.stringContaining('archived contact') }])

  h.sandbox.kernel.faults.clear()
  await h.remote.inXero(`/app/contacts/${acme}/restore`)
  await h.settle()
  const after = ContactDetail.parse(await (await h.admin.send('GET', `/api/contacts/${key}`)).json())
  expect(after).toMatchObject({ state: 'linked', link: { failures: [] } })
  const restored = (await h.remote.contacts()).find((c) => c.ContactID === acme)
  expect(restored?.ContactNumber).toBe(String(h.keys.partyIds.get('acme')))
})

test('a batch that Xero refuses as a whole is halved until only the bad record is left', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  // The number of a party is taken by a contact that is out of sight for names, but not for numbers.
  const taken = String(h.keys.partyIds.get('bright'))
  const other = await xeroPut(h, { Name: 'Somebody Else', ContactNumber: taken })
  await h.remote.inXero(`/app/contacts/${other}/archive`)
  await h.settle()
  await h.approve({ includeNameOnly: true })
  const run = await h.latestRun()
  expect(run.failures).toMatchObject([{ record: expect.stringContaining('Bright') }])
  expect(run.failures[0]?.message).toContain('already assigned')
  expect(run.outcome).toMatchObject({ failed: 1, created: 1 })
  const active = await h.db.selectFrom('link').select('id').where('state', '=', 'active').execute()
  expect(active).toHaveLength(4)
})

test('a record that Capsule refuses to create is shown with its reason, and tried again when it changes', async () => {
  await using h = await inStep()
  h.fault({
    vendor: 'capsule',
    kind: 'status',
    status: 422,
    method: 'POST',
    path: '/api/v2/parties',
    times: 1,
  })
  const id = await xeroPut(h, { Name: 'Fresh Fields Pty Ltd' })
  await h.remote.invoice('Fresh Fields Pty Ltd', '10.00')
  await h.settle()
  const row = () => h.db.selectFrom('contact_row').select('state').where('contact_id', '=', id).execute()
  expect(await row()).toEqual([{ state: 'failed' }])
  const run = await h.db
    .selectFrom('run')
    .select(['state', 'outcome'])
    .where('kind', '=', 'events')
    .executeTakeFirst()
  expect(run).toEqual({ state: 'done', outcome: { linked: 0, created: 0, failed: 1 } })
  const failed = await h.db.selectFrom('operation').select('error').where('state', '=', 'failed').execute()
  expect(failed).toMatchObject([{ error: { message: expect.stringMatching(/^Capsule refused the data/) } }])

  await h.remote.invoice('Fresh Fields Pty Ltd', '20.00')
  await h.settle()
  expect(await row()).toEqual([{ state: 'linked' }])
  expect((await h.remote.parties()).filter((party) => party.name?.startsWith('Fresh'))).toHaveLength(1)
})

/** A contact another app made. */
async function xeroPut(h: Harness, contact: Record<string, string>): Promise<string> {
  const app = {
    ...h.engine,
    endpoints: h.engine.endpoints.xero,
    clientId: 'counterpart-custom',
    clientSecret: 'counterpart-custom-secret',
  }
  const { accessToken } = await clientCredentials(app)
  const request = new Request(`${urls.xero}/api.xro/2.0/Contacts`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ Contacts: [contact] }),
  })
  const answer = z
    .object({ Contacts: z.array(z.object({ ContactID: z.string() })) })
    .parse(await (await h.sandbox.xeroFetch(request)).json())
  return defined(answer.Contacts[0], 'the contact was made').ContactID
}
