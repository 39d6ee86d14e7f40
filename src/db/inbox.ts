import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

export interface Delivery {
  readonly side: 'capsule' | 'xero'
  readonly workspaceId: string | null
  readonly connectionId: string | null
  readonly receivedAt: Date
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly dedupeKey: string
  /** Set for an authentic body that cannot be read: kept, answered, shown to an admin. */
  readonly flaw: string | null
}

/** Stores deliveries in one commit; the same delivery again changes nothing. */
export async function storeDeliveries(db: Db, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 0) return
  const rows = deliveries.map((d) => ({
    ...d,
    body: Buffer.from(d.body).toString('hex'),
    state: d.flaw === null ? 'new' : 'flagged',
  }))
  await sql`insert into event_inbox (side, workspace_id, connection_id, received_at, headers, body, dedupe_key, state, note)
    select r.side, r."workspaceId", r."connectionId", r."receivedAt", r.headers, decode(r.body, 'hex'), r."dedupeKey", r.state, r.flaw
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as r(side text, "workspaceId" uuid, "connectionId" uuid,
      "receivedAt" timestamptz, headers jsonb, body text, "dedupeKey" text, state text, flaw text)
    on conflict (dedupe_key) do nothing`.execute(db)
}

export async function newDeliveries(db: Db, rowsMax: number) {
  return db
    .selectFrom('event_inbox')
    .select(['id', 'side', 'workspace_id', 'connection_id', 'body'])
    .where('state', '=', 'new')
    .orderBy('id')
    .limit(rowsMax)
    .execute()
}

export async function markDeliveries(
  db: Db,
  ids: readonly number[],
  state: 'done' | 'flagged',
  note: string | null,
) {
  if (ids.length === 0) return
  await db.updateTable('event_inbox').set({ state, note }).where('id', 'in', ids).execute()
}
