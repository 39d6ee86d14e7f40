import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTestStore } from '../../test/store.ts'
import { migrate } from './migrate.ts'

test('migrating a current database changes nothing', async () => {
  await using store = await openTestStore()
  const applied = () => sql`select name, applied_at from schema_migration order by name`.execute(store.db)
  const before = await applied()
  await Promise.all([migrate(store), migrate(store)])
  expect((await applied()).rows).toEqual(before.rows)
  expect(before.rows.length).toBeGreaterThan(0)
})

test('a database written by a newer program is refused and left alone', async () => {
  await using store = await openTestStore()
  await sql`insert into schema_migration (name) values ('9999_later.sql')`.execute(store.db)
  await expect(migrate(store)).rejects.toThrow(/newer than this program.*9999_later\.sql/)
  expect((await sql`select 1 from workspace`.execute(store.db)).rows).toEqual([])
})
