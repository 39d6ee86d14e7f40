import { isUsable } from '#core/match/world.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { type CapsulePartyId, isUuid, xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { play } from '../history.ts'
import { must } from '../says.ts'
import { copyOf, fieldIds, planOf, type Stage, subjectOf } from '../stage.ts'
import { apply, survivorOf } from '../vendor.ts'
import { type Check, livePairs, planned, settledStage } from './cases.ts'

export const noSecondCounterpart: Check = (given, reach) => {
  const { stage, plan } = planned(given, reach)
  const after = copyOf(stage)
  apply(after, plan)
  const partyIds = [...after.links.values()].flatMap((link) => link.partyId ?? [])
  must(new Set(partyIds).size === partyIds.length, 'a party has two contacts', () => [
    ...after.links.values(),
  ])
  for (const operation of plan.operations) {
    if (operation.kind !== 'xero.contact.create' || isWanted(stage, operation.partyId)) continue
    const party = stage.parties.get(operation.partyId)
    const survivor = party ? survivorNamedBy(stage, party) : null
    const isMade = survivor !== null && isUsable(survivor)
    must(!isMade, 'a contact that was merged away is made again', () => ({ operation, survivor }))
  }
  const claims = new Map<string, string>()
  for (const party of after.parties.values()) {
    const contactId = party.fields.find((field) => field.definitionId === fieldIds.contactId)?.value
    if (typeof contactId !== 'string' || stage.parties.has(party.id)) continue
    must(!claims.has(contactId), 'two parties are made for one contact')
    claims.set(contactId, String(party.id))
  }
}

/** Whether somebody asked for the party, or for one of the people it stands for. */
function isWanted(stage: Stage, partyId: CapsulePartyId): boolean {
  const people = subjectOf(stage, partyId)?.people ?? []
  return [partyId, ...people.map((person) => person.id)].some((id) => stage.wantedParties.has(id))
}

/** The contact that a party's own reference leads to when that one was merged, and stands for the customer now. */
function survivorNamedBy(stage: Stage, party: CapsuleParty): XeroContact | null {
  const named = party.fields.find((field) => field.definitionId === fieldIds.contactId)?.value
  const contact =
    typeof named === 'string' && isUuid(named) ? stage.contacts.get(xeroContactId(named)) : undefined
  if (!contact || contact.mergedToContactId === null || stage.excludedContacts.has(contact.id)) return null
  return stage.contacts.get(survivorOf(stage, contact.id)) ?? null
}

export const foundAgain: Check = (given, reach) => {
  const { stage: start } = play(given)
  // A world in step; then our database is gone and both sides are connected anew.
  const { stage } = settledStage(start, reach)
  const lost: Stage = {
    ...copyOf(stage),
    links: new Map(),
    values: new Map(),
    rejected: [],
    excludedParties: new Set(),
    excludedContacts: new Set(),
    wantedParties: new Set(),
    wantedContacts: new Set(),
    decided: new Map(),
  }
  const plan = planOf(lost)
  for (const { party, contact } of livePairs(stage)) {
    const named = party.fields.find((field) => field.definitionId === fieldIds.contactId)?.value
    if (named !== contact.id || contact.contactNumber !== String(party.id)) continue
    const link = plan.links.find((each) => each.contactId === contact.id)
    const isAsked = plan.reviews.some(
      (each) => each.kind === 'match' && each.subject.contactId === contact.id,
    )
    must(link?.partyId === party.id || isAsked, 'a cross-referenced pair is not found again', () => ({
      party,
      contact,
      link,
    }))
    const isMade = plan.operations.some(
      (each) => each.kind === 'xero.contact.create' && each.partyId === party.id,
    )
    must(!isMade, 'a cross-referenced party is made a second time', () => party)
    if (link) reach['found again without our database']++
  }
}
