import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { PGliteOptions } from '@electric-sql/pglite'
import { type CompiledQuery, Kysely, PGliteDialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type ConstructorOptions, fromPglite } from 'pg-boss'
import { committedDeliveries, type Deliveries, journaledDeliveries } from './deliveries.ts'
import { FolderInUse, lockFolder } from './folder-lock.ts'
import { openJournal } from './hook-journal.ts'
import { storingRows } from './inbox.ts'
import type { Compiling } from './pglite-compiler.ts'
import { type Embedded, embed } from './pglite-embedded.ts'
import { openInThread } from './pglite-thread.ts'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>

/** The database in either size, with what pg-boss and live updates need of it. */
export interface Store extends AsyncDisposable {
  readonly kind: 'pglite' | 'postgres'
  readonly db: Db
  /** Keeps webhooks. */
  readonly deliveries: Deliveries
  /** Where the files of the embedded database lie; none in memory or on a server. */
  readonly folder?: string
  /** How pg-boss reaches the same database. */
  readonly bossOptions: Pick<ConstructorOptions, 'backend' | 'db' | 'connectionString'>
  /** Calls back on every `pg_notify` of a channel until the returned function is called. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>
  /** Runs `work` while nobody else on any node does so under the same name. */
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The store cannot be opened; the message is for the operator. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** In the process: on disk with real fsync, or in memory for tests (`dataDir` null). */
export async function openPglite(options: { dataDir: string | null; loadDataDir?: Blob }): Promise<Store> {
  const { dataDir } = options
  if (dataDir === null) {
    const { loadDataDir } = options
    return embedded(await openHere({ parsers, ...(loadDataDir ? { loadDataDir } : {}) }), () => {})
  }
  const unlock = claimFolder(dataDir)
  const folder = await databaseFolder(dataDir)
  const journal = await openJournal(join(dataDir, 'webhooks'))
  const made = embedded(await openInThread(folder, endProcess, compiledAs('busy twice')), unlock)
  const close = async () => {
    await journal.close()
    await made.close()
  }
  return store({ ...made, folder, deliveries: journaledDeliveries(made.db, journal), close })
}

/**
 * Files of an embedded database that nobody else uses and that may be lost, made when there are none: nothing waits
 * for the disk.
 */
export async function openFiles(folder: string): Promise<Store> {
  const settings = ['-c', 'shared_buffers=16MB']
  return embedded(await openHere({ dataDir: folder, parsers }, settings), () => {})
}

/** In this very thread, which alone loads what it takes. */
async function openHere(options: PGliteOptions, settings: readonly string[] = []): Promise<Embedded> {
  const { PGlite } = await import('@electric-sql/pglite')
  const { compileOnce } = await import('./pglite-compiler.ts')
  const { createSession } = await import('./pglite-session.ts')
  if (compiledAs('once') === 'once') compileOnce()
  const startParams = [...PGlite.defaultStartParams, ...settings]
  return embed(createSession(await PGlite.create({ ...options, startParams })))
}

let compiling: Compiling | null = null

/** The first database of a process decides for all of them. */
function compiledAs(wish: Compiling): Compiling {
  compiling ??= wish
  return compiling
}

/** Nothing can be kept any more: whoever watches over the process starts it again. */
function endProcess(error: Error): never {
  process.stderr.write(`The built-in database failed, so Counterpart ends: ${error.stack ?? error.message}\n`)
  process.exit(1)
}

function embedded(pglite: Embedded, closed: () => void): Store {
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) })
  return store({
    kind: 'pglite',
    db,
    deliveries: committedDeliveries(db),
    bossOptions: { backend: 'pglite', db: fromPglite(pglite) },
    listen: (channel, onPayload) => pglite.listen(channel, onPayload),
    exclusive: queueByName(),
    close: async () => {
      await db.destroy()
      // Kysely ends only what it has used.
      if (!pglite.closed) await pglite.close()
      closed()
    },
  })
}

function claimFolder(dataDir: string): () => void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    return lockFolder(dataDir)
  } catch (cause) {
    if (cause instanceof FolderInUse) {
      throw new StoreError(
        `Another Counterpart (process ${cause.pid}) uses the data folder ${dataDir}. Stop it first, or set COUNTERPART_DATA to another folder.`,
        { cause },
      )
    }
    throw new StoreError(
      `The data folder ${dataDir} cannot be written. Give this user write access to it, or set COUNTERPART_DATA to another folder.`,
      { cause },
    )
  }
}

/** Where the database lies; made whole and then moved into place, so that a crash never leaves half of one. */
async function databaseFolder(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'database')
  if (hasDatabase(dataDir)) return folder
  const fresh = join(dataDir, 'database.new')
  rmSync(fresh, { recursive: true, force: true })
  try {
    await promisify(execFile)(process.execPath, [fileURLToPath(new URL('create.ts', import.meta.url)), fresh])
    renameSync(fresh, folder)
  } catch (cause) {
    throw new StoreError(
      `No database could be made in ${dataDir}. Check that there is space left, then start again.`,
      { cause },
    )
  }
  return folder
}

/** True when a database was created in this folder before. */
export const hasDatabase = (dataDir: string): boolean => existsSync(join(dataDir, 'database', 'PG_VERSION'))

/** A PostgreSQL server. */
export async function openPostgres(options: { url: string; connectionsMax?: number }): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connectionsMax ?? 10,
    application_name: 'counterpart',
    types: { getTypeParser },
  })
  // Of its own, so that waiting for locks never starves the queries their holders need.
  const lockPool = new pg.Pool({ connectionString: options.url, max: 4 })
  // Of its own, so that webhooks are answered however many lanes wait for a connection.
  const inboxPool = new pg.Pool({ connectionString: options.url, max: 1, application_name: 'counterpart' })
  inboxPool.on('error', () => {})
  lockPool.on('error', () => {})
  pool.on('error', () => {
    // An idle connection broke; the pool replaces it, and the next query reports a lasting fault.
  })
  try {
    await pool.query('select 1')
  } catch (cause) {
    await pool.end()
    throw new StoreError(
      'PostgreSQL cannot be reached with DATABASE_URL. Check host, port, user and password.',
      {
        cause,
      },
    )
  }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return store({
    kind: 'postgres',
    db,
    deliveries: committedDeliveries(db, (rows) => storeIn(inboxPool, storingRows(rows).compile(db))),
    bossOptions: { backend: 'postgres', connectionString: options.url },
    listen: (channel, onPayload) => listenOn(options.url, channel, onPayload),
    exclusive: async (name, work) => {
      const client = await lockPool.connect()
      try {
        await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name])
        return await work()
      } finally {
        // Closing the session gives the lock back even when unlocking failed.
        client.release(true)
      }
    },
    close: async () => {
      await lockPool.end()
      await inboxPool.end()
      await db.destroy()
    },
  })
}

/** By a name: parsed and planned once, since planning takes longer than storing. */
const storeIn = (pool: pg.Pool, { sql: text, parameters }: CompiledQuery) =>
  pool.query({ name: 'store deliveries', text, values: [...parameters] })

/** One process has the embedded database to itself, so taking turns inside it is enough. */
function queueByName(): Store['exclusive'] {
  const last = new Map<string, Promise<unknown>>()
  return async (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).catch(() => {}).then(work)
    last.set(name, turn)
    return turn.finally(() => {
      if (last.get(name) === turn) last.delete(name)
    })
  }
}

function store(parts: Omit<Store, typeof Symbol.asyncDispose>): Store {
  return { ...parts, [Symbol.asyncDispose]: parts.close }
}

const int8Oid = 20
const dateOid = 1082
const parsers = { [dateOid]: (text: string) => text }

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (format === 'binary') return pg.types.getTypeParser(oid, 'binary')
  if (oid === int8Oid) return safeInteger
  if (oid === dateOid) return (text: string) => text
  return pg.types.getTypeParser(oid, 'text')
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint beyond 2^53: ${text}`)
  return value
}

/** LISTEN holds a connection of its own; when that breaks it comes back by itself. */
async function listenOn(url: string, channel: string, onPayload: (payload: string) => void) {
  let client: pg.Client | null = null
  let closed = false
  const connect = async () => {
    const next = new pg.Client({ connectionString: url, keepAlive: true })
    next.on('notification', (message) => onPayload(message.payload ?? ''))
    next.on('error', () => next.emit('end'))
    next.once('end', () => {
      if (!closed) setTimeout(() => void connect().catch(() => next.emit('end')), 1_000).unref()
    })
    await next.connect()
    await next.query(`listen ${pg.escapeIdentifier(channel)}`)
    client = next
  }
  await connect()
  return async () => {
    closed = true
    await client?.end()
  }
}
