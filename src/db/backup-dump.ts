import { sql } from 'kysely'
import { type BackupTable, backupTables } from './backup-tables.ts'
import type { Db } from './open.ts'

/** Takes some lines; the next ones come once it is done with them. */
export type TakeLines = (lines: readonly string[]) => Promise<void>

/** So much is read at a time, whatever the size of a table or of its rows. */
const readBytes = 2_000_000
const rowsMax = 4_000
const firstRows = 25

export interface Dumped {
  /** Rows of each table. */
  readonly counts: Readonly<Record<string, number>>
}

/**
 * Reads everything of one moment, as lines: for each table a line that names its columns, then a line for each row, a
 * list of its values as the database writes them. One reader in one transaction: on a server others go on meanwhile,
 * the embedded database does nothing else until it is through.
 *
 * @param begin is told what the database was brought to, before the first line
 */
export async function dumpRows(
  db: Db,
  options: { readonly withSessions: boolean },
  begin: (migrations: readonly string[]) => Promise<void>,
  take: TakeLines,
): Promise<Dumped> {
  return db.transaction().execute(async (tx) => {
    await sql`set transaction isolation level repeatable read read only`.execute(tx)
    await sql`set local datestyle to iso`.execute(tx)
    await sql`set local timezone to utc`.execute(tx)
    const migrations = await sql<{ name: string }>`select name from schema_migration order by name`.execute(
      tx,
    )
    await begin(migrations.rows.map(({ name }) => name))
    const counts: Record<string, number> = {}
    for (const table of await backupTables(tx, options)) {
      await take([JSON.stringify({ table: table.name, columns: table.columns.map(({ name }) => name) })])
      counts[table.name] = await dumpTable(tx, table, take)
    }
    return { counts }
  })
}

async function dumpTable(tx: Db, { name, columns }: BackupTable, take: TakeLines): Promise<number> {
  const values = sql.join(columns.map((column) => sql`${sql.id(column.name)}::text`))
  await sql`declare backup_rows no scroll cursor for
    select json_build_array(${values})::text as line from ${sql.id('public', name)}`.execute(tx)
  let read = 0
  let bytes = 0
  for (;;) {
    const size = read === 0 ? firstRows : Math.floor((readBytes * read) / Math.max(1, bytes))
    const limit = Math.max(1, Math.min(rowsMax, size))
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(limit)} from backup_rows`.execute(tx)
    if (rows.length === 0) break
    const lines = rows.map(({ line }) => line)
    read += lines.length
    for (const line of lines) bytes += line.length
    await take(lines)
  }
  await sql`close backup_rows`.execute(tx)
  return read
}
