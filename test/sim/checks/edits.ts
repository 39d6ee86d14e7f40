import { contactField, type Edit, partyField, standing } from '../ledger.ts'
import { count } from '../reach.ts'
import type { EngineCall } from '../wire.ts'
import type { Check } from './checks.ts'
import { type Truth, truthOf } from './truth.ts'

/**
 * What people were told is saved is still there; or it gave way to the other side's value, which is recorded; or the
 * record itself went by a person's own doing.
 */
export const editsAreKept: Check = async (world) => {
  const truth = await truthOf(world)
  const records = await world.db.selectFrom('operation').select(['before', 'after', 'result']).execute()
  const reviews = await world.db.selectFrom('review').select(['details', 'decision']).execute()
  const stored = JSON.stringify([records, reviews])
  return standing(world.ledger.edits).flatMap((edit) => {
    const value = presentValue(truth, edit)
    if (value === null || value === edit.value) return []
    if (edit.value !== '' && stored.includes(JSON.stringify(edit.value).slice(1, -1))) {
      count(world.reach, 'edit superseded')
      return []
    }
    if (raced(world.wire.calls, edit)) {
      count(world.reach, 'edit raced a write')
      return []
    }
    return [
      `${edit.side} ${edit.record} ${edit.id} ${edit.field}: "${edit.value}" was saved at ${new Date(edit.at).toISOString()}, "${value}" is there`,
    ]
  })
}

/**
 * Neither vendor takes a write only if nothing changed: what is saved while a write is on its way is overwritten
 * unseen. Longer than a webhook and its reading need, nobody may write without looking.
 */
const raceMs = 2_000

const raced = (calls: readonly EngineCall[], edit: Edit): boolean =>
  calls.some(
    (call) =>
      call.write &&
      call.side === edit.side &&
      call.at >= edit.at - raceMs / 4 &&
      call.at <= edit.at + raceMs &&
      (call.path.endsWith(`/${edit.id}`) || call.body.includes(edit.id)),
  )

function presentValue(truth: Truth, edit: Edit): string | null {
  if (edit.record === 'party') {
    const party = truth.parties.get(Number(edit.id))
    return party ? partyField[edit.field](party) : null
  }
  const contact = truth.contacts.get(edit.id)
  return contact && contact.status === 'ACTIVE' ? contactField[edit.field](contact) : null
}
