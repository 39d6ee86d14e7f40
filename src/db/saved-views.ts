import { sql } from 'kysely'
import type { WorkspaceId } from '#core/model/ids.ts'
import type { Db } from './open.ts'

export interface ViewOwner {
  readonly workspaceId: WorkspaceId
  readonly userId: string
}

export interface SavedViewRow {
  readonly id: string
  readonly page: 'invoices' | 'contacts'
  readonly name: string
  readonly query: string
  readonly shared: boolean
}

/** A person's own views of a page and those shared with everybody, by name. */
export async function savedViews(db: Db, { workspaceId, userId }: ViewOwner, page: SavedViewRow['page']) {
  return db
    .selectFrom('saved_view as v')
    .innerJoin('auth_user as u', 'u.id', 'v.user_id')
    .select(['v.id', 'v.page', 'v.name', 'v.query', 'v.shared', 'v.user_id', 'u.name as by'])
    .where('v.workspace_id', '=', workspaceId)
    .where('v.page', '=', page)
    .where((e) => e.or([e('v.user_id', '=', userId), e('v.shared', '=', true)]))
    .orderBy(sql`lower(v.name)`)
    .orderBy('v.id')
    .limit(200)
    .execute()
}

/** One that this person saved themselves. */
export async function ownView(db: Db, { workspaceId, userId }: ViewOwner, id: string) {
  return db
    .selectFrom('saved_view')
    .select(['id', 'shared', 'page'])
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function countViews(db: Db, { workspaceId, userId }: ViewOwner): Promise<number> {
  const row = await db
    .selectFrom('saved_view')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

export async function insertView(db: Db, owner: ViewOwner, view: SavedViewRow, at: Date): Promise<void> {
  await db
    .insertInto('saved_view')
    .values({
      ...view,
      workspace_id: owner.workspaceId,
      user_id: owner.userId,
      created_at: at.toISOString(),
    })
    .execute()
}

export async function updateView(
  db: Db,
  { workspaceId, userId }: ViewOwner,
  id: string,
  change: Pick<SavedViewRow, 'name' | 'query' | 'shared'>,
): Promise<void> {
  await db
    .updateTable('saved_view')
    .set(change)
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .execute()
}

export async function deleteView(db: Db, { workspaceId, userId }: ViewOwner, id: string): Promise<void> {
  await db
    .deleteFrom('saved_view')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .execute()
}
