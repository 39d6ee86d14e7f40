import { readdirSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { defined } from '#core/assert.ts'
import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/open.ts'
import { openTestStore, storeOfFile } from '../store.ts'
import { fillTables, type Rows, readRows } from './any-rows.ts'

const store = storeOfFile()

const files = readdirSync(new URL('../../migrations/', import.meta.url))
  .filter((name) => name.endsWith('.sql'))
  .sort()

/** Rows that what migrations do to data depends on; everything else is any value of its type. */
const meant = {
  'connection.side': 'xero',
  'dirty.side': 'xero',
  'mirror_document.kind': 'bill',
  'review.kind': 'match',
} as const

const id = '11111111-1111-4111-8111-111111111111'

/** What a migration makes of rows that were written before it; all others stay as they are. */
const changes: Readonly<Record<string, (rows: Rows) => Rows>> = {
  // Values agreed before are found again by the next plan, since equal values are agreed without a write.
  '0002_fields.sql': ({ base_value: _, ...rows }) => ({
    ...rows,
    review: { ...rows.review, key: `match:${id}` },
  }),
  '0003_documents.sql': (rows) => ({
    ...rows,
    mirror_document: { ...rows.mirror_document, side: 'purchases' },
  }),
  '0008_organisations.sql': (rows) => ({
    ...rows,
    connection: { ...rows.connection, added_at: rows.connection?.connected_at },
    run: { ...rows.run, connection_id: id },
    dirty: { ...rows.dirty, connection_id: id },
    unplanned: { ...rows.unplanned, connection_id: id },
  }),
  // Lines of the Contacts page are worked out anew.
  '0010_visible.sql': (rows) => ({ ...rows, workspace: { ...rows.workspace, rows_days: null } }),
}

test('every change of data that is expected belongs to a migration', () => {
  expect(files).toEqual(expect.arrayContaining(Object.keys(changes)))
  expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_, at) => at + 1))
})

for (const [at, name] of files.slice(0, -1).entries()) {
  test(`a database of version ${name} comes to the newest one with all its rows`, async () => {
    await inSchemaOfItsOwn(`from_${at + 1}`, async (db) => {
      await migrate({ db }, files.slice(0, at + 1))
      const before = await fillTables(db, meant)
      expect(Object.keys(before).length).toBeGreaterThan(20)

      await migrate({ db })
      const later = files.slice(at + 1)
      const expected = later.reduce((rows, file) => changes[file]?.(rows) ?? rows, before)
      const after = await readRows(db)
      expect(Object.keys(after).sort()).toEqual(expect.arrayContaining(Object.keys(expected).sort()))
      for (const [table, row] of Object.entries(expected)) expect(after[table], table).toMatchObject(row)

      const applied = await sql<{ name: string }>`select name from schema_migration order by name`.execute(db)
      expect(applied.rows.map((row) => row.name)).toEqual(files)
      // Once more, as at the next start: nothing happens.
      await migrate({ db })
      expect(await readRows(db)).toEqual(after)
    })
  })
}

test('a migration that breaks half-way leaves the version before, and is made up for at the next start', async () => {
  await inSchemaOfItsOwn('broken', async (db) => {
    await migrate({ db }, files.slice(0, 4))
    const before = await fillTables(db, meant)
    // 0005 makes it at its very end, after all its other changes.
    await sql`create table saved_view (id int)`.execute(db)
    await expect(migrate({ db })).rejects.toThrow(/saved_view/)
    expect(await readRows(db)).toEqual(before)
    await sql`drop table saved_view`.execute(db)
    await migrate({ db })
    expect((await readRows(db)).mirror_party).toMatchObject(before.mirror_party ?? {})
  })
})

test('every version is refused by the program of the version before, and left as it was', async () => {
  await using newest = await openTestStore()
  const { db } = newest
  const before = await readRows(db)
  for (const [at, name] of files.entries()) {
    const older = migrate({ db }, files.slice(0, at))
    await expect(older).rejects.toThrow(
      new RegExp(`newer than this program.*${name}.*Start the newer version`, 's'),
    )
  }
  expect(await readRows(db)).toEqual(before)
})

/** One database for all: a schema is as good as empty, and is made at once. */
async function inSchemaOfItsOwn(schema: string, work: (db: Db) => Promise<void>): Promise<void> {
  await store.db.connection().execute(async (db) => {
    const path = await sql<{ search_path: string }>`show search_path`.execute(db)
    const { search_path } = defined(path.rows[0], 'there is a path')
    await sql`create schema ${sql.id(schema)}`.execute(db)
    await sql`set search_path to ${sql.id(schema)}`.execute(db)
    try {
      await work(db)
    } finally {
      await sql`set search_path to ${sql.raw(search_path)}`.execute(db)
    }
  })
}
