import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { World } from '../world.ts'

/** Records people may act on: what the product knows of, so that what it made itself is among them. */
export async function someParty(
  world: World,
  fits: (party: CapsuleParty) => boolean = () => true,
): Promise<CapsuleParty | null> {
  const rows = await world.db
    .selectFrom('mirror_party')
    .select('data')
    .where('state', '<>', 'deleted')
    .orderBy('id')
    .execute()
  return one(world, rows.map((row) => row.data).filter(fits))
}

export async function someContact(
  world: World,
  status: XeroContact['status'] = 'ACTIVE',
): Promise<XeroContact | null> {
  const rows = await world.db
    .selectFrom('mirror_contact')
    .select('data')
    .where('status', '=', status)
    .orderBy('id')
    .execute()
  return one(
    world,
    rows.map((row) => row.data),
  )
}

export async function someInvoice(world: World, statuses: readonly string[]) {
  const rows = await world.db
    .selectFrom('mirror_document')
    .select(['id', 'status', 'due_minor'])
    .where('status', 'in', statuses)
    .where('kind', 'in', ['invoice', 'bill'])
    .orderBy('id')
    .execute()
  return one(world, rows)
}

/** Both records of a link. */
export async function someLink(world: World) {
  const rows = await world.db
    .selectFrom('link')
    .select(['party_id', 'contact_id'])
    .where('state', '=', 'active')
    .where('party_id', 'is not', null)
    .orderBy('contact_id')
    .execute()
  const link = one(world, rows)
  return link?.party_id ? { partyId: link.party_id, contactId: link.contact_id } : null
}

const one = <T>(world: World, items: readonly T[]): T | null =>
  items.length === 0 ? null : world.chance.pick(items)

export const newName = (world: World): string =>
  `${world.chance.pick(['Harbour', 'Summit', 'Orchard', 'Kestrel', 'Quarry'])} ${world.chance.pick(['Foods', 'Bistro', 'Group', 'Hotel'])} ${world.chance.int(1, 99_999)}`
export const newEmail = (world: World): string => `person${world.chance.int(1, 99_999)}@edited.example`
export const newPhone = (world: World): string => `0355${world.chance.int(100_000, 999_999)}`
