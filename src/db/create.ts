import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

/**
 * Makes a fresh database in the folder named by the first argument, in a process of its own: making one takes
 * several times the memory of using one, and the server should not keep it. All of it is on the disk when this ends:
 * what PostgreSQL never changes again it never syncs either.
 */
const [folder] = process.argv.slice(2)
if (!folder) throw new Error('usage: create.ts FOLDER')
const pglite = await PGlite.create({ dataDir: folder })
await pglite.query('select 1')
await pglite.close()
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
  sync(join(entry.parentPath, entry.name))
sync(folder)

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
