import { expect, test } from 'vitest'
import { earlier, insertWorkspace, instant, later } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { clearDirty, type DirtyRecord, listDirty, markDirty } from './dirty.ts'

const store = storeOfFile()
const party: DirtyRecord = { side: 'capsule', kind: 'party', recordId: '7' }
const contact: DirtyRecord = { side: 'xero', kind: 'contact', recordId: 'a' }

test('many events about one record are one row, in the order they began', async () => {
  const { id } = await insertWorkspace(store.db)
  await markDirty(store.db, id, instant(later), [contact, contact, contact])
  await markDirty(store.db, id, instant(earlier), [party])
  await markDirty(store.db, id, instant(later), [party, contact])
  expect(await listDirty(store.db, id, 10)).toEqual([
    { ...party, marks: 2 },
    { ...contact, marks: 2 },
  ])
  expect(await listDirty(store.db, id, 1)).toHaveLength(1)
})

test('a record marked again while it was being read stays dirty', async () => {
  const { id } = await insertWorkspace(store.db)
  await markDirty(store.db, id, instant(earlier), [party, contact])
  const read = await listDirty(store.db, id, 10)
  await markDirty(store.db, id, instant(later), [contact])
  await clearDirty(store.db, id, read)
  expect(await listDirty(store.db, id, 10)).toEqual([{ ...contact, marks: 2 }])
  await clearDirty(store.db, id, await listDirty(store.db, id, 10))
  expect(await listDirty(store.db, id, 10)).toEqual([])
})

test('clearing leaves the same record of another workspace and another kind', async () => {
  const one = await insertWorkspace(store.db)
  const two = await insertWorkspace(store.db)
  const document: DirtyRecord = { ...contact, kind: 'document' }
  await markDirty(store.db, one.id, instant(earlier), [contact, document])
  await markDirty(store.db, two.id, instant(earlier), [contact])
  await clearDirty(store.db, one.id, [{ ...contact, marks: 1 }])
  expect(await listDirty(store.db, one.id, 10)).toEqual([{ ...document, marks: 1 }])
  expect(await listDirty(store.db, two.id, 10)).toHaveLength(1)
})
