import { sql } from 'kysely'
import type { CapsuleOpportunity } from '#core/model/opportunity.ts'
import { jsonBytes } from './json-text.ts'
import type { Seen } from './mirrors.ts'
import type { Db } from './open.ts'

/**
 * Opportunities as last seen; the newer of two observations stays. What really changed is planned again. Where Capsule
 * does not say since when an opportunity is at its milestone, it is since it was first seen there.
 *
 * @returns how many changed
 */
export async function upsertOpportunities(
  db: Db,
  seen: Seen,
  opportunities: readonly CapsuleOpportunity[],
): Promise<number> {
  if (opportunities.length === 0) return 0
  const unique = [...new Map(opportunities.map((each) => [each.id, each])).values()]
  const rows = unique.map((each) => ({
    id: each.id,
    name: each.name,
    party_id: each.partyId,
    milestone_id: each.milestone.id,
    said_at: each.stageChangedAt,
    created_at: each.createdAt,
    updated_at: each.updatedAt,
    data: each,
  }))
  const result = await sql<{ id: number }>`
    insert into mirror_opportunity as m
      (workspace_id, id, connection_id, state, name, party_id, milestone_id, stage_at, updated_at, seen_at, data)
    select ${seen.workspaceId}::uuid, r.id, ${seen.connectionId}::uuid, 'active', r.name, r.party_id, r.milestone_id,
      coalesce(r.said_at, case when known.milestone_id is null then r.created_at
        when known.milestone_id = r.milestone_id then known.stage_at else r.updated_at end),
      r.updated_at, ${seen.at.toISOString()}::timestamptz, r.data
    from json_to_recordset(${jsonBytes(rows)}::json) as r(id bigint, name text, party_id bigint, milestone_id bigint,
      said_at timestamptz, created_at timestamptz, updated_at timestamptz, data jsonb)
    left join mirror_opportunity known on known.workspace_id = ${seen.workspaceId}::uuid and known.id = r.id
    on conflict (workspace_id, id) do update set
      connection_id = excluded.connection_id, state = 'active', name = excluded.name, party_id = excluded.party_id,
      milestone_id = excluded.milestone_id, stage_at = excluded.stage_at, updated_at = excluded.updated_at,
      seen_at = excluded.seen_at, data = excluded.data, unplanned = true
    where m.updated_at <= excluded.updated_at and (m.data is distinct from excluded.data or m.state <> 'active')
    returning id`.execute(db)
  return result.rows.length
}

/** Opportunities gone or hidden; restricted is never deleted. */
export async function markOpportunities(
  db: Db,
  seen: Pick<Seen, 'workspaceId' | 'at'>,
  ids: readonly number[],
  state: 'deleted' | 'restricted',
): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('mirror_opportunity')
    .set({ state, seen_at: seen.at, unplanned: true })
    .where('workspace_id', '=', seen.workspaceId)
    .where('id', 'in', ids)
    .where('state', 'in', state === 'deleted' ? ['active', 'restricted'] : ['active'])
    .execute()
}

/** Opportunities that were not to be seen any more, those looked for longest ago first. */
export async function listHidden(db: Db, workspaceId: string, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('mirror_opportunity')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'restricted')
    .orderBy('seen_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

export async function opportunityById(db: Db, workspaceId: string, id: number) {
  return db
    .selectFrom('mirror_opportunity')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}
export type OpportunityRow = NonNullable<Awaited<ReturnType<typeof opportunityById>>>

/** Changed opportunities at these milestones, oldest first. */
export async function listUnplannedOpportunities(
  db: Db,
  workspaceId: string,
  milestoneIds: readonly number[],
  limit: number,
): Promise<OpportunityRow[]> {
  if (milestoneIds.length === 0) return []
  return db
    .selectFrom('mirror_opportunity')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('unplanned', '=', true)
    .where('milestone_id', 'in', milestoneIds)
    .orderBy('stage_at')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Those at other milestones call for nothing. */
export async function settleOtherOpportunities(
  db: Db,
  workspaceId: string,
  milestoneIds: readonly number[],
): Promise<void> {
  await db
    .updateTable('mirror_opportunity')
    .set({ unplanned: false })
    .where('workspace_id', '=', workspaceId)
    .where('unplanned', '=', true)
    .$if(milestoneIds.length > 0, (q) => q.where('milestone_id', 'not in', milestoneIds))
    .execute()
}

/** Planned, unless it was seen otherwise meanwhile. */
export async function settleOpportunity(db: Db, row: OpportunityRow): Promise<void> {
  await db
    .updateTable('mirror_opportunity')
    .set({ unplanned: false })
    .where('workspace_id', '=', row.workspace_id)
    .where('id', '=', row.id)
    .where('seen_at', '=', row.seen_at)
    .execute()
}

/** The rules changed: whatever is at a milestone they name is looked at again. */
export async function markOpportunitiesUnplanned(db: Db, workspaceId: string): Promise<void> {
  await db
    .updateTable('mirror_opportunity')
    .set({ unplanned: true })
    .where('workspace_id', '=', workspaceId)
    .execute()
}
