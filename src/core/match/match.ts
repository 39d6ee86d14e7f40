import type { MatchReview, PlannedLink, Rules } from '../plan/plan.ts'
import { type Candidate, decide, type Verdict } from './decide.ts'
import type { ContactFacts } from './facts.ts'
import { keysOfParty } from './keys.ts'
import { reasons, score } from './reasons.ts'
import { survivingContact, type World } from './world.ts'

export interface Matches {
  readonly links: readonly PlannedLink[]
  readonly doubts: readonly Doubt[]
}

interface Doubt {
  readonly review: MatchReview
  /** Every candidate already stands for another contact, and no cross-reference binds it to this one. */
  readonly allTaken: boolean
}

/** A contact holds back more candidates than a person would compare. */
const candidatesShown = 10

/**
 * Pairs the contacts and parties that have no link yet, one to one.
 *
 * Each contact decides by itself; where several claim one party the strongest claim wins, and equal ones
 * wait for a person. So the outcome for a record depends on its neighbours only, whatever else is in the world.
 */
export function match(world: World, focus: Rules['focus'], nameOnly: Rules['nameOnly']): Matches {
  const asked = contactsToAsk(world, focus)
  const verdicts = verdictsFor(world, asked, focus)
  const { winners, winnerOf } = settle(world, verdicts, nameOnly)
  const isTaken = (party: number, contact: number): boolean => {
    const id = world.parties[party]?.party.id
    if (id !== undefined && world.linkedContact.has(id)) return true
    const winner = winnerOf.get(party)
    return winner !== undefined && winner !== contact
  }

  const links: PlannedLink[] = []
  const doubts: Doubt[] = []
  for (const number of asked) {
    const facts = world.contacts[number]
    const verdict = verdicts.get(number)
    if (facts === undefined || verdict === undefined || verdict.kind === 'none') continue
    const { candidate, why } = outcome(world, number, verdict, winners, winnerOf, nameOnly)
    if (candidate) {
      if (!isAbout(focus, facts, [candidate])) continue
      links.push({
        partyId: candidate.facts.party.id,
        contactId: facts.contact.id,
        confidence: verdict.kind === 'claim' && verdict.strength === 1 ? 'name_only' : 'certain',
        score: score(candidate, candidate.emailUnique),
        reasons: reasons(candidate, candidate.emailUnique),
      })
      continue
    }
    if (!isAbout(focus, facts, verdict.all)) continue
    doubts.push({
      review: {
        kind: 'match',
        subject: { side: 'xero', contactId: facts.contact.id },
        candidates: shown(verdict.all),
        why,
      },
      allTaken: verdict.all.every((each) => each.reference === null && isTaken(each.party, number)),
    })
  }
  return { links, doubts }
}

function isAbout(focus: Rules['focus'], contact: ContactFacts, candidates: readonly Candidate[]): boolean {
  if (focus === 'all' || focus.contacts.has(contact.contact.id)) return true
  return candidates.some((each) => focus.parties.has(each.facts.party.id))
}

/** Unlinked contacts whose outcome is asked for: those in focus, and the neighbours of parties in focus. */
function contactsToAsk(world: World, focus: Rules['focus']): number[] {
  const asked = new Set<number>()
  if (focus === 'all') for (const number of world.contacts.keys()) asked.add(number)
  else {
    for (const id of focus.contacts) {
      const number = world.contactNumber.get(id)
      if (number !== undefined) asked.add(number)
    }
    for (const id of focus.parties) {
      const number = world.partyNumber.get(id)
      if (number !== undefined) for (const near of contactsNear(world, number)) asked.add(near)
    }
  }
  return [...asked].filter((number) => isFree(world, number)).sort((a, b) => a - b)
}

/** Verdicts of the asked contacts, and of all others that might claim the same parties. */
function verdictsFor(world: World, asked: readonly number[], focus: Rules['focus']): Map<number, Verdict> {
  const verdicts = new Map<number, Verdict>()
  const hear = (number: number): readonly Candidate[] => {
    const facts = world.contacts[number]
    if (facts === undefined || !isFree(world, number)) return []
    const verdict = verdicts.get(number) ?? decide(world, facts)
    verdicts.set(number, verdict)
    return verdict.kind === 'none' ? [] : verdict.all
  }
  for (const number of asked) {
    const all = hear(number)
    if (focus === 'all') continue
    for (const candidate of all) for (const near of contactsNear(world, candidate.party)) hear(near)
  }
  return verdicts
}

/** The strongest claim on each free party wins it; `null` when the strongest are equal. */
function settle(world: World, verdicts: ReadonlyMap<number, Verdict>, nameOnly: Rules['nameOnly']) {
  const best = new Map<number, { strength: number; contact: number | null }>()
  for (const [contact, verdict] of verdicts) {
    if (verdict.kind !== 'claim' || world.linkedContact.has(verdict.candidate.facts.party.id)) continue
    const { party } = verdict.candidate
    const known = best.get(party)
    if (known === undefined || known.strength < verdict.strength)
      best.set(party, { strength: verdict.strength, contact })
    else if (known.strength === verdict.strength) known.contact = null
  }
  const winners = new Set<number>()
  const winnerOf = new Map<number, number>()
  for (const [party, { contact, strength }] of best) {
    if (contact === null) continue
    winners.add(contact)
    // A question does not take the party yet.
    if (strength > 1 || nameOnly === 'group') winnerOf.set(party, contact)
  }
  return { winners, winnerOf }
}

function outcome(
  world: World,
  contact: number,
  verdict: Exclude<Verdict, { kind: 'none' }>,
  winners: ReadonlySet<number>,
  winnerOf: ReadonlyMap<number, number>,
  nameOnly: Rules['nameOnly'],
): { candidate: Candidate | null; why: string } {
  if (verdict.kind === 'doubt') return { candidate: null, why: verdict.why }
  const { candidate } = verdict
  if (winners.has(contact)) {
    const asks = verdict.strength === 1 && nameOnly === 'review'
    return asks ? { candidate: null, why: 'Only the name agrees.' } : { candidate, why: '' }
  }
  const linked = world.linkedContact.get(candidate.facts.party.id)
  const winner = winnerOf.get(candidate.party)
  const holder = linked ?? (winner === undefined ? undefined : world.contacts[winner]?.contact.id)
  if (holder === undefined)
    return { candidate: null, why: 'Several Xero contacts fit the same Capsule record equally well.' }
  const holderName = world.allContacts.get(holder)?.name ?? 'another one'
  return { candidate: null, why: `The Capsule record already stands for the Xero contact “${holderName}”.` }
}

function shown(all: readonly Candidate[]): MatchReview['candidates'] {
  return all
    .map((each) => ({
      partyId: each.facts.party.id,
      score: score(each, each.emailUnique),
      reasons: reasons(each, each.emailUnique),
    }))
    .sort((a, b) => b.score - a.score || a.partyId - b.partyId)
    .slice(0, candidatesShown)
}

function isFree(world: World, contact: number): boolean {
  const id = world.contacts[contact]?.contact.id
  return id !== undefined && !world.linkedParty.has(id)
}

/** Active contacts that share any key with a party or, as it stands for them, with one of its people. */
function contactsNear(world: World, party: number): Set<number> {
  const near = new Set<number>()
  const organisation = world.employer.get(party)
  const represented = [
    party,
    ...(organisation === undefined ? [] : [organisation]),
    ...(world.people.get(party) ?? []),
  ]
  for (const each of represented) {
    const facts = world.parties[each]
    if (facts === undefined) continue
    for (const contact of world.contactsNaming.get(facts.party.id) ?? []) near.add(contact)
    const named = facts.contactId === null ? null : survivingContact(world.allContacts, facts.contactId)
    const byField = named === null ? undefined : numberOf(world, named)
    if (byField !== undefined) near.add(byField)
    for (const key of keysOfParty(facts)) {
      if (key.kind === 'cross_reference') continue
      for (const contact of world.contactBlocks[key.kind].get(key.value)) near.add(contact)
      if (key.kind === 'email')
        for (const contact of world.contactBlocks.person_email.get(key.value)) near.add(contact)
    }
  }
  return near
}

function numberOf(world: World, contactId: string): number | undefined {
  const contact = world.allContacts.get(contactId)
  return contact && world.contactNumber.get(contact.id)
}
