import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type BackupContents, backupRows, checkBackupFile } from './backup-file.ts'
import { BackupDamaged, createLoader, type Loader } from './backup-load.ts'
import { migrate, migrationFiles } from './migrate.ts'
import { hasDatabase, openFiles, type Store, StoreError } from './open.ts'

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
    // Nothing waits for the disk until all of it is there.
    mkdirSync(scratch)
    const made = join(scratch, 'database')
    const store = await openFiles(made)
    let contents: BackupContents
    try {
      contents = await loadBackup(store, file)
    } finally {
      await store.close()
    }
    await syncFolder(made)
    renameSync(made, join(dataDir, 'database'))
    await syncOne(dataDir)
    rmSync(scratch, { recursive: true, force: true })
    return contents
  } catch (error) {
    rmSync(isNew ? dataDir : scratch, { recursive: true, force: true })
    throw error
  }
}

/** Waits until the disk has every file below a folder, and the folder itself. */
async function syncFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await syncFolder(path)
    else if (entry.isFile()) await syncOne(path)
  }
  await syncOne(folder)
}

async function syncOne(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
