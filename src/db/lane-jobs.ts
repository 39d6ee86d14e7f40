import { sql } from 'kysely'
import type { Db } from './open.ts'

/** Jobs of a queue that a worker took longer ago than this and did not end. */
export async function takenJobs(
  db: Db,
  queue: string,
  olderThanSeconds: number,
): Promise<readonly { readonly id: string; readonly key: string }[]> {
  const { rows } = await sql<{ id: string; key: string }>`select id, singleton_key as key from pgboss.job
    where name = ${queue} and state = 'active' and singleton_key is not null
      and started_on < now() - make_interval(secs => ${olderThanSeconds})`.execute(db)
  return rows
}

export interface QueueDepth {
  /** Jobs that may start and did not yet. */
  readonly waiting: number
  readonly running: number
  /** Of the one that waits longest; 0 when none does. */
  readonly oldestSeconds: number
}

export async function queueDepth(db: Db, queue: string): Promise<QueueDepth> {
  const { rows } = await sql<{ waiting: string; running: string; oldest: number | null }>`select
      count(*) filter (where state < 'active' and start_after <= now()) as waiting,
      count(*) filter (where state = 'active') as running,
      extract(epoch from now() - min(start_after) filter (where state < 'active' and start_after <= now()))::float8
        as oldest
    from pgboss.job where name = ${queue} and state <= 'active'`.execute(db)
  const row = rows[0]
  return {
    waiting: Number(row?.waiting ?? 0),
    running: Number(row?.running ?? 0),
    oldestSeconds: Number(row?.oldest ?? 0),
  }
}
