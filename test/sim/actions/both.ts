import type { Action } from './action.ts'
import { editContact } from './contacts.ts'
import { editParty } from './parties.ts'
import { newEmail, newName, someLink } from './records.ts'

/** The same field of both records of a link, changed before anybody could carry one over. */
export const bothActions: readonly Action[] = [
  {
    name: 'e-mail on both sides',
    weight: 3,
    reach: 'edit on both sides at once',
    async act(world) {
      const link = await someLink(world)
      if (!link || !(await editParty(world, link.partyId, 'email', newEmail(world)))) return false
      return editContact(world, link.contactId, 'email', newEmail(world))
    },
  },
  {
    name: 'the same e-mail on both sides',
    weight: 1,
    reach: 'edit of a field both sides hold',
    async act(world) {
      const link = await someLink(world)
      const email = newEmail(world)
      if (!link || !(await editParty(world, link.partyId, 'email', email))) return false
      return editContact(world, link.contactId, 'email', email)
    },
  },
  {
    name: 'name on both sides',
    weight: 1,
    async act(world) {
      const link = await someLink(world)
      if (!link || !(await editParty(world, link.partyId, 'name', newName(world)))) return false
      return editContact(world, link.contactId, 'name', newName(world))
    },
  },
]
