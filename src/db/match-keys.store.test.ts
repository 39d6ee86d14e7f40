import { expect, test } from 'vitest'
import { insertWorkspace, uuid } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { neighbours, replaceMatchKeys, type StoredKeys } from './match-keys.ts'

const store = storeOfFile()

const keyed = (recordId: string, ...keys: string[]): StoredKeys => ({
  recordId,
  keys: keys.map((key) => ({ kind: key.split(' ')[0] ?? '', value: key.split(' ')[1] ?? '' })),
})

const sorted = (found: { parties: readonly number[]; contacts: readonly string[] }) => ({
  parties: [...found.parties].sort((a, b) => a - b),
  contacts: [...found.contacts].sort(),
})

/** Party 1, contact 1, party 2, contact 2, party 3, contact 3: each shares a key with the next only. 9 stands alone. */
async function aChain() {
  const { id } = await insertWorkspace(store.db)
  await replaceMatchKeys(store.db, id, 'capsule', [
    keyed('1', 'email one'),
    keyed('2', 'name two', 'email three'),
    keyed('3', 'domain four', 'phone five'),
    keyed('9', 'email nine', "name o'nul\u0000"),
  ])
  await replaceMatchKeys(store.db, id, 'xero', [
    keyed(uuid(1), 'email one', 'name two'),
    keyed(uuid(2), 'email three', 'domain four'),
    keyed(uuid(3), 'phone five'),
  ])
  return id
}

test('four steps reach the rivals of rivals, and no further', async () => {
  const id = await aChain()
  const from1 = await neighbours(store.db, id, { parties: [1], contacts: [] }, 100)
  expect(sorted(from1)).toEqual({ parties: [1, 2, 3], contacts: [uuid(1), uuid(2)] })
  const from3 = await neighbours(store.db, id, { parties: [], contacts: [uuid(3)] }, 100)
  expect(sorted(from3)).toEqual({ parties: [2, 3], contacts: [uuid(1), uuid(2), uuid(3)] })
})

test('a record without any key or neighbour is still in its own neighbourhood', async () => {
  const id = await aChain()
  const start = { parties: [9, 404], contacts: [uuid(404)] }
  expect(sorted(await neighbours(store.db, id, start, 100))).toEqual(start)
})

test('the same value under another kind, or in another workspace, is no neighbour', async () => {
  const id = await aChain()
  const other = await aChain()
  await replaceMatchKeys(store.db, other, 'xero', [keyed(uuid(7), 'email nine')])
  await replaceMatchKeys(store.db, id, 'xero', [keyed(uuid(8), 'phone nine')])
  expect(sorted(await neighbours(store.db, id, { parties: [9], contacts: [] }, 100))).toEqual({
    parties: [9],
    contacts: [],
  })
})

test('new keys replace the old ones of their record, and a record may lose all of them', async () => {
  const id = await aChain()
  await replaceMatchKeys(store.db, id, 'xero', [keyed(uuid(1), 'email nine')])
  expect(sorted(await neighbours(store.db, id, { parties: [], contacts: [uuid(1)] }, 100)).parties).toEqual([
    9,
  ])
  await replaceMatchKeys(store.db, id, 'xero', [keyed(uuid(1))])
  expect(sorted(await neighbours(store.db, id, { parties: [9], contacts: [] }, 100)).contacts).toEqual([])
  const kept = await neighbours(store.db, id, { parties: [3], contacts: [] }, 100)
  expect(sorted(kept).contacts).toEqual([uuid(2), uuid(3)])
})

test('a crowd that shares one key is cut off, and the start is never lost', async () => {
  const { id } = await insertWorkspace(store.db)
  const crowd = Array.from({ length: 50 }, (_, n) => keyed(String(n + 1), 'domain same'))
  await replaceMatchKeys(store.db, id, 'capsule', crowd)
  const found = await neighbours(store.db, id, { parties: [1], contacts: [] }, 10)
  expect(found.parties).toContain(1)
  expect(found.parties.length).toBeLessThanOrEqual(21)
})
