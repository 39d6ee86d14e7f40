import { sql } from 'kysely'
import { committedDeliveries } from '#db/deliveries.ts'
import { type Db, openPglite, type Store } from '#db/open.ts'
import { type AsNew, rememberNew } from './as-new.ts'
import { pgliteTemplate } from './pglite-template.ts'

interface Kept {
  readonly store: Store
  readonly asNew: AsNew
}

/** Emptying a database takes a tenth of the time of cloning one, so the tests of a process use each again. */
const free: Kept[] = []

/**
 * A migrated, empty embedded database in memory that nobody else uses until it is closed. For its user it is one of
 * their own: after closing it refuses, whoever has it next.
 */
export async function openPgliteClone(): Promise<Store> {
  const kept = free.pop() ?? (await clone())
  let closed = false
  const open = () => {
    if (closed) throw new Error('the database is closed')
    return kept.store
  }
  const db = kept.store.db.withPlugin({
    transformQuery: ({ node }) => {
      open()
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const close = async () => {
    if (closed) return
    closed = true
    if (await kept.asNew.empty(asking(kept.store.db)).catch(() => false)) free.push(kept)
    else await kept.store.close()
  }
  return {
    ...kept.store,
    db,
    deliveries: committedDeliveries(db),
    listen: async (channel, hear) => open().listen(channel, hear),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function clone(): Promise<Kept> {
  const store = await openPglite({ dataDir: null, loadDataDir: await pgliteTemplate() })
  return { store, asNew: await rememberNew(asking(store.db)) }
}

const asking = (db: Db) => async (statement: string) => (await sql.raw<object>(statement).execute(db)).rows
