import { sql } from 'kysely'
import pg from 'pg'
import type { Store } from './open.ts'

/** Something only one holder on all nodes has at a time. */
export interface Lease {
  /** Aborted when the database no longer knows that we hold it: somebody else may, so nothing may be done any more. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

export interface Leases {
  /** Null when somebody holds it. */
  take(name: string): Promise<Lease | null>
  /** Of these names, those that nobody holds on any node. */
  unheld(names: readonly string[]): Promise<readonly string[]>
  close(): Promise<void>
}

/**
 * Leases that end with the process that holds them, however it ends: on PostgreSQL they are locks of one session, which
 * the server gives back when its connection closes. The embedded database has one process.
 */
export function createLeases(store: Store): Leases {
  const url = store.kind === 'postgres' ? store.bossOptions.connectionString : undefined
  return url === undefined ? leasesOfProcess() : leasesOfSession(store, url)
}

function leasesOfProcess(): Leases {
  const held = new Set<string>()
  const never = new AbortController().signal
  return {
    async take(name) {
      if (held.has(name)) return null
      held.add(name)
      return {
        lost: never,
        release: async () => {
          held.delete(name)
        },
      }
    },
    unheld: async (names) => names.filter((name) => !held.has(name)),
    close: async () => held.clear(),
  }
}

interface Session {
  /** One after the other, as the protocol of a session has it. */
  query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<readonly Row[]>
  end(): Promise<void>
  readonly ended: AbortController
}

function leasesOfSession(store: Store, url: string): Leases {
  /** A session may take its own lock again, so what it holds is known here. */
  const held = new Set<string>()
  let session: Promise<Session> | null = null
  let closed = false

  async function connect(): Promise<Session> {
    const client = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: 'counterpart lanes',
    })
    const ended = new AbortController()
    const end = () => {
      if (ended.signal.aborted) return
      session = null
      held.clear()
      ended.abort(new Error('the session that held the lanes of this process has ended'))
    }
    client.on('error', end)
    client.on('end', end)
    await client.connect()
    let last: Promise<unknown> = Promise.resolve()
    return {
      query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) {
        const next = last.then(async () => (await client.query<Row>(text, [...values])).rows)
        last = next.catch(() => {})
        return next
      },
      end: () => client.end(),
      ended,
    }
  }

  function current(): Promise<Session> {
    if (closed) return Promise.reject(new Error('the leases were closed'))
    session ??= connect().catch((error: unknown) => {
      session = null
      throw error
    })
    return session
  }

  return {
    async take(name) {
      if (held.has(name)) return null
      held.add(name)
      try {
        const { query, ended } = await current()
        const [answer] = await query<{ taken: boolean }>(
          'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
          [name],
        )
        if (!answer?.taken) {
          held.delete(name)
          return null
        }
        return {
          lost: ended.signal,
          async release() {
            if (ended.signal.aborted) return
            try {
              await query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])
            } finally {
              held.delete(name)
            }
          },
        }
      } catch (error) {
        held.delete(name)
        throw error
      }
    },
    async unheld(names) {
      const { rows } = await sql<{ name: string }>`with asked as (
          select name, hashtextextended(name, 0) as key from unnest(${[...names]}::text[]) as asked(name))
        select name from asked where not exists (
          select from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 1
            and l.database = (select oid from pg_database where datname = current_database())
            and l.classid = ((asked.key >> 32) & 4294967295)::oid and l.objid = (asked.key & 4294967295)::oid)`.execute(
        store.db,
      )
      return rows.map((row) => row.name)
    },
    async close() {
      closed = true
      const open = await session?.catch(() => null)
      await open?.end()
    },
  }
}
