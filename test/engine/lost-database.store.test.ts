import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { defined } from '#core/assert.ts'
import { type Harness, startHarness } from './harness.ts'

/** The disk is gone and there is no backup: what starts again has an empty database. */
async function loseDatabase(h: Harness): Promise<void> {
  const { rows } = await sql<{ name: string }>`select format('%I', tablename) as name from pg_tables
    where schemaname = 'public' and tablename <> 'schema_migration'`.execute(h.db)
  await sql.raw(`truncate ${rows.map(({ name }) => name).join(', ')} cascade`).execute(h.db)
}

/** Party and contact of every link, in some order. */
async function pairs(h: Harness, state: 'active' | 'proposed' = 'active'): Promise<string[]> {
  const links = await h.db
    .selectFrom('link')
    .select(['party_id', 'contact_id'])
    .where('state', '=', state)
    .execute()
  return links.map(({ party_id, contact_id }) => `${party_id} ${contact_id}`).sort()
}

const recordWrites = (h: Harness) =>
  h.sandbox.kernel.calls.list().filter((call) => call.write && !/resthooks|connect|oauth/.test(call.endpoint))

test('a lost database is rebuilt by connecting again: every link is found by its cross-references', async () => {
  await using h = await startHarness({ seed: 'demo' })
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  const before = await pairs(h)
  const created = await h.db.selectFrom('link').select('id').where('confidence', '=', 'created').execute()
  const byName = await h.db.selectFrom('link').select('id').where('confidence', '=', 'name_only').execute()
  expect(created.length).toBeGreaterThan(5)
  expect(byName.length).toBeGreaterThan(0)
  const reviews = await h.db.selectFrom('review').select('id').where('state', '=', 'open').execute()
  const parties = (await h.remote.parties()).length
  const contacts = (await h.remote.contacts()).length

  await loseDatabase(h)
  // Nothing but the cross-references still tells that these two are the same.
  const [partyId, contactId] = defined(before[0], 'there are links').split(' ')
  await h.remote.editContact(defined(contactId, 'a pair has two ids'), {
    Name: 'Zanzibar Unlimited',
    EmailAddress: 'somebody@elsewhere.example',
    TaxNumber: '',
    Phones: [],
  })
  h.sandbox.kernel.calls.clear()

  await h.connectBoth()
  await h.settle()
  const { plan } = await h.latestRun()
  expect(plan?.counts).toMatchObject({ link: before.length, nameOnly: 0, create: 0, review: reviews.length })
  expect(await pairs(h, 'proposed')).toEqual(before)
  expect(recordWrites(h)).toEqual([])

  await h.approve()
  expect(await h.latestRun()).toMatchObject({ state: 'done', failures: [] })
  expect(await pairs(h)).toEqual(before)
  expect(before).toContain(`${partyId} ${contactId}`)
  // Nobody was made a second time, and nothing was written to records that agree.
  expect(await h.remote.parties()).toHaveLength(parties)
  expect(await h.remote.contacts()).toHaveLength(contacts)
  const writes = recordWrites(h)
  expect(writes.map(({ endpoint }) => endpoint)).toEqual([])

  // And it goes on as before: an edit in Capsule reaches the contact in Xero.
  const party = defined(
    (await h.remote.parties()).find(
      ({ id, type, emailAddresses }) =>
        type === 'organisation' && emailAddresses.length === 1 && before.some((p) => p.startsWith(`${id} `)),
    ),
    'an organisation with an address is linked',
  )
  const address = { ...defined(party.emailAddresses[0], 'it has one'), address: 'new@after-the-loss.example' }
  await h.remote.editParty(party.id, { emailAddresses: [address] })
  await h.settle()
  const linked = defined(
    before.find((pair) => pair.startsWith(`${party.id} `))?.split(' ')[1],
    'it is linked',
  )
  const contact = (await h.remote.contacts()).find(({ ContactID }) => ContactID === linked)
  expect(contact?.EmailAddress).toBe('new@after-the-loss.example')
})
