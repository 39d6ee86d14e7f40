import { sql } from 'kysely'
import { openPglite } from '#db/open.ts'

/** Keeps a fresh embedded database in the folder of the first argument busy, with texts that it never saw before. */
const [dataDir] = process.argv.slice(2)
if (!dataDir) throw new Error('usage: busy-database.ts FOLDER')
await using store = await openPglite({ dataDir })
for (let n = 0; n < 4_000; n++) {
  const texts = Array.from({ length: 20 }, (_, i) => `(${n} + ${i}) * 2 as "c${i}"`)
  await sql`select ${sql.raw(texts.join(', '))}`.execute(store.db)
}
