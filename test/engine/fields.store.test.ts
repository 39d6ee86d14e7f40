import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { defined } from '#core/assert.ts'
import { connectionId } from '#core/model/ids.ts'
import { listXeroConnections } from '#db/connections.ts'
import { type StoredRules, saveRules } from '#db/rules.ts'
import { type Harness, startHarness } from './harness.ts'

const minute = 60_000

/** Connected, compared, approved and quiet: from here on changes flow by themselves. */
async function inStep(rules: StoredRules = {}): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  await setRules(h, rules)
  h.forgetSent()
  return h
}

async function setRules(h: Harness, rules: StoredRules) {
  const at = new Date(h.clock.now())
  const version = await saveRules(h.db, await h.workspaceId(), { expectedVersion: 0, rules, by: 'test', at })
  expect(version).toBe(1)
}

const contactOf = (h: Harness, key: string) => defined(h.keys.contactIds.get(key), `${key} is seeded`)
const partyOf = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)
const xeroOf = async (h: Harness) =>
  defined((await listXeroConnections(h.db, await h.workspaceId()))[0], 'Xero is connected').id
const written = (h: Harness) => h.sent.filter((each) => each.method !== 'GET' && !each.path.includes('token'))

async function contact(h: Harness, key: string) {
  const contacts = await h.remote.contacts()
  return defined(
    contacts.find((each) => each.ContactID === contactOf(h, key)),
    `${key} is a contact`,
  )
}

async function party(h: Harness, key: string) {
  const parties = await h.remote.parties()
  return defined(
    parties.find((each) => each.id === partyOf(h, key)),
    `${key} is a party`,
  )
}

async function baseOf(h: Harness, key: string) {
  const row = await h.db
    .selectFrom('base_value')
    .innerJoin('link', 'link.id', 'base_value.link_id')
    .select('fields')
    .where('contact_id', '=', contactOf(h, key))
    .executeTakeFirst()
  return row?.fields ?? {}
}

const openReviews = (h: Harness) =>
  h.db.selectFrom('review').selectAll().where('state', '=', 'open').orderBy('key').execute()
const differing = async (h: Harness, key: string) =>
  (
    await h.db
      .selectFrom('link')
      .select('differing')
      .where('contact_id', '=', contactOf(h, key))
      .executeTakeFirstOrThrow()
  ).differing
const email = (address: string, id?: number) => ({
  emailAddresses: [{ ...(id === undefined ? {} : { id }), type: 'Work', address }],
})
const emailRow = async (h: Harness, key: string) => (await party(h, key)).emailAddresses[0]?.id

test('values that agree when a link is made are its first base', async () => {
  await using h = await inStep()
  expect((await baseOf(h, 'acme')).email).toMatchObject({
    c: 'accounts@acme.example',
    x: 'accounts@acme.example',
    because: 'equal',
  })
})

test('an edit in Capsule reaches Xero once, and comes back as nothing', async () => {
  await using h = await inStep()
  await h.remote.editParty(partyOf(h, 'acme'), {
    ...email('new@acme.example', await emailRow(h, 'acme')),
    phoneNumbers: [{ type: 'Work', number: '+61 3 9555 1234' }],
  })
  await h.settle()
  expect(await contact(h, 'acme')).toMatchObject({ EmailAddress: 'new@acme.example' })
  const phone = (await contact(h, 'acme')).Phones.find((each) => each.PhoneType === 'DEFAULT')
  expect(phone).toMatchObject({ PhoneCountryCode: '61', PhoneAreaCode: '3', PhoneNumber: '9555 1234' })
  expect(written(h)).toHaveLength(1)
  expect((await baseOf(h, 'acme')).email).toMatchObject({ c: 'new@acme.example', because: 'written' })
  h.forgetSent()
  await h.pass(61 * minute)
  expect(written(h)).toEqual([])
})

test('against the direction nothing is written, and the difference says why', async () => {
  await using h = await inStep()
  await h.remote.editContact(contactOf(h, 'bright'), { EmailAddress: 'books@bright.example' })
  await h.settle()
  expect(written(h)).toEqual([])
  expect(await differing(h, 'bright')).toContainEqual({
    field: 'email',
    why: 'Changed in Xero; this field is copied from Capsule to Xero only.',
  })
  expect((await party(h, 'bright')).emailAddresses[0]?.address).toBe('hello@bright.example')
})

test('with both directions an edit in Xero changes the row it came from', async () => {
  await using h = await inStep({ fields: { email: { direction: 'both' } } })
  const row = await emailRow(h, 'bright')
  await h.remote.editContact(contactOf(h, 'bright'), { EmailAddress: 'books@bright.example' })
  await h.settle()
  expect((await party(h, 'bright')).emailAddresses).toEqual([
    { id: row, type: 'Work', address: 'books@bright.example' },
  ])
  expect(written(h)).toHaveLength(1)
  h.forgetSent()
  await h.pass(61 * minute)
  expect(written(h)).toEqual([])
})

test('changed on both sides: a person is asked, and nothing is lost meanwhile', async () => {
  await using h = await inStep({ fields: { email: { direction: 'both' } } })
  const row = await emailRow(h, 'bright')
  await h.remote.editContact(contactOf(h, 'bright'), { EmailAddress: 'xero@bright.example' })
  await h.remote.editParty(partyOf(h, 'bright'), email('capsule@bright.example', row))
  await h.settle()
  expect(written(h)).toEqual([])
  const [review] = await openReviews(h)
  expect(review).toMatchObject({
    kind: 'conflict',
    contact_id: contactOf(h, 'bright'),
    details: {
      fields: [
        {
          field: 'email',
          capsule: 'capsule@bright.example',
          xero: 'xero@bright.example',
          winners: ['capsule', 'xero'],
        },
      ],
    },
  })
  // Taking one side back to what was agreed settles it without anybody.
  await h.remote.editContact(contactOf(h, 'bright'), { EmailAddress: 'hello@bright.example' })
  await h.settle()
  expect(await openReviews(h)).toEqual([])
  expect(await contact(h, 'bright')).toMatchObject({ EmailAddress: 'capsule@bright.example' })
})

test('a new legal name waits for approval; the e-mail of the same edit does not', async () => {
  await using h = await inStep()
  await h.remote.editParty(partyOf(h, 'delta'), {
    name: 'Delta Fine Foods',
    ...email('new@delta.example', await emailRow(h, 'delta')),
  })
  await h.settle()
  expect(await contact(h, 'delta')).toMatchObject({ Name: 'Delta Foods', EmailAddress: 'new@delta.example' })
  const [review] = await openReviews(h)
  expect(review).toMatchObject({ kind: 'approval', contact_id: contactOf(h, 'delta') })
  await h.db
    .insertInto('decided_operation')
    .values({
      workspace_id: await h.workspaceId(),
      hash: defined(review?.hash, 'an approval names its operation'),
      granted: true,
      review_id: defined(review?.id, 'a review has an id'),
      decided_by: 'hannah',
      decided_at: new Date(h.clock.now()),
    })
    .execute()
  await h.db
    .insertInto('unplanned')
    .values({
      workspace_id: await h.workspaceId(),
      connection_id: await xeroOf(h),
      side: 'xero',
      record_id: contactOf(h, 'delta'),
      after_run: null,
    })
    .execute()
  await h.pass(minute)
  expect(await contact(h, 'delta')).toMatchObject({ Name: 'Delta Fine Foods' })
  expect(await openReviews(h)).toEqual([])
  const done = await h.db
    .selectFrom('operation')
    .select('approved_by')
    .where('approved_by', 'is not', null)
    .execute()
  expect(done).toEqual([{ approved_by: 'user:hannah' }])
})

test('a name that another contact has is asked about, not written', async () => {
  await using h = await inStep({ fields: { name: { approve: false } } })
  await h.remote.editParty(partyOf(h, 'delta'), { name: 'Idle Signs' })
  await h.settle()
  expect(written(h)).toEqual([])
  const [review] = await openReviews(h)
  expect(review).toMatchObject({ kind: 'conflict', contact_id: contactOf(h, 'delta') })
  // As soon as the name is free the change goes ahead.
  await h.remote.editContact(contactOf(h, 'idle'), { Name: 'Idle Signs Old' })
  await h.settle()
  expect(await contact(h, 'delta')).toMatchObject({ Name: 'Idle Signs' })
})

test('the lost answer to an update is recognised by what Xero holds', async () => {
  await using h = await inStep()
  h.fault({ vendor: 'xero', kind: 'lost_answer', method: 'POST', path: '/api.xro/2.0/Contacts', times: 1 })
  await h.remote.editParty(partyOf(h, 'acme'), email('lost@acme.example', await emailRow(h, 'acme')))
  await h.settle()
  await h.pass(minute)
  expect(await contact(h, 'acme')).toMatchObject({ EmailAddress: 'lost@acme.example' })
  expect((await baseOf(h, 'acme')).email).toMatchObject({ c: 'lost@acme.example', x: 'lost@acme.example' })
  const states = await h.db
    .selectFrom('operation')
    .select('state')
    .where('kind', '=', 'xero.contact.update')
    .execute()
  expect(states.every((each) => each.state === 'done')).toBe(true)
})

test('an edit in Xero nobody told us of is seen before it would be overwritten', async () => {
  await using h = await inStep()
  h.fault({ vendor: 'xero', kind: 'hook_drop', times: 1 })
  await h.remote.editContact(contactOf(h, 'acme'), { EmailAddress: 'quiet@acme.example' })
  await h.settle()
  await h.remote.editParty(partyOf(h, 'acme'), email('loud@acme.example', await emailRow(h, 'acme')))
  await h.settle()
  expect(await contact(h, 'acme')).toMatchObject({ EmailAddress: 'quiet@acme.example' })
  expect(await openReviews(h)).toMatchObject([{ kind: 'conflict' }])
})

test('a merge in Xero is followed: the link and the invoices move to the contact that lives on', async () => {
  await using h = await inStep()
  await h.remote.inXero(`/app/contacts/${contactOf(h, 'acme')}/merge`, { into: contactOf(h, 'idle') })
  await h.settle()
  const link = await h.db
    .selectFrom('link')
    .selectAll()
    .where('contact_id', '=', contactOf(h, 'idle'))
    .executeTakeFirst()
  expect(link).toMatchObject({ party_id: partyOf(h, 'acme'), state: 'active' })
  expect(h.remote.field(await party(h, 'acme'), 'Xero contact ID')).toBe(contactOf(h, 'idle'))
  const moved = await h.db
    .selectFrom('mirror_document')
    .select('id')
    .where('contact_id', '=', contactOf(h, 'acme'))
    .execute()
  expect(moved).toEqual([])
})

test('a party a person wants in Xero is created there once, also after a lost answer', async () => {
  await using h = await inStep()
  h.fault({ vendor: 'xero', kind: 'lost_answer', method: 'PUT', path: '/api.xro/2.0/Contacts', times: 1 })
  const workspace_id = await h.workspaceId()
  const record_id = String(partyOf(h, 'lead'))
  const at = new Date(h.clock.now())
  await h.db
    .insertInto('wanted')
    .values({ workspace_id, side: 'capsule', record_id, wanted_by: 'test', wanted_at: at })
    .execute()
  await h.db
    .insertInto('unplanned')
    .values({ workspace_id, connection_id: await xeroOf(h), side: 'capsule', record_id, after_run: null })
    .execute()
  await h.pass(minute)
  await h.pass(minute)
  const made = (await h.remote.contacts()).filter((each) => each.Name === 'Lonely Lead')
  expect(made).toMatchObject([{ ContactNumber: record_id, EmailAddress: 'ask@lead.example' }])
  expect(h.remote.field(await party(h, 'lead'), 'Xero contact ID')).toBe(made[0]?.ContactID)
  expect(await h.db.selectFrom('wanted').selectAll().execute()).toEqual([])
})

test('more records than the rules let go by themselves wait as one run', async () => {
  await using h = await inStep({ approveOver: 1 })
  await h.remote.editParty(partyOf(h, 'acme'), email('a@acme.example', await emailRow(h, 'acme')))
  await h.remote.editParty(partyOf(h, 'bright'), email('b@bright.example', await emailRow(h, 'bright')))
  await h.settle()
  expect(written(h)).toEqual([])
  expect(await openReviews(h)).toMatchObject([{ kind: 'approval', contact_id: null }])
  const run = await h.db
    .selectFrom('run')
    .select(['id', 'state'])
    .where('state', '=', 'held')
    .executeTakeFirstOrThrow()
  await h.db.updateTable('run').set({ state: 'applying' }).where('id', '=', run.id).execute()
  await h.pass(minute)
  expect(await contact(h, 'acme')).toMatchObject({ EmailAddress: 'a@acme.example' })
  expect(await contact(h, 'bright')).toMatchObject({ EmailAddress: 'b@bright.example' })
})

test('after the database is lost all links are found again from both sides, without a duplicate', async () => {
  await using h = await inStep()
  const links = async () =>
    h.db
      .selectFrom('link')
      .select(['party_id', 'contact_id'])
      .where('state', '=', 'active')
      .orderBy('contact_id')
      .execute()
  const before = await links()
  const records = async () => [(await h.remote.parties()).length, (await h.remote.contacts()).length]
  const counts = await records()
  expect(before.length).toBeGreaterThan(3)
  for (const { id } of await h.db.selectFrom('connection').select('id').execute())
    h.engine.accounts.forget(connectionId(id))
  const tables = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name <> 'schema_migration'`.execute(h.db)
  for (const { name } of tables.rows) await sql`truncate ${sql.table(name)} cascade`.execute(h.db)

  h.forgetSent()
  await h.connectBoth()
  await h.settle()
  const run = await h.latestRun()
  expect(run.plan?.counts).toMatchObject({ link: before.length, create: 0, review: 0 })
  expect(run.plan?.writes).toMatchObject({ capsuleCalls: 0, xeroCalls: 0 })
  await h.approve({ includeNameOnly: true })
  expect(await links()).toEqual(before)
  expect(await records()).toEqual(counts)
})
