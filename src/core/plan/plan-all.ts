import type { FieldSetting } from '../field/field.ts'
import { type Matches, match } from '../match/match.ts'
import { indexWorld, type World } from '../match/world.ts'
import { type CapsulePartyId, capsulePartyId, type XeroContactId } from '../model/ids.ts'
import { byText } from '../normal/text.ts'
import { compareLinks, type Pair } from './compare-links.ts'
import { given, touching } from './given.ts'
import { subjectOf } from './link-plan.ts'
import { afterMerges, openMerges, type StandingLink } from './merges.ts'
import { newContacts, representatives, wantedIn } from './new-contacts.ts'
import { newParties } from './new-parties.ts'
import { operationsFor } from './operations.ts'
import { type Adopted, adoptOrphans, isOrphan } from './orphans.ts'
import type { Base, CapsuleSide, MergeReview, Plan, PlannedLink, Rules, XeroSide } from './plan.ts'
import { Taken } from './taken.ts'

/**
 * What to do so that both sides agree, from what each was last seen to be. Pure: the same input, in any
 * order, gives the same plan, and once it is applied nothing is left to do. Every link given counts as
 * decided; the writes of pending ones belong to the plan that made them and are not planned again.
 *
 * @throws never, whatever people typed into the records
 */
export function plan(capsule: CapsuleSide, xero: XeroSide, base: Base, rules: Rules): Plan {
  const { records, parties, contacts, excludedPeople } = given(capsule, xero, base)
  const touches = touching(rules.focus, records, excludedPeople)
  const merged = afterMerges(records, base.links, touches)
  // A contact that lost its party may be somebody else’s, so it is matched like a new one.
  const orphans = new Set(merged.links.filter((link) => isOrphan(records, link)))
  const kept = merged.links.filter((link) => !orphans.has(link))
  const world = indexWorld(
    {
      parties,
      contactIdField: capsule.contactIdField,
      ...(capsule.referenceNames ? { referenceNames: capsule.referenceNames } : {}),
    },
    { contacts },
    { links: kept, rejected: base.rejected },
  )

  const matches = match(world, matchFocus(world, orphans, base, rules), rules.nameOnly)
  const adopted = adoptOrphans(world, records, [...orphans], matches, rules, base.decided)
  const linked = new Set<string>([...base.links, ...merged.links].map((link) => link.contactId))
  const found = newParties(world, xero, base, rules, matches, linked)

  const subject = (partyId: CapsulePartyId) => subjectOf(world, partyId, excludedPeople)
  const taken = new Taken(xero.contacts)
  const setting = settingOf(capsule, xero)
  const standing = standingPairs(kept, adopted, base)
  const pairs = [...standing, ...newPairs(found.links)].sort((a, b) => byText(a.contactId, b.contactId))
  const compared = compareLinks(world, subject, pairs, setting, rules, taken, base.decided)
  const merges = distinctMerges([
    ...merged.reviews,
    ...adopted.merges,
    ...openMerges(world, records, kept, touches),
  ])
  const about = askedAbout(matches, orphans, merges)
  const own = partiesOf([...base.links, ...merged.links, ...found.links], adopted)
  const created = newContacts(
    world,
    subject,
    {
      linkedParties: own,
      linkedContacts: new Set([...linked, ...found.links.map((link) => link.contactId)]),
      ...about,
      taken,
      nameTaken: compared.nameTaken,
    },
    setting,
    base,
    rules,
  )
  const counted = new Set([...own, ...about.asked, ...created.operations.map((each) => each.partyId)])
  return {
    links: found.links,
    linkChanges: [...merged.changes, ...adopted.changes],
    operations: [
      ...operationsFor(world, capsule, xero, found.links, standing, taken, notesOf(base, rules)),
      ...compared.operations,
      ...adopted.operations,
      ...created.operations,
    ],
    reviews: [...found.reviews, ...created.reviews, ...merges, ...adopted.approvals, ...compared.reviews],
    settled: compared.settled,
    differing: compared.differing,
    skipped: found.skipped,
    unmatchedParties: unmatchedParties(world, counted, rules.focus),
    refused: created.refused,
  }
}

const settingOf = (capsule: CapsuleSide, xero: XeroSide): FieldSetting => ({
  country: xero.country,
  ...(capsule.country === undefined ? {} : { capsuleCountry: capsule.country }),
  countries: capsule.countries ?? null,
  customFields: capsule.customFields,
  ...(xero.tagGroups ? { tagGroups: xero.tagGroups } : {}),
})

const notesOf = (base: Base, rules: Rules) =>
  rules.historyNotes === true ? { unnoted: base.unnoted ?? new Set<XeroContactId>() } : null

/** Beside the records of this pass: their contacts that lost their party, and who stands for those to be added. */
function matchFocus(
  world: World,
  orphans: ReadonlySet<StandingLink>,
  base: Pick<Base, 'wanted'>,
  { focus }: Rules,
): Rules['focus'] {
  if (focus === 'all') return focus
  const contacts = [...orphans].flatMap((link) => (link.planned ? [link.contactId] : []))
  return {
    parties: new Set([...focus.parties, ...representatives(world, wantedIn(base, focus))]),
    contacts: new Set([...focus.contacts, ...contacts]),
  }
}

/** The records of links that were there before, as this plan's changes leave them. */
function standingPairs(kept: readonly StandingLink[], adopted: Adopted, base: Pick<Base, 'values'>): Pair[] {
  const pairs = kept.flatMap(({ id, state, partyId, contactId, isNew, planned }): Pair[] => {
    if (state !== 'active' || partyId === null) return []
    return [{ partyId, contactId, base: isNew ? null : (base.values.get(id) ?? null), planned }]
  })
  const repointed = adopted.repointed.map(
    ({ link, partyId }): Pair => ({ partyId, contactId: link.contactId, base: null, planned: true }),
  )
  return [...pairs, ...repointed].sort((a, b) => byText(a.contactId, b.contactId))
}

const newPairs = (links: readonly PlannedLink[]): Pair[] =>
  links.flatMap(({ partyId, contactId }) =>
    partyId === null ? [] : [{ partyId, contactId, base: null, planned: true }],
  )

/** One question per pair to be merged. */
function distinctMerges(reviews: readonly MergeReview[]): MergeReview[] {
  const byLoser = new Map(reviews.toReversed().map((each) => [`${each.side} ${each.loser}`, each]))
  return [...byLoser.entries()].sort(([a], [b]) => byText(a, b)).map(([, review]) => review)
}

/** Records that are the subject of a question, and are not to be given a counterpart meanwhile. */
function askedAbout(
  matches: Matches,
  orphans: ReadonlySet<StandingLink>,
  merges: readonly MergeReview[],
): {
  readonly asked: ReadonlySet<CapsulePartyId>
  readonly heirs: ReadonlySet<CapsulePartyId>
  readonly askedContacts: ReadonlySet<XeroContactId>
} {
  const orphaned = new Set([...orphans].map((link) => link.contactId))
  const asked = new Set<CapsulePartyId>()
  const heirs = new Set<CapsulePartyId>()
  const askedContacts = new Set<XeroContactId>()
  for (const { review } of matches.doubts) {
    const { contactId } = review.subject
    const isOrphaned = orphaned.has(contactId)
    if (!isOrphaned) askedContacts.add(contactId)
    for (const { partyId } of review.candidates) (isOrphaned ? heirs : asked).add(partyId)
  }
  for (const { partyId, contactId } of matches.links) {
    if (partyId !== null && orphaned.has(contactId)) heirs.add(partyId)
  }
  for (const { side, loser } of merges) if (side === 'capsule') asked.add(capsulePartyId(Number(loser)))
  return { asked, heirs, askedContacts }
}

function partiesOf(
  links: readonly { readonly partyId: CapsulePartyId | null }[],
  adopted: Adopted,
): Set<CapsulePartyId> {
  return new Set([
    ...links.flatMap((link) => link.partyId ?? []),
    ...adopted.repointed.map((each) => each.partyId),
  ])
}

function unmatchedParties(
  world: World,
  counted: ReadonlySet<CapsulePartyId>,
  focus: Rules['focus'],
): CapsulePartyId[] {
  return world.parties.flatMap(({ party }, number) => {
    if (focus !== 'all' && !focus.parties.has(party.id)) return []
    return counted.has(party.id) || world.linkedContact.has(party.id) || world.employer.has(number)
      ? []
      : [party.id]
  })
}
