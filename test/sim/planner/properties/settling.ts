import { isUsable } from '#core/match/world.ts'
import type { XeroContactId } from '#core/model/ids.ts'
import { operationHash } from '#core/plan/hash.ts'
import type { Plan, PlannedOperation } from '#core/plan/plan.ts'
import { plan as planAll } from '#core/plan/plan-all.ts'
import { play } from '../history.ts'
import { look } from '../reach.ts'
import { isNamedByParts, isTold, isUpdate, must, same, type Update, updatesOf, writesOf } from '../says.ts'
import { baseOf, capsuleOf, copyOf, planOf, type Stage, xeroOf } from '../stage.ts'
import { apply } from '../vendor.ts'
import { archives, type Check, comparedFields, freesNames, peopleOf, planned, settledStage } from './cases.ts'

export const terminates: Check = (given, reach) => {
  const { stage, chance } = play(given)
  // Data that no vendor should give: circles of merges, people of one another, links to nothing, records twice.
  const contacts = [...stage.contacts.values()]
  const parties = [...stage.parties.values()]
  const [first, second] = chance.shuffled(contacts)
  if (first && second && chance.oneIn(2)) {
    stage.contacts.set(first.id, { ...first, mergedToContactId: second.id })
    stage.contacts.set(second.id, { ...second, mergedToContactId: first.id })
  }
  const [one, two] = chance.shuffled(parties)
  if (one && two && chance.oneIn(2)) {
    stage.parties.set(one.id, { ...one, type: 'person', organisation: two })
    stage.parties.set(two.id, { ...two, type: 'person', organisation: one })
  }
  const lost = [...stage.links.values()].find(() => chance.oneIn(3))
  if (lost) stage.contacts.delete(lost.contactId)
  const twice = [...stage.contacts.values()].filter(() => chance.oneIn(3))
  const xero = { ...xeroOf(stage), contacts: [...stage.contacts.values(), ...twice] }
  const plan = planAll(capsuleOf(stage), xero, baseOf(stage), stage.rules)
  look(stage, plan, reach)
  const records = stage.contacts.size + stage.parties.size
  must(
    plan.operations.length <= 4 * records + 2,
    'more writes than records can need',
    () => plan.operations.length,
  )
}

export const converges: Check = (given, reach) => {
  const { stage: start } = planned(given, reach)
  const { stage, plan } = settledStage(start, reach)
  orphansAreAskedAbout(stage, plan)
  for (const { link, key, capsule, xero } of comparedFields(stage)) {
    if (capsule === xero) continue
    must(isTold(plan, link.contactId, key), `${key} differs and nobody is told`, () => ({
      link,
      capsule,
      xero,
    }))
  }
}

/** Contacts in use whose party was deleted: somebody is asked about each, once. */
function orphansAreAskedAbout(stage: Stage, plan: Plan): void {
  for (const { contactId, partyId } of stage.links.values()) {
    const contact = stage.contacts.get(contactId)
    if (partyId === null || stage.absent.get(partyId) !== 'deleted' || !contact || !isUsable(contact))
      continue
    if (stage.excludedContacts.has(contactId) || stage.excludedParties.has(partyId)) continue
    const hash = operationHash({ kind: 'xero.contact.archive', contactId, partyId })
    const isAsked = plan.reviews.some(
      (review) => review.kind !== 'match' && (review.contactId === contactId || isLoser(review, contactId)),
    )
    must(isAsked || stage.decided.has(hash), 'nobody is asked about a contact without party', () => contact)
  }
}

const isLoser = (review: Plan['reviews'][number], contactId: XeroContactId): boolean =>
  review.kind === 'merge' && review.loser === contactId

export const idempotent: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  must(same(planOf(stage), plan), 'planning twice gives two plans')
  const before = copyOf(stage)
  apply(stage, plan)
  const second = planOf(stage)
  // A written name or number, or a record more or less, may be what tells a pair from the others.
  const mayTell = updatesOf(plan).length > 0 || archives(plan) || creates(plan)
  const inherited = new Set(
    second.linkChanges.flatMap((change) =>
      mayTell && change.kind !== 'follow' && isOrphaned(stage, change.contactId) ? [change.contactId] : [],
    ),
  )
  const fresh = new Set([
    ...plan.links.map((link) => link.contactId),
    ...[...stage.links.keys()].filter((id) => !before.links.has(id)),
    ...(mayTell ? second.links.map((link) => link.contactId) : []),
    ...inherited,
  ])
  // Records made by the plan are compared for the first time; what is written on a person shows on the employer.
  const touched = new Set(
    updatesOf(plan).flatMap((each) => (each.kind === 'capsule.party.update' ? [each.partyId] : [])),
  )
  const isExpected = (contactId: XeroContactId) =>
    fresh.has(contactId) ||
    peopleOf(stage, contactId).some((id) => touched.has(id)) ||
    isNameFreed(plan, contactId)
  const again = second.operations.filter((each) => !('contactId' in each) || !isExpected(each.contactId))
  const known = again.filter(
    (each) =>
      !isCreationFreed(plan, each) &&
      !(isUpdate(each) && isOtherHalf(plan, each)) &&
      !(isUpdate(each) && each.changes.every((change) => isNamedByParts(plan, each.contactId, change.field))),
  )
  must(known.length === 0, 'writes are planned again', () => known)
  const agreed = second.settled.filter(
    (each) => !isExpected(each.contactId) && !isNamedByParts(plan, each.contactId, each.field),
  )
  must(agreed.length === 0, 'agreements are recorded again', () => agreed)
  const changes = second.linkChanges.filter(
    (change) => change.kind === 'follow' || !inherited.has(change.contactId),
  )
  must(changes.length === 0, 'links change again', () => changes)
  const links = second.links.filter((each) => !fresh.has(each.contactId))
  must(links.length === 0, 'links are planned again', () => links)
}

/** Without its party a contact is matched as a new one is. */
function isOrphaned(stage: Stage, contactId: XeroContactId): boolean {
  const partyId = stage.links.get(contactId)?.partyId ?? null
  return partyId !== null && stage.absent.get(partyId) === 'deleted'
}

/** A contact whose name another one stood in the way of. */
const isNameFreed = (plan: Plan, contactId: XeroContactId): boolean =>
  freesNames(plan) && isTold(plan, contactId, 'name')

const creates = (plan: Plan): boolean =>
  plan.operations.some(({ kind }) => kind === 'xero.contact.create' || kind === 'capsule.party.create')

/** A creation that a name or another record stood in the way of, which this plan changed. */
function isCreationFreed(plan: Plan, operation: PlannedOperation): boolean {
  if (operation.kind !== 'xero.contact.create') return false
  const isAsked = plan.reviews.some(
    (review) =>
      review.kind === 'match' && review.candidates.some((each) => each.partyId === operation.partyId),
  )
  const hadLink = plan.linkChanges.some((change) => change.kind === 'end')
  return (
    (isAsked || hadLink || plan.refused.some((each) => each.partyId === operation.partyId)) &&
    freesNames(plan)
  )
}

/** Of a list that both sides changed the other side is written by the next plan. */
const isOtherHalf = (plan: Plan, { kind, contactId, changes }: Update): boolean =>
  changes.every(({ field }) =>
    [...writesOf(plan)].some(
      ({ update, change }) =>
        change.settles !== undefined &&
        change.field === field &&
        update.contactId === contactId &&
        update.kind !== kind,
    ),
  )
