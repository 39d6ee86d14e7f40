import { contactField, type Edit, partyField, standing } from '../ledger.ts'
import type { World } from '../world.ts'
import type { Check } from './checks.ts'
import { type Truth, truthOf } from './truth.ts'

/** What people were told is saved is still there, or the record is gone by a person's own doing. */
export const editsAreKept: Check = async (world) => {
  const truth = await truthOf(world)
  return standing(world.ledger.edits).flatMap((edit) => lost(world, truth, edit))
}

function lost(_world: World, truth: Truth, edit: Edit): string[] {
  const value = presentValue(truth, edit)
  if (value === null || value === edit.value) return []
  return [
    `${edit.side} ${edit.record} ${edit.id} ${edit.field}: "${edit.value}" was saved, "${value}" is there`,
  ]
}

function presentValue(truth: Truth, edit: Edit): string | null {
  if (edit.record === 'party') {
    const party = truth.parties.get(Number(edit.id))
    return party ? partyField[edit.field](party) : null
  }
  const contact = truth.contacts.get(edit.id)
  return contact && contact.status === 'ACTIVE' ? contactField[edit.field](contact) : null
}
