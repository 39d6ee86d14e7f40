import { expect, test } from 'vitest'
import { earlier, insertWorkspace, instant, later } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { clearDirty, type DirtyRecord, listDirty, markDirty, putOffDirty } from './dirty.ts'

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

test('what was put off waits, whatever time the clock shows when it is marked again', async () => {
  const { id } = await insertWorkspace(store.db)
  await markDirty(store.db, id, instant(later), [party, contact])
  // The clock of whoever reads is behind that of whoever marked.
  const names = async (at: Date) =>
    (await listDirty(store.db, id, 10, undefined, at)).map(({ recordId }) => recordId)
  expect((await names(instant(earlier))).sort()).toEqual(['7', 'a'])
  const [first] = await listDirty(store.db, id, 10, { side: 'capsule' })
  await putOffDirty(store.db, id, instant(earlier), first ? [first] : [])
  expect(await names(instant(earlier))).toEqual(['a'])
  expect((await names(new Date(instant(earlier).getTime() + 86_400_000))).sort()).toEqual(['7', 'a'])
  await markDirty(store.db, id, instant(later), [party])
  expect((await names(instant(earlier))).sort()).toEqual(['7', 'a'])
})
