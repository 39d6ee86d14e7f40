import { z } from 'zod'
import { type WorkspaceId, workspaceId } from '#core/model/ids.ts'
import type { Role } from './access.ts'
import type { Db } from './open.ts'

export async function listWorkspaceIds(db: Db): Promise<WorkspaceId[]> {
  const rows = await db.selectFrom('workspace').select('id').execute()
  return rows.map((row) => workspaceId(row.id))
}

export const WorkspaceSettings = z.object({ showBills: z.boolean().default(false) })
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>

export interface Workspace {
  readonly id: WorkspaceId
  readonly name: string
  readonly settings: WorkspaceSettings
  readonly rowsDay: string | null
}

/** The first workspace; an installation has one until agencies get several. */
export async function firstWorkspace(db: Db): Promise<Workspace | null> {
  const row = await db.selectFrom('workspace').selectAll().orderBy('created_at').limit(1).executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function workspaceById(db: Db, id: WorkspaceId): Promise<Workspace | null> {
  const row = await db.selectFrom('workspace').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? fromRow(row) : null
}

/** Until the transaction ends nobody else decides about this workspace's plans and links. */
export async function lockWorkspace(tx: Db, id: WorkspaceId): Promise<void> {
  await tx.selectFrom('workspace').select('id').where('id', '=', id).forUpdate().execute()
}

export async function insertWorkspace(
  db: Db,
  workspace: { readonly id: WorkspaceId; readonly name: string; readonly at: Date },
) {
  await db
    .insertInto('workspace')
    .values({ id: workspace.id, name: workspace.name, settings: '{}', created_at: workspace.at })
    .execute()
}

export async function saveSettings(db: Db, id: WorkspaceId, settings: WorkspaceSettings): Promise<void> {
  await db
    .updateTable('workspace')
    .set({ settings: JSON.stringify(settings) })
    .where('id', '=', id)
    .execute()
}

function fromRow(row: { id: string; name: string; settings: unknown; rows_day: string | null }): Workspace {
  return {
    id: workspaceId(row.id),
    name: row.name,
    settings: WorkspaceSettings.parse(row.settings),
    rowsDay: row.rows_day,
  }
}

export interface Viewer {
  readonly userId: string
  readonly workspaceId: WorkspaceId
  readonly role: Role
}

export async function viewerOf(db: Db, userId: string): Promise<Viewer | null> {
  const row = await db
    .selectFrom('viewer')
    .selectAll()
    .where('user_id', '=', userId)
    .limit(1)
    .executeTakeFirst()
  return row ? { userId: row.user_id, workspaceId: workspaceId(row.workspace_id), role: row.role } : null
}

/** Adds a viewer with this role; one who is known keeps the role they have. */
export async function ensureViewer(
  db: Db,
  viewer: Viewer & { readonly capsuleUserId: number | null; readonly at: Date },
): Promise<void> {
  await db
    .insertInto('viewer')
    .values({
      workspace_id: viewer.workspaceId,
      user_id: viewer.userId,
      role: viewer.role,
      capsule_user_id: viewer.capsuleUserId,
      created_at: viewer.at,
    })
    .onConflict((c) => c.columns(['workspace_id', 'user_id']).doNothing())
    .execute()
}
