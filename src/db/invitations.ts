import { sql } from 'kysely'
import { type WorkspaceId, workspaceId } from '#core/model/ids.ts'
import type { Db } from './open.ts'
import type { Invitation as Row } from './tables.ts'

/** Somebody who may join and has not yet. */
export interface Invitation {
  readonly id: string
  readonly workspaceId: WorkspaceId
  readonly email: string
  readonly name: string
  readonly role: Row['role']
  readonly way: Row['way']
  readonly invitedBy: string
  readonly at: Date
  readonly expiresAt: Date
}

/** Invites once more whoever was invited before: the older address stops working. */
export async function insertInvitation(
  db: Db,
  invitation: Invitation & { readonly tokenHash: string },
): Promise<void> {
  await db
    .deleteFrom('invitation')
    .where('workspace_id', '=', invitation.workspaceId)
    .where(sql<boolean>`lower(email) = ${invitation.email.toLowerCase()}`)
    .where('accepted_at', 'is', null)
    .execute()
  await db
    .insertInto('invitation')
    .values({
      id: invitation.id,
      workspace_id: invitation.workspaceId,
      email: invitation.email,
      name: invitation.name,
      role: invitation.role,
      way: invitation.way,
      token_hash: invitation.tokenHash,
      invited_by: invitation.invitedBy,
      created_at: invitation.at,
      expires_at: invitation.expiresAt,
    })
    .execute()
}

const open = (db: Db, now: Date) =>
  db.selectFrom('invitation').selectAll().where('accepted_at', 'is', null).where('expires_at', '>', now)

type Selected = Awaited<ReturnType<ReturnType<typeof open>['executeTakeFirstOrThrow']>>

const fromRow = (row: Selected): Invitation => ({
  id: row.id,
  workspaceId: workspaceId(row.workspace_id),
  email: row.email,
  name: row.name,
  role: row.role,
  way: row.way,
  invitedBy: row.invited_by,
  at: row.created_at,
  expiresAt: row.expires_at,
})

export async function openInvitations(db: Db, workspace: WorkspaceId, now: Date): Promise<Invitation[]> {
  const rows = await open(db, now).where('workspace_id', '=', workspace).orderBy('created_at').execute()
  return rows.map(fromRow)
}

/** @param tokenHash SHA-256 of what the invitation's address carries */
export async function invitationByToken(db: Db, tokenHash: string, now: Date): Promise<Invitation | null> {
  const row = await open(db, now).where('token_hash', '=', tokenHash).executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function invitationFor(
  db: Db,
  workspace: WorkspaceId,
  email: string,
  way: Invitation['way'],
  now: Date,
): Promise<Invitation | null> {
  const row = await open(db, now)
    .where('workspace_id', '=', workspace)
    .where('way', '=', way)
    .where(sql<boolean>`lower(email) = ${email.toLowerCase()}`)
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

/** Takes an invitation up; false when somebody else just did. */
export async function acceptInvitation(db: Db, id: string, at: Date): Promise<boolean> {
  const done = await db
    .updateTable('invitation')
    .set({ accepted_at: at })
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export async function withdrawInvitation(db: Db, workspace: WorkspaceId, id: string): Promise<boolean> {
  const gone = await db
    .deleteFrom('invitation')
    .where('workspace_id', '=', workspace)
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}
