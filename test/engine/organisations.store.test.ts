import { expect, test } from 'vitest'
import { defined } from '#core/assert.ts'
import { listXeroConnections, markLost } from '#db/connections.ts'
import { type StoredRules, saveRules } from '#db/rules.ts'
import { latestRun } from '#db/runs.ts'
import { type Harness, startHarness } from './harness.ts'
import { secondName, secondOrganisation, twoOrganisations } from './organisation.ts'

const minute = 60_000
const plainField = 'Xero contact ID'
const ownField = `Xero contact ID (${secondName})`

/** The first organisation is in step; the second one stands beside it, unknown. */
async function inStep(): Promise<Harness> {
  const h = await startHarness({ seed: twoOrganisations })
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  h.forgetSent()
  return h
}

const addSecond = async (h: Harness) => {
  const back = await h.consent('xero', { organisation: secondName, fields: { add: '1' } })
  await h.settle()
  return back
}

/** Both organisations are in step. */
async function bothInStep(rules: StoredRules = {}): Promise<Harness> {
  const h = await inStep()
  await addSecond(h)
  await h.approve({ includeNameOnly: true })
  const at = new Date(h.clock.now())
  await saveRules(h.db, await h.workspaceId(), { expectedVersion: 0, rules, by: 'test', at })
  await h.settle()
  h.forgetSent()
  return h
}

const xeros = async (h: Harness) => listXeroConnections(h.db, await h.workspaceId())
const second = async (h: Harness) =>
  defined(
    (await xeros(h)).find((one) => one.organisationName === secondName),
    'it is connected',
  )
const written = (h: Harness) => h.sent.filter((each) => each.method !== 'GET' && !each.path.includes('token'))
const links = async (h: Harness) =>
  h.db
    .selectFrom('link')
    .innerJoin('mirror_contact', 'mirror_contact.id', 'link.contact_id')
    .select(['link.party_id', 'link.state', 'link.connection_id', 'mirror_contact.name', 'link.contact_id'])
    .orderBy('mirror_contact.name')
    .execute()
const partyOf = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)
/** Somebody gives Acme another address in Capsule. */
async function writeTo(h: Harness, address: string) {
  const { id, emailAddresses } = await remoteParty(h, partyOf(h, 'acme'))
  const [row] = emailAddresses
  await h.remote.editParty(id, { emailAddresses: [{ id: row?.id, address }] })
}
const emails = async (from: { contacts(): Promise<{ EmailAddress?: string | null | undefined }[]> }) =>
  (await from.contacts()).map((each) => each.EmailAddress)
const remoteParty = async (h: Harness, id: number) =>
  defined(
    (await h.remote.parties()).find((each) => each.id === id),
    `party ${id} is there`,
  )

test('a further organisation is compared beside the first, which goes on; nothing is written to it before its approval', async () => {
  await using h = await inStep()
  expect((await addSecond(h)).headers.get('location')).toBe('/comparison')
  const run = await h.latestRun()
  expect(run.state).toBe('planned')
  expect(run.plan?.counts).toMatchObject({ create: 1 })
  expect(written(h)).toEqual([])
  // The first organisation is not disturbed meanwhile.
  await writeTo(h, 'ledger@acme.example')
  await h.settle()
  expect(await emails(h.remote)).toContain('ledger@acme.example')
  const nz = await secondOrganisation(h)
  expect(await emails(nz)).toContain('accounts@acme.example')
  const before = await h.remote.parties()

  await h.approve({ includeNameOnly: true })
  expect((await h.latestRun()).outcome).toMatchObject({ linked: 3, created: 1, failed: 0 })
  const acme = await remoteParty(h, partyOf(h, 'acme'))
  const inSecond = await nz.contacts()
  const twin = defined(
    inSecond.find((each) => each.ContactNumber === String(acme.id)),
    'Acme is numbered in both',
  )
  expect(h.remote.field(acme, plainField)).toBe(h.keys.contactIds.get('acme'))
  expect(h.remote.field(acme, ownField)).toBe(twin.ContactID)
  // One customer more in Capsule: the others were found there.
  expect(await h.remote.parties()).toHaveLength(before.length + 1)
  expect((await links(h)).filter((each) => each.state !== 'active')).toEqual([])
})

test('an edit in one organisation reaches the other by way of Capsule, and comes to rest', async () => {
  await using h = await bothInStep({ fields: { email: { direction: 'both', policy: 'newest' } } })
  const nz = await secondOrganisation(h)
  const twin = await nz.contact('Acme Joinery')
  await h.remote.editContact(defined(h.keys.contactIds.get('acme'), 'acme'), {
    EmailAddress: 'ledger@acme.example',
  })
  await h.settle()
  expect((await remoteParty(h, partyOf(h, 'acme'))).emailAddresses).toMatchObject([
    { address: 'ledger@acme.example' },
  ])
  expect((await nz.contact('Acme Joinery')).EmailAddress).toBe('ledger@acme.example')
  // And back again, told by a webhook of the second organisation.
  await nz.edit(twin.ContactID, { EmailAddress: 'ap@acme.example' })
  await h.settle()
  expect((await remoteParty(h, partyOf(h, 'acme'))).emailAddresses).toMatchObject([
    { address: 'ap@acme.example' },
  ])
  expect(
    (await h.remote.contacts()).find((each) => each.ContactNumber === String(partyOf(h, 'acme'))),
  ).toMatchObject({
    EmailAddress: 'ap@acme.example',
  })
  h.forgetSent()
  await h.pass(2 * 60 * minute)
  expect(written(h)).toEqual([])
})

test('one customer of two organisations that Capsule does not know becomes one record, also when both plans wait', async () => {
  await using h = await startHarness({ seed: twoOrganisations })
  await h.connectBoth()
  await h.settle()
  const first = await h.latestRun()
  await addSecond(h)
  const other = await h.latestRun()
  expect(other.id).not.toBe(first.id)
  expect(other.plan?.counts).toMatchObject({ create: 2 })
  const approve = (run: typeof first) =>
    h.admin.send('POST', `/api/comparison/${run.id}/approve`, { hash: run.plan?.hash, includeNameOnly: true })
  // Both at once: the second plan was made before the first one's customers were there.
  expect((await approve(first)).status).toBe(200)
  expect((await approve(other)).status).toBe(200)
  await h.settle()
  await h.pass(minute)
  const newcos = (await h.remote.parties()).filter((each) => each.name?.startsWith('Newco'))
  expect(newcos).toHaveLength(1)
  const [newco] = newcos
  expect((await links(h)).filter((each) => each.name.startsWith('Newco'))).toMatchObject([
    { party_id: newco?.id, state: 'active' },
    { party_id: newco?.id, state: 'active' },
  ])
})

test('a waiting plan is made anew when another organisation brought customers to Capsule', async () => {
  await using h = await startHarness({ seed: twoOrganisations })
  await h.connectBoth()
  await h.settle()
  const first = await h.latestRun()
  await addSecond(h)
  const stale = defined((await h.latestRun()).plan, 'the plan is ready')
  await h.admin.send('POST', `/api/comparison/${first.id}/approve`, {
    hash: first.plan?.hash,
    includeNameOnly: true,
  })
  await h.settle()
  const { plan } = await h.latestRun()
  expect(plan?.hash).not.toBe(stale.hash)
  expect(plan?.counts).toMatchObject({ create: 1 })
})

test('what is owed is summed over the organisations, each by its own day', async () => {
  await using h = await bothInStep()
  const rows = await h.db
    .selectFrom('contact_row')
    .select(['key', 'outstanding', 'overdue', 'state'])
    .where('party_id', '=', partyOf(h, 'acme'))
    .execute()
  expect(rows).toMatchObject([
    {
      key: `p${partyOf(h, 'acme')}`,
      state: 'linked',
      outstanding: expect.arrayContaining([
        { currency: 'AUD', minor: 11_000 },
        { currency: 'NZD', minor: 5_750 },
      ]),
    },
  ])
  const keys = await h.db.selectFrom('contact_row').select('contact_id').execute()
  const twin = (await links(h)).find((each) => each.name === 'Kea Homes')
  expect(keys.map((each) => each.contact_id)).toContain(twin?.contact_id)
})

test('disconnecting one organisation leaves the others', async () => {
  await using h = await bothInStep()
  const nz = await second(h)
  const gone = await h.admin.send('DELETE', `/api/connections/xero?id=${nz.id}`)
  expect(gone.status).toBe(200)
  await h.settle()
  h.forgetSent()
  await writeTo(h, 'ledger@acme.example')
  await h.settle()
  expect(await emails(h.remote)).toContain('ledger@acme.example')
  expect((await xeros(h)).map((one) => one.state)).toEqual(['connected', 'disconnected'])
  // Connected again, it hears what happened meanwhile.
  const back = await h.consent('xero', { organisation: secondName, fields: { connection: nz.id } })
  expect(back.headers.get('location')).toBe('/comparison')
  await h.settle()
  const again = await secondOrganisation(h)
  expect(await emails(again)).toContain('ledger@acme.example')
})

test('a fault of one organisation keeps none of the others waiting', async () => {
  await using h = await bothInStep()
  const nz = await second(h)
  await h.db.updateTable('connection').set({ tokens: null }).where('id', '=', nz.id).execute()
  h.engine.accounts.forget(nz.id)
  await writeTo(h, 'ledger@acme.example')
  await h.settle()
  expect(await emails(h.remote)).toContain('ledger@acme.example')
  expect((await xeros(h)).map((one) => one.state)).toEqual(['connected', 'lost'])
})

test('an organisation whose connecting was cut off before its comparison began is compared all the same', async () => {
  await using h = await inStep()
  await addSecond(h)
  const { id } = await second(h)
  await h.db.deleteFrom('run').where('connection_id', '=', id).execute()
  await h.pass(minute)
  const run = await latestRun(h.db, await h.workspaceId(), 'comparison', id)
  expect(run?.state).toBe('planned')
})

test('while access to the first organisation is lost, no other takes its place', async () => {
  await using h = await bothInStep()
  const workspaceId = await h.workspaceId()
  const [first] = await xeros(h)
  const { id } = defined(first, 'it is connected')
  await markLost(h.db, id, 'Access was taken away.')
  h.engine.accounts.forget(id)
  expect((await h.engine.accounts.sides(workspaceId)).home).toBe(id)
  expect(await h.engine.accounts.xero(workspaceId)).toBeNull()
  expect((await h.engine.accounts.xeros(workspaceId)).map((one) => one.connection.id)).toEqual([
    (await second(h)).id,
  ])
})

test('a party is added to the organisation that is named, the first when none is', async () => {
  await using h = await bothInStep()
  const lead = partyOf(h, 'lead')
  const nz = await second(h)
  const add = (organisation?: string) =>
    h.admin.send('POST', `/api/contacts/p${lead}/actions`, { action: 'add_to_xero', organisation })
  expect((await add(nz.id)).status).toBe(200)
  await h.settle()
  const there = await secondOrganisation(h)
  expect((await there.contact('Lonely Lead')).ContactNumber).toBe(String(lead))
  expect((await h.remote.contacts()).map((each) => each.Name)).not.toContain('Lonely Lead')
  expect((await add()).status).toBe(200)
  await h.settle()
  expect((await h.remote.contacts()).map((each) => each.Name)).toContain('Lonely Lead')
  expect((await links(h)).filter((each) => each.party_id === lead && each.state === 'active')).toHaveLength(2)
})

test('unlinked in one organisation, a party stays linked in the other', async () => {
  await using h = await bothInStep()
  const nz = await second(h)
  const acme = partyOf(h, 'acme')
  const done = await h.admin.send('POST', `/api/contacts/p${acme}/actions`, {
    action: 'unlink',
    organisation: nz.id,
  })
  expect(done.status).toBe(200)
  await h.settle()
  expect((await links(h)).filter((each) => each.party_id === acme)).toMatchObject([
    { contact_id: h.keys.contactIds.get('acme'), state: 'active' },
  ])
  const party = await remoteParty(h, acme)
  expect([h.remote.field(party, plainField), h.remote.field(party, ownField)]).toEqual([
    h.keys.contactIds.get('acme'),
    null,
  ])
  await writeTo(h, 'ledger@acme.example')
  await h.settle()
  expect(await emails(h.remote)).toContain('ledger@acme.example')
  const there = await secondOrganisation(h)
  expect(await emails(there)).not.toContain('ledger@acme.example')
})

test('with the database lost, all links of all organisations are found again, in whichever order they come', async () => {
  await using h = await bothInStep()
  const pairs = async () =>
    (await links(h)).map(({ party_id, contact_id, state }) => `${party_id} ${contact_id} ${state}`).sort()
  const before = await pairs()
  const parties = await h.remote.parties()
  for (const table of [
    'base_value',
    'link',
    'mirror_party',
    'mirror_contact',
    'mirror_document',
    'match_key',
    'review',
    'operation',
    'run',
    'unplanned',
    'dirty',
    'event_inbox',
    'contact_row',
    'connection',
  ] as const)
    await h.db.deleteFrom(table).execute()
  await h.consent('capsule')
  await h.consent('xero', { organisation: secondName })
  await h.settle()
  h.forgetSent()
  await h.approve({ includeNameOnly: true })
  const names = twoOrganisations.xero.organisation.name
  await h.consent('xero', { organisation: names, fields: { add: '1' } })
  await h.settle()
  await h.approve({ includeNameOnly: true })
  expect(await pairs()).toEqual(before)
  expect(await h.remote.parties()).toEqual(parties)
  expect(written(h).filter((each) => !each.path.includes('resthooks'))).toEqual([])
})
