import type { FieldSetting } from '../field/field.ts'
import { match } from '../match/match.ts'
import { indexWorld, isUsable, type World } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsulePartyId, XeroContactId } from '../model/ids.ts'
import { byText } from '../normal/text.ts'
import { compareLinks, type Pair } from './compare-links.ts'
import { NamesTaken } from './names-taken.ts'
import { operationsFor } from './operations.ts'
import type { Base, CapsuleSide, MatchReview, Plan, PlannedLink, Rules, XeroSide } from './plan.ts'

type Skipped = Plan['skipped'][number]

/**
 * What to do so that both sides agree, from what each was last seen to be. Pure: the same input, in any
 * order, gives the same plan, and once it is applied nothing is left to do. Every link given counts as
 * decided; the writes of pending ones belong to the plan that made them and are not planned again.
 *
 * @throws never, whatever people typed into the records
 */
export function plan(capsule: CapsuleSide, xero: XeroSide, base: Base, rules: Rules): Plan {
  const world = indexWorld(capsule, xero, base)
  const matches = match(world, rules.focus, rules.nameOnly)
  const skipped: Skipped[] = []
  const reviews = matches.doubts
    .filter(({ review, allTaken }) => {
      // Nobody need be asked about a contact that stays alone either way.
      const contact = world.allContacts.get(review.subject.contactId)
      const reason = allTaken && contact ? whyNotCreated(contact, xero, rules) : null
      if (reason !== null) skipped.push({ contactId: review.subject.contactId, reason })
      return reason === null
    })
    .map((doubt) => doubt.review)

  const settled = new Set([
    ...matches.links.map((link) => link.contactId),
    ...matches.doubts.map((d) => d.review.subject.contactId),
  ])
  const links: PlannedLink[] = [...matches.links]
  for (const contact of world.allContacts.values()) {
    if (settled.has(contact.id) || world.linkedParty.has(contact.id)) continue
    if (rules.focus !== 'all' && !rules.focus.contacts.has(contact.id)) continue
    const reason = whyUnusable(contact) ?? whyNotCreated(contact, xero, rules)
    if (reason !== null) skipped.push({ contactId: contact.id, reason })
    else links.push({ partyId: null, contactId: contact.id, confidence: 'created', score: 100, reasons: [] })
  }

  links.sort((a, b) => byText(a.contactId, b.contactId))
  const names = new NamesTaken(xero.contacts)
  const setting: FieldSetting = {
    country: xero.country,
    countries: capsule.countries ?? null,
    customFields: capsule.customFields,
  }
  const pairs = pairsOf(world, base, links, rules.focus)
  const compared = compareLinks(world, pairs, setting, rules, names, base.decided)
  return {
    links,
    linkChanges: [],
    refused: [],
    settled: compared.settled,
    differing: compared.differing,
    operations: [...operationsFor(world, capsule, xero, links, rules.focus), ...compared.operations],
    reviews: [...reviews, ...compared.reviews],
    skipped: skipped.sort((a, b) => byText(a.contactId, b.contactId)),
    unmatchedParties: unmatched(world, links, reviews, rules.focus),
  }
}

/** The records to compare: of active links, and of those this plan makes between two that exist. */
function pairsOf(world: World, base: Base, links: readonly PlannedLink[], focus: Rules['focus']): Pair[] {
  const pairs: Pair[] = []
  for (const { id, partyId, contactId } of world.activeLinks) {
    if (partyId === null) continue
    const planned = touches(world, focus, partyId, contactId)
    pairs.push({ partyId, contactId, base: base.values.get(id) ?? null, planned })
  }
  for (const { partyId, contactId } of links) {
    if (partyId !== null) pairs.push({ partyId, contactId, base: null, planned: true })
  }
  return pairs.sort((a, b) => byText(a.contactId, b.contactId))
}

/** A link is about its two records and, for an organisation, about its people. */
function touches(
  world: World,
  focus: Rules['focus'],
  partyId: CapsulePartyId,
  contactId: XeroContactId,
): boolean {
  if (focus === 'all' || focus.contacts.has(contactId) || focus.parties.has(partyId)) return true
  const number = world.partyNumber.get(partyId)
  const people = number === undefined ? undefined : world.people.get(number)
  if (people === undefined) return false
  return people.some((each) => {
    const person = world.parties[each]?.party
    return person !== undefined && focus.parties.has(person.id)
  })
}

function whyUnusable(contact: XeroContact): Skipped['reason'] | null {
  if (contact.mergedToContactId !== null) return 'merged'
  if (contact.status === 'ARCHIVED') return 'archived'
  return isUsable(contact) ? null : 'unusable'
}

/** Why a contact without counterpart gets none, or null when one is to be created. */
function whyNotCreated(contact: XeroContact, xero: XeroSide, rules: Rules): Skipped['reason'] | null {
  if (contact.name.trim() === '') return 'unusable'
  const { sales, purchases } = xero.documentCounts.get(contact.id) ?? { sales: 0, purchases: 0 }
  switch (rules.createParties) {
    case 'with_documents':
      return sales + purchases > 0 ? null : 'no_documents'
    case 'all':
      return null
    case 'customers':
      return contact.isCustomer || sales > 0 ? null : 'rule'
    case 'suppliers':
      return contact.isSupplier || purchases > 0 ? null : 'rule'
    case 'none':
      return 'rule'
  }
}

function unmatched(
  world: World,
  links: readonly PlannedLink[],
  reviews: readonly MatchReview[],
  focus: Rules['focus'],
): CapsulePartyId[] {
  const open = new Set<CapsulePartyId>()
  for (const link of links) if (link.partyId !== null) open.add(link.partyId)
  for (const review of reviews) for (const candidate of review.candidates) open.add(candidate.partyId)
  return world.parties.flatMap(({ party }, number) => {
    if (focus !== 'all' && !focus.parties.has(party.id)) return []
    const counted = open.has(party.id) || world.linkedContact.has(party.id) || world.employer.has(number)
    return counted ? [] : [party.id]
  })
}
