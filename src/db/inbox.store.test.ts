import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { earlier, insertWorkspace, instant } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { journaledDeliveries } from './deliveries.ts'
import { listDirty } from './dirty.ts'
import { openJournal } from './hook-journal.ts'
import { type Delivery, markNamed, noteHeard, saveNamed, storeDeliveries, takeUnread } from './inbox.ts'

const store = storeOfFile()
const bytes = Uint8Array.from([0, 255, 39, 123, 0, 10])

const delivery = (dedupeKey: string, changes: Partial<Delivery> = {}): Delivery => ({
  side: 'xero',
  workspaceId: null,
  connectionId: null,
  receivedAt: instant(earlier),
  body: bytes,
  dedupeKey,
  flaw: null,
  records: [],
  ...changes,
})

const keysOf = () =>
  store.db.selectFrom('event_inbox').select(['dedupe_key', 'state', 'note']).orderBy('id').execute()

const at = instant(earlier)

test('deliveries are stored once each, byte for byte', async () => {
  const { id, xero } = await insertWorkspace(store.db)
  const owned = { workspaceId: id, connectionId: xero.connectionId }
  await storeDeliveries(store.db, [delivery('a', owned), delivery('b')])
  await storeDeliveries(store.db, [delivery('b'), delivery('a'), delivery('twice'), delivery('twice')])
  const rows = await store.db.selectFrom('event_inbox').selectAll().orderBy('id').execute()
  expect(rows.map((row) => row.dedupe_key)).toEqual(['a', 'b', 'twice'])
  expect(rows[0]).toMatchObject({ side: 'xero', workspace_id: id, connection_id: xero.connectionId })
  expect(rows.map((row) => [...row.body])).toEqual([[...bytes], [...bytes], [...bytes]])
  await markNamed(store.db, at, 100)
})

test('what deliveries name becomes one mark per record and workspace, and they are done', async () => {
  const [one, other] = [await insertWorkspace(store.db), await insertWorkspace(store.db)]
  const tenant = randomUUID()
  for (const { xero } of [one, other])
    await store.db
      .updateTable('connection')
      .set({ organisation_id: tenant })
      .where('id', '=', xero.connectionId)
      .execute()
  const contact = { kind: 'contact', id: randomUUID(), tenant } as const
  const stranger = { ...contact, tenant: randomUUID() }
  const party = { kind: 'party', id: '7', tenant: null } as const
  await storeDeliveries(store.db, [
    delivery('1', { records: [contact, contact, stranger] }),
    delivery('2', { records: [contact] }),
    delivery('3', { side: 'capsule', workspaceId: one.id, records: [party] }),
    delivery('4', { side: 'capsule', workspaceId: null, records: [party] }),
    delivery('5', { records: [] }),
    delivery('6', { records: [party], flaw: 'not JSON: "\u0000"' }),
  ])
  expect(await markNamed(store.db, at, 3)).toMatchObject({ taken: 3, unread: false })
  expect(await markNamed(store.db, at, 3)).toEqual({ taken: 2, workspaceIds: [], unread: false })
  expect(await markNamed(store.db, at, 3)).toEqual({ taken: 0, workspaceIds: [], unread: false })
  const marks = async (workspaceId: string) =>
    (await listDirty(store.db, workspaceId, 10)).map(({ kind, recordId, marks }) => [kind, recordId, marks])
  expect(await marks(one.id)).toEqual(
    expect.arrayContaining([
      ['contact', contact.id, 1],
      ['party', '7', 1],
    ]),
  )
  expect(await marks(one.id)).toHaveLength(2)
  expect(await marks(other.id)).toEqual([['contact', contact.id, 1]])
  expect((await keysOf()).slice(-2)).toEqual([
    { dedupe_key: '5', state: 'done', note: null },
    { dedupe_key: '6', state: 'flagged', note: 'not JSON: ""' },
  ])

  await storeDeliveries(store.db, [delivery('7', { records: [contact] })])
  expect((await markNamed(store.db, at, 3)).workspaceIds.toSorted()).toEqual([one.id, other.id].toSorted())
  expect(await marks(other.id)).toEqual([['contact', contact.id, 2]])
})

test('deliveries whose bodies nobody read wait until somebody did', async () => {
  await storeDeliveries(
    store.db,
    [delivery('older'), delivery('older and odd')].map(({ records: _, ...rest }) => ({
      ...rest,
      records: null,
    })),
  )
  expect(await markNamed(store.db, at, 10)).toEqual({ taken: 0, workspaceIds: [], unread: true })
  const [older, odd] = await store.db.transaction().execute((tx) => takeUnread(tx, 10))
  await saveNamed(store.db, older?.id ?? 0, { records: [], flaw: null })
  await saveNamed(store.db, odd?.id ?? 0, { records: [], flaw: 'odd' })
  expect(await markNamed(store.db, at, 10)).toEqual({ taken: 1, workspaceIds: [], unread: false })
  expect((await keysOf()).slice(-2)).toEqual([
    { dedupe_key: 'older', state: 'done', note: null },
    { dedupe_key: 'older and odd', state: 'flagged', note: 'odd' },
  ])
})

test('what a journal holds waits for the database, and is stored once although it is moved again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-inbox-'))
  const journal = await openJournal(folder)
  try {
    const deliveries = journaledDeliveries(store.db, journal)
    await deliveries.keep(delivery('kept'))
    await deliveries.keep(delivery('kept'))
    await sql`alter table event_inbox rename to event_inbox_gone`.execute(store.db)
    await expect(deliveries.flush()).rejects.toThrow('event_inbox')
    await deliveries.keep(delivery('kept while the database is away', { flaw: 'odd' }))
    await sql`alter table event_inbox_gone rename to event_inbox`.execute(store.db)
    expect(deliveries.waiting()).toBe(3)
    await deliveries.flush()
    await deliveries.flush()
    expect(deliveries.waiting()).toBe(0)
    expect((await keysOf()).filter((row) => row.dedupe_key.startsWith('kept'))).toEqual([
      { dedupe_key: 'kept', state: 'new', note: null },
      { dedupe_key: 'kept while the database is away', state: 'flagged', note: 'odd' },
    ])
  } finally {
    await journal.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('that a connection was heard of only ever becomes later', async () => {
  const { xero, capsule } = await insertWorkspace(store.db)
  const heardAt = async () =>
    (
      await store.db
        .selectFrom('connection')
        .select('last_heard_at')
        .where('id', '=', xero.connectionId)
        .executeTakeFirstOrThrow()
    ).last_heard_at
  const at = (ms: number) => new Date(instant(earlier).getTime() + ms)
  await noteHeard(store.db, [xero.connectionId, capsule.connectionId], at(0))
  await noteHeard(store.db, [xero.connectionId], at(900))
  await noteHeard(store.db, [xero.connectionId], at(500))
  expect(await heardAt()).toEqual(at(900))
})
