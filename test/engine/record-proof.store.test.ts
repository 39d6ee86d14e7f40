import { expect, test } from 'vitest'
import { Overview } from '#api/overview.ts'
import { defined } from '#core/assert.ts'
import { listConnections } from '#db/connections.ts'
import { listReadings } from '#db/record-proof.ts'
import { observeParties } from '#sync/observe.ts'
import { type Harness, startHarness } from './harness.ts'

const hour = 3_600_000

async function inStep(): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  return h
}

async function night(h: Harness): Promise<void> {
  for (let passed = 0; passed < 4; passed++) await h.pass(6 * hour)
}

const readings = async (h: Harness) =>
  new Map((await listReadings(h.db, await h.workspaceId())).map((row) => [row.side, row]))
const words = async (h: Harness) =>
  Overview.parse(await (await h.admin.send('GET', '/api/overview')).json()).reading?.words

test('a night after which nothing was missed says so, and writes nothing', async () => {
  await using h = await inStep()
  await night(h)
  h.forgetSent()
  await night(h)
  const found = await readings(h)
  expect(found.get('capsule')).toMatchObject({ read: (await h.remote.parties()).length, unheard: 0 })
  expect(found.get('xero')).toMatchObject({
    read: (await h.remote.contacts()).length,
    unheard: 0,
    drifting: 0,
  })
  expect(h.sent.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/token'))).toEqual([])
  expect(await words(h)).toMatch(
    /^\d+ records were read again: nothing had been missed\. \d+ of \d+ linked pairs are equal\./,
  )
})

test('what changed on either side and was told by nobody is found at night, and carried over', async () => {
  await using h = await inStep()
  await night(h)
  // As if neither a webhook nor a sweep had ever told of what the records hold now.
  const workspaceId = await h.workspaceId()
  const contact = defined(
    (await h.remote.contacts()).find(({ Name }) => Name === 'Acme Joinery Pty Ltd'),
    'the contact is there',
  )
  await h.db
    .updateTable('mirror_contact')
    .set((e) => ({ data: e.fn('jsonb_set', ['data', e.val('{accountNumber}'), e.val('"lost"')]) }))
    .where('id', '=', contact.ContactID)
    .execute()
  const [party] = await h.db
    .deleteFrom('mirror_party')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', defined((await h.remote.parties())[0], 'there is a party').id)
    .returning('id')
    .execute()
  expect(party).toBeDefined()
  await night(h)
  const found = await readings(h)
  expect(found.get('xero')).toMatchObject({ unheard: 1 })
  expect(found.get('capsule')).toMatchObject({ unheard: 1 })
  await night(h)
  expect((await readings(h)).get('xero')).toMatchObject({ unheard: 0, drifting: 0 })
})

test('a change that was stored and forgotten is told as drift, and carried over', async () => {
  await using h = await inStep()
  await night(h)
  const party = defined(
    (await h.remote.parties()).find(({ name }) => name?.startsWith('Acme Joinery')),
    'the party is there',
  )
  const [row] = party.emailAddresses
  h.fault({ vendor: 'capsule', kind: 'hook_drop' })
  await h.remote.editParty(party.id, { emailAddresses: [{ ...row, address: 'books@acme.example' }] })
  const capsule = defined(
    (await listConnections(h.db, await h.workspaceId())).find(({ side }) => side === 'capsule'),
    'Capsule is connected',
  )
  const { data } = await h.db
    .selectFrom('mirror_party')
    .select('data')
    .where('id', '=', party.id)
    .executeTakeFirstOrThrow()
  const emails = data.emails.map((each) => ({ ...each, address: 'books@acme.example' }))
  const later = new Date(h.engine.now() + 60_000)
  await observeParties(h.db, capsule, later, [{ ...data, emails, updatedAt: later.toISOString() }], null)
  await night(h)
  expect((await readings(h)).get('xero')).toMatchObject({ drifting: 1 })
  expect(await words(h)).toContain('1 differed for no reason, and was compared anew.')
  const contact = (await h.remote.contacts()).find(({ Name }) => Name === 'Acme Joinery Pty Ltd')
  expect(contact?.EmailAddress).toBe('books@acme.example')
})

test('a party that is in no list any more is looked at again', async () => {
  await using h = await inStep()
  await night(h)
  await h.db
    .insertInto('mirror_party')
    .columns([
      'workspace_id',
      'id',
      'connection_id',
      'state',
      'type',
      'name',
      'updated_at',
      'seen_at',
      'data',
    ])
    .expression((e) =>
      e
        .selectFrom('mirror_party')
        .select((s) => [
          'workspace_id',
          s.lit(999_999).as('id'),
          'connection_id',
          'state',
          'type',
          'name',
          'updated_at',
          'seen_at',
          'data',
        ])
        .limit(1),
    )
    .execute()
  await night(h)
  const gone = await h.db
    .selectFrom('mirror_party')
    .select('state')
    .where('id', '=', 999_999)
    .executeTakeFirstOrThrow()
  expect(gone.state).not.toBe('active')
})
