import { expect, test } from 'vitest'
import { earlier, insertWorkspace, instant } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { type Delivery, markDeliveries, storeDeliveries, takeDeliveries } from './inbox.ts'

const store = storeOfFile()
const bytes = Uint8Array.from([0, 255, 39, 123, 0, 10])

const delivery = (dedupeKey: string, changes: Partial<Delivery> = {}): Delivery => ({
  side: 'xero',
  to: { organisations: [] },
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
  const { organisation_id: organisation } = await store.db
    .selectFrom('connection')
    .select('organisation_id')
    .where('id', '=', xero.connectionId)
    .executeTakeFirstOrThrow()
  const owned = { to: { organisations: ['elsewhere', organisation] } }
  expect(await storeDeliveries(store.db, [delivery('a', owned), delivery('b')])).toEqual([
    { stored: true, workspaces: [id] },
    { stored: true, workspaces: [] },
  ])
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

test('a hook of a path on which nobody listens is refused, and nothing of it is kept', async () => {
  const { capsule } = await insertWorkspace(store.db)
  await store.db
    .updateTable('connection')
    .set({ hook_path_hash: 'known' })
    .where('id', '=', capsule.connectionId)
    .execute()
  const to = (hookPathHash: string) => ({ side: 'capsule' as const, to: { hookPathHash } })
  const outcomes = await storeDeliveries(store.db, [delivery('k', to('known')), delivery('u', to('unknown'))])
  expect(outcomes.map(({ stored }) => stored)).toEqual([true, false])
  expect((await keysOf()).map((row) => row.dedupe_key)).not.toContain('u')
})

test('that a connection was heard of is noted once a second at most', async () => {
  const { xero } = await insertWorkspace(store.db)
  const row = () =>
    store.db
      .selectFrom('connection')
      .select(['organisation_id', 'last_heard_at'])
      .where('id', '=', xero.connectionId)
      .executeTakeFirstOrThrow()
  const to = { organisations: [(await row()).organisation_id] }
  const at = (ms: number) => new Date(instant(earlier).getTime() + ms)
  await storeDeliveries(store.db, [delivery('h1', { to, receivedAt: at(0) })])
  await storeDeliveries(store.db, [delivery('h2', { to, receivedAt: at(900) })])
  expect((await row()).last_heard_at).toEqual(at(0))
  await storeDeliveries(store.db, [delivery('h3', { to, receivedAt: at(1_100) })])
  expect((await row()).last_heard_at).toEqual(at(1_100))
})
