import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

export interface Delivery {
  readonly side: 'capsule' | 'xero'
  /** Whom it speaks to: the organisations its events name (Xero), or the hash of the path it came to (Capsule). */
  readonly to: { readonly organisations: readonly string[] } | { readonly hookPathHash: string }
  readonly receivedAt: Date
  readonly body: Uint8Array
  readonly dedupeKey: string
  /** Set for an authentic body that cannot be read: kept, answered, shown to an admin. */
  readonly flaw: string | null
}

export interface Kept {
  /** False: it came to a path on which nobody listens, and nothing of it was kept. */
  readonly stored: boolean
  /** Workspaces it speaks to, each once. */
  readonly workspaces: readonly string[]
}

/** How often it is noted at most that a connection was heard of, so that a burst does not rewrite its row. */
const heardEvery = '1 second'

/**
 * Stores deliveries and notes that their connections were heard of, in one statement and so in one commit; the same
 * delivery again changes nothing.
 *
 * Nodes do this at the same time: rows are inserted in the order of their keys, and a connection whose row another
 * node holds is passed over, so that none waits for another in a circle.
 *
 * @returns what became of each, in the order given
 */
export async function storeDeliveries(db: Db, deliveries: readonly Delivery[]): Promise<Kept[]> {
  if (deliveries.length === 0) return []
  const rows = deliveries.map(({ to, ...delivery }, i) => ({
    i,
    side: delivery.side,
    keys: 'organisations' in to ? [...new Set(to.organisations)] : [to.hookPathHash],
    at: delivery.receivedAt,
    body: Buffer.from(delivery.body).toString('hex'),
    key: delivery.dedupeKey,
    state: delivery.flaw === null ? 'new' : 'flagged',
    flaw: delivery.flaw,
  }))
  const { rows: heard } = await sql<{ i: number; workspace_id: string }>`with
    delivery as materialized (
      select * from jsonb_to_recordset(${jsonText(rows)}::jsonb) as r(i int, side text, keys text[], at timestamptz,
        body text, key text, state text, flaw text)),
    spoken as materialized (select d.i, d.side, d.at, k.key from delivery d cross join unnest(d.keys) as k(key)),
    heard as materialized (
      select s.i, s.at, c.id, c.workspace_id, c.added_at from spoken s
        join connection c on c.side = 'xero' and c.organisation_id = s.key where s.side = 'xero'
      union all
      select s.i, s.at, c.id, c.workspace_id, c.added_at from spoken s
        join connection c on c.side = 'capsule' and c.hook_path_hash = s.key where s.side = 'capsule'),
    owner as (select distinct on (i) i, id, workspace_id from heard order by i, added_at, id),
    kept as (
      insert into event_inbox (side, workspace_id, connection_id, received_at, headers, body, dedupe_key, state, note)
      select d.side, o.workspace_id, o.id, d.at, '{}'::jsonb, decode(d.body, 'hex'), d.key, d.state, d.flaw
      from delivery d left join owner o on o.i = d.i
      where d.side = 'xero' or o.id is not null
      order by d.key, d.i
      on conflict (dedupe_key) do nothing),
    late as (
      select c.id, h.at from connection c join (select id, max(at) as at from heard group by id) h on h.id = c.id
      where c.last_heard_at is null or c.last_heard_at < h.at - ${sql.lit(heardEvery)}::interval
      for update of c skip locked),
    noted as (update connection c set last_heard_at = late.at from late where c.id = late.id)
    select distinct i, workspace_id from heard`.execute(db)
  const workspaces = Map.groupBy(heard, ({ i }) => i)
  return deliveries.map(({ side }, i) => {
    const those = (workspaces.get(i) ?? []).map((row) => row.workspace_id)
    return { stored: side === 'xero' || those.length > 0, workspaces: those }
  })
}

/**
 * Deliveries that wait, the oldest first. They are this transaction's until it ends; those that another node works
 * on at the same time are passed over.
 */
export async function takeDeliveries(tx: Db, rowsMax: number) {
  return tx
    .selectFrom('event_inbox')
    .select(['id', 'side', 'workspace_id', 'connection_id', 'body'])
    .where('state', '=', 'new')
    .orderBy('id')
    .limit(rowsMax)
    .forUpdate()
    .skipLocked()
    .execute()
}

/** Whether any delivery waits. */
export async function hasDeliveries(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('event_inbox')
    .select('id')
    .where('state', '=', 'new')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function markDeliveries(
  db: Db,
  ids: readonly number[],
  state: 'done' | 'flagged',
  note: string | null,
) {
  if (ids.length === 0) return
  await sql`update event_inbox set state = ${state}, note = ${note}
    where id = any(${[...ids]}::bigint[])`.execute(db)
}

/** Deliveries that wait, and for how long the oldest of them has. */
export async function inboxDepth(
  db: Db,
): Promise<{ readonly waiting: number; readonly oldestSeconds: number }> {
  const { rows } = await sql<{ waiting: string; oldest: number | null }>`select count(*) as waiting,
      extract(epoch from now() - min(received_at))::float8 as oldest
    from event_inbox where state = 'new'`.execute(db)
  return { waiting: Number(rows[0]?.waiting ?? 0), oldestSeconds: Math.max(0, rows[0]?.oldest ?? 0) }
}
