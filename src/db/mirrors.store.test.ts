import { expect, test } from 'vitest'
import {
  contact,
  earlier,
  insertWorkspace,
  instant,
  invoice,
  later,
  party,
  uuid,
} from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { upsertDocuments } from './documents.ts'
import { markParties, upsertContacts, upsertParties } from './mirrors.ts'

const store = storeOfFile()

/** What people and attackers really put into names. */
const hostileTexts = [
  `O'Brien "The \\ Boss" & Sons`,
  `'); drop table mirror_party; --`,
  '$1 $$ %s {} :name ? @> --',
  'tab\tnewline\r\nbell\u0007',
  '名前 ‏עברית‎ 🧾 e\u0301',
  '\\u0000 as six characters',
  '',
]

test('parties: a newer observation replaces, an older or equal one changes nothing', async () => {
  const { id, capsule } = await insertWorkspace(store.db)
  const seen = { ...capsule, at: instant(later) }
  const read = () =>
    store.db
      .selectFrom('mirror_party')
      .where('workspace_id', '=', id)
      .select(['id', 'name', 'updated_at', 'data'])
      .execute()

  expect(
    (await upsertParties(store.db, seen, [party(1, { name: 'New', updatedAt: later })])).changed,
  ).toEqual([1])
  expect(
    (await upsertParties(store.db, seen, [party(1, { name: 'Old', updatedAt: earlier })])).changed,
  ).toEqual([])
  expect(
    (await upsertParties(store.db, seen, [party(1, { name: 'New', updatedAt: later })])).changed,
  ).toEqual([])
  expect(await read()).toEqual([
    { id: 1, name: 'New', updated_at: instant(later), data: party(1, { name: 'New', updatedAt: later }) },
  ])

  const newest = '2026-03-02T10:00:00.001Z'
  expect(
    (await upsertParties(store.db, seen, [party(1, { name: 'Newest', updatedAt: newest })])).changed,
  ).toEqual([1])
  expect((await read()).map((row) => row.name)).toEqual(['Newest'])
})

test('parties: a person keeps employer and owner; a deleted one returns when it is seen again', async () => {
  const { id, capsule } = await insertWorkspace(store.db)
  const person = party(2, {
    type: 'person',
    organisation: { id: party(1).id, name: 'Party 1' },
    owner: { id: 5, name: 'Mia' },
  })
  await upsertParties(store.db, capsule, [party(1), person])
  const read = () =>
    store.db
      .selectFrom('mirror_party')
      .where('workspace_id', '=', id)
      .select(['id', 'state', 'type', 'organisation_id', 'owner_name'])
      .orderBy('id')
      .execute()
  expect(await read()).toEqual([
    { id: 1, state: 'active', type: 'organisation', organisation_id: null, owner_name: null },
    { id: 2, state: 'active', type: 'person', organisation_id: 1, owner_name: 'Mia' },
  ])

  expect((await markParties(store.db, capsule, [1, 2, 99], 'restricted')).map(({ id }) => id)).toEqual([1, 2])
  expect(await markParties(store.db, capsule, [2], 'restricted')).toEqual([])
  expect((await read()).map((row) => row.state)).toEqual(['restricted', 'restricted'])
  expect((await upsertParties(store.db, capsule, [person])).changed).toEqual([2])
  expect((await read()).map((row) => row.state)).toEqual(['restricted', 'active'])
})

test('contacts: a newer observation replaces, an older or equal one changes nothing', async () => {
  const { id, xero } = await insertWorkspace(store.db)
  const read = () =>
    store.db
      .selectFrom('mirror_contact')
      .where('workspace_id', '=', id)
      .select(['name', 'status', 'contact_number', 'data'])
      .execute()

  const current = contact(1, { name: 'New', contactNumber: '17', status: 'ARCHIVED', updatedAt: later })
  expect((await upsertContacts(store.db, xero, [current])).changed).toEqual([uuid(1)])
  expect(
    (await upsertContacts(store.db, xero, [contact(1, { name: 'Old', updatedAt: earlier })])).changed,
  ).toEqual([])
  expect((await upsertContacts(store.db, xero, [current])).changed).toEqual([])
  expect(await read()).toEqual([{ name: 'New', status: 'ARCHIVED', contact_number: '17', data: current }])
})

test('mirrors of two workspaces never touch each other', async () => {
  const one = await insertWorkspace(store.db)
  const two = await insertWorkspace(store.db)
  await upsertParties(store.db, one.capsule, [party(1, { name: 'One', updatedAt: later })])
  expect(
    (await upsertParties(store.db, two.capsule, [party(1, { name: 'Two', updatedAt: earlier })])).changed,
  ).toEqual([1])
  await markParties(store.db, two.capsule, [1], 'deleted')
  const rows = await store.db
    .selectFrom('mirror_party')
    .where('workspace_id', 'in', [one.id, two.id])
    .select(['name', 'state'])
    .orderBy('name')
    .execute()
  expect(rows).toEqual([
    { name: 'One', state: 'active' },
    { name: 'Two', state: 'deleted' },
  ])
})

test.each(hostileTexts)('every text is kept as it came: %j', async (text) => {
  const { id, capsule, xero } = await insertWorkspace(store.db)
  const odd = {
    party: party(1, { name: text, emails: [{ id: 1, type: text, address: text }] }),
    contact: contact(1, { name: text, contactNumber: text, email: text }),
    invoice: invoice(1, 1, { number: text, reference: text }),
  }
  await upsertParties(store.db, capsule, [odd.party])
  await upsertContacts(store.db, xero, [odd.contact])
  await upsertDocuments(store.db, xero, [odd.invoice])
  const parties = await store.db
    .selectFrom('mirror_party')
    .where('workspace_id', '=', id)
    .select(['name', 'data'])
    .execute()
  expect(parties).toEqual([{ name: text, data: odd.party }])
  const contacts = await store.db
    .selectFrom('mirror_contact')
    .where('workspace_id', '=', id)
    .select(['contact_number', 'data'])
    .execute()
  expect(contacts).toEqual([{ contact_number: text, data: odd.contact }])
  const documents = await store.db
    .selectFrom('mirror_document')
    .where('workspace_id', '=', id)
    .select(['number', 'reference'])
    .execute()
  expect(documents).toEqual([{ number: text, reference: text }])
})

// PostgreSQL stores neither U+0000 nor half a surrogate pair, and one such character must not stop a whole batch.
test('characters that PostgreSQL cannot store are left out; the record and its neighbours stay', async () => {
  const { id, capsule, xero } = await insertWorkspace(store.db)
  const odd = 'Nul\u0000 half\uD83D end'
  const clean = 'Nul half\uFFFD end'
  await upsertParties(store.db, capsule, [party(1, { name: odd, tags: [{ id: 1, name: odd }] }), party(2)])
  await upsertContacts(store.db, xero, [contact(1, { name: odd, email: odd }), contact(2)])
  await upsertDocuments(store.db, xero, [
    invoice(1, 1, { reference: odd, lines: [{ ...line, description: odd }] }),
    invoice(2, 2),
  ])
  const parties = await store.db
    .selectFrom('mirror_party')
    .where('workspace_id', '=', id)
    .select(['name', 'data'])
    .orderBy('id')
    .execute()
  expect(parties.map((row) => row.name)).toEqual([clean, 'Party 2'])
  expect(parties[0]?.data.tags).toEqual([{ id: 1, name: clean }])
  const contacts = await store.db
    .selectFrom('mirror_contact')
    .where('workspace_id', '=', id)
    .select(['name', 'data'])
    .orderBy('id')
    .execute()
  expect(contacts.map((row) => row.data.name)).toEqual([clean, 'Contact 2'])
  expect(contacts[0]?.data.email).toBe(clean)
  const documents = await store.db
    .selectFrom('mirror_document')
    .where('workspace_id', '=', id)
    .select(['reference', 'lines'])
    .orderBy('id')
    .execute()
  expect(documents.map((row) => row.reference)).toEqual([clean, null])
  expect(documents[0]?.lines[0]?.description).toBe(clean)
})

const line = { description: null, quantity: '1', unitAmount: '100.00', lineMinor: 10_000, taxMinor: 1_000 }
