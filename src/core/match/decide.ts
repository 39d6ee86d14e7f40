import { identifyingTies, loneTies, looselyNamedTies, supportingTies, type Tie } from './candidates.ts'
import { compare, type Evidence } from './evidence.ts'
import type { ContactFacts } from './facts.ts'
import { isGivenName } from './given-names.ts'
import { areApart, areBranchMailboxes, shareTown } from './places.ts'
import { disagreeing } from './reasons.ts'
import { areBranches, differByCountry } from './similar.ts'
import type { World } from './world.ts'

/** What one contact's keys say, before other contacts are heard. */
export type Verdict =
  | {
      readonly kind: 'claim'
      readonly candidate: Evidence
      readonly strength: Strength
      readonly all: readonly Evidence[]
    }
  | {
      readonly kind: 'doubt'
      readonly why: string
      readonly all: readonly Evidence[]
      /** Nothing that identifies: not worth a question once the parties stand for others. */
      readonly weak: boolean
    }
  | { readonly kind: 'none' }

/** Decides between contacts that claim one party. */
const strengths = {
  reference: 4,
  number: 3,
  emailAndName: 2.5,
  email: 2,
  nameAndMore: 1.5,
  nearlyAll: 1.25,
  name: 1,
} as const
type Strength = (typeof strengths)[keyof typeof strengths]

interface Hearing {
  readonly world: World
  readonly contact: ContactFacts
  readonly all: readonly Evidence[]
  /** Evidences with the same register number; one without check digit counts only with a fitting name. */
  readonly numbered: readonly Evidence[]
  readonly mailed: readonly Evidence[]
  readonly named: readonly Evidence[]
}

export function decide(world: World, contact: ContactFacts): Verdict {
  const identified = candidates(world, contact, identifyingTies(world, contact))
  if (identified.length === 0) return decideWithoutKey(world, contact)
  const hearing: Hearing = {
    world,
    contact,
    all: identified,
    numbered: identified.filter((each) =>
      each.sharedNumbers.some((number) => number.checked || isFittingName(each)),
    ),
    mailed: identified.filter((each) => each.email !== null),
    named: identified.filter((each) => each.name === 'same'),
  }
  return (
    byReference(hearing) ??
    byNumber(hearing) ??
    byEmail(hearing) ??
    byName(hearing) ??
    doubt(identified, lastDoubt(hearing))
  )
}

function byReference({ all, numbered }: Hearing): Verdict | null {
  const [reference, second] = all.filter((each) => each.reference !== null)
  if (reference === undefined) return null
  if (second) return doubt(all, 'Cross-references name different Capsule records.')
  if (reference.referenceElsewhere) return doubt(all, 'Cross-references name different Xero contacts.')
  if (reference.otherNumber)
    return doubt(all, `The cross-reference agrees, but the ${reference.otherNumber.label} differs.`)
  const [onlyNumbered, secondNumbered] = numbered
  if (onlyNumbered && !secondNumbered && onlyNumbered !== reference)
    return doubt(all, 'The cross-reference names one Capsule record, the tax or company number another.')
  if (reference.reference === 'number' && isOddName(reference) && !isSupported(reference))
    return doubt(all, 'ContactNumber is the id of a Capsule record, but nothing else agrees.')
  const rival = all.find((each) => each !== reference && each.name === 'same' && each.emailUnique)
  if (rival && reference.reference !== 'both' && reference.name !== 'same')
    return doubt(all, 'The cross-reference names one Capsule record, name and e-mail another.')
  return claim(all, reference, strengths.reference)
}

function byNumber({ world, contact, all, numbered, named }: Hearing): Verdict | null {
  const [first, second] = numbered
  if (first === undefined || second || !hasNumberAlone(world, first)) return null
  if (all.some((each) => each !== first && each.emailUnique && each.name === 'same'))
    return doubt(all, 'The tax or company number names one Capsule record, name and e-mail another.')
  if (named.length > 0 && !isFittingName(first))
    return doubt(all, 'The name fits one Capsule record, the tax or company number another.')
  if (first.referenceElsewhere) return doubt(all, 'The Capsule record already carries another contact’s id.')
  if (contact.names.some((form) => first.facts.names.some((own) => areBranches(form, own))))
    return doubt(all, 'Same tax or company number, but the names of two branches.')
  if (first.name === 'different' && first.facts.party.type === 'person' && isNamedLikePerson(contact))
    return doubt(all, 'Same tax or company number, but the names of two people.')
  return claim(all, first, strengths.number)
}

function byEmail({ all, contact, numbered, mailed, named }: Hearing): Verdict | null {
  const [first, second] = mailed
  if (first === undefined || second || !first.emailUnique) return null
  if (first.otherNumber) return doubt(all, `Same e-mail, but different ${first.otherNumber.label}.`)
  if (first.referenceElsewhere) return doubt(all, 'The Capsule record already carries another contact’s id.')
  if (numbered.length > 0 && !numbered.includes(first))
    return doubt(all, 'The e-mail names one Capsule record, the tax or company number another.')
  if (first.name !== 'same' && named.length > 0)
    return doubt(all, 'The e-mail names one Capsule record, the name another.')
  if (first.name === 'different') return doubt(all, 'Same e-mail, but clearly different names.')
  if (first.name === 'akin' && !isNationalArmInTown(contact, first))
    return doubt(all, 'Same e-mail, but the names differ in a part that tells.')
  if (first.otherKind !== null) return doubt(all, `Same e-mail, but ${kindWords[first.otherKind]}.`)
  if (isFirmsMailbox(contact) && !first.phone && areApart(first.facts.party, contact.contact))
    return doubt(all, 'Same e-mail of a whole firm, but in another town.')
  return claim(all, first, first.name === 'same' ? strengths.emailAndName : strengths.email)
}

function byName({ world, contact, all, numbered, mailed, named }: Hearing): Verdict | null {
  const [first, second] = named
  if (first === undefined) return null
  if (second) return doubt(all, 'Several Capsule records have this name.')
  if (numbered.length > 0 && !numbered.includes(first))
    return doubt(all, 'The name fits one Capsule record, the tax or company number another.')
  const organisation = world.employer.get(first.party)
  if (organisation !== undefined && mailed.some((each) => each.party === organisation))
    return doubt(all, 'A person and their organisation both fit.')
  const [against] = disagreeing(first)
  if (against) return doubt(all, `Same name, but ${against.words}.`)
  if (!hasNameAlone(world, contact, first)) return doubt(all, 'Several Xero contacts have this name.')
  if (!isSupported(first)) return claim(all, first, strengths.name)
  const isApart = first.sharedNumbers.length === 0 && areApart(first.facts.party, contact.contact)
  if (isApart || (first.email === null && haveBranchMailboxes(contact, first)))
    return doubt(all, 'Same name, but in another town.')
  return claim(all, first, strengths.nameAndMore)
}

function lastDoubt({ mailed, numbered }: Hearing): string {
  if (mailed.length > 0) return 'The e-mail is shared by several records, and no name agrees.'
  if (numbered.length > 0) return 'The tax or company number is shared by several records.'
  return 'Similar, but no key identifies it.'
}

/** No key that identifies: what the telephone, the domain and the likeness of the names say. */
function decideWithoutKey(world: World, contact: ContactFacts): Verdict {
  const supported = candidates(world, contact, supportingTies(world, contact)).filter(
    (each) => each.name !== 'different',
  )
  const [first, second] = supported
  if (first) {
    if (!second && isNearlyAll(contact, first)) return claim(supported, first, strengths.nearlyAll)
    return doubt(supported, 'Similar, but no key identifies it.')
  }
  const lone = candidates(world, contact, loneTies(world, contact)).filter(
    (each) => each.otherNumber === null,
  )
  const [only] = lone
  if (only) return doubt(lone, `Only ${agreement(only)} agrees.`, true)
  const loose = candidates(world, contact, looselyNamedTies(world, contact)).filter(
    (each) => each.name !== 'different' && disagreesOnlyByName(contact, each),
  )
  return loose.length > 0 ? doubt(loose, 'Similar, but no key identifies it.', true) : { kind: 'none' }
}

function candidates(world: World, contact: ContactFacts, ties: readonly Tie[]): Evidence[] {
  const mailed = ties.filter((tie) => tie.email).length
  const isAlone = mailed === 1 && hasMailAlone(world, contact)
  const found: Evidence[] = []
  for (const tie of ties) {
    const evidence = compare(world, contact, tie, isAlone)
    if (evidence) found.push(evidence)
  }
  return found
}

function doubt(all: readonly Evidence[], why: string, weak = false): Verdict {
  return { kind: 'doubt', why, all, weak }
}

function claim(all: readonly Evidence[], candidate: Evidence, strength: Strength): Verdict {
  return { kind: 'claim', candidate, strength, all }
}

const kindWords = {
  xero: 'a company in Xero, a person in Capsule',
  capsule: 'a person in Xero, a company in Capsule',
} as const

const isOddName = ({ name }: Evidence): boolean => name === 'different' || name === 'akin'
const isFittingName = ({ name }: Evidence): boolean =>
  name === 'same' || name === 'close' || name === 'similar'

function isSupported(evidence: Evidence): boolean {
  return (
    evidence.sharedNumbers.length > 0 ||
    evidence.email !== null ||
    evidence.personEmail !== null ||
    evidence.phone ||
    evidence.domain !== null
  )
}

/** A slip in the name, and both telephone and domain agree: only an identity is missing. */
function isNearlyAll(contact: ContactFacts, candidate: Evidence): boolean {
  return (
    candidate.name === 'close' &&
    candidate.phone &&
    (candidate.domain !== null || candidate.personEmail !== null) &&
    disagreeing(candidate).length === 0 &&
    !areApart(candidate.facts.party, contact.contact)
  )
}

function disagreesOnlyByName(contact: ContactFacts, candidate: Evidence): boolean {
  const { otherNumber, otherDomain, otherEmail, otherKind, referenceElsewhere } = candidate
  if (otherNumber !== null || otherDomain || otherEmail || otherKind !== null || referenceElsewhere)
    return false
  return !areApart(candidate.facts.party, contact.contact)
}

function agreement(candidate: Evidence): string {
  if (candidate.personEmail !== null) return 'the e-mail of a contact person'
  return candidate.phone ? 'the telephone number' : 'the e-mail or web domain'
}

const firmsMailboxes =
  /^(?:info|accounts?|admin|office|hello|sales|contact|enquir(?:y|ies)|support|reception|franchis(?:e|ees|ing)|ap|payable|payables|billing|finance|invoices?|mail|team|head.?office|hq)@/

function isFirmsMailbox(contact: ContactFacts): boolean {
  return contact.email !== null && firmsMailboxes.test(contact.email)
}

/** "Orbit" and "Orbit NZ" in one town: there is hardly another arm of it. */
function isNationalArmInTown(contact: ContactFacts, { facts }: Evidence): boolean {
  const differ = contact.names.some((form) => facts.names.some((own) => differByCountry(form, own)))
  return differ && shareTown(facts.party, contact.contact)
}

function isNamedLikePerson(contact: ContactFacts): boolean {
  const words = contact.names[0]?.words.split(' ') ?? []
  return contact.isPerson || (words.length === 2 && isGivenName(words[0] ?? ''))
}

function haveBranchMailboxes(contact: ContactFacts, { facts }: Evidence): boolean {
  const { email } = contact
  return (
    email !== null && facts.emails.length > 0 && facts.emails.every((own) => areBranchMailboxes(email, own))
  )
}

// A pair decided to be different makes no key unique: its contact will have a party of its own with that key.

function hasMailAlone(world: World, contact: ContactFacts): boolean {
  return contact.email !== null && world.contactBlocks.email.count(contact.email) === 1
}

function hasNumberAlone(world: World, candidate: Evidence): boolean {
  return candidate.sharedNumbers.some((number) => world.contactBlocks[number.kind].count(number.value) === 1)
}

/** No other contact bears one of the names of the contact or the party. */
function hasNameAlone(world: World, contact: ContactFacts, candidate: Evidence): boolean {
  const bearers = new Set<number>()
  for (const form of [...contact.names, ...candidate.facts.names]) {
    for (const bearer of world.contactBlocks.name.get(form.key)) {
      bearers.add(bearer)
      if (bearers.size > 1) return false
    }
  }
  return true
}
