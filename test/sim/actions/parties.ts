import type { CapsuleParty } from '#core/model/party.ts'
import type { EditedField } from '../ledger.ts'
import type { World } from '../world.ts'
import type { Action } from './action.ts'
import { newEmail, newName, newPhone, someContact, someParty } from './records.ts'

const path = (party: CapsuleParty | number) => `/party/${typeof party === 'number' ? party : party.id}`

/** Changes one field on the party's page. */
export async function editParty(
  world: World,
  id: number,
  field: Exclude<EditedField, 'taxNumber'>,
  value: string,
): Promise<boolean> {
  // A person has no such field; theirs is made of two.
  if (field === 'name' && !(await isOrganisation(world, id))) return false
  const done = await world.hands.submit('capsule', path(id), { [field]: value })
  if (done === null) return false
  world.trace.note(`edit party ${id} ${field} ${value}`)
  const common = { at: world.clock.now(), action: 'edit party', side: 'capsule', record: 'party' } as const
  // Behind one that is taken away there may be another, of a party that was merged into this one.
  const left = value === '' ? (await world.hands.formOf('capsule', path(id), 'email'))?.[field] : value
  world.ledger.add({ ...common, id: String(id), field, value: left ?? '' })
  return true
}

async function isOrganisation(world: World, id: number): Promise<boolean> {
  return (await world.hands.formOf('capsule', path(id), 'email'))?.name !== undefined
}

async function edit(world: World, field: 'email' | 'phone', value: string): Promise<boolean> {
  const party = await someParty(world)
  return party !== null && editParty(world, party.id, field, value)
}

const organisation = (party: CapsuleParty) => party.type === 'organisation'

async function create(world: World, form: Readonly<Record<string, string>>): Promise<boolean> {
  const done = await world.hands.submit('capsule', '/party/new', form)
  world.trace.note(`create party ${JSON.stringify(form)} ${done}`)
  return done !== null
}

export const partyActions: readonly Action[] = [
  {
    name: 'rename organisation',
    weight: 6,
    async act(world) {
      const party = await someParty(world, organisation)
      return party !== null && editParty(world, party.id, 'name', newName(world))
    },
  },
  {
    name: 'rename organisation as a contact',
    weight: 2,
    reach: 'name taken',
    async act(world) {
      const party = await someParty(world, organisation)
      const contact = await someContact(world)
      return party !== null && contact !== null && editParty(world, party.id, 'name', contact.name)
    },
  },
  { name: 'e-mail of a party', weight: 6, act: (world) => edit(world, 'email', newEmail(world)) },
  { name: 'e-mail of a party taken away', weight: 1, act: (world) => edit(world, 'email', '') },
  { name: 'phone of a party', weight: 4, act: (world) => edit(world, 'phone', newPhone(world)) },
  {
    name: 'new organisation',
    weight: 3,
    act: (world) => create(world, { type: 'organisation', name: newName(world), email: newEmail(world) }),
  },
  {
    name: 'new person of an organisation',
    weight: 2,
    async act(world) {
      const party = await someParty(world, organisation)
      const names = { type: 'person', firstName: 'Robin', lastName: `Vale ${world.chance.int(1, 999)}` }
      return create(world, {
        ...names,
        email: newEmail(world),
        ...(party ? { organisation: party.name } : {}),
      })
    },
  },
  {
    name: 'delete party',
    weight: 2,
    reach: 'party deleted during sync',
    async act(world) {
      const party = await someParty(world)
      if (!party) return false
      world.trace.note(`delete party ${party.id}`)
      return (await world.hands.submit('capsule', `${path(party)}/delete`)) !== null
    },
  },
  {
    name: 'merge parties',
    weight: 1.5,
    reach: 'party merged during sync',
    async act(world) {
      const loser = await someParty(world, organisation)
      const winner = await someParty(world, organisation)
      if (!loser || !winner || loser.id === winner.id) return false
      world.trace.note(`merge party ${loser.id} into ${winner.id}`)
      const merged = await world.hands.submit('capsule', `${path(loser)}/merge`, { into: String(winner.id) })
      if (merged !== null) world.ledger.mergedInto('capsule', String(winner.id))
      return merged !== null
    },
  },
  {
    name: 'convert party',
    weight: 0.7,
    reach: 'party converted',
    async act(world) {
      const party = await someParty(world)
      if (!party) return false
      world.trace.note(`convert party ${party.id}`)
      return (await world.hands.submit('capsule', `${path(party)}/convert`)) !== null
    },
  },
]
