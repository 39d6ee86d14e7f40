import { sql } from 'kysely'
import type { Db } from './open.ts'

export interface BackupColumn {
  readonly name: string
  /** As a cast writes it. */
  readonly type: string
  readonly isIdentity: boolean
}

export interface BackupTable {
  readonly name: string
  readonly columns: readonly BackupColumn[]
}

/** Nothing anybody needs elsewhere: sign-ins under way and sessions, which are secrets, and what lists in memory remember. */
const leftOutOfFiles: readonly string[] = [
  'auth_session',
  'auth_verification',
  'oauth_attempt',
  'organisation_choice',
  'sign_in_failure',
]
/** Of this database alone: they name its transactions. */
const leftOutAlways: readonly string[] = ['contact_row_gone', 'link_gone', 'list_version', 'schema_migration']

/**
 * The tables to be carried over, each after those it refers to, with the columns that have values of their own. A
 * transaction number means nothing in another database: columns of that type are left to their defaults there.
 * The queue's tables are not among them: what is to be done follows from the others.
 *
 * @param withSessions whether those who are signed in stay so
 */
export async function backupTables(
  db: Db,
  { withSessions }: { readonly withSessions: boolean },
): Promise<BackupTable[]> {
  const { rows } = await sql<{ table: string; name: string; type: string; identity: boolean }>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      a.attidentity <> '' as identity
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype
    order by c.relname, a.attnum`.execute(db)
  const out = new Set([...leftOutAlways, ...(withSessions ? [] : leftOutOfFiles)])
  const columns = new Map<string, BackupColumn[]>()
  for (const { table, name, type, identity } of rows) {
    if (out.has(table)) continue
    const known = columns.get(table) ?? []
    known.push({ name, type, isIdentity: identity })
    columns.set(table, known)
  }
  const references = await sql<{ table: string; needs: string }>`
    select distinct c.relname as table, r.relname as needs
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid
    where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and c.oid <> r.oid`.execute(db)
  return inOrder([...columns.keys()], references.rows).map((name) => ({
    name,
    columns: columns.get(name) ?? [],
  }))
}

/** What a row refers to has to be there before it. */
function inOrder(
  names: readonly string[],
  references: readonly { readonly table: string; readonly needs: string }[],
): string[] {
  const done: string[] = []
  const left = new Set(names)
  while (left.size > 0) {
    const free = [...left].filter((name) => !references.some((r) => r.table === name && left.has(r.needs)))
    if (free.length === 0) throw new Error(`tables refer to each other in a circle: ${[...left].join(', ')}`)
    for (const name of free) {
      done.push(name)
      left.delete(name)
    }
  }
  return done
}
