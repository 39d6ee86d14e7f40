import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { earlier, insertWorkspace, instant } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { journaledDeliveries } from './deliveries.ts'
import { openJournal } from './hook-journal.ts'
import { type Delivery, markDeliveries, noteHeard, storeDeliveries, takeDeliveries } from './inbox.ts'

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
  ...changes,
})

const keysOf = () =>
  store.db.selectFrom('event_inbox').select(['dedupe_key', 'state', 'note']).orderBy('id').execute()

test('deliveries are stored once each, byte for byte, and handed on in their order', async () => {
  const { id, xero } = await insertWorkspace(store.db)
  const owned = { workspaceId: id, connectionId: xero.connectionId }
  await storeDeliveries(store.db, [delivery('a', owned), delivery('b')])
  await storeDeliveries(store.db, [delivery('b'), delivery('a'), delivery('c')])
  const waiting = await takeDeliveries(store.db, 10)
  expect(waiting).toHaveLength(3)
  expect(waiting[0]).toMatchObject({ side: 'xero', workspace_id: id, connection_id: xero.connectionId })
  expect(waiting.map((row) => [...row.body])).toEqual([[...bytes], [...bytes], [...bytes]])

  await markDeliveries(
    store.db,
    waiting.slice(0, 1).map((row) => row.id),
    'done',
    null,
  )
  await storeDeliveries(store.db, [delivery('a')])
  expect((await takeDeliveries(store.db, 10)).map((row) => row.id)).toEqual(
    waiting.slice(1).map((row) => row.id),
  )
  await markDeliveries(
    store.db,
    waiting.map((row) => row.id),
    'done',
    null,
  )
})

test('twice in one batch is once', async () => {
  await storeDeliveries(store.db, [delivery('twice'), delivery('twice')])
  expect((await keysOf()).filter((row) => row.dedupe_key === 'twice')).toHaveLength(1)
})

test('an authentic body that cannot be read is kept and flagged, and nobody is handed it', async () => {
  const before = await takeDeliveries(store.db, 100)
  await storeDeliveries(store.db, [delivery('odd', { flaw: 'not JSON: "\u0000"' })])
  expect(await keysOf()).toContainEqual({ dedupe_key: 'odd', state: 'flagged', note: 'not JSON: ""' })
  expect(await takeDeliveries(store.db, 100)).toEqual(before)
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
