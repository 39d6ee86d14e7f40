import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { type Store, StoreError } from './open.ts'

const folder = new URL('../../migrations/', import.meta.url)

/**
 * Brings the schema up to this program's version, one transaction per file. Safe when several nodes start
 * at once: the row is inserted first, so the second one waits for it and then moves on.
 *
 * @throws StoreError when the database was written by a newer program
 */
export async function migrate(
  store: Pick<Store, 'db'>,
  files: readonly string[] = migrationFiles(),
): Promise<void> {
  await sql`create table if not exists schema_migration (
    name text primary key,
    applied_at timestamptz not null default now()
  )`.execute(store.db)
  const applied = await sql<{ name: string }>`select name from schema_migration`.execute(store.db)
  const known = new Set(files)
  const unknown = applied.rows.map((row) => row.name).filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new StoreError(
      `The database is newer than this program (it has ${unknown.sort().join(', ')}). Start the newer version of Counterpart, or restore a backup made by this one.`,
    )
  }
  const done = new Set(applied.rows.map((row) => row.name))
  for (const name of files) if (!done.has(name)) await apply(store, name)
}

/** What this program knows, in the order it is applied. */
export const migrationFiles = (): string[] =>
  readdirSync(folder)
    .filter((name) => /^\d{4}_.+\.sql$/.test(name))
    .sort()

async function apply(store: Pick<Store, 'db'>, name: string): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    const inserted =
      await sql`insert into schema_migration (name) values (${name}) on conflict do nothing`.execute(tx)
    if (inserted.numAffectedRows === 0n) return
    for (const statement of statements(readFileSync(new URL(name, folder), 'utf8'))) {
      await sql.raw(statement).execute(tx)
    }
  })
}

/** Migrations hold plain statements ending in ";" at the end of a line; no function bodies. */
function statements(text: string): string[] {
  return text
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}
