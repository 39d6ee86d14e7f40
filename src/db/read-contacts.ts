import { sql } from 'kysely'
import { isUuid } from '#core/model/ids.ts'
import { type Access, hasHiddenPeople, operationVisible, partyVisible, rowVisible } from './access.ts'
import { storable } from './json-text.ts'
import type { Db } from './open.ts'

export interface ContactFilter {
  readonly q: string | undefined
  readonly owing: 'outstanding' | 'overdue' | undefined
}

function filtered(db: Db, access: Access, filter: ContactFilter) {
  const words = storable(filter.q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 8)
  let query = db
    .selectFrom('contact_row')
    .where('workspace_id', '=', access.workspaceId)
    .where(rowVisible(access, 'contact_row'))
  // The second line holds what may be people's.
  const searched =
    access.viewerId === null ? sql<string>`search` : sql<string>`split_part(search, chr(10), 1)`
  for (const word of words)
    query = query.where(searched, 'like', `%${word.replace(/[\\%_]/g, (c) => `\\${c}`)}%`)
  if (filter.owing)
    query = query.where(filter.owing === 'overdue' ? 'overdue_base' : 'outstanding_base', '>', 0)
  return query
}

export async function countContactRows(db: Db, access: Access, filter: ContactFilter) {
  const rows = await filtered(db, access, filter)
    .select((e) => ['state', e.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  return new Map(rows.map((row) => [row.state, Number(row.count)]))
}

/** The line with this key, if it may be seen; a contact's key also finds the party it is linked with. */
export async function contactRow(db: Db, access: Access, key: string) {
  const rows = db
    .selectFrom('contact_row')
    .selectAll()
    .where('workspace_id', '=', access.workspaceId)
    .where(rowVisible(access, 'contact_row'))
  const row = await rows.where('key', '=', key).executeTakeFirst()
  if (row || !key.startsWith('x') || !isUuid(key.slice(1))) return row
  const own = await rows.where('contact_id', '=', key.slice(1)).executeTakeFirst()
  if (own) return own
  // A further contact of a party that is linked in several organisations.
  return rows
    .where('party_id', 'in', (e) =>
      e
        .selectFrom('link')
        .select('link.party_id')
        .where('link.workspace_id', '=', access.workspaceId)
        .where('link.contact_id', '=', key.slice(1)),
    )
    .executeTakeFirst()
}

/** The contacts of a party, the one in the organisation that was added first in front; proposed ones last. */
export async function contactsOfParty(db: Db, workspaceId: string, partyId: number) {
  return db
    .selectFrom('link')
    .leftJoin('connection', 'connection.id', 'link.connection_id')
    .select(['link.contact_id as contactId', 'link.connection_id as connectionId', 'link.state'])
    .where('link.workspace_id', '=', workspaceId)
    .where('link.party_id', '=', partyId)
    .orderBy((e) => e('link.state', '=', 'proposed'))
    .orderBy('connection.added_at')
    .orderBy('link.contact_id')
    .execute()
}

export async function partyOf(db: Db, workspaceId: string, partyId: number) {
  return db
    .selectFrom('mirror_party')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', partyId)
    .executeTakeFirst()
}

/** The people of an organisation, with whether they may be seen. */
export async function peopleOf(db: Db, access: Access, organisationId: number) {
  return db
    .selectFrom('mirror_party')
    .select(['id', 'name', partyVisible(access, sql.ref('mirror_party.id')).as('visible')])
    .where('workspace_id', '=', access.workspaceId)
    .where('organisation_id', '=', organisationId)
    .where('state', '=', 'active')
    .orderBy('name')
    .limit(50)
    .execute()
}

/** Of these parties those that have people who may not be seen. */
export async function withHiddenPeople(
  db: Db,
  access: Access,
  partyIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (access.viewerId === null || partyIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('mirror_party')
    .select('id')
    .where('workspace_id', '=', access.workspaceId)
    .where('id', 'in', [...new Set(partyIds)])
    .where(hasHiddenPeople(access, sql.ref('mirror_party.id'), 'now'))
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** Whether a party is a person of an organisation that may not be seen. */
export async function hasHiddenEmployer(db: Db, access: Access, partyId: number): Promise<boolean> {
  const row = await db
    .selectFrom('mirror_party as person')
    .innerJoin('mirror_party as o', (j) =>
      j.onRef('o.workspace_id', '=', 'person.workspace_id').onRef('o.id', '=', 'person.organisation_id'),
    )
    .select('o.id')
    .where('person.workspace_id', '=', access.workspaceId)
    .where('person.id', '=', partyId)
    .where('o.state', '<>', 'deleted')
    .where((e) => e.not(partyVisible(access, sql.ref('o.id'))))
    .executeTakeFirst()
  return row !== undefined
}

/** Of these parties those that may be seen. */
export async function partiesSeen(
  db: Db,
  access: Access,
  partyIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (partyIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('mirror_party')
    .select('id')
    .where('workspace_id', '=', access.workspaceId)
    .where('id', 'in', [...new Set(partyIds)])
    .where(partyVisible(access, sql.ref('mirror_party.id')))
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** The party a contact's page is about: of those that may be seen. */
export async function partyOfKey(db: Db, access: Access, key: string): Promise<number | null> {
  if (/^p\d{1,15}$/.test(key)) return Number(key.slice(1))
  const id = key.slice(1)
  if (!isUuid(id)) return null
  const row = await db
    .selectFrom('link')
    .select('party_id')
    .where('workspace_id', '=', access.workspaceId)
    .where('contact_id', '=', id)
    .where(partyVisible(access, sql.ref('link.party_id')))
    .executeTakeFirst()
  return row?.party_id ?? null
}

export async function contactOf(db: Db, workspaceId: string, contactId: string) {
  return db
    .selectFrom('mirror_contact')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', contactId)
    .executeTakeFirst()
}

export async function linkOfContact(db: Db, workspaceId: string, contactId: string) {
  return db
    .selectFrom('link')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .executeTakeFirst()
}

/** What failed of a contact's writes, as far as it may be seen. */
export async function failuresOf(db: Db, access: Access, contactId: string) {
  return db
    .selectFrom('operation')
    .select('error')
    .where('workspace_id', '=', access.workspaceId)
    .where(operationVisible(access, 'operation'))
    .where('contact_id', '=', contactId)
    .where('state', '=', 'failed')
    .orderBy('ended_at', 'desc')
    .limit(10)
    .execute()
}

export async function auditOf(db: Db, workspaceId: string, subjects: readonly string[], limit: number) {
  if (subjects.length === 0) return []
  return db
    .selectFrom('audit')
    .select(['at', 'actor', 'action', 'details'])
    .where('workspace_id', '=', workspaceId)
    .where('subject', 'in', subjects)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** When the mirror of a contact's documents was last known to be current: the last thing heard or read. */
export async function heardAt(db: Db, connectionId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('connection')
    .select((e) =>
      sql<Date | null>`greatest(${e.ref('last_heard_at')}, ${e.ref('last_sweep_at')},
      (select max(read_at) from cursor where connection_id = connection.id))`.as('at'),
    )
    .where('id', '=', connectionId)
    .executeTakeFirst()
  return row?.at ?? null
}

/** A link that stands in this organisation and has one of these records, with whichever other. */
export async function linkBetween(
  db: Db,
  workspaceId: string,
  connectionId: string,
  pair: { readonly partyId: number; readonly contactId: string },
) {
  return db
    .selectFrom('link')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .where('state', 'in', ['pending', 'active'])
    .where((e) => e.or([e('party_id', '=', pair.partyId), e('contact_id', '=', pair.contactId)]))
    .executeTakeFirst()
}
