import { sql } from 'kysely'
import type { MatchReview } from '#core/plan/plan.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

/** Opens or renews the questions of a plan. */
export async function openReviews(
  db: Db,
  scope: { readonly workspaceId: string; readonly runId: string | null; readonly at: Date },
  reviews: readonly (MatchReview & { readonly id: string })[],
): Promise<void> {
  if (reviews.length === 0) return
  const rows = reviews.map((r) => ({
    id: r.id,
    contactId: r.subject.contactId,
    candidates: r.candidates,
    why: r.why,
  }))
  await sql`insert into review (id, workspace_id, run_id, kind, contact_id, candidates, why, state, created_at)
    select r.id, ${scope.workspaceId}::uuid, ${scope.runId}::uuid, 'match', r."contactId", r.candidates, r.why, 'open', ${scope.at.toISOString()}::timestamptz
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as r(id uuid, "contactId" uuid, candidates jsonb, why text)
    on conflict (workspace_id, kind, contact_id) where state = 'open'
    do update set candidates = excluded.candidates, why = excluded.why`.execute(db)
}

/** Questions about these contacts have answered themselves. */
export async function closeReviews(
  db: Db,
  workspaceId: string,
  contactIds: 'all' | readonly string[],
  at: Date,
) {
  if (contactIds !== 'all' && contactIds.length === 0) return
  await db
    .updateTable('review')
    .set({ state: 'closed', closed_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .$if(contactIds !== 'all', (q) => q.where('contact_id', 'in', contactIds === 'all' ? [] : contactIds))
    .execute()
}
