import { sql } from 'kysely'
import type { Db } from './open.ts'

/** A table is due once it changed by this share of its rows, and some: the thresholds PostgreSQL itself uses. */
const share = 0.1
const some = 200

/**
 * Counts anew what the planner of the database needs to know of tables that changed a lot, and gives back the room of
 * rows that are gone. A PostgreSQL server does this by itself within minutes; the embedded one never does, and then
 * reads a whole table for each of a thousand records.
 *
 * @returns the tables that were due
 */
export async function tidyTables(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select format('%I.%I', s.schemaname, s.relname) as name
    from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where c.relkind = 'r' and s.schemaname in ('public', 'pgboss')
      and greatest(s.n_mod_since_analyze, s.n_dead_tup) > ${some} + ${share} * greatest(c.reltuples, 0)
    order by 1`.execute(db)
  for (const { name } of rows) await sql`vacuum analyze ${sql.raw(name)}`.execute(db)
  return rows.map(({ name }) => name)
}

/** So much of its log the embedded database keeps at most: it is read again after a crash, and takes room. */
const logBytesMax = 64 * 1024 * 1024

/**
 * Brings the embedded database's files up to its log, when that has grown long, so that the log begins anew. A server
 * does this by itself; the embedded one never does, and its log would grow for ever.
 *
 * @returns whether it was time
 */
export async function shortenLog(db: Db, bytesMax = logBytesMax): Promise<boolean> {
  const { rows } = await sql<{ isLong: boolean }>`
    select pg_current_wal_insert_lsn() - redo_lsn > ${bytesMax} as "isLong" from pg_control_checkpoint()`.execute(
    db,
  )
  if (rows[0]?.isLong !== true) return false
  await sql`checkpoint`.execute(db)
  return true
}
