import { sql } from 'kysely'
import { z } from 'zod'
import { type BackupTable, backupTables } from './backup-tables.ts'
import type { Db } from './open.ts'

/** What was read is no backup of ours, or not as it was written. */
export class BackupDamaged extends Error {
  override readonly name = 'BackupDamaged'
}

const TableLine = z.object({ table: z.string(), columns: z.array(z.string()).min(1) })

/** So much goes into one statement. */
const loadBytes = 1_000_000
const rowsMax = 2_000

export interface Loader {
  /** @throws BackupDamaged */
  take(lines: readonly string[]): Promise<void>
  /** Brings the counters of the tables up to their rows. @returns the rows of each table, as counted there */
  end(): Promise<Readonly<Record<string, number>>>
}

/**
 * Puts lines of `dumpRows` into the empty tables of a database, which were made by the same migrations. Triggers that
 * keep track of changes rest meanwhile.
 *
 * @param tx a transaction; all or nothing is kept
 */
export async function createLoader(tx: Db): Promise<Loader> {
  const tables = await backupTables(tx, { withSessions: true })
  for (const { name } of tables)
    await sql`alter table ${sql.id('public', name)} disable trigger user`.execute(tx)
  let current: Into | null = null
  let waiting: string[] = []
  let bytes = 0

  async function flush(): Promise<void> {
    if (!current || waiting.length === 0) return
    const rows = waiting
    waiting = []
    bytes = 0
    await insertRows(tx, current, rows)
  }

  return {
    async take(lines) {
      for (const line of lines) {
        if (line.startsWith('{')) {
          await flush()
          current = intoOf(tables, line)
          continue
        }
        if (!current) throw new BackupDamaged('It holds rows of no table.')
        waiting.push(line)
        bytes += line.length
        if (bytes >= loadBytes || waiting.length >= rowsMax) await flush()
      }
    },
    async end() {
      await flush()
      const counts: Record<string, number> = {}
      for (const { name, columns } of tables) {
        const table = sql.id('public', name)
        for (const column of columns.filter(({ isIdentity }) => isIdentity))
          await sql`select setval(pg_get_serial_sequence(${`public.${name}`}, ${column.name}),
            coalesce((select max(${sql.id(column.name)}) from ${table}), 0) + 1, false)`.execute(tx)
        await sql`alter table ${table} enable trigger user`.execute(tx)
        const { rows } = await sql<{ count: number }>`select count(*) as count from ${table}`.execute(tx)
        counts[name] = Number(rows[0]?.count ?? 0)
      }
      return counts
    },
  }
}

interface Into {
  readonly table: string
  readonly columns: BackupTable['columns']
}

function intoOf(tables: readonly BackupTable[], line: string): Into {
  const said = TableLine.safeParse(parsed(line))
  const known = said.success ? tables.find(({ name }) => name === said.data.table) : undefined
  if (!said.success || !known) throw new BackupDamaged('It speaks of tables that are not known.')
  const columns = said.data.columns.map((name) => {
    const column = known.columns.find((one) => one.name === name)
    if (!column) throw new BackupDamaged(`Its table ${known.name} has a column that is not known.`)
    return column
  })
  return { table: known.name, columns }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new BackupDamaged('It holds a line that cannot be read.', { cause })
  }
}

/** The database reads the values itself: what passed through our numbers and dates could have changed. */
async function insertRows(tx: Db, { table, columns }: Into, lines: readonly string[]): Promise<void> {
  const names = sql.join(columns.map(({ name }) => sql.id(name)))
  const values = sql.join(
    columns.map(({ type }, index) => sql`(r.v ->> ${sql.lit(index)})::${sql.raw(type)}`),
  )
  await sql`insert into ${sql.id('public', table)} (${names}) overriding system value
    select ${values} from jsonb_array_elements(${`[${lines.join(',')}]`}::text::jsonb) as r(v)`.execute(tx)
}
