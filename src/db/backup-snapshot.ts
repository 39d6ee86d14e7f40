import { constants } from 'node:fs'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from './open.ts'

/** What belongs to the one that runs, and what is copied last. */
const leftOut: readonly string[] = ['postmaster.pid', 'pg_wal']

/**
 * Copies the files of the embedded database while it goes on working, by PostgreSQL's own procedure: pages that change
 * while they are copied are made whole from the log, which is copied last. Opened for the first time, the copy is what
 * the database was when the copying ended.
 *
 * @param folder where the database lies
 * @param into does not exist yet
 */
export async function copyDatabaseFolder(
  db: Db,
  folder: string,
  into: string,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(into, { recursive: true, mode: 0o700 })
  await sql`select pg_backup_start('counterpart', true)`.execute(db)
  let label: string
  try {
    await copyFolder(folder, into, { except: leftOut, signal })
  } finally {
    const { rows } = await sql<{ labelfile: string }>`select labelfile from pg_backup_stop(false)`.execute(db)
    label = rows[0]?.labelfile ?? ''
  }
  await copyFolder(join(folder, 'pg_wal'), join(into, 'pg_wal'))
  await writeFile(join(into, 'backup_label'), label, { mode: 0o600 })
}

async function copyFolder(
  from: string,
  into: string,
  options: { readonly except?: readonly string[]; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { except = [], signal } = options
  await mkdir(into, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (except.includes(entry.name)) continue
    signal?.throwIfAborted()
    const source = join(from, entry.name)
    const target = join(into, entry.name)
    if (entry.isDirectory()) await copyFolder(source, target, { signal })
    else if (entry.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE).catch(unlessGone)
  }
}

/** Tables that were dropped meanwhile: the log knows it too. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}
