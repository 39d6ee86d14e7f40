import { sql } from 'kysely'
import { canonical } from '#core/plan/hash.ts'
import type { MergeReview, PlannedReview } from '#core/plan/plan.ts'
import { sha256 } from '#core/plan/sha256.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

/** What names the question, so that the next plan renews it instead of asking twice. */
export function reviewKey(review: PlannedReview): string {
  switch (review.kind) {
    case 'match':
      return `match:${review.subject.contactId}`
    case 'conflict':
      return `conflict:${review.contactId}`
    case 'approval':
      return `approval:${review.contactId}:${review.operation.kind}`
    case 'merge':
      return `merge:${review.contactId}`
  }
}

/** Opens or renews the questions of a plan. */
export async function openReviews(
  db: Db,
  scope: { readonly workspaceId: string; readonly runId: string | null; readonly at: Date },
  reviews: readonly { readonly id: string; readonly review: PlannedReview }[],
): Promise<void> {
  if (reviews.length === 0) return
  // One question per key: two that the plan asks about one record are one for the person.
  const byKey = new Map(reviews.map(({ id, review }) => [reviewKey(review), { id, review }]))
  const rows = [...byKey].map(([key, { id, review }]) => ({ id, key, ...columns(review) }))
  await sql`insert into review (id, workspace_id, run_id, kind, key, contact_id, party_id, candidates, why, details, hash,
      risk, state, created_at)
    select r.id, ${scope.workspaceId}::uuid, ${scope.runId}::uuid, r.kind, r.key, r."contactId", r."partyId",
      r.candidates, r.why, r.details, r.hash, r.risk, 'open', ${scope.at.toISOString()}::timestamptz
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as r(id uuid, kind text, key text, "contactId" uuid,
      "partyId" bigint, candidates jsonb, why text, details jsonb, hash text, risk int)
    on conflict (workspace_id, key) where state = 'open'
    do update set candidates = excluded.candidates, why = excluded.why, details = excluded.details,
      hash = excluded.hash, risk = excluded.risk, party_id = excluded.party_id`.execute(db)
}

export interface RunDocument {
  readonly title: string
  readonly lines: readonly { readonly label: string; readonly value: string }[]
}

/** A whole run waits for somebody to look at it. */
export async function askForRun(
  db: Db,
  scope: { readonly workspaceId: string; readonly runId: string; readonly at: Date },
  question: {
    readonly id: string
    readonly why: string
    readonly records: number
    /** What one document will say, where the run writes one. */
    readonly document?: RunDocument
  },
): Promise<void> {
  await sql`insert into review (id, workspace_id, run_id, kind, key, candidates, why, details, risk, state, created_at)
    values (${question.id}::uuid, ${scope.workspaceId}::uuid, ${scope.runId}::uuid, 'approval', ${`run:${scope.runId}`},
      '[]', ${question.why}, ${jsonText({ records: question.records, document: question.document })}::jsonb, 95, 'open', ${scope.at.toISOString()}::timestamptz)
    on conflict (workspace_id, key) where state = 'open'
    do update set why = excluded.why, details = excluded.details`.execute(db)
}

/** The riskiest question first: what could be written wrongly, then what waits, then what is only untidy. */
function columns(review: PlannedReview) {
  switch (review.kind) {
    case 'match':
      return {
        kind: review.kind,
        contactId: review.subject.contactId,
        partyId: null,
        candidates: review.candidates,
        why: review.why,
        details: {},
        hash: null,
        risk: 50,
      }
    case 'conflict': {
      const legal = review.fields.some(({ field }) => field === 'name' || field.endsWith('_number'))
      return {
        kind: review.kind,
        contactId: review.contactId,
        partyId: review.partyId,
        candidates: [],
        why: review.fields.map((field) => field.why).join(' '),
        details: { fields: review.fields },
        hash: null,
        risk: legal ? 80 : 70,
      }
    }
    case 'approval':
      return {
        kind: review.kind,
        contactId: review.contactId,
        partyId: review.partyId,
        candidates: [],
        why: review.why,
        details: { operation: review.operation },
        hash: review.hash,
        risk: 90,
      }
    case 'merge':
      return {
        kind: review.kind,
        contactId: review.contactId,
        partyId: null,
        candidates: [],
        why: review.why,
        details: mergeDetails(review),
        hash: mergeHash(review),
        risk: 40,
      }
  }
}

const mergeDetails = ({ side, winner, loser }: MergeReview) => ({ side, winner, loser })

/** Names the proposal to merge: once a person has dealt with it, it is not made again. */
export const mergeHash = (review: MergeReview): string => sha256(canonical(mergeDetails(review)))

/** The run is not waiting any more. */
export async function closeRunReview(db: Db, workspaceId: string, runId: string, at: Date): Promise<void> {
  await db
    .updateTable('review')
    .set({ state: 'closed', closed_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('key', '=', `run:${runId}`)
    .where('state', '=', 'open')
    .execute()
}

/**
 * Questions about these contacts have answered themselves; what waits for a whole run stays.
 *
 * @param contacts their ids, or all of one organisation
 */
export async function closeReviews(
  db: Db,
  workspaceId: string,
  contacts: { readonly allOf: string } | readonly string[],
  at: Date,
  stillAsked: ReadonlySet<string> = new Set(),
): Promise<void> {
  if ('length' in contacts && contacts.length === 0) return
  await db
    .updateTable('review')
    .set({ state: 'closed', closed_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .where('contact_id', 'is not', null)
    .where('contact_id', 'in', (e) =>
      'length' in contacts
        ? sql<string>`(select json_array_elements_text(${jsonText(contacts)}::json)::uuid)`
        : e
            .selectFrom('mirror_contact')
            .select('id')
            .where('workspace_id', '=', workspaceId)
            .where('connection_id', '=', contacts.allOf),
    )
    .$if(stillAsked.size > 0, (q) => q.where('key', 'not in', [...stillAsked]))
    .execute()
}

/** Contacts of an organisation whose name is in question: what decides it may be another record. At most 100. */
export async function contactsAskedForName(
  db: Db,
  workspaceId: string,
  connectionId: string,
): Promise<string[]> {
  const rows = await sql<{ contact_id: string }>`select contact_id from review
    where workspace_id = ${workspaceId} and state = 'open' and kind = 'conflict' and contact_id in
      (select id from mirror_contact where workspace_id = ${workspaceId} and connection_id = ${connectionId})
      and details @> '{"fields":[{"field":"name"}]}'
    order by created_at limit 100`.execute(db)
  return rows.rows.map((row) => row.contact_id)
}
