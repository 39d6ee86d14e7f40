import { PGlite, types as pgliteTypes } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import { fromPglite, TestClock } from 'pg-boss'
import { committedDeliveries } from '#db/deliveries.ts'
import { migrate } from '#db/migrate.ts'
import type { Db, Store } from '#db/open.ts'
import { type Embedded, embed } from '#db/pglite-embedded.ts'
import { createSession } from '#db/pglite-session.ts'
import type { Tables } from '#db/tables.ts'
import { createLaneJobs } from '#jobs/lane.ts'
import type { Life } from './life.ts'

/** What may happen to a commit. `refuse`: the database reports a failure and keeps nothing. */
export type Fate = 'pass' | 'crash_before' | 'crash_after' | 'refuse'

export interface CommitWatch {
  /** Decides the fate of this commit; `engine` is false for the job queue's own. */
  atCommit(what: string, engine: boolean): Fate
  /** Something moved: a statement began or ended. */
  moved(inFlight: -1 | 1): void
}

/** A database in memory that many worlds use one after the other. */
export interface SimDatabase extends AsyncDisposable {
  /** Empties every table, so that the next world finds it as new. @param seed of the database's own chance */
  reset(seed: number): Promise<void>
  /** The store as one life of the engine has it. */
  connect(life: Life, watch: CommitWatch): Store
  /** For checks: nothing they do is counted or goes wrong. */
  readonly db: Db
  close(): Promise<void>
}

/** Nothing here has to survive the process, and the same statements come again and again. */
const settings = [
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'track_counts=off',
  'track_activities=off',
  'plan_cache_mode=force_generic_plan',
]

export async function openSimDatabase(): Promise<SimDatabase> {
  const pglite = await PGlite.create({
    startParams: [...PGlite.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])],
    parsers: { [pgliteTypes.DATE]: (text: string) => text },
  })
  const database = embed(createSession(pglite))
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: database }) })
  await migrate({ db })
  await installQueues(database, db)
  const emptied = await tablesOf(database)
  const kept = ['version', 'queue', 'schedule']
  for (const name of kept) await database.exec(`create table sim_${name} as table pgboss.${name}`)
  const restore = kept.map((name) => `insert into pgboss.${name} table sim_${name};`).join('\n')
  const truncate = `truncate ${emptied.join(', ')} restart identity cascade;`
  return {
    db,
    async reset(seed) {
      await database.exec(`${truncate}\n${restore}\nselect setseed(${((seed % 20_001) - 10_000) / 10_000});`)
    },
    connect: (life, watch) => connect(database, life, watch),
    close: () => database.close(),
    [Symbol.asyncDispose]: () => database.close(),
  }
}

/** The queues are made once: making them takes longer than a whole world. */
async function installQueues(database: Embedded, db: Db): Promise<void> {
  const log = { info() {}, warn() {}, error() {} }
  const store: Store = {
    kind: 'pglite',
    db,
    deliveries: committedDeliveries(db),
    bossOptions: { backend: 'pglite', db: fromPglite(database) },
    listen: (channel, onPayload) => database.listen(channel, onPayload),
    exclusive: (_, work) => work(),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  const clock = new TestClock(0)
  const jobs = await createLaneJobs(store, log, () => clock.now(), { clock })
  await jobs.stop()
}

async function tablesOf(database: Embedded): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'pgboss') and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname not in ('schema_migration') and c.relname not like '%test_clock%'`,
  )
  return rows.map((row) => row.name)
}

type Transaction = Parameters<Parameters<Embedded['transaction']>[0]>[0]

/** Statements that change nothing and therefore commit nothing, and those of the test clock itself. */
const clockTable = '__pgboss_test_clock'
const reads = /^\s*(select(?!.*\b(pg_notify|for update)\b)|set\b|listen|unlisten|rollback|show)/is

function connect(database: Embedded, life: Life, watch: CommitWatch): Store {
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    watch.moved(1)
    try {
      return await work()
    } finally {
      watch.moved(-1)
    }
  }

  /** A commit of its own, as its fate wants it. */
  async function committed<T>(what: string, engine: boolean, work: () => Promise<T>): Promise<T> {
    const fate = watch.atCommit(what, engine)
    if (fate === 'refuse') throw refusal()
    if (fate === 'crash_before') {
      life.end()
      return life.within(work)
    }
    const result = await work()
    if (fate === 'crash_after') life.end()
    return result
  }

  const single = <T>(text: string, engine: boolean, work: () => Promise<T>): Promise<T> =>
    life.within(() =>
      counted(() =>
        reads.test(text) || text.includes(clockTable) ? work() : committed(label(text), engine, work),
      ),
    )

  const forEngine = {
    get ready() {
      return database.ready
    },
    get closed() {
      return database.closed
    },
    waitReady: database.waitReady,
    close: async () => {},
    query: <T>(text: string, params?: unknown[]) => single(text, true, () => database.query<T>(text, params)),
    transaction: <T>(work: (tx: Transaction) => Promise<T>) => life.within(() => transaction(work)),
  }

  async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    let after = false
    const result = await database.transaction(async (tx) => {
      const gone = life.died.then((): never => {
        throw new Gone()
      })
      gone.catch(() => {})
      const done = await Promise.race([
        gone,
        work({
          query: <R>(text: string, params?: unknown[]) =>
            life.within(() => counted(() => tx.query<R>(text, params))),
          rollback: () => tx.rollback(),
        }),
      ])
      const fate = watch.atCommit('transaction', true)
      after = fate === 'crash_after'
      if (fate === 'refuse') throw refusal()
      if (fate === 'crash_before') {
        life.end()
        throw new Gone()
      }
      return done
    })
    if (after) life.end()
    return result
  }

  const unlisten: (() => Promise<void>)[] = []
  void life.died.then(async () => {
    for (const stop of unlisten) await stop()
  })
  const listen = async (channel: string, onPayload: (payload: string) => void) => {
    const stop = await database.listen(channel, (payload) => {
      if (!life.dead) onPayload(payload)
    })
    unlisten.push(() => stop())
    return () => stop()
  }
  const forQueue = {
    query: <T>(text: string, params?: unknown[]) =>
      single(text, false, () => database.query<T>(text, params)),
    exec: (text: string) => single(text, false, () => database.exec(text)),
    listen,
  }
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: forEngine }) })
  return {
    kind: 'pglite',
    db,
    deliveries: committedDeliveries(db),
    bossOptions: { backend: 'pglite', db: fromPglite(forQueue) },
    listen,
    exclusive: takingTurns(),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}

/** Ends the transaction of a life that is over. */
class Gone extends Error {
  override readonly name = 'Gone'
}

/** What a database says when it cannot commit now. */
export class CommitRefused extends Error {
  override readonly name = 'CommitRefused'
  readonly code = '40001'
}
const refusal = () => new CommitRefused('could not serialize access (simulated)')

const label = (text: string): string =>
  text.replace(/"/g, '').replace(/\s+/g, ' ').trim().split(' ', 3).join(' ')

function takingTurns(): Store['exclusive'] {
  const last = new Map<string, Promise<unknown>>()
  return async (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).catch(() => {}).then(work)
    last.set(name, turn)
    return turn
  }
}
