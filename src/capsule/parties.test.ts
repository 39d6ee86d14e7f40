import { expect, test } from 'vitest'
import type { CapsuleEdit } from '#core/field/field.ts'
import { type CapsulePartyId, capsulePartyId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { NewParty } from '#core/plan/plan.ts'
import type { CallRecord } from '#core/remote/exchange.ts'
import { CAPSULE_PACE, createGovernor } from '#core/remote/governor.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { fixedToken } from '#core/remote/tokens.ts'
import { createCapsule } from '#sandbox/capsule/capsule.ts'
import { manualClock } from '#sandbox/kernel/clock.ts'
import { type Fault, Fault as FaultSchema } from '#sandbox/kernel/faults.ts'
import { createKernel } from '#sandbox/kernel/kernel.ts'
import type { CapsuleSeed } from '#sandbox/seed.ts'
import { listCountries } from './countries.ts'
import { createField } from './fields.ts'
import { type CapsuleHttp, createCapsuleHttp } from './http.ts'
import { createParty, deleteParty, getParties, listDeletedParties, updateParty } from './parties.ts'
import { listUsers } from './users.ts'

const url = 'http://localhost:4001'
const nobody = capsulePartyId(999_999_999)

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
    { key: 'theo', firstName: 'Theo', lastName: 'Team', email: 'theo@demo.example', role: 'standard' },
  ],
  teams: [{ key: 'sales', name: 'Sales', members: ['olive'] }],
  fieldDefinitions: [{ name: 'ABN', type: 'text' }],
  parties: [
    {
      key: 'acme',
      type: 'organisation',
      name: 'Acme Pty Ltd',
      owner: 'olive',
      team: 'sales',
      emails: [
        { type: 'Work', address: 'accounts@acme.example' },
        { type: 'Home', address: 'second@acme.example' },
      ],
      phones: [{ type: 'Work', number: '+61 2 5550 1234' }],
      addresses: [
        { type: 'Office', street: '1 High St', city: 'Sydney', state: 'NSW', country: 'Australia' },
        { type: 'Postal', street: 'PO Box 1', city: 'Sydney' },
      ],
      websites: [{ address: 'https://acme.example' }],
      tags: ['Customer', 'Gold'],
      fields: { ABN: '51 824 753 556' },
    },
    { key: 'zeta', type: 'organisation', name: 'Zeta Ltd' },
    { key: 'ann', type: 'person', firstName: 'Ann', lastName: 'Lee', jobTitle: 'CFO', organisation: 'acme' },
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
  const records: CallRecord[] = []
  const http = createCapsuleHttp({
    ...outside,
    apiUrl: url,
    tokens: fixedToken('capsule', 'sandbox-pat'),
    governor: createGovernor({ ...CAPSULE_PACE, ...outside, side: 'capsule' }),
    onCall: (call) => records.push(call),
  })
  const id = (key: string): CapsulePartyId => capsulePartyId(keys.get(key) ?? 0)
  const fault = (f: Partial<Fault> & Pick<Fault, 'kind'>) =>
    kernel.faults.add(FaultSchema.parse({ vendor: 'capsule', times: 1, ...f }))
  return { clock, http, records, id, fault }
}

async function failure(work: Promise<unknown>): Promise<RemoteError> {
  const error = await work.then(
    () => new Error('it worked'),
    (e: unknown) => e,
  )
  if (error instanceof RemoteError) return error
  throw error
}

async function read(http: CapsuleHttp, id: CapsulePartyId): Promise<CapsuleParty> {
  const [party] = (await getParties(http, [id])).parties
  if (!party) throw new Error('no such party')
  return party
}

/** The n-th of a list that is known to have it. */
function nth<Row>(rows: readonly Row[], n: number): Row {
  const row = rows[n]
  if (!row) throw new Error(`no row ${n}`)
  return row
}

const newParty: NewParty = {
  type: 'person',
  name: null,
  firstName: 'Bo',
  lastName: 'Li',
  emails: [{ type: 'Work', address: 'bo@new.example' }],
  phones: [],
  addresses: [],
  websites: [],
  contactId: '11111111-1111-4111-8111-111111111111',
  contactLink: 'https://go.xero.example/app/!x/contacts/contact/1',
}

async function ourFields(http: CapsuleHttp) {
  const contactIdField = (await createField(http, { name: 'Xero contact ID', type: 'text' })).id
  const contactLinkField = (await createField(http, { name: 'Xero contact link', type: 'text' })).id
  return { contactIdField, contactLinkField }
}

test('what is left out, or undefined, stays', async () => {
  const w = world()
  const before = await read(w.http, w.id('acme'))
  await w.clock.advance(60_000)
  await updateParty(w.http, w.id('acme'), { name: 'Acme Holdings', emails: undefined, assigned: undefined })
  const after = await read(w.http, w.id('acme'))
  expect(after).toEqual({ ...before, name: 'Acme Holdings', updatedAt: after.updatedAt })
  expect(after.updatedAt > before.updatedAt).toBe(true)
})

test('a row is changed under its id: no second one appears', async () => {
  const w = world()
  const before = await read(w.http, w.id('acme'))
  const [email, other] = [nth(before.emails, 0), nth(before.emails, 1)]
  const phone = nth(before.phones, 0)
  const site = nth(before.websites, 0)
  const answer = await updateParty(w.http, w.id('acme'), {
    emails: [{ id: email.id, address: 'billing@acme.example' }],
    phones: [{ id: phone.id, type: 'Direct', number: '+61 2 5550 0000' }],
    websites: [{ id: site.id, address: 'https://acme.example/new' }],
  })
  expect(await read(w.http, w.id('acme'))).toEqual(answer)
  expect(answer.emails).toEqual([{ ...email, address: 'billing@acme.example' }, other])
  expect(answer.phones).toEqual([{ id: phone.id, type: 'Direct', number: '+61 2 5550 0000' }])
  expect(answer.websites).toMatchObject([{ id: site.id, address: 'https://acme.example/new' }])
})

test('rows are added, changed and removed in one call', async () => {
  const w = world()
  const before = await read(w.http, w.id('acme'))
  const [office, postal] = [nth(before.addresses, 0), nth(before.addresses, 1)]
  w.records.length = 0
  const after = await updateParty(w.http, w.id('acme'), {
    emails: [
      { id: nth(before.emails, 1).id, remove: true },
      { type: null, address: 'new@acme.example' },
    ],
    addresses: [
      { id: office.id, street: null, city: 'Perth' },
      { id: postal.id, remove: true },
      { type: 'Billing', street: '2 Low Rd', country: 'New Zealand' },
    ],
  })
  expect(w.records).toHaveLength(1)
  expect(after.emails.map((e) => e.address)).toEqual(['accounts@acme.example', 'new@acme.example'])
  expect(after.addresses).toMatchObject([
    { id: office.id, type: 'Office', street: null, city: 'Perth', state: 'NSW', country: 'Australia' },
    { type: 'Billing', street: '2 Low Rd', city: null, country: 'New Zealand' },
  ])
})

test('the planner’s edits fit as they are', async () => {
  const w = world()
  const { emails } = await read(w.http, w.id('acme'))
  const edit: CapsuleEdit = {
    emails: emails.map(({ id, type }, i) =>
      i === 0 ? { id, type, address: 'planned@acme.example' } : { id, remove: true },
    ),
  }
  expect((await updateParty(w.http, w.id('acme'), edit)).emails).toEqual([
    { ...nth(emails, 0), address: 'planned@acme.example' },
  ])
})

test('an unknown country refuses the whole edit; the dictionary has the known ones', async () => {
  const w = world()
  const before = await read(w.http, w.id('acme'))
  const edit = { name: 'Changed', addresses: [{ type: 'Office', city: 'Berlin', country: 'Deutschland' }] }
  expect(await failure(updateParty(w.http, w.id('acme'), edit))).toMatchObject({
    kind: 'invalid',
    status: 422,
    details: [{ message: 'unknown country', resource: 'address', field: 'country' }],
  })
  expect(await read(w.http, w.id('acme'))).toEqual(before)
  const countries = await listCountries(w.http)
  expect(countries.length).toBeGreaterThanOrEqual(249)
  const germany = countries.find((c) => c.alpha2 === 'DE')
  expect(germany).toEqual({ name: 'Germany', alpha2: 'DE', alpha3: 'DEU', dialCode: expect.any(String) })
  const addresses = [{ type: 'Office', city: 'Berlin', country: germany?.name }]
  expect((await updateParty(w.http, w.id('acme'), { addresses })).addresses).toHaveLength(3)
})

test('a person changes names and job, and leaves and joins organisations', async () => {
  const w = world()
  const alone = { firstName: null, lastName: 'Ng', jobTitle: null, organisationId: null }
  expect(await updateParty(w.http, w.id('ann'), alone)).toMatchObject({
    ...{ name: 'Ng', firstName: null, jobTitle: null, organisation: null },
  })
  expect(await updateParty(w.http, w.id('ann'), { organisationId: w.id('zeta') })).toMatchObject({
    ...{ name: 'Ng', organisation: { id: w.id('zeta'), name: 'Zeta Ltd' } },
  })
})

test('custom fields are set and cleared, tags added by name and removed by id', async () => {
  const w = world()
  const before = await read(w.http, w.id('acme'))
  const abn = nth(before.fields, 0).definitionId
  const vip = (await createField(w.http, { name: 'VIP', type: 'boolean' })).id
  const customer = nth(before.tags, 0)
  const after = await updateParty(w.http, w.id('acme'), {
    fields: [
      { definitionId: abn, value: null },
      { definitionId: vip, value: true },
    ],
    tags: { add: ['gold', 'Overdue'], remove: [customer.id] },
  })
  expect(after.fields).toMatchObject([{ definitionId: vip, value: true }])
  expect(after.tags.map((t) => t.name)).toEqual(['Gold', 'Overdue'])
  const cleared = await updateParty(w.http, w.id('acme'), { fields: [{ definitionId: vip, value: false }] })
  expect(cleared.fields).toEqual([])
})

test('owner and team are always sent together', async () => {
  const w = world()
  const before = await read(w.http, w.id('acme'))
  const [olive, theo] = await listUsers(w.http)
  const teamId = before.team?.id ?? 0
  const assign = (ownerId: number | null, team: number | null) =>
    updateParty(w.http, w.id('acme'), { assigned: { ownerId, teamId: team } })
  expect(await assign(null, teamId)).toMatchObject({ owner: null, team: { id: teamId } })
  expect(await assign(olive?.id ?? 0, teamId)).toMatchObject({
    owner: { id: olive?.id },
    team: { id: teamId },
  })
  expect(await assign(theo?.id ?? 0, null)).toMatchObject({ owner: { id: theo?.id }, team: null })
  expect(await failure(assign(theo?.id ?? 0, teamId))).toMatchObject({
    details: [{ message: 'owner is not a member of the team' }],
  })
})

test('a party that is gone is missing, whatever the edit names', async () => {
  const w = world()
  const edits = [
    { name: 'x' },
    { emails: [{ id: 1, remove: true as const }] },
    { organisationId: w.id('acme') },
  ]
  for (const edit of edits)
    expect(await failure(updateParty(w.http, nobody, edit))).toMatchObject({ kind: 'missing', status: 404 })
})

test('a row that vanished meanwhile is a clash, for change and removal, and nothing is written', async () => {
  const w = world()
  const { emails } = await read(w.http, w.id('acme'))
  const id = nth(emails, 0).id
  await updateParty(w.http, w.id('acme'), { emails: [{ id, remove: true }] })
  const before = await read(w.http, w.id('acme'))
  for (const row of [
    { id, remove: true as const },
    { id, address: 'x@acme.example' },
  ]) {
    const work = updateParty(w.http, w.id('acme'), { name: 'Changed', emails: [row] })
    expect(await failure(work)).toMatchObject({ kind: 'clash', status: 404, ambiguous: false })
  }
  expect(await read(w.http, w.id('acme'))).toEqual(before)
})

test('a tag or organisation that vanished meanwhile is a clash too', async () => {
  const w = world()
  const tag = nth((await read(w.http, w.id('acme'))).tags, 0).id
  const untag = { tags: { add: [], remove: [tag] } }
  await updateParty(w.http, w.id('acme'), untag)
  expect(await failure(updateParty(w.http, w.id('acme'), untag))).toMatchObject({
    kind: 'clash',
    status: 422,
  })
  const join = updateParty(w.http, w.id('ann'), { organisationId: nobody })
  expect(await failure(join)).toMatchObject({ kind: 'clash', status: 404 })
})

test('refused values stay what they are, even when the edit names rows and tags that are there', async () => {
  const w = world()
  const before = await read(w.http, w.id('acme'))
  const work = updateParty(w.http, w.id('acme'), {
    emails: [{ id: nth(before.emails, 0).id, address: '' }],
    tags: { add: [], remove: [nth(before.tags, 0).id] },
  })
  expect(await failure(work)).toMatchObject({
    kind: 'invalid',
    details: [{ message: 'address is required', resource: 'emailAddress' }],
  })
  expect(await read(w.http, w.id('acme'))).toEqual(before)
})

test('a lost answer to an edit is ambiguous and not repeated: rows would be appended twice', async () => {
  const w = world()
  w.fault({ kind: 'lost_answer', method: 'PUT' })
  const emails = [{ type: 'Work', address: 'new@acme.example' }]
  const error = await failure(updateParty(w.http, w.id('acme'), { emails }))
  expect(error).toMatchObject({ kind: 'offline', ambiguous: true })
  const { emails: now } = await read(w.http, w.id('acme'))
  expect(now.filter((e) => e.address === 'new@acme.example')).toHaveLength(1)
})

test('a person is created inside an organisation with further fields and tags, in one call', async () => {
  const w = world()
  const fields = await ourFields(w.http)
  const abn = nth((await read(w.http, w.id('acme'))).fields, 0).definitionId
  const vip = (await createField(w.http, { name: 'VIP', type: 'boolean' })).id
  w.records.length = 0
  const made = await createParty(w.http, {
    party: newParty,
    ...fields,
    organisationId: w.id('acme'),
    fields: [
      { definitionId: abn, value: '53 004 085 616' },
      { definitionId: vip, value: null },
    ],
    tags: ['customer', 'Imported'],
  })
  expect(w.records).toHaveLength(1)
  expect(made).toMatchObject({ organisation: { id: w.id('acme') }, owner: null, team: null })
  expect(made.tags.map((t) => t.name)).toEqual(['Customer', 'Imported'])
  expect(made.fields.map((f) => f.value)).toEqual([
    newParty.contactId,
    newParty.contactLink,
    '53 004 085 616',
  ])
})

test('a creation is undone once; the second time it is gone, and a lost answer does no harm', async () => {
  const w = world()
  const made = await createParty(w.http, { party: newParty, ...(await ourFields(w.http)) })
  const since = new Date(w.clock.now()).toISOString()
  expect(await deleteParty(w.http, made.id)).toBe(true)
  expect(await deleteParty(w.http, made.id)).toBe(false)
  w.fault({ kind: 'lost_answer', method: 'DELETE' })
  await deleteParty(w.http, w.id('zeta'))
  const { deleted } = await listDeletedParties(w.http, since)
  expect(deleted.toSorted()).toEqual([made.id, w.id('zeta')].toSorted())
})
