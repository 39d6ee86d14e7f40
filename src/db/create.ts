import { PGlite } from '@electric-sql/pglite'

/**
 * Makes a fresh database in the folder named by the first argument, in a process of its own: making one takes
 * several times the memory of using one, and the server should not keep it.
 */
const [folder] = process.argv.slice(2)
if (!folder) throw new Error('usage: create.ts FOLDER')
const pglite = await PGlite.create({ dataDir: folder })
await pglite.query('select 1')
await pglite.close()
