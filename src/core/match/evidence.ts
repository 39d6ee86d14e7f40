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

export function compare(world: World, contact: ContactFacts, tie: Tie): Evidence | null {
  const facts = world.parties[tie.party]
  if (facts === undefined) return null
  const via = tie.via === null ? null : (world.parties[tie.via] ?? null)
  const ownEmail = contact.email !== null && facts.emails.includes(contact.email)
  const email = ownEmail || tie.email ? contact.email : null
  const sharedNumbers = contact.numbers.filter(
    (number) => hasNumber(facts, number) || (via !== null && hasNumber(via, number)),
  )
  const ours = [facts, ...(via === null ? [] : [via]), ...peopleOf(world, tie.party)]
  const domain = contact.domains.find((each) => ours.some((one) => one.domains.includes(each))) ?? null
  const isPerson = facts.party.type === 'person'
  const named = facts.contactId === null ? null : survivingContact(world.allContacts, facts.contactId)
  const names = nameEvidence(world, contact, tie.party, facts)
  return {
    party: tie.party,
    facts,
    reference: referenceEvidence(contact, facts, named),
    referenceElsewhere: namesAnother(world, contact, named),
    sharedNumbers,
    otherNumber: sharedNumbers.length > 0 ? null : contradictingNumber(contact, facts),
    email,
    emailOf: ownEmail ? null : via,
    personEmail:
      contact.personEmails.find((each) => facts.emails.includes(each) || via?.emails.includes(each)) ?? null,
    name: names,
    phone: contact.phones.some((phone) => ours.some((one) => one.phones.includes(phone))),
    domain,
    otherDomain: domain === null && email === null && differentDomains(contact.domains, facts.domains),
    otherEmail:
      isPerson && email === null && domain === null && contact.email !== null && facts.emails.length > 0,
    otherKind: otherKind(contact, facts),
  }
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

/** What its people have counts for an organisation; beyond so many, no more is learnt from them. */
const peopleMax = 20

function peopleOf(world: World, party: number): readonly PartyFacts[] {
  const people = world.people.get(party)
  if (people === undefined) return []
  return people.slice(0, peopleMax).flatMap((each) => world.parties[each] ?? [])
}

function otherKind(contact: ContactFacts, facts: PartyFacts): Evidence['otherKind'] {
  if (facts.party.type === 'person') return contact.names.some((form) => form.legal) ? 'xero' : null
  return contact.isPerson && facts.names.some((form) => form.legal) ? 'capsule' : null
}

function hasNumber(facts: PartyFacts, number: RegisterNumber): boolean {
  return facts.numbers.some((own) => own.kind === number.kind && own.value === number.value)
}

function contradictingNumber(contact: ContactFacts, facts: PartyFacts): RegisterNumber | null {
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
