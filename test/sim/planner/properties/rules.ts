import { isUsable } from '#core/match/world.ts'
import { operationHash } from '#core/plan/hash.ts'
import { isUpdate, must, updatesOf } from '../says.ts'
import { apply } from '../vendor.ts'
import { type Check, planned } from './cases.ts'

export const noWriteAgainstDirection: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const held = plan.reviews.flatMap((review) =>
    review.kind === 'approval' && isUpdate(review.operation) ? [review.operation] : [],
  )
  for (const update of [...updatesOf(plan), ...held]) {
    const way = update.kind === 'capsule.party.update' ? 'xero_to_capsule' : 'capsule_to_xero'
    for (const { field } of update.changes) {
      const { direction } = stage.rules.fields[field]
      must(direction === 'both' || direction === way, `${field} is written against ${direction}`)
    }
    must(!stage.excludedContacts.has(update.contactId), 'an excluded contact is written')
    must(!stage.excludedParties.has(update.partyId), 'an excluded party is written')
  }
  for (const review of plan.reviews) {
    if (review.kind !== 'conflict') continue
    for (const { field, winners } of review.fields) {
      const { direction } = stage.rules.fields[field]
      must(direction !== 'off', `${field} is off and asked about`)
      const possible = { capsule: 'capsule_to_xero', xero: 'xero_to_capsule' } as const
      const wrong = winners.find((winner) => direction !== 'both' && direction !== possible[winner])
      must(wrong === undefined, `${field} may not be decided for ${wrong}`)
    }
  }
  const off = [...plan.settled, ...plan.differing].find(
    (each) => stage.rules.fields[each.field].direction === 'off',
  )
  must(off === undefined, `${off?.field} is off and compared`)
}

export const nothingGoneUnapproved: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const isApproved = [...stage.decided.values()].includes(true)
  for (const operation of plan.operations) {
    if (operation.kind === 'xero.contact.archive') {
      must(stage.rules.gate === 'each', 'a comparison archives')
      must(stage.decided.get(operationHash(operation)) === true, 'something is archived that nobody approved')
    }
    if (stage.rules.gate === 'whole' || !isUpdate(operation)) continue
    for (const change of operation.changes) {
      const waits =
        stage.rules.fields[change.field].approve || (change.after === null && change.before !== null)
      must(!waits || isApproved, 'a write went ahead that should wait', () => change)
    }
  }
  const before = stage.parties.size
  const archived = [...stage.contacts.values()].filter((each) => !isUsable(each)).length
  const asked = plan.operations.filter((each) => each.kind === 'xero.contact.archive').length
  apply(stage, plan)
  must(stage.parties.size >= before, 'a party is gone')
  const now = [...stage.contacts.values()].filter((each) => !isUsable(each)).length
  must(now === archived + asked, 'a contact is gone')
}
