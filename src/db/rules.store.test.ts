import { expect, test } from 'vitest'
import { capsuleFieldId, capsulePartyId, xeroContactId } from '#core/model/ids.ts'
import { defaultRules } from '#core/plan/default-rules.ts'
import { contact, insertWorkspace, instant, later, party, uuid } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { insertLinks } from './links.ts'
import { upsertContacts, upsertParties } from './mirrors.ts'
import { loadRules, markLinksUnplanned, markUnlinkedUnplanned, saveRules } from './rules.ts'
import { listUnplanned } from './unplanned.ts'

const store = storeOfFile()
const at = instant(later)

test('until somebody changes something the defaults apply, as version 0', async () => {
  const { id } = await insertWorkspace(store.db)
  expect(await loadRules(store.db, id)).toMatchObject({
    version: 0,
    rules: defaultRules,
    approveOver: 250,
    customFields: { tax_number: null, currency: null },
    changedAt: null,
    changedBy: null,
  })
})

test('a change replaces only what it names', async () => {
  const { id } = await insertWorkspace(store.db)
  const rules = {
    fields: { email: { direction: 'both' as const } },
    createContacts: 'organisations' as const,
    approveOver: 10,
    customFields: { tax_number: 77, currency: null },
  }
  expect(await saveRules(store.db, id, { expectedVersion: 0, rules, by: 'user:Mia', at })).toBe(1)
  const now = await loadRules(store.db, id)
  expect(now).toMatchObject({
    version: 1,
    approveOver: 10,
    changedBy: 'user:Mia',
    changedAt: at,
    stored: rules,
  })
  expect(now.rules).toEqual({
    ...defaultRules,
    createContacts: 'organisations',
    fields: { ...defaultRules.fields, email: { ...defaultRules.fields.email, direction: 'both' } },
  })
  expect(now.customFields).toEqual({
    tax_number: capsuleFieldId(77),
    company_number: null,
    account_number: null,
    currency: null,
  })
})

test('of two who change the same version one is told that the other was faster', async () => {
  const { id } = await insertWorkspace(store.db)
  const other = await insertWorkspace(store.db)
  const save = (workspace: string, expectedVersion: number, by: string) =>
    saveRules(store.db, workspace, { expectedVersion, rules: { approveOver: 5 }, by, at })
  expect(await save(id, 0, 'user:Mia')).toBe(1)
  expect(await save(id, 0, 'user:Noah')).toBeNull()
  expect(await save(id, 2, 'user:Noah')).toBeNull()
  expect(await save(id, 1, 'user:Noah')).toBe(2)
  expect(await loadRules(store.db, id)).toMatchObject({ version: 2, changedBy: 'user:Noah' })
  expect(await loadRules(store.db, other.id)).toMatchObject({ version: 0 })
})

test('changed rules have exactly the records planned again that they are about', async () => {
  const world = await insertWorkspace(store.db)
  const stranger = await insertWorkspace(store.db)
  for (const one of [world, stranger]) {
    await upsertParties(store.db, one.capsule, [party(1), party(2)])
    await upsertContacts(store.db, one.xero, [contact(1), contact(2), contact(3, { status: 'ARCHIVED' })])
  }
  await insertLinks(
    store.db,
    { workspaceId: world.id, connectionId: world.xero.connectionId, runId: uuid(900), at },
    'pending',
    [
      {
        id: uuid(901),
        partyId: capsulePartyId(1),
        contactId: xeroContactId(uuid(1)),
        confidence: 'certain',
        score: 100,
        reasons: [],
      },
    ],
  )
  await markLinksUnplanned(store.db, world.id)
  expect(await listUnplanned(store.db, world.id, 10)).toEqual({ parties: [], contacts: [uuid(1)] })
  await markUnlinkedUnplanned(store.db, world.id, 'capsule')
  await markUnlinkedUnplanned(store.db, world.id, 'xero')
  expect(await listUnplanned(store.db, world.id, 10)).toEqual({ parties: [2], contacts: [uuid(1), uuid(2)] })
  expect(await listUnplanned(store.db, stranger.id, 10)).toEqual({ parties: [], contacts: [] })
})
