import { sql } from 'kysely'
import { defined } from '#core/assert.ts'
import { jsonBytes, jsonText } from './json-text.ts'
import type { Db } from './open.ts'
import type { NamedRecord } from './tables.ts'

export interface Delivery {
  readonly side: 'capsule' | 'xero'
  readonly workspaceId: string | null
  readonly connectionId: string | null
  readonly receivedAt: Date
  readonly body: Uint8Array
  readonly dedupeKey: string
  /** Set for an authentic body that cannot be read: kept, answered, shown to an admin. */
  readonly flaw: string | null
  /** What the body names; null when nobody looked yet. */
  readonly records: readonly NamedRecord[] | null
}

/** The row it becomes as JSON, which is made once: for a disk or on its way to the database. */
export function rowOf({ side, workspaceId, connectionId, receivedAt, ...delivery }: Delivery): Uint8Array {
  return jsonBytes({
    s: side,
    w: workspaceId,
    c: connectionId,
    at: receivedAt,
    b: Buffer.from(delivery.body).toString('base64'),
    k: delivery.dedupeKey,
    st: delivery.flaw === null ? 'new' : 'flagged',
    f: delivery.flaw,
    r: delivery.records,
  })
}

/**
 * Stores deliveries, given as rows, in one commit; the same delivery again changes nothing.
 *
 * Nodes do this at the same time: rows are inserted in the order of their keys, so that none waits for another in a
 * circle.
 */
export async function storeRows(db: Db, rows: readonly Uint8Array[]): Promise<void> {
  if (rows.length === 0) return
  const comma = Buffer.from(',')
  const parts = rows.flatMap((row, n) => (n === 0 ? [row] : [comma, row]))
  const all = Buffer.concat([Buffer.from('['), ...parts, Buffer.from(']')])
  await sql`insert into event_inbox (side, workspace_id, connection_id, received_at, headers, body, dedupe_key, state, note,
      records)
    select r.s, r.w, r.c, r.at, '{}'::jsonb, decode(r.b, 'base64'), r.k, r.st, r.f, r.r
    from json_to_recordset(${all}::json) as r(s text, w uuid, c uuid, at timestamptz, b text, k text,
      st text, f text, r jsonb)
    order by r.k
    on conflict (dedupe_key) do nothing`.execute(db)
}

/** A connection that webhooks may speak to. */
export type Hearer = Awaited<ReturnType<typeof listHearers>>[number]

/** In the order in which they were added. */
export async function listHearers(db: Db) {
  return db
    .selectFrom('connection')
    .select(['id', 'side', 'workspace_id', 'organisation_id', 'hook_path_hash'])
    .orderBy('added_at')
    .orderBy('id')
    .execute()
}

/** Notes that connections were heard of; one whose row somebody else holds right now is noted another time. */
export async function noteHeard(db: Db, connectionIds: readonly string[], at: Date): Promise<void> {
  await sql`update connection set last_heard_at = ${at.toISOString()}::timestamptz where id in (
    select id from connection where id = any(${[...connectionIds]}::uuid[])
      and (last_heard_at is null or last_heard_at < ${at.toISOString()}::timestamptz)
    for update skip locked)`.execute(db)
}

/** What one go made of deliveries that waited. */
export interface Marked {
  readonly taken: number
  /** Those whose records were marked. */
  readonly workspaceIds: readonly string[]
  /** Others wait whose bodies nobody has read. */
  readonly unread: boolean
}

/**
 * Marks what deliveries name as dirty, the oldest first, one row per record however many name it; a delivery is done
 * in the same commit. Those that another node works on at the same time are passed over. Marks are made in one order,
 * so that no node waits for another in a circle.
 */
export async function markNamed(db: Db, at: Date, deliveriesMax: number): Promise<Marked> {
  const { rows } = await sql<Marked>`with taken as materialized (
      select id, side, workspace_id, records from event_inbox
      where state = 'new' and records is not null order by id limit ${deliveriesMax} for update skip locked
    ),
    named as materialized (
      select distinct on (workspace_id, t.side, r.kind, r.id) coalesce(c.workspace_id, t.workspace_id) as workspace_id,
        t.side, r.kind, r.id, c.id as connection_id
      from taken t cross join jsonb_to_recordset(t.records) as r(kind text, id text, tenant text)
      left join connection c on c.side = 'xero' and c.organisation_id = r.tenant
      where c.id is not null or (t.side = 'capsule' and t.workspace_id is not null)
      order by workspace_id, t.side, r.kind, r.id
    ),
    marked as (
      insert into dirty as d (workspace_id, side, kind, record_id, connection_id, since)
      select workspace_id, side, kind, id, connection_id, ${at.toISOString()}::timestamptz from named
      on conflict (workspace_id, side, kind, record_id) do update set marks = d.marks + 1, not_before = null,
        connection_id = coalesce(excluded.connection_id, d.connection_id)
    ),
    done as (update event_inbox e set state = 'done', note = null from taken t where e.id = t.id)
    select (select count(*)::int from taken) as taken,
      array(select distinct workspace_id::text from named) as "workspaceIds",
      exists(select from event_inbox where state = 'new' and records is null) as unread`.execute(db)
  return defined(rows[0], 'it answers one row')
}

/** Deliveries of an older program, whose bodies nobody has read; they are this transaction's until it ends. */
export async function takeUnread(tx: Db, rowsMax: number) {
  return tx
    .selectFrom('event_inbox')
    .select(['id', 'side', 'body'])
    .where('state', '=', 'new')
    .where('records', 'is', null)
    .orderBy('id')
    .limit(rowsMax)
    .forUpdate()
    .skipLocked()
    .execute()
}

/** What the body of a delivery was found to name, or why it names nothing. */
export async function saveNamed(
  db: Db,
  id: number,
  { records, flaw }: Pick<Delivery, 'records' | 'flaw'>,
): Promise<void> {
  await db
    .updateTable('event_inbox')
    .set({
      records: records === null ? null : jsonText(records),
      ...(flaw === null ? {} : { state: 'flagged', note: flaw }),
    })
    .where('id', '=', id)
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

/** Deliveries that wait, and for how long the oldest of them has. */
export async function inboxDepth(
  db: Db,
): Promise<{ readonly waiting: number; readonly oldestSeconds: number }> {
  const { rows } = await sql<{ waiting: string; oldest: number | null }>`select count(*) as waiting,
      extract(epoch from now() - min(received_at))::float8 as oldest
    from event_inbox where state = 'new'`.execute(db)
  return { waiting: Number(rows[0]?.waiting ?? 0), oldestSeconds: Math.max(0, rows[0]?.oldest ?? 0) }
}
