import { sql } from 'kysely'
import { type FieldKey, fieldKeys } from '#core/field/field.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { type Access, reviewVisible } from './access.ts'
import { anyOf } from './any-of.ts'
import type { Db } from './open.ts'
import type { ReviewTable } from './tables.ts'

type Kind = ReviewTable['kind']

/** Open questions, the riskiest first, then those about the most money. */
export async function listReviews(db: Db, access: Access, kind: Kind | undefined, limit: number) {
  return db
    .selectFrom('review as v')
    .leftJoin('contact_row as r', (j) =>
      j
        .onRef('r.workspace_id', '=', 'v.workspace_id')
        .onRef('r.contact_id', '=', 'v.contact_id')
        .on((e) => e.or([e('r.party_id', 'is', null), e('r.party_id', '=', e.ref('v.party_id'))])),
    )
    .selectAll('v')
    .select('r.outstanding')
    .where('v.workspace_id', '=', access.workspaceId)
    .where('v.state', '=', 'open')
    .where(reviewVisible(access, 'v'))
    .$if(kind !== undefined, (q) => q.where('v.kind', '=', kind ?? 'match'))
    .orderBy('v.risk', 'desc')
    .orderBy(sql`coalesce(r.outstanding_base, 0) desc`)
    .orderBy('v.created_at')
    .orderBy('v.id')
    .limit(limit)
    .execute()
}

/** Whether this question is among those somebody may see. */
export async function mayReview(db: Db, access: Access, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('review')
    .select('id')
    .where('workspace_id', '=', access.workspaceId)
    .where('id', '=', id)
    .where(reviewVisible(access, 'review'))
    .executeTakeFirst()
  return row !== undefined
}

export async function reviewById(db: Db, workspaceId: string, id: string) {
  return db
    .selectFrom('review')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function countReviewsByKind(db: Db, access: Access): Promise<Record<Kind, number>> {
  const rows = await db
    .selectFrom('review')
    .select((e) => ['kind', e.fn.countAll<number>().as('count')])
    .where('workspace_id', '=', access.workspaceId)
    .where('state', '=', 'open')
    .where(reviewVisible(access, 'review'))
    .groupBy('kind')
    .execute()
  const count = (kind: Kind) => Number(rows.find((row) => row.kind === kind)?.count ?? 0)
  return {
    match: count('match'),
    conflict: count('conflict'),
    approval: count('approval'),
    merge: count('merge'),
  }
}

/** Open questions of one kind, oldest first; to decide those that a new rule decides alike. */
export async function openReviewsOfKind(db: Db, workspaceId: string, kind: Kind) {
  return db
    .selectFrom('review')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .where('kind', '=', kind)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** Of those, the ones somebody may see. */
export async function visibleReviewsOfKind(db: Db, access: Access, kind: Kind) {
  return db
    .selectFrom('review')
    .select('details')
    .where('workspace_id', '=', access.workspaceId)
    .where('state', '=', 'open')
    .where('kind', '=', kind)
    .where(reviewVisible(access, 'review'))
    .execute()
}

/** Parties as last seen, whether they are still there or not. */
export async function partiesByIds(
  db: Db,
  workspaceId: string,
  ids: readonly number[],
): Promise<Map<number, CapsuleParty>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('mirror_party')
    .select(['id', 'data'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`id = ${anyOf([...new Set(ids)], 'bigint')}`)
    .execute()
  return new Map(rows.map((row) => [row.id, row.data]))
}

export async function contactsByIds(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, XeroContact>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('mirror_contact')
    .select(['id', 'data'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`id = ${anyOf([...new Set(ids)], 'uuid')}`)
    .execute()
  return new Map(rows.map((row) => [row.id, row.data]))
}

/** The connections of these contacts' organisations. */
export async function connectionsOfContacts(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('mirror_contact')
    .select(['id', 'connection_id'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row.connection_id]))
}

/** When each field of these contacts' links was last settled, ISO 8601. */
export async function agreedTimes(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
): Promise<Map<string, Map<FieldKey, string>>> {
  if (contactIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('base_value as b')
    .innerJoin('link as l', 'l.id', 'b.link_id')
    .select(['l.contact_id', 'b.fields'])
    .where('l.workspace_id', '=', workspaceId)
    .where('l.contact_id', 'in', [...new Set(contactIds)])
    .execute()
  return new Map(
    rows.map((row) => [
      row.contact_id,
      new Map(
        fieldKeys.flatMap((key) => {
          const value = row.fields[key]
          return value ? [[key, value.at] as const] : []
        }),
      ),
    ]),
  )
}

/** Who asked for these runs, where it was a person. */
export async function requestersOf(
  db: Db,
  workspaceId: string,
  runIds: readonly string[],
): Promise<Map<string, string>> {
  if (runIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('run')
    .select(['id', 'requested_by'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...new Set(runIds)])
    .execute()
  return new Map(
    rows.flatMap((row) => (row.requested_by === null ? [] : [[row.id, row.requested_by] as const])),
  )
}

/** Open questions about a contact that somebody may see. */
export async function visibleReviewsOf(db: Db, access: Access, contactId: string) {
  return db
    .selectFrom('review')
    .selectAll()
    .where('workspace_id', '=', access.workspaceId)
    .where('contact_id', '=', contactId)
    .where('state', '=', 'open')
    .where(reviewVisible(access, 'review'))
    .orderBy('risk', 'desc')
    .execute()
}

/** Open questions about a contact. */
export async function openReviewsOf(db: Db, workspaceId: string, contactId: string) {
  return db
    .selectFrom('review')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('state', '=', 'open')
    .orderBy('risk', 'desc')
    .execute()
}

/** Runs that wait as a whole: they stand on no customer's line. */
export async function countHeldRuns(db: Db, workspaceId: string): Promise<number> {
  const row = await db
    .selectFrom('review')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .where('kind', '=', 'approval')
    .where('contact_id', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
