import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '#db/open.ts'

/** One row of each table, as JSON has it. */
export type Rows = Readonly<Record<string, Readonly<Record<string, unknown>>>>

interface Column {
  readonly table: string
  readonly name: string
  readonly type: string
  /** Texts the table's checks allow; null when any will do. */
  readonly allowed: readonly string[] | null
}

/** The same for every column of a type, so that references between tables hold. */
const any: Readonly<Record<string, string>> = {
  uuid: '11111111-1111-4111-8111-111111111111',
  text: 'any',
  _text: '{any}',
  timestamptz: '2026-03-02T10:00:00Z',
  date: '2026-03-02',
  int4: '7',
  int8: '7',
  numeric: '1.5',
  bool: 'true',
  jsonb: '{"any":[1,"two"]}',
  bytea: '\\x0102',
}

/**
 * Writes one row with a value in every column into every table of the present schema, and answers them.
 *
 * @param meant values by `table.column` where not any value will do
 */
export async function fillTables(db: Db, meant: Readonly<Record<string, string>>): Promise<Rows> {
  const byTable = Map.groupBy(await columnsOf(db), (column) => column.table)
  let open = [...byTable]
  while (open.length > 0) {
    const waiting: typeof open = []
    let fault: unknown = null
    for (const [table, columns] of open) {
      const values = columns.map((column) => meant[`${table}.${column.name}`] ?? anyOf(column))
      const insert = sql`insert into ${sql.table(table)} (${sql.join(columns.map((each) => sql.ref(each.name)))})
        values (${sql.join(values.map((value, at) => sql`${value}::text::${sql.raw(columns[at]?.type ?? '')}`))})`
      try {
        await insert.execute(db)
      } catch (error) {
        // What it refers to may be in a table that comes later.
        if (!(error instanceof Error && error.message.includes('foreign key'))) throw error
        fault = error
        waiting.push([table, columns])
      }
    }
    if (waiting.length === open.length) throw fault
    open = waiting
  }
  return readRows(db)
}

/** The rows of all tables of the present schema; of several the first that JSON sorts. */
export async function readRows(db: Db): Promise<Rows> {
  const tables = [...new Set((await columnsOf(db)).map((column) => column.table))]
  const rows: Record<string, Readonly<Record<string, unknown>>> = {}
  for (const table of tables) {
    const found = await sql<{ row: unknown }>`
      select to_jsonb(t) as row from ${sql.table(table)} t order by to_jsonb(t)::text limit 1`.execute(db)
    const [first] = found.rows
    if (first) rows[table] = z.record(z.string(), z.unknown()).parse(first.row)
  }
  return rows
}

function anyOf({ table, name, type, allowed }: Column): string {
  const value = allowed?.[0] ?? any[type]
  if (value === undefined) throw new Error(`no value is known for ${table}.${name} of type ${type}`)
  return value
}

/** All but those the database fills by itself, and the table of migrations. */
async function columnsOf(db: Db): Promise<readonly Column[]> {
  const columns = await sql<{ table: string; name: string; type: string; checks: string | null }>`
    select c.table_name as table, c.column_name as name, c.udt_name as type,
      (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
        where k.contype = 'c' and cardinality(k.conkey) = 1
          and k.conrelid = (quote_ident(c.table_schema) || '.' || quote_ident(c.table_name))::regclass
          and a.attname = c.column_name) as checks
    from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
      and c.is_identity = 'NO' and c.udt_name <> 'xid8' and c.table_name <> 'schema_migration'
    order by c.table_name, c.ordinal_position`.execute(db)
  return columns.rows.map(({ checks, ...column }) => ({
    ...column,
    allowed: checks === null ? null : [...checks.matchAll(/'([^']*)'::text/g)].map((match) => match[1] ?? ''),
  }))
}
