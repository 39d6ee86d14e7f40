import { expect, test } from 'vitest'
import { loadRules } from '#db/rules.ts'
import { listUnplanned } from '#db/unplanned.ts'
import { linkedPair, type TestDesk, testDesk } from '../../test/desk.ts'
import { uuid } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { changeRules, type RulesChange } from './rules.ts'

const store = storeOfFile()
const change = (desk: TestDesk, rules: RulesChange, by = 'Mia') =>
  changeRules(desk.engine, desk.id, rules, by)

test('a field rule changes by itself, and every linked record is planned again', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 5, 5)
  await desk.records()
  const fields = [{ field: 'email', direction: 'both' as const, blank: true }]
  expect(await change(desk, { version: 0, fields })).toEqual({ outcome: 'decided', version: 1 })
  const { rules } = await loadRules(store.db, desk.id)
  expect(rules.fields.email).toEqual({ direction: 'both', policy: 'ask', blank: true, approve: false })
  expect(await listUnplanned(store.db, desk.id, 10)).toEqual({ parties: [], contacts: [uuid(5)] })
  // A second change keeps the first.
  await change(desk, { version: 1, fields: [{ field: 'email', policy: 'newest' }], approveOver: 5 })
  const now = await loadRules(store.db, desk.id)
  expect(now.rules.fields.email).toEqual({ direction: 'both', policy: 'newest', blank: true, approve: false })
  expect(now).toMatchObject({ version: 2, approveOver: 5, changedBy: 'Mia' })
})

test('a rule about new records has those planned again that have no counterpart', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 5, 5)
  await desk.records()
  await change(desk, { version: 0, createParties: 'all' })
  expect(await listUnplanned(store.db, desk.id, 10)).toEqual({ parties: [], contacts: [uuid(1)] })
  await change(desk, { version: 1, createContacts: 'organisations' })
  expect(await listUnplanned(store.db, desk.id, 10)).toEqual({ parties: [1, 2], contacts: [uuid(1)] })
})

test('who did not see the newest rules changes nothing; neither does saying the same again', async () => {
  const desk = await testDesk(store)
  await change(desk, { version: 0, approveOver: 5 })
  expect(await change(desk, { version: 0, approveOver: 9 }, 'Noah')).toMatchObject({
    outcome: 'changed',
    words: 'Mia changed the rules meanwhile.',
  })
  expect(await change(desk, { version: 1, approveOver: 5 })).toEqual({ outcome: 'decided', version: 1 })
  expect(await loadRules(store.db, desk.id)).toMatchObject({ version: 1, approveOver: 5 })
})

test('what a field cannot do is refused as a whole', async () => {
  const desk = await testDesk(store)
  for (const field of [
    { field: 'contact_persons', direction: 'both' as const },
    { field: 'shoe_size', blank: true },
    { field: 'email', customField: 3 },
    { field: 'tax_number', customField: 404 },
  ])
    expect(await change(desk, { version: 0, approveOver: 5, fields: [field] }), field.field).toMatchObject({
      outcome: 'not_allowed',
    })
  expect(await loadRules(store.db, desk.id)).toMatchObject({ version: 0 })
})

test('a mapped number is held by the custom field that was chosen, or by none', async () => {
  const desk = await testDesk(store)
  await store.db
    .updateTable('connection')
    .set({
      details: JSON.stringify({
        siteUrl: 'https://example.capsulecrm.com',
        userId: 1,
        userName: 'Mia',
        contactIdField: null,
        contactLinkField: null,
        partyFields: [{ id: 9, name: 'Register' }],
      }),
    })
    .where('id', '=', desk.capsule.connectionId)
    .execute()
  const mapped = (customField: number | null) => [{ field: 'company_number', customField }]
  expect(await change(desk, { version: 0, fields: mapped(9) })).toMatchObject({ version: 1 })
  expect((await loadRules(store.db, desk.id)).customFields.company_number).toBe(9)
  expect(await change(desk, { version: 1, fields: mapped(null) })).toMatchObject({ version: 2 })
  expect((await loadRules(store.db, desk.id)).stored.customFields).toEqual({ company_number: null })
})

test('tags go with groups one to one; every linked record is planned again', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 5, 5)
  await desk.records()
  const tagGroups = [{ tag: ' VIP', group: 'VIP customers ' }]
  expect(await change(desk, { version: 0, tagGroups, historyNotes: true })).toMatchObject({ version: 1 })
  const now = await loadRules(store.db, desk.id)
  expect(now.tagGroups).toEqual([{ tag: 'VIP', group: 'VIP customers' }])
  expect(now.rules.historyNotes).toBe(true)
  expect(await listUnplanned(store.db, desk.id, 10)).toEqual({ parties: [], contacts: [uuid(5)] })
  for (const pairs of [
    [...tagGroups, { tag: 'vip', group: 'Trade' }],
    [...tagGroups, { tag: 'Trade', group: 'vip CUSTOMERS' }],
    [{ tag: ' ', group: 'Trade' }],
  ])
    expect(await change(desk, { version: 1, tagGroups: pairs })).toMatchObject({ outcome: 'not_allowed' })
  expect(await change(desk, { version: 1, tagGroups: [], historyNotes: false })).toMatchObject({ version: 2 })
  expect((await loadRules(store.db, desk.id)).tagGroups).toEqual([])
})
