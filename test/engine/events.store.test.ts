import { expect, test } from 'vitest'
import { Panel } from '#api/panel.ts'
import { authoriseUrl, exchangeCode, pkce } from '#capsule/oauth.ts'
import { defined } from '#core/assert.ts'
import { listConnections, saveTokens } from '#db/connections.ts'
import { agree, demoApp, type Harness, type HarnessOptions, startHarness } from './harness.ts'

const minute = 60_000

/** Connected, compared, approved and quiet: from here on changes flow by themselves. */
async function inStep(options: HarnessOptions = {}): Promise<Harness> {
  const h = await startHarness(options)
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  h.sandbox.kernel.calls.clear()
  h.forgetSent()
  return h
}

const contactOf = (h: Harness, key: string) => defined(h.keys.contactIds.get(key), `${key} is seeded`)
const partyOf = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)
const writes = (h: Harness) => h.sandbox.kernel.calls.list().filter((call) => call.write)

async function panel(h: Harness, key: string) {
  const response = await h.admin.send('GET', `/api/contacts/${key}/panel`)
  expect(response.status).toBe(200)
  return Panel.parse(await response.json())
}

async function rowOf(h: Harness, key: string) {
  return h.db.selectFrom('contact_row').selectAll().where('key', '=', key).executeTakeFirst()
}

async function link(h: Harness, contactId: string) {
  return h.db.selectFrom('link').selectAll().where('contact_id', '=', contactId).executeTakeFirst()
}

const named = async (h: Harness, name: string) =>
  (await h.remote.parties()).filter((party) => party.name === name)

/** From now on the connection sees what this user sees, as after a change of role or team. */
async function actAs(h: Harness, user: string) {
  const redirectUri = `${h.server.url}/connect/capsule/callback`
  const { verifier, challenge } = pkce(new Uint8Array(32).fill(7))
  const app = { ...h.engine, ...demoApp, endpoints: h.engine.endpoints.capsule }
  const back = await agree(
    h.sandbox,
    'capsule',
    authoriseUrl(app, { redirectUri, state: 'state', challenge }),
    { as: user },
  )
  const code = defined(new URL(back).searchParams.get('code'), 'consent answers a code')
  const { tokens } = await exchangeCode(app, { code, redirectUri, verifier })
  const connections = await listConnections(h.db, await h.workspaceId())
  const { id } = defined(
    connections.find((each) => each.side === 'capsule'),
    'Capsule is connected',
  )
  await saveTokens(h.db, h.vault, id, tokens)
  h.engine.accounts.forget(id)
}

/** A customer Xero has and we have never seen, with an approved invoice. */
async function newCustomer(h: Harness, name = 'Fresh Fields Pty Ltd'): Promise<string> {
  await h.remote.inXero('/app/contacts', { Name: name, EmailAddress: 'pay@freshfields.example' })
  await h.remote.invoice(name, '250.00')
  return defined(
    (await h.remote.contacts()).find((c) => c.Name === name)?.ContactID,
    'the contact is in Xero',
  )
}

async function expectOneLinkedParty(h: Harness, contactId: string, name = 'Fresh Fields Pty Ltd') {
  const [party, ...others] = await named(h, name)
  expect(others).toEqual([])
  const made = defined(party, 'the organisation was created')
  expect(made.type).toBe('organisation')
  expect(h.remote.field(made, 'Xero contact ID')).toBe(contactId)
  expect(await link(h, contactId)).toMatchObject({ party_id: made.id, state: 'active' })
  const contact = (await h.remote.contacts()).find((each) => each.ContactID === contactId)
  expect(contact?.ContactNumber).toBe(String(made.id))
  expect(await rowOf(h, `p${made.id}`)).toMatchObject({ state: 'linked', contact_id: contactId })
  expect(await rowOf(h, `x${contactId}`)).toBeUndefined()
}

test('an invoice paid in Xero changes the line and the panel of its customer', async () => {
  await using h = await inStep()
  const key = `p${partyOf(h, 'acme')}`
  expect(await panel(h, key)).toMatchObject({
    state: 'linked',
    outstanding: [{ currency: 'AUD', minor: 11_000 }],
    overdue: [{ currency: 'AUD', minor: 11_000 }],
    documents: [{ number: 'INV-1', state: 'overdue', daysLate: 26 }],
  })
  const invoice = (await h.remote.invoices()).find((each) => each.InvoiceNumber === 'INV-1')
  await h.remote.inXero(`/app/invoices/${invoice?.InvoiceID}/payments`, { amount: '110.00' })
  h.forgetSent()
  await h.settle()

  expect(await panel(h, key)).toMatchObject({
    outstanding: [],
    overdue: [],
    documents: [{ number: 'INV-1', state: 'paid', amountDue: { minor: 0 } }],
  })
  expect(await rowOf(h, key)).toMatchObject({ outstanding: [], outstanding_base: 0, state: 'linked' })
  // One read for the invoice and one for its contact at most.
  expect(h.sent.length).toBeLessThanOrEqual(2)
  expect(writes(h)).toEqual([])
})

test('an invoice voided in Xero owes nothing any more', async () => {
  await using h = await inStep()
  const invoice = (await h.remote.invoices()).find((each) => each.InvoiceNumber === 'INV-2')
  await h.remote.inXero(`/app/invoices/${invoice?.InvoiceID}/void`)
  await h.settle()
  expect(await panel(h, `p${partyOf(h, 'bright')}`)).toMatchObject({
    outstanding: [],
    documents: [{ state: 'voided' }],
  })
})

test('an invoice for an unknown customer creates the organisation, and links it', async () => {
  await using h = await inStep()
  const contactId = await newCustomer(h)
  await h.settle()
  await expectOneLinkedParty(h, contactId)
  expect(writes(h).map((call) => call.endpoint)).toEqual([
    'POST /api/v2/parties',
    'POST /api.xro/2.0/Contacts',
  ])
  const party = defined((await named(h, 'Fresh Fields Pty Ltd'))[0], 'it exists')
  expect((await panel(h, `p${party.id}`)).outstanding).toEqual([{ currency: 'AUD', minor: 27_500 }])
})

test('a draft makes nobody a customer', async () => {
  await using h = await inStep()
  await h.remote.inXero('/app/contacts', { Name: 'Only Asking Pty Ltd' })
  await h.remote.inXero('/app/invoices', {
    type: 'ACCREC',
    contact: 'Only Asking Pty Ltd',
    description0: 'Maybe',
    quantity0: '1',
    price0: '10',
  })
  await h.settle()
  expect(await named(h, 'Only Asking Pty Ltd')).toEqual([])
  expect(writes(h)).toEqual([])
})

for (const kind of ['hook_duplicate', 'hook_reorder'] as const) {
  test(`${kind === 'hook_duplicate' ? 'duplicated' : 'reordered'} hooks create one organisation`, async () => {
    await using h = await inStep()
    h.fault({ vendor: 'xero', kind })
    h.fault({ vendor: 'capsule', kind })
    const contactId = await newCustomer(h)
    await h.settle()
    await h.settle()
    await expectOneLinkedParty(h, contactId)
    expect(h.sent.filter((s) => s.method === 'POST' && s.path === '/api/v2/parties')).toHaveLength(1)
  })
}

test('the lost answer to a creation is looked up: one party, and it is linked', async () => {
  await using h = await inStep()
  h.fault({ vendor: 'capsule', kind: 'lost_answer', method: 'POST', path: '/api/v2/parties', times: 1 })
  h.fault({ vendor: 'xero', kind: 'hook_duplicate' })
  const contactId = await newCustomer(h)
  await h.settle()
  expect(await named(h, 'Fresh Fields Pty Ltd')).toHaveLength(1)
  expect(h.logs.join()).toContain('Capsule could not be reached, and its answer to a change was lost.')
  await h.pass(minute)
  await expectOneLinkedParty(h, contactId)
  expect(h.sent.filter((s) => s.method === 'POST' && s.path === '/api/v2/parties')).toHaveLength(1)
  const after = await h.db.selectFrom('run').select(['state', 'error']).where('kind', '=', 'events').execute()
  expect(after).toEqual([{ state: 'done', error: null }])
})

test('the lost answer to a batch of Xero contacts is asked for again by its key', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  h.fault({ vendor: 'xero', kind: 'lost_answer', method: 'POST', path: '/Contacts', times: 1 })
  await h.approve()
  await h.pass(minute)
  expect((await h.latestRun()).outcome).toEqual({ linked: 4, created: 1, failed: 0 })
})

test('the lost answer to references in Capsule is recognised by what stands there', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  h.fault({ vendor: 'capsule', kind: 'lost_answer', method: 'PUT', path: '/api/v2/parties/', times: 1 })
  await h.approve()
  await h.pass(minute)
  expect((await h.latestRun()).outcome).toEqual({ linked: 4, created: 1, failed: 0 })
  const written = h.sent.filter((s) => s.method === 'PUT' && s.path.startsWith('/api/v2/parties/'))
  expect(written.length).toBeGreaterThan(1)
  expect(new Set(written.map(({ path }) => path)).size).toBe(written.length)
})

test('a vendor that is down delays a change and loses nothing', async () => {
  await using h = await inStep()
  h.fault({ vendor: 'xero', kind: 'status', status: 503, path: '/Invoices' })
  const contactId = await newCustomer(h)
  await h.settle()
  expect(await named(h, 'Fresh Fields Pty Ltd')).toEqual([])
  h.sandbox.kernel.faults.clear()
  await h.pass(5 * minute)
  await expectOneLinkedParty(h, contactId)
})

test('a change that was read before the other side failed is still planned', async () => {
  await using h = await inStep()
  const contactId = await newCustomer(h)
  // The contact and its invoice are read; then the look at Capsule that the same pass needs fails.
  h.fault({ vendor: 'capsule', kind: 'status', status: 503 })
  await h.pass(2 * 60 * minute)
  expect(await rowOf(h, `x${contactId}`)).toMatchObject({ outstanding: [{ minor: 27_500 }] })
  h.sandbox.kernel.faults.clear()
  await h.pass(minute)
  await h.pass(minute)
  await expectOneLinkedParty(h, contactId)
})

test('hooks that never came are made up for by the next sweep', async () => {
  await using h = await inStep()
  h.fault({ vendor: 'xero', kind: 'hook_drop' })
  h.fault({ vendor: 'capsule', kind: 'hook_drop' })
  const contactId = await newCustomer(h)
  await h.remote.inCapsule(`/party/${partyOf(h, 'lead')}`, {
    name: 'Lonely Lead Renamed',
    email: 'ask@lead.example',
  })
  await h.settle()
  expect(h.sent).toEqual([])
  await h.pass(61 * minute)
  await expectOneLinkedParty(h, contactId)
  expect(await rowOf(h, `p${partyOf(h, 'lead')}`)).toMatchObject({ name: 'Lonely Lead Renamed' })
})

test('without webhooks a change is there within five minutes', async () => {
  await using h = await startHarness({ hooks: false })
  await h.connectBoth('token')
  await h.settle()
  await h.approve()
  const contactId = await newCustomer(h)
  await h.pass(6 * minute)
  await expectOneLinkedParty(h, contactId)
})

test('a linked contact archived in Xero stays linked, is shown as archived, and nothing is written', async () => {
  await using h = await inStep()
  const id = contactOf(h, 'acme')
  await h.remote.inXero(`/app/contacts/${id}/archive`)
  await h.settle()
  expect(await rowOf(h, `p${partyOf(h, 'acme')}`)).toMatchObject({ state: 'linked', archived: true })
  expect(await link(h, id)).toMatchObject({ party_id: partyOf(h, 'acme'), state: 'active' })
  expect(writes(h)).toEqual([])
})

test('a contact renamed in Xero keeps its link, and nothing is overwritten in Capsule', async () => {
  await using h = await inStep()
  const id = contactOf(h, 'acme')
  await h.remote.inXero(`/app/contacts/${id}`, {
    Name: 'Acme Interiors',
    EmailAddress: 'accounts@acme.example',
  })
  await h.settle()
  expect(await link(h, id)).toMatchObject({ party_id: partyOf(h, 'acme'), state: 'active' })
  const row = defined(await rowOf(h, `p${partyOf(h, 'acme')}`), 'the line is there')
  expect(row.state).toBe('linked')
  expect(row.search).toContain('acme interiors')
  expect(await named(h, 'Acme Joinery')).toHaveLength(1)
  expect(writes(h)).toEqual([])
})

test('a party deleted in Capsule is not created again, and its contact is shown alone', async () => {
  await using h = await inStep()
  const id = contactOf(h, 'acme')
  await h.remote.inCapsule(`/party/${partyOf(h, 'acme')}/delete`)
  await h.settle()
  const mirror = await h.db
    .selectFrom('mirror_party')
    .select('state')
    .where('id', '=', partyOf(h, 'acme'))
    .executeTakeFirst()
  expect(mirror).toEqual({ state: 'deleted' })
  expect(await rowOf(h, `p${partyOf(h, 'acme')}`)).toBeUndefined()
  expect(await rowOf(h, `x${id}`)).toBeDefined()
  await h.remote.invoice('Acme Joinery Pty Ltd', '10.00')
  await h.settle()
  expect(await named(h, 'Acme Joinery')).toEqual([])
  expect(writes(h)).toEqual([])
  const contact = (await h.remote.contacts()).find((each) => each.ContactID === id)
  expect(contact?.ContactStatus).toBe('ACTIVE')
})

test('a party we may not see any more is not taken for deleted', async () => {
  await using h = await inStep()
  await actAs(h, 'lachlan')
  const id = partyOf(h, 'acme')
  // Its team is one Lachlan does not belong to.
  await h.remote.inCapsule(`/party/${id}`, { name: 'Acme Joinery', email: 'new@acme.example' })
  await h.settle()
  const state = () => h.db.selectFrom('mirror_party').select('state').where('id', '=', id).executeTakeFirst()
  expect(await state()).toEqual({ state: 'restricted' })
  await h.pass(61 * minute)
  expect(await state()).toEqual({ state: 'restricted' })
  expect(await link(h, contactOf(h, 'acme'))).toMatchObject({ party_id: id, state: 'active' })
  expect(writes(h)).toEqual([])

  await actAs(h, 'hannah')
  await h.remote.inCapsule(`/party/${id}`, { name: 'Acme Joinery', email: 'newer@acme.example' })
  await h.settle()
  expect(await state()).toEqual({ state: 'active' })
  expect(await rowOf(h, `p${id}`)).toMatchObject({ state: 'linked' })
  const contact = (await h.remote.contacts()).find((each) => each.ContactID === contactOf(h, 'acme'))
  expect(contact?.EmailAddress).toBe('newer@acme.example')
})

test('a contact merged in Xero moves its invoices to the one that stayed', async () => {
  await using h = await inStep()
  await h.remote.inXero(`/app/contacts/${contactOf(h, 'bright')}/merge`, { into: 'Acme Joinery Pty Ltd' })
  await h.settle()
  expect((await panel(h, `p${partyOf(h, 'acme')}`)).documents).toHaveLength(2)
  expect((await panel(h, `p${partyOf(h, 'bright')}`)).documents).toEqual([])
  expect(writes(h)).toEqual([])
})

test('a change flows although a later comparison waits for approval', async () => {
  await using h = await inStep()
  h.fault({ vendor: 'xero', kind: 'hook_drop' })
  const contactId = await newCustomer(h)
  const waiting = await h.compare()
  expect(waiting.plan?.counts).toMatchObject({ create: 1 })
  h.sandbox.kernel.faults.clear()

  await h.remote.invoice('Fresh Fields Pty Ltd', '10.00')
  await h.settle()
  await expectOneLinkedParty(h, contactId)
  await h.approve()
  await expectOneLinkedParty(h, contactId)
  expect(h.sent.filter((s) => s.method === 'POST' && s.path === '/api/v2/parties')).toHaveLength(1)
})

test('what changes between the comparison and its approval is planned once it is approved', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  const contactId = await newCustomer(h)
  await h.settle()
  expect(writes(h)).toEqual([])
  await h.approve()
  await expectOneLinkedParty(h, contactId)
})
