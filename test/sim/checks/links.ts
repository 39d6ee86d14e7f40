import { referenceFieldNamesFor } from '#core/match/facts.ts'
import { listXeroConnections } from '#db/connections.ts'
import type { World } from '../world.ts'
import type { Check } from './checks.ts'
import { type Truth, truthOf } from './truth.ts'

interface StoredLink {
  readonly partyId: number | null
  readonly contactId: string
  readonly state: string
  /** The organisation's connection, and what the party's field of it is called. */
  readonly connectionId: string
  readonly field: string
}

/** Every link is carried by both records, or it is recorded why not. */
export const linksAgree: Check = async (world) => {
  const truth = await truthOf(world)
  const rows = await world.db
    .selectFrom('link')
    .select(['party_id', 'contact_id', 'state', 'connection_id'])
    .execute()
  const xeros = await listXeroConnections(world.db, await world.workspaceId())
  const fieldOf = new Map<string, string>(
    xeros.map(({ id, details }) => [id, referenceFieldNamesFor(details.references?.label ?? null).contactId]),
  )
  const links: StoredLink[] = rows
    .filter((row) => row.state !== 'proposed')
    .map((row) => ({
      partyId: row.party_id,
      contactId: row.contact_id,
      state: row.state,
      connectionId: row.connection_id,
      field: fieldOf.get(row.connection_id) ?? '',
    }))
  const excused = await explained(world)
  return [
    ...twice(links),
    ...links.flatMap((link) => (excused.has(link.contactId) ? [] : disagreements(link, truth))),
  ]
}

/** Contacts whose difference somebody is told of, by a failed write or a question, or that are to be left alone. */
async function explained(world: World): Promise<ReadonlySet<string>> {
  const failed = await world.db
    .selectFrom('operation')
    .select('contact_id')
    .where('state', '=', 'failed')
    .execute()
  const asked = await world.db.selectFrom('review').select('contact_id').where('state', '=', 'open').execute()
  const excluded = await world.db.selectFrom('exclusion').select('record_id as contact_id').execute()
  return new Set([...failed, ...asked, ...excluded].flatMap((row) => row.contact_id ?? []))
}

function twice(links: readonly StoredLink[]): string[] {
  const seen = new Set<string>()
  return links.flatMap((link) => {
    const keys = [
      `contact ${link.contactId}`,
      ...(link.partyId === null ? [] : [`party ${link.partyId} of ${link.connectionId}`]),
    ]
    const again = keys.filter((key) => seen.has(key))
    for (const key of keys) seen.add(key)
    return again.map((key) => `${key} is in two links`)
  })
}

function disagreements(link: StoredLink, truth: Truth): string[] {
  const contact = truth.contacts.get(link.contactId)
  if (!contact) return [`the link of ${link.contactId} leads to no contact`]
  if (link.partyId === null) return [`the link of ${link.contactId} has no party and nobody is told`]
  const party = truth.parties.get(link.partyId)
  // Deleted or merged away in Capsule, or no longer to be changed in Xero: shown as such.
  if (!party || contact.status !== 'ACTIVE' || contact.mergedToContactId !== null) return []
  const value = party.fields.find((field) => field.name === link.field)?.value
  const found: string[] = []
  if (link.state !== 'active') found.push(`the link of ${link.contactId} is ${link.state}`)
  if (value !== contact.id) found.push(`party ${party.id} says ${value}, linked is ${contact.id}`)
  const taken = [...truth.contacts.values()].some(
    (other) =>
      other.contactNumber === String(party.id) && truth.organisationOf.get(other.id) === link.connectionId,
  )
  // Xero takes a number once: where another contact holds it, nothing is to be written.
  if (contact.contactNumber === null && !taken)
    found.push(`contact ${contact.id} has no number, linked is ${party.id}`)
  return found
}
