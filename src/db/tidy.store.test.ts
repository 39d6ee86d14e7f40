import { sql } from 'kysely'
import { expect, inject, test } from 'vitest'
import { storeOfFile } from '../../test/store.ts'
import { shortenLog, tidyTables } from './tidy.ts'

const store = storeOfFile()

test('a table that grew is counted anew, one that did not is left alone', async () => {
  await sql`insert into dirty (workspace_id, side, kind, record_id, since)
    select gen_random_uuid(), 'xero', 'contact', n::text, now() from generate_series(1, 1000) n`.execute(
    store.db,
  )
  // A server writes its counts down a moment later.
  await sql`select pg_stat_force_next_flush()`.execute(store.db)
  await sql`select pg_stat_clear_snapshot()`.execute(store.db)
  const due = await tidyTables(store.db)
  if (inject('storeKind') === 'pglite') expect(due).toContain('public.dirty')
  const { rows } = await sql<{ tuples: number }>`select reltuples::float8 as tuples from pg_class
    where oid = 'public.dirty'::regclass`.execute(store.db)
  if (due.includes('public.dirty')) expect(rows[0]?.tuples).toBe(1_000)
  expect(await tidyTables(store.db)).not.toContain('public.link')
})

test('a log that has grown long begins anew', async () => {
  await shortenLog(store.db, 0)
  await sql`insert into dirty (workspace_id, side, kind, record_id, since)
    select gen_random_uuid(), 'xero', 'document', n::text, now() from generate_series(1, 1000) n`.execute(
    store.db,
  )
  expect(await shortenLog(store.db, 50_000)).toBe(true)
  // Of a server's log the tests beside this one write too.
  if (inject('storeKind') === 'pglite') expect(await shortenLog(store.db, 50_000)).toBe(false)
})
