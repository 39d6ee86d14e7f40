import { defined } from '#core/assert.ts'

/** Asks the database one statement and answers its rows. */
export type Ask = (statement: string) => Promise<readonly object[]>

/**
 * What must be as it was for a database to serve another test: its definitions and migrations, and nobody listening.
 */
const definitions = ['namespace', 'attribute', 'constraint', 'trigger', 'proc']
  .map((name) => `(select concat(count(*), ' ', max(xmin::text::bigint)) from pg_${name}) as "${name}"`)
  .join(', ')
const state = `select ${definitions},
  (select string_agg(m::text, ' ' order by m::text) from schema_migration m) as migrations,
  (select count(*)::int from pg_listening_channels()) as listening`

const log = `select (pg_current_wal_insert_lsn() - '0/0')::bigint::text as at`

const filled = `select oid::regclass::text as name from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'schema_migration'
    and pg_relation_size(oid) > 0`

/** The embedded database keeps its whole log, in memory. */
const logBytesMax = 64 * 1024 * 1024

export interface AsNew {
  /** Takes all rows out. False when the database is not as new then and must be thrown away. */
  empty(ask: Ask): Promise<boolean>
}

/** Remembers what a migrated, empty database looks like. */
export async function rememberNew(ask: Ask): Promise<AsNew> {
  const look = async () => JSON.stringify(await ask(state))
  const logAt = async () => Number(Object.values(defined((await ask(log))[0], 'the log is somewhere'))[0])
  const first = await look()
  const begun = await logAt()
  return {
    async empty(ask) {
      await ask('reset all')
      if (JSON.stringify(await ask(state)) !== first) return false
      const tables = (await ask(filled)).flatMap((row) => Object.values(row))
      // Triggers count what is gone.
      await ask('set session_replication_role = replica')
      if (tables.length > 0) await ask(`truncate ${tables.join(', ')} restart identity cascade`)
      await ask('set allow_system_table_mods = on')
      // The first id that is not PostgreSQL's own.
      await ask('delete from pg_statistic where starelid >= 16384')
      await ask('select pg_stat_reset()')
      await ask('reset all')
      return (await logAt()) - begun < logBytesMax
    },
  }
}
