import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BackupContents, backupRows, checkBackupFile } from './backup-file.ts'
import { BackupDamaged, createLoader, type Loader } from './backup-load.ts'
import { migrate, migrationFiles } from './migrate.ts'
import { hasDatabase, openPglite, type Store, StoreError } from './open.ts'

/**
 * Puts a backup into an empty database and brings that up to this program's version.
 *
 * @throws BackupDamaged, with nothing left in the database
 */
export async function loadBackup(store: Store, file: string): Promise<BackupContents> {
  const contents = await checkBackupFile(file)
  await loadRows(store, contents.header.migrations, async (loader) => {
    for await (const lines of backupRows(file)) await loader.take(lines)
    return contents.counts
  })
  return contents
}

/**
 * Makes the tables as the rows knew them, fills them in one transaction, compares the counts and only then goes on to
 * this program's version.
 *
 * @param fill puts all rows in. @returns how many there were of each table
 */
export async function loadRows(
  store: Store,
  migrations: readonly string[],
  fill: (loader: Loader) => Promise<Readonly<Record<string, number>>>,
): Promise<void> {
  const known = new Set(migrationFiles())
  if (migrations.some((name) => !known.has(name)))
    throw new BackupDamaged('A newer version of Counterpart made it. Restore it with that version.')
  await migrate(store, migrations)
  await store.db.transaction().execute(async (tx) => {
    const loader = await createLoader(tx)
    const counts = await fill(loader)
    const found = await loader.end()
    const wrong = [...new Set([...Object.keys(counts), ...Object.keys(found)])].filter(
      (name) => (counts[name] ?? 0) !== (found[name] ?? 0),
    )
    if (wrong.length > 0)
      throw new BackupDamaged(`The numbers of rows do not agree in ${wrong.sort().join(', ')}.`)
  })
  await migrate(store)
}

/**
 * Restores a backup as the embedded database of a data folder. The database takes its place there when it is whole;
 * whatever goes wrong before leaves the folder as it was.
 *
 * @throws StoreError when the folder holds a database; BackupDamaged
 */
export async function restoreFolder(file: string, dataDir: string): Promise<BackupContents> {
  if (hasDatabase(dataDir))
    throw new StoreError(
      `${dataDir} holds a database already, and restoring does not overwrite it. Name another folder, or move the folder "database" in it away first.`,
    )
  await checkBackupFile(file)
  const isNew = !existsSync(dataDir)
  const scratch = join(dataDir, 'database.restoring')
  try {
    rmSync(scratch, { recursive: true, force: true })
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const store = await openPglite({ dataDir: scratch })
    let contents: BackupContents
    try {
      contents = await loadBackup(store, file)
    } finally {
      await store.close()
    }
    renameSync(join(scratch, 'database'), join(dataDir, 'database'))
    rmSync(scratch, { recursive: true, force: true })
    return contents
  } catch (error) {
    rmSync(isNew ? dataDir : scratch, { recursive: true, force: true })
    throw error
  }
}
