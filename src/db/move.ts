import { sql } from 'kysely'
import { dumpRows } from './backup-dump.ts'
import { loadRows } from './backup-restore.ts'
import { migrate, migrationFiles } from './migrate.ts'
import { type Db, type Store, StoreError } from './open.ts'

/**
 * Carries everything over into another, empty database: all of it, counted on both sides, or nothing. What was queued
 * there is not: lanes look at every workspace when they start.
 *
 * @returns the rows of each table
 * @throws StoreError when the target holds anything
 */
export async function moveStore(from: Store, to: Store): Promise<Readonly<Record<string, number>>> {
  await refuseUnlessEmpty(to.db)
  await migrate(from)
  await from.deliveries.flush()
  let counts: Readonly<Record<string, number>> = {}
  await loadRows(to, migrationFiles(), async (loader) => {
    const dumped = await dumpRows(
      from.db,
      { withSessions: true },
      async () => {},
      (lines) => loader.take(lines),
    )
    counts = dumped.counts
    return counts
  })
  return counts
}

/** Tables of an earlier start, without a row, count as empty. @throws StoreError */
export async function refuseUnlessEmpty(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname`.execute(db)
  if (rows.length === 0) return
  if (!rows.some(({ name }) => name === 'schema_migration'))
    throw new StoreError(
      `The database it should go to holds tables of another program (${rows[0]?.name ?? ''}). Make an empty one and name that.`,
    )
  for (const { name } of rows) {
    if (name === 'schema_migration') continue
    const found = await sql`select 1 from ${sql.id('public', name)} limit 1`.execute(db)
    if (found.rows.length > 0)
      throw new StoreError(
        'The database it should go to holds data of Counterpart already, and nothing is overwritten. Make an empty one and name that.',
      )
  }
}
