import { domainLabel } from '../normal/emails.ts'
import type { RegisterNumber } from '../normal/tax-numbers.ts'
import type { Tie } from './candidates.ts'
import type { ContactFacts, PartyFacts } from './facts.ts'
import { type Likeness, likeness } from './similar.ts'
import { isUsable, survivingContact, type World } from './world.ts'

/** Everything that speaks for or against one pair. */
export interface Evidence {
  readonly party: number
  readonly facts: PartyFacts
  /** Which side's cross-reference names the other. */
  readonly reference: 'both' | 'field' | 'number' | null
  /** The party's custom field names another contact that is in use. */
  readonly referenceElsewhere: boolean
  readonly sharedNumbers: readonly RegisterNumber[]
  /** A register in which both have a number, and not the same. */
  readonly otherNumber: RegisterNumber | null
  readonly email: string | null
  /** Nobody else on either side has it. */
  readonly emailUnique: boolean
  /** Whose e-mail it is when not the party's own. */
  readonly emailOf: PartyFacts | null
  readonly personEmail: string | null
  /** `fits`: the contact bears the name of somebody there, or its primary person is this person. */
  readonly name: Likeness | 'fits'
  readonly phone: boolean
  readonly domain: string | null
  /** Both have addresses at organisations' domains, at different ones. */
  readonly otherDomain: boolean
  /** Persons only: both have e-mail addresses, none in common. */
  readonly otherEmail: boolean
  /** A company by its name on this side, a person on the other. */
  readonly otherKind: 'xero' | 'capsule' | null
}

/** @param emailUnique  nobody else on either side has the e-mail that made the tie */
export function compare(
  world: World,
  contact: ContactFacts,
  tie: Tie,
  emailUnique: boolean,
): Evidence | null {
  const facts = world.parties[tie.party]
  if (facts === undefined) return null
  const via = tie.via === null ? null : (world.parties[tie.via] ?? null)
  const ownEmail = contact.email !== null && facts.emails.includes(contact.email)
  const email = ownEmail || tie.email ? contact.email : null
  const sharedNumbers = numbersInCommon(contact, facts, via)
  const people = world.people.get(tie.party)
  const ours =
    via === null && people === undefined ? null : [facts, ...(via ? [via] : []), ...some(world, people)]
  const domain = shared(contact.domains, ours, facts, domainsOf)
  const isPerson = facts.party.type === 'person'
  const named = facts.contactId === null ? null : survivingContact(world.allContacts, facts.contactId)
  return {
    party: tie.party,
    facts,
    reference: referenceEvidence(contact, facts, named),
    referenceElsewhere: namesAnother(world, contact, named),
    sharedNumbers,
    otherNumber: sharedNumbers.length > 0 ? null : contradictingNumber(contact, facts),
    email,
    emailUnique: tie.email && emailUnique,
    emailOf: ownEmail ? null : via,
    personEmail: shared(contact.personEmails, via ? [facts, via] : null, facts, emailsOf),
    name: nameEvidence(world, contact, tie.party, facts),
    phone: shared(contact.phones, ours, facts, phonesOf) !== null,
    domain,
    otherDomain: domain === null && email === null && differentDomains(contact.domains, facts.domains),
    otherEmail:
      isPerson && email === null && domain === null && contact.email !== null && facts.emails.length > 0,
    otherKind: otherKind(contact, facts),
  }
}

const domainsOf = (facts: PartyFacts) => facts.domains
const emailsOf = (facts: PartyFacts) => facts.emails
const phonesOf = (facts: PartyFacts) => facts.phones

/** The first of the contact's values that the party has, or anybody who counts for it. */
function shared(
  theirs: readonly string[],
  ours: readonly PartyFacts[] | null,
  facts: PartyFacts,
  of: (facts: PartyFacts) => readonly string[],
): string | null {
  for (const value of theirs) {
    if (ours === null ? of(facts).includes(value) : ours.some((one) => of(one).includes(value))) return value
  }
  return null
}

/** What its people have counts for an organisation; beyond so many, no more is learnt from them. */
const peopleMax = 20

function some(world: World, people: readonly number[] | undefined): readonly PartyFacts[] {
  return people?.slice(0, peopleMax).flatMap((each) => world.parties[each] ?? []) ?? []
}

const noNumbers: readonly RegisterNumber[] = []

function numbersInCommon(
  contact: ContactFacts,
  facts: PartyFacts,
  via: PartyFacts | null,
): readonly RegisterNumber[] {
  if (contact.numbers.length === 0) return noNumbers
  return contact.numbers.filter(
    (number) => hasNumber(facts, number) || (via !== null && hasNumber(via, number)),
  )
}

function referenceEvidence(
  contact: ContactFacts,
  facts: PartyFacts,
  named: string | null,
): Evidence['reference'] {
  const field = named === contact.contact.id
  const number = contact.partyId === facts.party.id
  return field && number ? 'both' : field ? 'field' : number ? 'number' : null
}

/** Only a contact in use counts: the field may be left over from one that is gone. */
function namesAnother(world: World, contact: ContactFacts, named: string | null): boolean {
  if (named === null || named === contact.contact.id) return false
  const other = world.allContacts.get(named)
  return other !== undefined && isUsable(other)
}

function otherKind(contact: ContactFacts, facts: PartyFacts): Evidence['otherKind'] {
  if (facts.party.type === 'person') return contact.names.some((form) => form.legal) ? 'xero' : null
  return contact.isPerson && facts.names.some((form) => form.legal) ? 'capsule' : null
}

function hasNumber(facts: PartyFacts, number: RegisterNumber): boolean {
  return facts.numbers.some((own) => own.kind === number.kind && own.value === number.value)
}

function contradictingNumber(contact: ContactFacts, facts: PartyFacts): RegisterNumber | null {
  if (contact.numbers.length === 0 || facts.numbers.length === 0) return null
  return (
    contact.numbers.find(
      (number) => !number.derived && facts.numbers.some((own) => !own.derived && own.label === number.label),
    ) ?? null
  )
}

function differentDomains(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return false
  const labels = new Set(a.map(domainLabel))
  return !b.some((domain) => labels.has(domainLabel(domain)))
}

function nameEvidence(
  world: World,
  contact: ContactFacts,
  party: number,
  facts: PartyFacts,
): Evidence['name'] {
  const has = (key: string) => contact.names.some((form) => form.key === key)
  if (facts.names.some((form) => has(form.key))) return 'same'
  const like = bestLikeness(contact, facts)
  if (like === 'close' || like === 'similar') return like
  if (facts.party.type === 'person') {
    return contact.person !== null && facts.names.some((own) => own.key === contact.person?.key)
      ? 'fits'
      : like
  }
  const people = world.people.get(party) ?? []
  return people.some((each) => has(world.parties[each]?.names[0]?.key ?? '')) ? 'fits' : like
}

const byLikeness: readonly Likeness[] = ['same', 'close', 'similar', 'akin', 'different']

/** The best that any form of the one name is to any of the other. */
function bestLikeness(contact: ContactFacts, facts: PartyFacts): Likeness {
  const personal = facts.party.type === 'person' || contact.isPerson
  let best: Likeness = 'different'
  for (const form of contact.names) {
    for (const own of facts.names) {
      const like = likeness(form, own, personal)
      if (byLikeness.indexOf(like) < byLikeness.indexOf(best)) best = like
    }
  }
  return best
}
