import { z } from 'zod'
import { type WorkspaceId, workspaceId } from '#core/model/ids.ts'
import { roles } from '#core/model/permissions.ts'
import type { Db } from './open.ts'

export async function listWorkspaceIds(db: Db): Promise<WorkspaceId[]> {
  const rows = await db.selectFrom('workspace').select('id').execute()
  return rows.map((row) => workspaceId(row.id))
}

/** An owner needs to be a member of the team, which Capsule checks. */
const Assignment = z.object({ ownerId: z.int().nullable(), teamId: z.int().nullable() })

export const WorkspaceSettings = z.object({
  /** `show`: bills, to the roles of `suppliersFor`; `hide_suppliers`: nor contacts that are suppliers only. */
  suppliers: z.enum(['hide_bills', 'hide_suppliers', 'show']).default('hide_bills'),
  suppliersFor: z.array(z.enum(roles)).default(['admin', 'finance']),
  /** Roles that see what state a document is in, and no amounts. */
  statesOnly: z.array(z.enum(['member', 'viewer'])).default([]),
  /** What people of the same Capsule account may do when they first come. */
  defaultRole: z.enum(['finance', 'member', 'viewer', 'none']).default('viewer'),
  /** Whose the Capsule records are that are created from Xero: by rule, the first that fits. */
  newRecords: z
    .object({
      otherwise: Assignment,
      customers: Assignment.nullable(),
      suppliers: Assignment.nullable(),
    })
    .default({ otherwise: { ownerId: null, teamId: null }, customers: null, suppliers: null }),
})
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>

export interface Workspace {
  readonly id: WorkspaceId
  readonly name: string
  readonly settings: WorkspaceSettings
  readonly rowsDay: string | null
  /** The day of each Xero organisation for which the lines of the Contacts page were last computed. */
  readonly rowsDays: Readonly<Record<string, string>> | null
}

/** The first workspace; an installation has one until agencies get several. */
export async function firstWorkspace(db: Db): Promise<Workspace | null> {
  const row = await db.selectFrom('workspace').selectAll().orderBy('created_at').limit(1).executeTakeFirst()
  return row ? workspaceFromRow(row) : null
}

export async function workspaceById(db: Db, id: WorkspaceId): Promise<Workspace | null> {
  const row = await db.selectFrom('workspace').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? workspaceFromRow(row) : null
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

export function workspaceFromRow(row: {
  id: string
  name: string
  settings: unknown
  rows_day: string | null
  rows_days: Record<string, string> | null
}): Workspace {
  return {
    id: workspaceId(row.id),
    name: row.name,
    settings: WorkspaceSettings.parse(row.settings),
    rowsDay: row.rows_day,
    rowsDays: row.rows_days,
  }
}
