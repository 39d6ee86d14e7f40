import { sql } from 'kysely'
import { z } from 'zod'
import { type WorkspaceId, workspaceId } from '#core/model/ids.ts'
import type { Role } from '#core/model/permissions.ts'
import type { TokenSet } from '#core/remote/tokens.ts'
import type { Db } from './open.ts'
import type { Vault } from './secrets.ts'
import { type Workspace, workspaceFromRow } from './workspaces.ts'

export type Way = 'capsule' | 'xero' | 'local'
export type Look = 'none' | 'reading' | 'ready' | 'ended'

/** A person of a workspace. */
export interface Viewer {
  readonly userId: string
  readonly workspaceId: WorkspaceId
  readonly role: Role
  readonly way: Way
  readonly capsuleUserId: number | null
  readonly tokenMethod: 'oauth' | 'token' | null
  readonly look: Look
  readonly seesAll: boolean
  readonly partiesRead: number
  readonly lookedAt: Date | null
  readonly listedAt: Date | null
  /** Up to when the opportunities they see are known. */
  readonly dealsAt: Date | null
}

const columns = [
  'viewer.user_id',
  'viewer.workspace_id',
  'viewer.role',
  'viewer.way',
  'viewer.capsule_user_id',
  'viewer.token_method',
  'viewer.look',
  'viewer.sees_all',
  'viewer.parties_read',
  'viewer.looked_at',
  'viewer.listed_at',
  'viewer.deals_at',
] as const

const select = (db: Db) => db.selectFrom('viewer').select(columns)
type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

const fromRow = (row: Row): Viewer => ({
  userId: row.user_id,
  workspaceId: workspaceId(row.workspace_id),
  role: row.role,
  way: row.way,
  capsuleUserId: row.capsule_user_id,
  tokenMethod: row.token_method,
  look: row.look,
  seesAll: row.sees_all,
  partiesRead: row.parties_read,
  lookedAt: row.looked_at,
  listedAt: row.listed_at,
  dealsAt: row.deals_at,
})

export async function viewerOf(db: Db, userId: string): Promise<Viewer | null> {
  const row = await select(db).where('user_id', '=', userId).limit(1).executeTakeFirst()
  return row ? fromRow(row) : null
}

/** A person with their workspace, and whether its Capsule account is read with this person's own access. */
export async function viewerInWorkspace(
  db: Db,
  userId: string,
): Promise<{ readonly viewer: Viewer; readonly workspace: Workspace; readonly connects: boolean } | null> {
  const row = await select(db)
    .innerJoin('workspace as w', 'w.id', 'viewer.workspace_id')
    .select(['w.name', 'w.settings', 'w.rows_day', 'w.rows_days'])
    .select(connectsCapsule.as('connects'))
    .where('user_id', '=', userId)
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  return {
    viewer: fromRow(row),
    workspace: workspaceFromRow({ ...row, id: row.workspace_id }),
    connects: row.connects,
  }
}

/** Whether the workspace reads Capsule with this person's access. */
export async function connectsWithOwnAccess(db: Db, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('viewer')
    .select(connectsCapsule.as('connects'))
    .where('user_id', '=', userId)
    .limit(1)
    .executeTakeFirst()
  return row?.connects ?? false
}

const connectsCapsule = sql<boolean>`(viewer.look <> 'ended' and coalesce((
  select c.state <> 'lost' and c.details ->> 'userId' = viewer.capsule_user_id::text from connection c
  where c.workspace_id = viewer.workspace_id and c.side = 'capsule' order by c.added_at, c.id limit 1), false))`

/** Adds a person with this role; one who is known keeps the role they have. */
export async function ensureViewer(
  db: Db,
  viewer: Pick<Viewer, 'userId' | 'workspaceId' | 'role' | 'way' | 'capsuleUserId'> & { readonly at: Date },
): Promise<void> {
  await db
    .insertInto('viewer')
    .values({
      workspace_id: viewer.workspaceId,
      user_id: viewer.userId,
      role: viewer.role,
      way: viewer.way,
      capsule_user_id: viewer.capsuleUserId,
      created_at: viewer.at,
    })
    .onConflict((c) => c.columns(['workspace_id', 'user_id']).doNothing())
    .execute()
}

/** Everybody of a workspace, by name. */
export async function listPeople(db: Db, workspace: WorkspaceId) {
  const rows = await db
    .selectFrom('viewer')
    .innerJoin('auth_user as u', 'u.id', 'viewer.user_id')
    .select(columns)
    .select(['u.name', 'u.email', 'u.twoFactorEnabled as two_factor', 'viewer.created_at'])
    .select((e) =>
      e
        .selectFrom('auth_session as s')
        .select((s) => s.fn.max('s.updatedAt').as('at'))
        .whereRef('s.userId', '=', 'viewer.user_id')
        .as('seen_at'),
    )
    .where('viewer.workspace_id', '=', workspace)
    .orderBy(sql`lower(u.name)`)
    .orderBy('viewer.user_id')
    .execute()
  return rows.map((row) => ({
    ...fromRow(row),
    name: row.name,
    email: row.email,
    twoFactor: row.two_factor === true,
    since: row.created_at,
    seenAt: row.seen_at,
  }))
}

/** How many administrators there are beside this person. The caller holds the workspace's lock. */
export async function otherAdmins(tx: Db, workspace: WorkspaceId, userId: string): Promise<number> {
  const row = await tx
    .selectFrom('viewer')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspace)
    .where('role', '=', 'admin')
    .where('user_id', '<>', userId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function setRole(db: Db, workspace: WorkspaceId, userId: string, role: Role): Promise<void> {
  await db
    .updateTable('viewer')
    .set({ role })
    .where('workspace_id', '=', workspace)
    .where('user_id', '=', userId)
    .execute()
}

/** The person, their sessions, set and tokens are gone; what they did stays in the history. */
export async function removePerson(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('viewer').where('user_id', '=', userId).execute()
  await db.deleteFrom('visible_party').where('user_id', '=', userId).execute()
  await db.deleteFrom('visible_deal').where('user_id', '=', userId).execute()
  await db.deleteFrom('auth_user').where('id', '=', userId).execute()
}

export async function endSessions(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('auth_session').where('userId', '=', userId).execute()
}

/** All but the one that began last: it alone began with everything that is asked for now. */
export async function endOlderSessions(db: Db, userId: string): Promise<void> {
  await db
    .deleteFrom('auth_session')
    .where('userId', '=', userId)
    .where('createdAt', '<', (e) =>
      e
        .selectFrom('auth_session as newest')
        .select((n) => n.fn.max('newest.createdAt').as('at'))
        .where('newest.userId', '=', userId),
    )
    .execute()
}

const TokenSetShape = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAt: z.number().nullable(),
  scopes: z.array(z.string()),
})

const purpose = (userId: string) => `viewer:${userId}`

/** A token of their own. What it sees is listed from the beginning, unless a set is kept already: the person is the same. */
export async function saveViewerGrant(
  db: Db,
  vault: Vault,
  userId: string,
  grant: { readonly tokens: TokenSet; readonly method: 'oauth' | 'token' },
): Promise<void> {
  await db
    .updateTable('viewer')
    .set({
      tokens: vault.seal(JSON.stringify(grant.tokens), purpose(userId)),
      token_method: grant.method,
      look: sql`case when look = 'ready' then 'ready' else 'reading' end`,
      parties_read: sql`case when look = 'ready' then parties_read else 0 end`,
    })
    .where('user_id', '=', userId)
    .execute()
}

export async function loadViewerTokens(db: Db, vault: Vault, userId: string): Promise<TokenSet | null> {
  const row = await db.selectFrom('viewer').select('tokens').where('user_id', '=', userId).executeTakeFirst()
  return row?.tokens ? TokenSetShape.parse(JSON.parse(vault.open(row.tokens, purpose(userId)))) : null
}

/** Replaces a token that was renewed; one that was taken away meanwhile stays away. */
export async function saveViewerTokens(
  db: Db,
  vault: Vault,
  userId: string,
  tokens: TokenSet,
): Promise<void> {
  await db
    .updateTable('viewer')
    .set({ tokens: vault.seal(JSON.stringify(tokens), purpose(userId)) })
    .where('user_id', '=', userId)
    .where('tokens', 'is not', null)
    .execute()
}

/** Somebody's user, as a session would hold it. */
export async function userById(db: Db, userId: string) {
  return db
    .selectFrom('auth_user')
    .select(['id', 'name', 'email', 'twoFactorEnabled'])
    .where('id', '=', userId)
    .executeTakeFirst()
}

export async function userByEmail(db: Db, email: string) {
  return db.selectFrom('auth_user').select('id').where('email', '=', email.toLowerCase()).executeTakeFirst()
}
