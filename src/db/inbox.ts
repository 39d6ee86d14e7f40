import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

export interface Delivery {
  readonly side: 'capsule' | 'xero'
  readonly workspaceId: string | null
  readonly connectionId: string | null
  readonly receivedAt: Date
  readonly body: Uint8Array
  readonly dedupeKey: string
  /** Set for an authentic body that cannot be read: kept, answered, shown to an admin. */
  readonly flaw: string | null
}

/**
 * Stores deliveries in one commit; the same delivery again changes nothing. The statement is as plain as can be: in
 * the embedded database planning it would cost more than the commit.
 *
 * Nodes do this at the same time: rows are inserted in the order of their keys, so that none waits for another in a
 * circle.
 */
export async function storeDeliveries(db: Db, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 0) return
  const rows = deliveries
    .map((d) => ({
      s: d.side,
      w: d.workspaceId,
      c: d.connectionId,
      at: d.receivedAt,
      b: Buffer.from(d.body).toString('base64'),
      k: d.dedupeKey,
      st: d.flaw === null ? 'new' : 'flagged',
      f: d.flaw,
    }))
    .sort((a, b) => (a.k < b.k ? -1 : 1))
  await sql`insert into event_inbox (side, workspace_id, connection_id, received_at, headers, body, dedupe_key, state, note)
    select r.s, r.w, r.c, r.at, '{}'::jsonb, decode(r.b, 'base64'), r.k, r.st, r.f
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as r(s text, w uuid, c uuid, at timestamptz, b text, k text,
      st text, f text)
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
