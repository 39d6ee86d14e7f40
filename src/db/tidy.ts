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
