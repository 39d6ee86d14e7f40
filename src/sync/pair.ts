import { sql } from 'kysely'
import type { FieldKey, FieldSetting, Normal, Subject } from '#core/field/field.ts'
import { fieldOf } from '#core/field/fields.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { connectionId, linkId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { LinkBase } from '#core/plan/plan.ts'
import type { LinkContext } from '#core/plan/three-way.ts'
import { loadBase } from '#db/base-values.ts'
import { type CapsuleConnection, connectionById, type XeroConnection } from '#db/connections.ts'
import { baseOfLink } from '#db/decided.ts'
import type { Db } from '#db/open.ts'
import { type CurrentRules, loadRules } from '#db/rules.ts'
import type { DifferingField, StoredBase } from '#db/tables.ts'
import { fieldSetting } from './setting.ts'

/** A party and a contact side by side, with what comparing them depends on. */
export interface Pair {
  readonly subject: Subject
  readonly contact: XeroContact
  readonly context: LinkContext
  readonly rules: CurrentRules
}

/** A pair that is linked, with what was last settled. */
export interface LinkedPair extends Pair {
  readonly linkId: string
  readonly base: LinkBase
  readonly stored: StoredBase
  /** Fields the last plan left differing, with the reason. */
  readonly differing: readonly DifferingField[]
}

interface Connected {
  readonly capsule: CapsuleConnection
  readonly xero: XeroConnection
}

/**
 * Null when a record is not known, or the party is not visible any more.
 *
 * @param given the sides; of several Xero organisations the contact's own is taken
 */
export async function loadPair(
  db: Db,
  given: Connected,
  partyId: number,
  contactId: string,
): Promise<Pair | null> {
  const { workspaceId } = given.xero
  const subject = await loadSubject(db, workspaceId, partyId)
  const contact = await db
    .selectFrom('mirror_contact')
    .select(['data', 'connection_id'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', contactId)
    .executeTakeFirst()
  if (!subject || !contact) return null
  const own =
    contact.connection_id === given.xero.id
      ? given.xero
      : await connectionById(db, connectionId(contact.connection_id))
  const sides = own?.side === 'xero' ? { ...given, xero: own } : given
  const rules = await loadRules(db, workspaceId)
  const setting = fieldSetting(sides.capsule.details, sides.xero.details, rules)
  const nameTaken = await namesTaken(db, sides.xero, [
    readings('name', subject, contact.data, setting).capsule,
  ])
  return { subject, contact: contact.data, context: { rules: rules.rules, setting, nameTaken }, rules }
}

/** The pair of a link that stands: proposals of an unapproved plan are none. */
export async function loadLinkedPair(
  db: Db,
  sides: Connected,
  contactId: string,
): Promise<LinkedPair | null> {
  const { workspaceId } = sides.xero
  const link = await db
    .selectFrom('link')
    .select(['id', 'party_id', 'differing'])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('state', 'in', ['pending', 'active'])
    .executeTakeFirst()
  if (!link?.party_id) return null
  const pair = await loadPair(db, sides, link.party_id, contactId)
  if (!pair) return null
  const base = await loadBase(db, workspaceId, [link.id])
  return {
    ...pair,
    linkId: link.id,
    base: base.get(linkId(link.id)) ?? {},
    stored: await baseOfLink(db, workspaceId, link.id),
    differing: link.differing,
  }
}

/** A party with its people in order of their ids; null when it is not visible (any more). */
export async function loadSubject(db: Db, workspaceId: string, partyId: number): Promise<Subject | null> {
  const rows = await db
    .selectFrom('mirror_party')
    .select(['id', 'data'])
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'active')
    .where((e) => e.or([e('id', '=', partyId), e('organisation_id', '=', partyId)]))
    .orderBy('id')
    .execute()
  const party = rows.find((row) => row.id === partyId)?.data
  if (!party) return null
  const people: CapsuleParty[] = rows.flatMap((row) => (row.id === partyId ? [] : [row.data]))
  return { party, people: party.type === 'organisation' ? people : [] }
}

export interface Readings {
  readonly capsule: Normal | undefined
  readonly xero: Normal | undefined
}

/** What both sides hold in one field. */
export function readings(
  key: FieldKey,
  subject: Subject,
  contact: XeroContact,
  setting: FieldSetting,
): Readings {
  const field = fieldOf(key)
  return { capsule: field.readCapsule(subject, setting), xero: field.readXero(contact, setting) }
}

/** Answers for these names only, which are looked up beforehand. */
async function namesTaken(
  db: Db,
  { id, workspaceId }: XeroConnection,
  names: readonly (Normal | undefined)[],
): Promise<LinkContext['nameTaken']> {
  const keys = [...new Set(names.flatMap((name) => (name ? [nameKey(name)] : [])))]
  const rows =
    keys.length === 0
      ? []
      : await db
          .selectFrom('mirror_contact')
          .select(['id', 'name'])
          .where('workspace_id', '=', workspaceId)
          .where('connection_id', '=', id)
          .where('status', '=', 'ACTIVE')
          .where(sql<string>`lower(regexp_replace(btrim(name), '\\s+', ' ', 'g'))`, 'in', keys)
          .execute()
  return (name, self) => {
    const bearer = rows.find((row) => nameKey(row.name) === nameKey(name) && row.id !== self)
    return bearer ? `Another active Xero contact is called “${bearer.name}”.` : null
  }
}

/** Names are unique among active contacts, whatever their case. @source reference/xero.md §7, Name */
const nameKey = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()
