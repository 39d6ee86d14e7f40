import { sql } from 'kysely'
import { inChunks } from './chunks.ts'
import { jsonBytes, jsonText } from './json-text.ts'
import type { Db } from './open.ts'
import type { StoredError } from './tables.ts'

export interface NewOperation {
  readonly id: string
  readonly seq: number
  readonly kind: string
  readonly side: 'capsule' | 'xero'
  readonly contactId: string | null
  readonly partyId: number | null
  /** Who approved it, when it was held. */
  readonly approvedBy: string | null
  readonly before: unknown
  readonly after: unknown
  readonly idempotencyKey: string
}

export async function insertOperations(
  db: Db,
  workspaceId: string,
  runId: string,
  operations: readonly NewOperation[],
) {
  await inChunks(operations, (chunk) =>
    sql`insert into operation (id, workspace_id, run_id, seq, kind, side, contact_id, party_id, before, after, state, idempotency_key, approved_by)
    select r.id, ${workspaceId}::uuid, ${runId}::uuid, r.seq, r.kind, r.side, r."contactId", r."partyId", r.before, r.after, 'planned', r."idempotencyKey", r."approvedBy"
    from json_to_recordset(${jsonBytes(chunk)}::json) as r(id uuid, seq int, kind text, side text,
      "contactId" uuid, "partyId" bigint, before jsonb, after jsonb, "idempotencyKey" text, "approvedBy" text)`.execute(
      db,
    ),
  )
}

/** Where operations that join a run go on. */
export async function nextSeq(db: Db, runId: string): Promise<number> {
  const row = await db
    .selectFrom('operation')
    .select((e) => e.fn.max('seq').as('last'))
    .where('run_id', '=', runId)
    .executeTakeFirst()
  return row?.last === null || row?.last === undefined ? 0 : Number(row.last) + 1
}

/** The next operations of a run to be written: those a crash interrupted, then the others in their order. */
export async function openOperations(db: Db, runId: string, kinds: readonly string[], limit: number) {
  return (
    db
      .selectFrom('operation')
      .selectAll()
      .where('run_id', '=', runId)
      .where('kind', 'in', kinds)
      // As the index operation_next has it, which a parameter would hide.
      .where(sql<boolean>`state in ('planned', 'sent')`)
      .orderBy(sql`state = 'sent' desc`)
      .orderBy('seq')
      .limit(limit)
      .execute()
  )
}

/**
 * The intent, durable before the call.
 *
 * @returns the operations that may be sent; a person may have taken others back a moment ago
 */
export async function markSent(db: Db, ids: readonly string[], at: Date): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .updateTable('operation')
    .set((e) => ({ state: 'sent', sent_at: at, attempts: e('attempts', '+', 1) }))
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .where('state', 'in', ['planned', 'sent'])
    .returning('id')
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** When the last write of this workspace was sent of which nobody knows yet what became of it. */
export async function lastUnanswered(db: Db, workspaceId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('operation')
    .select((e) => e.fn.max('sent_at').as('at'))
    .where('workspace_id', '=', workspaceId)
    // As the index operation_open has it, which a parameter would hide.
    .where(sql<boolean>`state = 'sent'`)
    .executeTakeFirst()
  return row?.at ?? null
}

/** Takes an intent back that was not acted upon: no call was made for it. */
export async function releaseOperations(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('operation')
    .set((e) => ({ state: 'planned', sent_at: null, attempts: e('attempts', '-', 1) }))
    .where('id', 'in', ids)
    .where('state', '=', 'sent')
    .execute()
}

/** Those of these operations whose record failed at the vendor the last time the same was tried. */
export async function faultedBefore(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`select o.id from operation o
    join lateral (
      select l.error from operation l
      where l.workspace_id = o.workspace_id and l.kind = o.kind and l.id <> o.id and l.ended_at is not null
        and (l.contact_id = o.contact_id or (l.contact_id is null and o.contact_id is null and l.party_id = o.party_id))
      order by l.ended_at desc limit 1
    ) before on before.error ->> 'kind' = 'remote_fault'
    where o.id = any(${[...ids]}::uuid[])`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

export interface Outcome {
  readonly id: string
  readonly state: 'done' | 'failed' | 'skipped'
  readonly error: StoredError | null
  readonly result: unknown
}

export async function markEnded(db: Db, outcomes: readonly Outcome[], at: Date): Promise<void> {
  if (outcomes.length === 0) return
  await sql`update operation o set state = r.state, error = r.error, result = r.result, ended_at = ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${jsonText(outcomes)}::jsonb) as r(id uuid, state text, error jsonb, result jsonb)
    where o.id = r.id`.execute(db)
}

/** A later attempt replaces what failed before for these records. */
export async function retireFailures(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
  partyIds: readonly number[] = [],
): Promise<void> {
  if (contactIds.length > 0)
    await db
      .updateTable('operation')
      .set({ state: 'skipped' })
      .where('workspace_id', '=', workspaceId)
      .where('contact_id', 'in', contactIds)
      .where('state', '=', 'failed')
      .execute()
  if (partyIds.length > 0)
    await db
      .updateTable('operation')
      .set({ state: 'skipped' })
      .where('workspace_id', '=', workspaceId)
      .where('party_id', 'in', partyIds)
      .where('contact_id', 'is', null)
      .where('state', '=', 'failed')
      .execute()
}

/** Writes the planner finds by itself: one it does not find again is not wanted any more. */
export const derivedKinds: readonly string[] = [
  'capsule.party.create',
  'capsule.party.reference',
  'capsule.party.update',
  'xero.contact.create',
  'xero.contact.reference',
  'xero.contact.update',
  'xero.contact.archive',
]

/** What failed for these records and was not planned again: the records are as they should be without it. */
export async function dropFailures(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
  partyIds: readonly number[],
): Promise<void> {
  if (contactIds.length + partyIds.length === 0) return
  await sql`update operation o set state = 'skipped'
    from run r
    where r.id = o.run_id and r.kind <> 'undo' and o.workspace_id = ${workspaceId} and o.state = 'failed'
      and o.kind in (select json_array_elements_text(${jsonText(derivedKinds)}::json))
      and (o.contact_id in (select json_array_elements_text(${jsonText(contactIds)}::json)::uuid)
        or (o.contact_id is null and o.party_id in (select json_array_elements_text(${jsonText(partyIds)}::json)::bigint)))`.execute(
    db,
  )
}
