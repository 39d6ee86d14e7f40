import type { MatchReview, PlannedLink, Rules } from '../plan/plan.ts'
import { decide, type Verdict } from './decide.ts'
import type { Evidence } from './evidence.ts'
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
  const heard = hearAll(world, asked, focus)
  const { winners, winnerOf } = settle(world, heard, nameOnly)
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
    const said = heard.get(number)
    if (facts === undefined || said === undefined) continue
    const outcome =
      said.kind === 'claim' ? outcomeOfClaim(world, number, said, winners, winnerOf, nameOnly) : said
    if (outcome.kind === 'claim') {
      const { candidate, strength } = outcome
      if (!isAbout(world, focus, facts, [candidate.party])) continue
      links.push({
        partyId: candidate.facts.party.id,
        contactId: facts.contact.id,
        confidence: strength === 1 ? 'name_only' : 'certain',
        score: score(candidate),
        reasons: reasons(candidate),
      })
      continue
    }
    const { why, weak, candidates, parties, isReferenced } = outcome
    if (!isAbout(world, focus, facts, parties)) continue
    const allTaken = !isReferenced && parties.every((party) => isTaken(party, number))
    if (weak && allTaken) continue
    doubts.push({
      review: { kind: 'match', subject: { side: 'xero', contactId: facts.contact.id }, candidates, why },
      allTaken,
    })
  }
  return { links, doubts }
}

function isAbout(
  world: World,
  focus: Rules['focus'],
  contact: ContactFacts,
  parties: readonly number[],
): boolean {
  if (focus === 'all' || focus.contacts.has(contact.contact.id)) return true
  return parties.some((party) => {
    const id = world.parties[party]?.party.id
    return id !== undefined && focus.parties.has(id)
  })
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

/** What is kept of a verdict; the evidence for every candidate of a hundred thousand contacts is too much. */
type Said = Claim | Question
interface Claim {
  readonly kind: 'claim'
  readonly candidate: Evidence
  readonly strength: number
}
interface Question {
  readonly kind: 'question'
  readonly why: string
  readonly weak: boolean
  readonly candidates: MatchReview['candidates']
  readonly parties: readonly number[]
  /** A cross-reference binds one of the candidates to the contact. */
  readonly isReferenced: boolean
}

function question(all: readonly Evidence[], why: string, weak: boolean): Question {
  return {
    kind: 'question',
    why,
    weak,
    candidates: shown(all),
    parties: all.map((each) => each.party),
    isReferenced: all.some((each) => each.reference !== null),
  }
}

/** What the asked contacts say, and all others that might claim the same parties. */
function hearAll(world: World, asked: readonly number[], focus: Rules['focus']): Map<number, Said> {
  const heard = new Map<number, Said>()
  const known = new Map<number, readonly number[]>()
  const hear = (number: number): readonly number[] => {
    const before = known.get(number)
    if (before) return before
    const facts = world.contacts[number]
    const verdict: Verdict =
      facts === undefined || !isFree(world, number) ? { kind: 'none' } : decide(world, facts)
    if (verdict.kind === 'claim')
      heard.set(number, { kind: 'claim', candidate: verdict.candidate, strength: verdict.strength })
    if (verdict.kind === 'doubt') heard.set(number, question(verdict.all, verdict.why, verdict.weak))
    if (focus === 'all') return []
    const parties = verdict.kind === 'none' ? [] : verdict.all.map((each) => each.party)
    known.set(number, parties)
    return parties
  }
  for (const number of asked) {
    const parties = hear(number)
    for (const party of parties) for (const near of contactsNear(world, party)) hear(near)
  }
  return heard
}

/** The strongest claim on each free party wins it; `null` when the strongest are equal. */
function settle(world: World, heard: ReadonlyMap<number, Said>, nameOnly: Rules['nameOnly']) {
  const best = new Map<number, { strength: number; contact: number | null }>()
  for (const [contact, said] of heard) {
    if (said.kind !== 'claim' || world.linkedContact.has(said.candidate.facts.party.id)) continue
    const { party } = said.candidate
    const known = best.get(party)
    if (known === undefined || known.strength < said.strength)
      best.set(party, { strength: said.strength, contact })
    else if (known.strength === said.strength) known.contact = null
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

function outcomeOfClaim(
  world: World,
  contact: number,
  said: Claim,
  winners: ReadonlySet<number>,
  winnerOf: ReadonlyMap<number, number>,
  nameOnly: Rules['nameOnly'],
): Said {
  const { candidate, strength } = said
  const facts = world.contacts[contact]
  const ask = (why: string): Question => {
    const verdict = facts && decide(world, facts)
    return question(verdict && verdict.kind !== 'none' ? verdict.all : [candidate], why, false)
  }
  if (winners.has(contact))
    return strength === 1 && nameOnly === 'review' ? ask('Only the name agrees.') : said
  const linked = world.linkedContact.get(candidate.facts.party.id)
  const winner = winnerOf.get(candidate.party)
  const holder = linked ?? (winner === undefined ? undefined : world.contacts[winner]?.contact.id)
  if (holder === undefined) return ask('Several Xero contacts fit the same Capsule record equally well.')
  const holderName = world.allContacts.get(holder)?.name ?? 'another one'
  return ask(`The Capsule record already stands for the Xero contact “${holderName}”.`)
}

/** The best candidates, each with its score and reasons. */
function shown(all: readonly Evidence[]): MatchReview['candidates'] {
  return all
    .map((candidate) => ({
      candidate,
      id: candidate.facts.party.id,
      points: score(candidate),
    }))
    .sort((a, b) => b.points - a.points || a.id - b.id)
    .slice(0, candidatesShown)
    .map(({ candidate, id, points }) => ({
      partyId: id,
      score: points,
      reasons: reasons(candidate),
    }))
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
      const block = key.value === facts.looseName ? 'loose_name' : key.kind
      for (const contact of world.contactBlocks[block].get(key.value)) near.add(contact)
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
