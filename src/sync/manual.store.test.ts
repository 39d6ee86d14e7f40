import { expect, test } from 'vitest'
import { listDirty } from '#db/dirty.ts'
import { upsertContacts, upsertParties } from '#db/mirrors.ts'
import { listUnplanned } from '#db/unplanned.ts'
import { linkedPair, type TestDesk, testDesk } from '../../test/desk.ts'
import { contact, later, party, uuid } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { actOnContact, type ManualAction } from './manual.ts'

const store = storeOfFile()
const act = (desk: TestDesk, key: string, action: ManualAction) =>
  actOnContact(desk.engine, desk.id, { key, action, by: 'Mia' })
const x = (n: number) => `x${uuid(n)}`

test('re-sync reads both sides again and plans them', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 1, 1)
  expect(await act(desk, 'p1', { action: 'resync' })).toMatchObject({ outcome: 'decided', key: 'p1' })
  expect(await listDirty(store.db, desk.id, 10)).toMatchObject([
    { side: 'capsule', kind: 'party', recordId: '1' },
    { side: 'xero', kind: 'contact', recordId: uuid(1) },
  ])
  expect(await listUnplanned(store.db, desk.id, 10)).toEqual({ parties: [1], contacts: [uuid(1)] })
  expect(desk.woken).toEqual([desk.id])
})

test('unlinking keeps both records, takes our references off, and leaves them out', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 1, 1, { contact: { contactNumber: '1' } })
  expect(await act(desk, x(1), { action: 'unlink' })).toMatchObject({ outcome: 'decided', key: 'p1' })
  expect(await desk.links()).toEqual([])
  expect(await desk.rejected()).toEqual([1])
  expect(await desk.excluded()).toEqual(['capsule 1', `xero ${uuid(1)}`])
  expect(await desk.row('p1')).toMatchObject({ state: 'excluded', contact_id: null })
  const run = await store.db
    .selectFrom('run')
    .selectAll()
    .where('workspace_id', '=', desk.id)
    .executeTakeFirst()
  expect(run).toMatchObject({ kind: 'manual', state: 'applying', requested_by: 'Mia' })
  expect(
    await store.db
      .selectFrom('operation')
      .select(['kind', 'party_id', 'contact_id', 'before', 'state'])
      .where('workspace_id', '=', desk.id)
      .execute(),
  ).toEqual([
    { kind: 'xero.contact.unreference', party_id: 1, contact_id: uuid(1), before: '1', state: 'planned' },
  ])
  expect(await act(desk, 'p1', { action: 'unlink' })).toMatchObject({ outcome: 'not_allowed' })
})

test("another app's number and an archived contact are not touched by unlinking", async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 1, 1, { contact: { contactNumber: 'CUST-9' } })
  await linkedPair(desk, 2, 2, { contact: { contactNumber: '2', status: 'ARCHIVED' } })
  await act(desk, 'p1', { action: 'unlink' })
  await act(desk, 'p2', { action: 'unlink' })
  expect(await store.db.selectFrom('run').selectAll().where('workspace_id', '=', desk.id).execute()).toEqual(
    [],
  )
})

test('excluding a linked record keeps the link, drops what was planned, and can be taken back', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 1, 1)
  const runId = await desk.run('events', 'applying', null)
  const operation = await desk.operation(runId, { kind: 'xero.contact.update' })
  expect(await act(desk, 'p1', { action: 'exclude' })).toMatchObject({ outcome: 'decided' })
  expect(await desk.excluded()).toEqual(['capsule 1', `xero ${uuid(1)}`])
  expect(await desk.links()).toHaveLength(1)
  expect(
    await store.db.selectFrom('operation').select('state').where('id', '=', operation).executeTakeFirst(),
  ).toEqual({ state: 'skipped' })
  expect(await act(desk, 'p1', { action: 'exclude' })).toMatchObject({ outcome: 'not_allowed' })
  expect(await act(desk, x(1), { action: 'include' })).toMatchObject({ outcome: 'decided' })
  expect(await desk.excluded()).toEqual([])
  expect(await act(desk, 'p1', { action: 'include' })).toMatchObject({ outcome: 'not_allowed' })
})

test('a person who belongs to an organisation has the organisation added to Xero', async () => {
  const desk = await testDesk(store)
  await upsertParties(store.db, desk.capsule, [
    party(1, { name: 'Acme' }),
    party(2, { type: 'person', name: 'Ann Lee', organisation: { id: party(1).id, name: 'Acme' } }),
    party(3, { type: 'person', name: 'Bob Ray' }),
  ])
  const added = await act(desk, 'p2', { action: 'add_to_xero' })
  expect(added).toMatchObject({ outcome: 'decided', key: 'p1' })
  expect('words' in added ? added.words : '').toContain('belongs to Acme')
  expect(await act(desk, 'p3', { action: 'add_to_xero' })).toMatchObject({ key: 'p3' })
  expect(await desk.wanted()).toEqual(['capsule 1', 'capsule 3'])
})

test('what is there already is not added a second time', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 1, 1)
  await upsertParties(store.db, desk.capsule, [
    party(2, { type: 'person', name: 'Ann Lee', organisation: { id: party(1).id, name: 'Acme' } }),
  ])
  await upsertContacts(store.db, desk.xero, [contact(3, { status: 'ARCHIVED' })])
  for (const [key, action] of [
    ['p1', 'add_to_xero'],
    ['p1', 'add_to_capsule'],
    ['p2', 'add_to_xero'],
    [x(3), 'add_to_capsule'],
    [x(3), 'add_to_xero'],
  ] as const)
    expect(await act(desk, key, { action }), `${key} ${action}`).toMatchObject({ outcome: 'not_allowed' })
  expect(await desk.wanted()).toEqual([])
})

test('an excluded contact that is asked for is included again', async () => {
  const desk = await testDesk(store)
  await desk.records()
  await act(desk, x(1), { action: 'exclude' })
  expect(await act(desk, x(1), { action: 'add_to_capsule' })).toMatchObject({ outcome: 'decided' })
  expect(await desk.excluded()).toEqual([])
  expect(await desk.wanted()).toEqual([`xero ${uuid(1)}`])
})

test('any two free records can be linked by hand, also those said to be different before', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 1, 1)
  await act(desk, 'p1', { action: 'unlink' })
  expect(await act(desk, 'p1', { action: 'link', other: x(1) })).toMatchObject({
    outcome: 'decided',
    key: 'p1',
  })
  expect(await desk.links()).toMatchObject([{ party_id: 1, contact_id: uuid(1), confidence: 'decided' }])
  expect(await desk.rejected()).toEqual([])
  expect(await desk.excluded()).toEqual([])
})

test('a link joins two sides, and neither may be linked already', async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 5, 5)
  await desk.records()
  expect(await act(desk, 'p1', { action: 'link', other: 'p2' })).toMatchObject({ outcome: 'not_allowed' })
  expect(await act(desk, 'p1', { action: 'link', other: x(5) })).toMatchObject({ outcome: 'changed' })
  expect(await act(desk, 'p5', { action: 'link', other: x(1) })).toMatchObject({ outcome: 'not_allowed' })
  expect(await act(desk, 'p1', { action: 'link', other: x(404) })).toEqual({ outcome: 'not_found' })
  expect(await act(desk, 'p404', { action: 'resync' })).toEqual({ outcome: 'not_found' })
})

test("another workspace's records are not found, nor linked with ours", async () => {
  const [mine, theirs] = [await testDesk(store), await testDesk(store)]
  await upsertParties(store.db, mine.capsule, [party(71)])
  await upsertContacts(store.db, theirs.xero, [contact(72)])
  expect(await act(mine, x(72), { action: 'exclude' })).toEqual({ outcome: 'not_found' })
  expect(await act(mine, 'p71', { action: 'link', other: x(72) })).toEqual({ outcome: 'not_found' })
})

test("taking a side's value settles the field, within the rules", async () => {
  const desk = await testDesk(store)
  await linkedPair(desk, 1, 1, {
    party: { emails: [{ id: 5, type: 'Work', address: 'c@firm.test' }] },
    contact: { email: 'x@firm.test', updatedAt: later },
  })
  expect(await act(desk, 'p1', { action: 'take', field: 'email', value: 'xero' })).toMatchObject({
    outcome: 'not_allowed',
  })
  expect(await act(desk, 'p1', { action: 'take', field: 'email', value: 'capsule' })).toMatchObject({
    outcome: 'decided',
    words: 'The e-mail is copied from Capsule to Xero now.',
  })
  expect(await desk.base(1)).toMatchObject({ email: { c: null, x: 'x@firm.test', because: 'decided' } })
  expect(await act(desk, 'p1', { action: 'take', field: 'email', value: 'keep' })).toMatchObject({
    outcome: 'decided',
  })
  expect(await desk.base(1)).toMatchObject({ email: { c: 'c@firm.test', x: 'x@firm.test' } })
  for (const field of ['name', 'currency', 'shoe_size'])
    expect((await act(desk, 'p1', { action: 'take', field, value: 'capsule' })).outcome, field).not.toBe(
      'decided',
    )
  await act(desk, 'p1', { action: 'exclude' })
  expect(await act(desk, 'p1', { action: 'take', field: 'email', value: 'capsule' })).toMatchObject({
    outcome: 'not_allowed',
  })
})
