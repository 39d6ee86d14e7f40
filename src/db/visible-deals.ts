import { sql } from 'kysely'
import type { WorkspaceId } from '#core/model/ids.ts'
import type { Db } from './open.ts'

interface Whose {
  readonly workspaceId: WorkspaceId
  readonly userId: string
}

const asIds = (ids: readonly number[]) =>
  sql`(select json_array_elements_text(${JSON.stringify(ids)}::json)::bigint)`

/** Adds opportunities to what a person sees. */
export async function addVisibleDeals(db: Db, whose: Whose, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await sql`insert into visible_deal (workspace_id, user_id, opportunity_id)
    select ${whose.workspaceId}::uuid, ${whose.userId}, x.id from ${asIds(ids)} as x(id)
    on conflict do nothing`.execute(db)
}

/** Takes opportunities out of what a person sees. */
export async function removeVisibleDeals(db: Db, whose: Whose, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await sql`delete from visible_deal where workspace_id = ${whose.workspaceId} and user_id = ${whose.userId}
    and opportunity_id in ${asIds(ids)}`.execute(db)
}

/** Everything but these leaves the set. */
export async function keepVisibleDeals(db: Db, whose: Whose, ids: readonly number[]): Promise<void> {
  await sql`delete from visible_deal where workspace_id = ${whose.workspaceId} and user_id = ${whose.userId}
    and opportunity_id not in ${asIds(ids)}`.execute(db)
}

/** Whether a person's set holds this opportunity, and our copy of it is not newer than the set. */
export async function holdsDeal(db: Db, whose: Whose, id: number, dealsAt: Date): Promise<boolean> {
  const row = await db
    .selectFrom('visible_deal as v')
    .innerJoin('mirror_opportunity as o', (join) =>
      join.onRef('o.workspace_id', '=', 'v.workspace_id').onRef('o.id', '=', 'v.opportunity_id'),
    )
    .select('o.id')
    .where('v.workspace_id', '=', whose.workspaceId)
    .where('v.user_id', '=', whose.userId)
    .where('v.opportunity_id', '=', id)
    .where('o.seen_at', '<', dealsAt)
    .executeTakeFirst()
  return row !== undefined
}

/** Up to when the set holds what Capsule said; null when it has to be read from the beginning. */
export async function saveDealsLook(db: Db, whose: Whose, at: Date | null): Promise<void> {
  await db
    .updateTable('viewer')
    .set({ deals_at: at })
    .where('workspace_id', '=', whose.workspaceId)
    .where('user_id', '=', whose.userId)
    // A token that was taken away meanwhile sees nothing any more.
    .where('look', 'in', ['reading', 'ready'])
    .execute()
}
