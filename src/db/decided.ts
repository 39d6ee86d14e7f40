import { sql } from 'kysely'
import type { Reason } from '#core/plan/plan.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'
import type { StoredBase, StoredError } from './tables.ts'

/** Who decided, and when. */
export interface Deciding {
  readonly workspaceId: string
  /** Name of the person. */
  readonly by: string
  readonly at: Date
}

/** The latest answer counts. */
export async function recordDecided(
  db: Db,
  deciding: Deciding,
  answers: readonly { readonly hash: string; readonly granted: boolean; readonly reviewId: string | null }[],
): Promise<void> {
  if (answers.length === 0) return
  await sql`insert into decided_operation (workspace_id, hash, granted, review_id, decided_by, decided_at)
    select ${deciding.workspaceId}::uuid, r.hash, bool_and(r.granted), (array_agg(r."reviewId"))[1], ${deciding.by},
      ${deciding.at.toISOString()}::timestamptz
    from jsonb_to_recordset(${jsonText(answers)}::jsonb) as r(hash text, granted boolean, "reviewId" uuid)
    group by r.hash
    on conflict (workspace_id, hash) do update set granted = excluded.granted, review_id = excluded.review_id,
      decided_by = excluded.decided_by, decided_at = excluded.decided_at`.execute(db)
}

/** Remembers that these are not the same. */
export async function rejectPairs(
  db: Db,
  deciding: Deciding,
  pairs: readonly { readonly partyId: number; readonly contactId: string }[],
): Promise<void> {
  if (pairs.length === 0) return
  await sql`insert into rejected_pair (workspace_id, party_id, contact_id, decided_by, decided_at)
    select ${deciding.workspaceId}::uuid, r."partyId", r."contactId", ${deciding.by}, ${deciding.at.toISOString()}::timestamptz
    from json_to_recordset(${jsonText(pairs)}::json) as r("partyId" bigint, "contactId" uuid)
    on conflict do nothing`.execute(db)
}

export async function forgetRejection(
  db: Db,
  workspaceId: string,
  pair: { readonly partyId: number; readonly contactId: string },
): Promise<void> {
  await db
    .deleteFrom('rejected_pair')
    .where('workspace_id', '=', workspaceId)
    .where('party_id', '=', pair.partyId)
    .where('contact_id', '=', pair.contactId)
    .execute()
}

export async function baseOfLink(db: Db, workspaceId: string, linkId: string): Promise<StoredBase> {
  const row = await db
    .selectFrom('base_value')
    .select('fields')
    .where('workspace_id', '=', workspaceId)
    .where('link_id', '=', linkId)
    .executeTakeFirst()
  return row?.fields ?? {}
}

/** A link a person decided; its writes follow by the next plan. False when a record has another link already. */
export async function insertDecidedLink(
  db: Db,
  deciding: Deciding,
  link: {
    readonly id: string
    readonly connectionId: string
    readonly partyId: number
    readonly contactId: string
    readonly score: number
    readonly reasons: readonly Reason[]
  },
): Promise<boolean> {
  const row = await db
    .insertInto('link')
    .values({
      id: link.id,
      workspace_id: deciding.workspaceId,
      connection_id: link.connectionId,
      party_id: link.partyId,
      contact_id: link.contactId,
      state: 'pending',
      confidence: 'decided',
      score: link.score,
      reasons: jsonText(link.reasons),
      run_id: null,
      created_at: deciding.at,
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** A person answered these open questions. Returns how many there were. */
export async function closeDecided(
  db: Db,
  deciding: Deciding,
  reviewIds: readonly string[],
  decision: unknown,
): Promise<number> {
  if (reviewIds.length === 0) return 0
  const result = await sql`update review set state = 'decided', decision = ${jsonText(decision)}::jsonb,
      decided_by = ${deciding.by}, decided_at = ${deciding.at.toISOString()}::timestamptz,
      closed_at = ${deciding.at.toISOString()}::timestamptz
    where workspace_id = ${deciding.workspaceId} and state = 'open'
      and id in (select json_array_elements_text(${jsonText(reviewIds)}::json)::uuid)`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}

/** Writes of these contacts that have not begun are left out. */
export async function skipPlanned(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
  why: StoredError,
  at: Date,
): Promise<void> {
  if (contactIds.length === 0) return
  await db
    .updateTable('operation')
    .set({ state: 'skipped', error: jsonText(why), ended_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', 'in', contactIds)
    .where('state', '=', 'planned')
    .execute()
}
