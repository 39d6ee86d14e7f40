import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { earlier, insertWorkspace, instant } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { journaledDeliveries } from './deliveries.ts'
import { listDirty } from './dirty.ts'
import { openJournal } from './hook-journal.ts'
import { type Delivery, hasUnread, noteHeard, rowOf, storingRows, takeUnread } from './inbox.ts'
import { storable } from './json-text.ts'

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

const storeDeliveries = (deliveries: readonly Delivery[]) =>
  storingRows(deliveries.map(rowOf)).execute(store.db)

const keysOf = () =>
  store.db.selectFrom('event_inbox').select(['dedupe_key', 'state', 'note']).orderBy('id').execute()

const marksOf = async (workspaceId: string) =>
  (await listDirty(store.db, workspaceId, 10))
    .map(({ kind, recordId, marks }) => [kind, recordId, marks])
    .sort()

test('what deliveries name becomes one mark per record and workspace, in the commit that stores them', async () => {
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
  await storeDeliveries([
    delivery('1', { records: [contact, contact, stranger] }),
    delivery('2', { records: [contact] }),
    delivery('2', { records: [contact] }),
    delivery('3', { side: 'capsule', workspaceId: one.id, records: [party] }),
    delivery('4', { side: 'capsule', workspaceId: null, records: [party] }),
    delivery('5', { side: 'capsule', workspaceId: other.id, records: [party], flaw: 'not JSON: "\u0000"' }),
  ])
  expect(await marksOf(one.id)).toEqual([
    ['contact', contact.id, 1],
    ['party', '7', 1],
  ])
  expect(await marksOf(other.id)).toEqual([['contact', contact.id, 1]])
  expect(await keysOf()).toEqual([
    ...['1', '2', '3', '4'].map((dedupe_key) => ({ dedupe_key, state: 'done', note: null })),
    { dedupe_key: '5', state: 'flagged', note: 'not JSON: ""' },
  ])

  await storeDeliveries([delivery('1', { records: [contact] })])
  expect(await marksOf(other.id)).toEqual([['contact', contact.id, 1]])
  await storeDeliveries([delivery('6', { records: [contact] })])
  expect(await marksOf(other.id)).toEqual([['contact', contact.id, 2]])
})

test('deliveries whose bodies nobody read are taken out to be stored anew', async () => {
  expect(await hasUnread(store.db)).toBe(false)
  const older = delivery('older', { records: null })
  await storeDeliveries([older])
  expect(await hasUnread(store.db)).toBe(true)
  const [taken, ...others] = await store.db.transaction().execute((tx) => takeUnread(tx, 10))
  expect(others).toEqual([])
  expect({ ...taken, body: [...(taken?.body ?? [])] }).toEqual({ ...older, body: [...bytes] })
  expect(await hasUnread(store.db)).toBe(false)
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
      { dedupe_key: 'kept', state: 'done', note: null },
      { dedupe_key: 'kept while the database is away', state: 'flagged', note: 'odd' },
    ])
  } finally {
    await journal.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('every delivery is stored as it came, byte for byte, whatever is known of it', async () => {
  const text = fc.string({ unit: 'binary' })
  const id = fc.option(fc.uuid(), { nil: null })
  const one = fc.record<Delivery>({
    side: fc.constantFrom('capsule', 'xero'),
    workspaceId: id,
    connectionId: id,
    receivedAt: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    body: fc.uint8Array({ maxLength: 50 }),
    dedupeKey: fc.uuid(),
    flaw: fc.option(text, { nil: null }),
    records: fc.option(
      fc.array(
        fc.record({
          kind: fc.constantFrom('party' as const, 'contact' as const),
          id: text,
          tenant: fc.option(text, { nil: null }),
        }),
      ),
      { nil: null },
    ),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(one, { selector: ({ dedupeKey }) => dedupeKey, maxLength: 5 }),
      async (some) => {
        await storeDeliveries(some)
        const rows = await store.db
          .selectFrom('event_inbox')
          .selectAll()
          .where(
            'dedupe_key',
            'in',
            [...some, { dedupeKey: 'none' }].map(({ dedupeKey }) => dedupeKey),
          )
          .execute()
        const expected = some.map(({ body, flaw, records, ...known }) => ({
          side: known.side,
          workspace_id: known.workspaceId,
          connection_id: known.connectionId,
          received_at: known.receivedAt,
          headers: {},
          body: [...body],
          dedupe_key: known.dedupeKey,
          state: flaw !== null ? 'flagged' : records === null ? 'new' : 'done',
          note: flaw === null ? null : storable(flaw),
        }))
        const found = rows.map(({ id: _, body, ...row }) => ({ ...row, body: [...body] }))
        expect(byKey(found)).toEqual(byKey(expected))
        await store.db.deleteFrom('event_inbox').execute()
      },
    ),
    { numRuns: 50 },
  )
})

const byKey = <T extends { readonly dedupe_key: string }>(rows: readonly T[]) =>
  rows.toSorted((a, b) => (a.dedupe_key < b.dedupe_key ? -1 : 1))

test('what the journal of an older program holds is stored too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'counterpart-inbox-'))
  const journal = await openJournal(folder)
  try {
    const about = {
      side: 'xero',
      workspaceId: null,
      connectionId: null,
      receivedAt: '2026-11-22T01:00:00.000Z',
      dedupeKey: 'of an older program',
      flaw: null,
    }
    await journal.append(Buffer.concat([Buffer.from(`${JSON.stringify(about)}\n`), bytes]))
    await journaledDeliveries(store.db, journal).flush()
    const row = await store.db
      .selectFrom('event_inbox')
      .selectAll()
      .where('dedupe_key', '=', about.dedupeKey)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ state: 'new', received_at: new Date(about.receivedAt) })
    expect([...row.body]).toEqual([...bytes])
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
