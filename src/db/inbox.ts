import { type RawBuilder, sql } from 'kysely'
import type { RecordKind } from './dirty.ts'
import { jsonBytes } from './json-text.ts'
import type { Db } from './open.ts'

/** A record that a delivery names. */
export interface NamedRecord {
  readonly kind: RecordKind
  readonly id: string
  /** Of a Xero record, its organisation, which may be connected in several workspaces. */
  readonly tenant: string | null
}

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
    f: delivery.flaw,
    r: delivery.records,
  })
}

/**
 * Stores deliveries, given as rows, and marks the records they name as dirty, in one commit: one mark per record
 * however many name it. The same delivery again changes nothing. One whose body nobody has read stays `new`.
 *
 * Nodes do this at the same time: rows and marks are made in one order, so that none waits for another in a circle.
 */
export function storingRows(rows: readonly Uint8Array[]): RawBuilder<unknown> {
  const comma = Buffer.from(',')
  const parts = rows.flatMap((row, n) => (n === 0 ? [row] : [comma, row]))
  const all = Buffer.concat([Buffer.from('['), ...parts, Buffer.from(']')])
  return sql`with given as materialized (
      select * from json_to_recordset(${all}::json)
        as r(s text, w uuid, c uuid, at timestamptz, b text, k text, f text, r jsonb)
    ),
    kept as (
      insert into event_inbox (side, workspace_id, connection_id, received_at, headers, body, dedupe_key, state, note)
      select s, w, c, at, '{}'::jsonb, decode(b, 'base64'), k,
        case when f is not null then 'flagged' when r is null then 'new' else 'done' end, f
      from given order by k
      on conflict (dedupe_key) do nothing returning dedupe_key
    ),
    named as (
      select distinct on (workspace_id, g.s, n.kind, n.id) coalesce(c.workspace_id, g.w) as workspace_id, g.s as side,
        n.kind, n.id, c.id as connection_id, g.at
      from kept join given g on g.k = kept.dedupe_key
      cross join jsonb_to_recordset(g.r) as n(kind text, id text, tenant text)
      left join connection c on c.side = 'xero' and c.organisation_id = n.tenant
      where g.f is null and (c.id is not null or (g.s = 'capsule' and g.w is not null))
      order by workspace_id, g.s, n.kind, n.id, g.at
    )
    insert into dirty as d (workspace_id, side, kind, record_id, connection_id, since)
    select workspace_id, side, kind, id, connection_id, at from named
    on conflict (workspace_id, side, kind, record_id) do update set marks = d.marks + 1, not_before = null,
      connection_id = coalesce(excluded.connection_id, d.connection_id)`
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

/**
 * Takes out deliveries whose bodies nobody has read, the oldest first, to be stored anew with what they name. Those
 * that another node works on at the same time are passed over.
 */
export async function takeUnread(tx: Db, rowsMax: number): Promise<Delivery[]> {
  const { rows } = await sql<Delivery>`delete from event_inbox where id in (
      select id from event_inbox where state = 'new' order by id limit ${rowsMax} for update skip locked)
    returning side, workspace_id as "workspaceId", connection_id as "connectionId", received_at as "receivedAt", body,
      dedupe_key as "dedupeKey", note as flaw, null as records`.execute(tx)
  return rows
}

/** Whether any delivery waits to be read. */
export async function hasUnread(db: Db): Promise<boolean> {
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
