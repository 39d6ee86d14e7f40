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
  // The second file does not exist: reaching for it would fail in another way.
  const refused = migrate(store, ['0001_init.sql', '0002_not_there.sql'])
  await expect(refused).rejects.toThrow(/newer than this program.*9999_later\.sql/)
})
