import { organisation } from '#sandbox/seeds/company.ts'
import type { EditedField } from '../ledger.ts'
import { count } from '../reach.ts'
import type { World } from '../world.ts'
import type { Action } from './action.ts'
import { newEmail, newName, newPhone, someContact, someParty } from './records.ts'

const inputs: Readonly<Record<EditedField, string>> = {
  name: 'Name',
  email: 'EmailAddress',
  phone: 'Phone',
  taxNumber: 'TaxNumber',
}

/** Of the organisation that the contact belongs to. */
async function shortCodeOf(world: World, id: string): Promise<string> {
  const row = await world.db
    .selectFrom('mirror_contact')
    .innerJoin('connection', 'connection.id', 'mirror_contact.connection_id')
    .select('connection.details')
    .where('mirror_contact.id', '=', id)
    .executeTakeFirst()
  const { shortCode } = row?.details ?? {}
  return typeof shortCode === 'string' ? shortCode : organisation.shortCode
}

/** Changes one field on the contact's page, which sends all of them. */
export async function editContact(
  world: World,
  id: string,
  field: EditedField,
  value: string,
): Promise<boolean> {
  const pageIn = (shortCode: string) => `/app/${shortCode}/contacts/contact/${id}`
  const shortCode = await shortCodeOf(world, id)
  const form = await world.hands.formOf('xero', pageIn(shortCode), 'EmailAddress')
  const done =
    form && (await world.hands.submit('xero', `/app/contacts/${id}`, { ...form, [inputs[field]]: value }))
  // Everything else is done in the first organisation, which has to be looked at again.
  if (shortCode !== organisation.shortCode) {
    await world.hands.formOf('xero', pageIn(organisation.shortCode), 'EmailAddress')
    count(world.reach, 'edit in the second organisation', done === null ? 0 : 1)
  }
  if (done === null) return false
  world.trace.note(`edit contact ${id} ${field} ${value}`)
  const common = { at: world.clock.now(), action: 'edit contact', side: 'xero', record: 'contact' } as const
  world.ledger.add({ ...common, id, field, value })
  return true
}

async function edit(world: World, field: EditedField, value: string): Promise<boolean> {
  const contact = await someContact(world)
  return contact !== null && editContact(world, contact.id, field, value)
}

async function press(
  world: World,
  button: 'archive' | 'restore',
  on: 'ACTIVE' | 'ARCHIVED',
): Promise<boolean> {
  const contact = await someContact(world, on)
  if (!contact) return false
  world.trace.note(`${button} contact ${contact.id}`)
  return (await world.hands.submit('xero', `/app/contacts/${contact.id}/${button}`)) !== null
}

export const contactActions: readonly Action[] = [
  { name: 'rename contact', weight: 5, act: (world) => edit(world, 'name', newName(world)) },
  {
    name: 'rename contact as a party',
    weight: 1.5,
    async act(world) {
      const party = await someParty(world)
      return party !== null && edit(world, 'name', party.name)
    },
  },
  { name: 'e-mail of a contact', weight: 5, act: (world) => edit(world, 'email', newEmail(world)) },
  { name: 'phone of a contact', weight: 3, act: (world) => edit(world, 'phone', newPhone(world)) },
  {
    name: 'new contact',
    weight: 3,
    async act(world) {
      const form = { Name: newName(world), EmailAddress: newEmail(world) }
      const made = await world.hands.submit('xero', '/app/contacts', form)
      world.trace.note(`create contact ${form.Name} ${made}`)
      return made !== null
    },
  },
  {
    name: 'archive contact',
    weight: 2,
    reach: 'contact archived during sync',
    act: (world) => press(world, 'archive', 'ACTIVE'),
  },
  {
    name: 'restore contact',
    weight: 1.5,
    reach: 'contact restored',
    act: (world) => press(world, 'restore', 'ARCHIVED'),
  },
  {
    name: 'merge contacts',
    weight: 2,
    reach: 'merge during sync',
    async act(world) {
      const loser = await someContact(world)
      const winner = await someContact(world)
      if (!loser || !winner || loser.id === winner.id) return false
      world.trace.note(`merge contact ${loser.id} into ${winner.id}`)
      return (
        (await world.hands.submit('xero', `/app/contacts/${loser.id}/merge`, { into: winner.id })) !== null
      )
    },
  },
]
