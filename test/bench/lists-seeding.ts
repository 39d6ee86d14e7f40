import { migrate } from '#db/migrate.ts'
import { openPglite } from '#db/open.ts'
import { seedLists } from './lists-seed.ts'

/** Fills a store in a folder, in a process of its own. */
const store = await openPglite({ dataDir: process.argv[2] ?? null })
await migrate(store)
await seedLists(store.db)
await store.close()
