import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { defined } from '#core/assert.ts'
import { type Db, openPostgres, type Store } from '#db/open.ts'
import { openPgliteClone } from './store/pglite-pool.ts'
import type { PostgresServer } from './store/postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    storeKind: 'pglite' | 'postgres'
    /** Null where the tests run on PGlite. */
    postgres: PostgresServer | null
  }
}

/** A migrated, empty database of this test's own, on the store its project is about; closing it removes it. */
export async function openTestStore(): Promise<Store> {
  if (inject('storeKind') === 'pglite') return openPgliteClone()
  const { url, drop } = await createDatabase()
  const store = await openPostgres({ url, connectionsMax: 5 })
  const close = async () => {
    await store.close()
    await drop()
  }
  return { ...store, close, [Symbol.asyncDispose]: close }
}

/** One store for all tests of a file, which each take a workspace of their own in it. */
export function storeOfFile(): { readonly store: Store; readonly db: Db } {
  let opened: Store | undefined
  beforeAll(async () => {
    opened = await openTestStore()
  })
  afterAll(() => opened?.close())
  const store = () => defined(opened, 'the store of a file is open while its tests run')
  return {
    get store() {
      return store()
    },
    get db() {
      return store().db
    },
  }
}

/** A migrated, empty PostgreSQL database for tests that start processes of their own. */
async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = inject('postgres')
  if (!server) throw new Error('this test needs a project of vitest.config.ts that runs on PostgreSQL')
  const name = `counterpart_test_${randomUUID().replaceAll('-', '')}`
  await administer(server.url, `create database ${name} template ${server.template}`)
  return {
    url: withDatabase(server.url, name),
    drop: () => administer(server.url, `drop database if exists ${name} with (force)`),
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
