import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { storeOfFile } from '../../test/store.ts'

const store = storeOfFile()

test('amounts and ids come back as numbers, calendar days as text, in either size of database', async () => {
  const result = await sql`select 9007199254740991::bigint as big, '2026-03-29'::date as day,
    '2026-03-29T01:30:00.123Z'::timestamptz as at, '0.10'::numeric as rate`.execute(store.db)
  expect(result.rows).toEqual([
    { big: 9_007_199_254_740_991, day: '2026-03-29', at: new Date('2026-03-29T01:30:00.123Z'), rate: '0.10' },
  ])
})

test('work under one name takes turns, and a failure passes the turn on', async () => {
  const log: string[] = []
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const first = store.store.exclusive('lane', async () => {
    log.push('first begins')
    release()
    await sql`select pg_sleep(0.05)`.execute(store.db)
    log.push('first fails')
    throw new Error('first')
  })
  await gate
  const second = store.store.exclusive('lane', async () => {
    log.push('second')
    return 2
  })
  await expect(first).rejects.toThrow('first')
  expect(await second).toBe(2)
  expect(log).toEqual(['first begins', 'first fails', 'second'])
})

test('a notification is heard after its commit, and never after a rollback', async () => {
  const heard: string[] = []
  let arrived = () => {}
  const last = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const stop = await store.store.listen('test_channel', (payload) => {
    heard.push(payload)
    if (payload === 'committed') arrived()
  })
  const refused = store.db.transaction().execute(async (tx) => {
    await sql`select pg_notify('test_channel', 'rolled back')`.execute(tx)
    throw new Error('no')
  })
  await expect(refused).rejects.toThrow('no')
  await store.db.transaction().execute((tx) => sql`select pg_notify('test_channel', 'committed')`.execute(tx))
  await last
  await stop()
  expect(heard).toEqual(['committed'])
})
