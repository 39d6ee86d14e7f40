import { sql } from 'kysely'
import type { WorkspaceId } from '#core/model/ids.ts'
import type { Db } from './open.ts'

interface Whose {
  readonly workspaceId: WorkspaceId
  readonly userId: string
}

const asIds = (ids: readonly number[]) =>
  sql`(select json_array_elements_text(${JSON.stringify(ids)}::json)::bigint)`

/** Adds parties to what a person sees. */
export async function addVisible(db: Db, whose: Whose, partyIds: readonly number[]): Promise<void> {
  if (partyIds.length === 0) return
  await sql`insert into visible_party (workspace_id, user_id, party_id)
    select ${whose.workspaceId}::uuid, ${whose.userId}, id
    from json_array_elements_text(${JSON.stringify(partyIds)}::json) as t(text), lateral (select text::bigint as id) x
    on conflict do nothing`.execute(db)
}

/** Takes parties out of what a person sees; answers those that were in it. */
export async function removeVisible(db: Db, whose: Whose, partyIds: readonly number[]): Promise<number[]> {
  if (partyIds.length === 0) return []
  const gone = await sql<{ party_id: number }>`delete from visible_party
    where workspace_id = ${whose.workspaceId} and user_id = ${whose.userId} and party_id in ${asIds(partyIds)}
    returning party_id`.execute(db)
  return gone.rows.map((row) => Number(row.party_id))
}

/** Everything but these leaves the set; answers what left. */
export async function keepVisible(db: Db, whose: Whose, partyIds: readonly number[]): Promise<number[]> {
  const gone = await sql<{ party_id: number }>`delete from visible_party
    where workspace_id = ${whose.workspaceId} and user_id = ${whose.userId} and party_id not in ${asIds(partyIds)}
    returning party_id`.execute(db)
  return gone.rows.map((row) => Number(row.party_id))
}

export async function emptyVisible(db: Db, whose: Whose): Promise<void> {
  await db
    .deleteFrom('visible_party')
    .where('workspace_id', '=', whose.workspaceId)
    .where('user_id', '=', whose.userId)
    .execute()
  await db
    .deleteFrom('visible_deal')
    .where('workspace_id', '=', whose.workspaceId)
    .where('user_id', '=', whose.userId)
    .execute()
}

/** Which of these parties a person sees. */
export async function visibleAmong(db: Db, whose: Whose, partyIds: readonly number[]): Promise<Set<number>> {
  if (partyIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('visible_party')
    .select('party_id')
    .where('workspace_id', '=', whose.workspaceId)
    .where('user_id', '=', whose.userId)
    .where(sql<boolean>`party_id in ${asIds(partyIds)}`)
    .execute()
  return new Set(rows.map((row) => row.party_id))
}

/** Whether our copy of any of these parties is newer than what a person's set says of it, or there is none. */
export async function anyNewer(
  db: Db,
  workspaceId: WorkspaceId,
  partyIds: readonly number[],
  lookedAt: Date,
): Promise<boolean> {
  if (partyIds.length === 0) return false
  const rows = await db
    .selectFrom('mirror_party')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`id in ${asIds(partyIds)}`)
    .where('state', '=', 'active')
    .where('seen_at', '<', lookedAt)
    .execute()
  return rows.length < new Set(partyIds).size
}

/** How far a person's look has come. */
export async function saveLook(
  db: Db,
  whose: Whose,
  set: {
    readonly look?: 'reading' | 'ready'
    readonly seesAll?: boolean
    readonly partiesRead?: number
    readonly lookedAt?: Date
    readonly listedAt?: Date | null
  },
): Promise<void> {
  await db
    .updateTable('viewer')
    .set({
      ...(set.look === undefined ? {} : { look: set.look }),
      ...(set.seesAll === undefined ? {} : { sees_all: set.seesAll }),
      ...(set.partiesRead === undefined ? {} : { parties_read: set.partiesRead }),
      ...(set.lookedAt === undefined ? {} : { looked_at: set.lookedAt }),
      ...(set.listedAt === undefined ? {} : { listed_at: set.listedAt }),
    })
    .where('workspace_id', '=', whose.workspaceId)
    .where('user_id', '=', whose.userId)
    // A token that was taken away meanwhile sees nothing any more.
    .where('look', 'in', ['reading', 'ready'])
    .execute()
}

/** Capsule refuses the person's token: nothing is theirs to see, and no session of theirs goes on. */
export async function endLook(db: Db, whose: Whose): Promise<void> {
  await emptyVisible(db, whose)
  await db
    .updateTable('viewer')
    .set({ look: 'ended', tokens: null, sees_all: false, looked_at: null, listed_at: null, deals_at: null })
    .where('workspace_id', '=', whose.workspaceId)
    .where('user_id', '=', whose.userId)
    .execute()
  await db.deleteFrom('auth_session').where('userId', '=', whose.userId).execute()
}
