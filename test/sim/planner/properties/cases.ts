import { fieldKeys } from '#core/field/field.ts'
import { isUsable } from '#core/match/world.ts'
import type { XeroContact } from '#core/model/contact.ts'
import type { CapsulePartyId, XeroContactId } from '#core/model/ids.ts'
import type { Link } from '#core/model/link.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { Plan } from '#core/plan/plan.ts'
import type { Chance } from '../chance.ts'
import { type Drawn, play } from '../history.ts'
import { look, type Reach } from '../reach.ts'
import { isQuiet, must, updatesOf, writesOf } from '../says.ts'
import { capsuleReads, copyOf, planOf, type Stage, subjectOf, xeroReads } from '../stage.ts'
import { apply } from '../vendor.ts'

export type Check = (given: Drawn, reach: Reach) => void

/** More rounds than a world that settles ever needs. */
const roundsMax = 3

let last: { readonly given: Drawn; readonly plan: Plan } | null = null

/** The case and its plan; the plan is made once for all properties that look at it. */
export function planned(given: Drawn, reach: Reach): { stage: Stage; plan: Plan; chance: Chance } {
  const { stage, chance } = play(given)
  if (last?.given !== given) {
    last = { given, plan: planOf(stage) }
    look(stage, last.plan, reach)
  }
  return { stage, plan: last.plan, chance }
}

/** The stage after as many rounds as it takes, with the last, quiet plan. */
export function settledStage(stage: Stage, reach: Reach): { stage: Stage; plan: Plan } {
  const calm = copyOf(stage)
  let allowed = roundsMax
  for (let rounds = 0; ; rounds++) {
    const plan = planOf(calm)
    if (rounds > 0) look(calm, plan, reach)
    if (isQuiet(plan)) return { stage: calm, plan }
    must(rounds < allowed, `still busy after ${allowed} rounds`, () => leftOver(plan))
    // Who waited for a name goes on when it is free: one by one, as many as there are contacts.
    if (freesNames(plan) && waitsForName(plan)) allowed = roundsMax + calm.contacts.size
    apply(calm, plan)
  }
}

const waitsForName = (plan: Plan): boolean =>
  plan.refused.length > 0 ||
  plan.reviews.some(
    (review) => review.kind === 'conflict' && review.fields.some((each) => each.field === 'name'),
  )

const leftOver = ({ operations, linkChanges, settled, links }: Plan) => ({
  operations,
  linkChanges,
  settled,
  links,
})

/** Fields both sides have a place for, of links between two records that may be compared. */
export function* comparedFields(stage: Stage) {
  for (const { link, party, contact } of livePairs(stage)) {
    for (const key of fieldKeys) {
      if (stage.rules.fields[key].direction === 'off') continue
      const capsule = capsuleReads(stage, party.id, key)
      const xero = xeroReads(stage, contact.id, key)
      if (capsule === undefined || xero === undefined) continue
      yield { link, party, contact, key, capsule, xero, base: stage.values.get(link.id)?.[key] ?? null }
    }
  }
}

export function* livePairs(
  stage: Stage,
): Generator<{ readonly link: Link; readonly party: CapsuleParty; readonly contact: XeroContact }> {
  for (const link of stage.links.values()) {
    const contact = stage.contacts.get(link.contactId)
    const party = link.partyId === null ? undefined : stage.parties.get(link.partyId)
    if (!contact || !party || !isUsable(contact)) continue
    if (stage.excludedParties.has(party.id) || stage.excludedContacts.has(contact.id)) continue
    yield { link, party, contact }
  }
}

export const archives = (plan: Plan): boolean =>
  plan.operations.some((operation) => operation.kind === 'xero.contact.archive')

export function freesNames(plan: Plan): boolean {
  if (plan.linkChanges.length + plan.links.length > 0) return true
  if (archives(plan)) return true
  return [...writesOf(plan)].some(
    ({ update, change }) => update.kind === 'xero.contact.update' && change.field === 'name',
  )
}

export function peopleOf(stage: Stage, contactId: XeroContactId): readonly CapsulePartyId[] {
  const partyId = stage.links.get(contactId)?.partyId ?? null
  return partyId === null ? [] : (subjectOf(stage, partyId)?.people ?? []).map((person) => person.id)
}

/** What is written on a person shows on the employer. */
export function arePeopleWritten(stage: Stage, plan: Plan, partyId: CapsulePartyId): boolean {
  const people = subjectOf(stage, partyId)?.people ?? []
  return updatesOf(plan).some(
    (each) => each.kind === 'capsule.party.update' && people.some((person) => person.id === each.partyId),
  )
}
