import type { NameForm } from '../normal/names.ts'
import type { ContactFacts } from './facts.ts'
import type { World } from './world.ts'

/** How a party came to be a candidate for a contact. */
export interface Tie {
  readonly party: number
  /** The person of the organisation whose own e-mail, telephone … it is; null when the party's own. */
  via: number | null
  reference: boolean
  number: boolean
  email: boolean
  name: boolean
}

const untied = { reference: false, number: false, email: false, name: false } as const

/** A key that so many records share identifies none of them; the rest of its block is not looked at. */
const blockLimit = 1000
/** More candidates of one key than a person would compare. */
const candidateLimit = 12
const namesakesShown = 4
const closerLimit = 50

/**
 * The parties that share an identifying key with a contact: cross-reference, register number, e-mail, name.
 * A person of an organisation is represented by it, unless the contact bears that person's name.
 */
export function identifyingTies(world: World, contact: ContactFacts): Tie[] {
  const ties = new Map<number, Tie>()
  for (const party of referencedParties(world, contact)) tie(ties, party, null).reference = true
  for (const number of contact.numbers) {
    for (const hit of representatives(world, contact, world.partyBlocks[number.kind].get(number.value))) {
      tie(ties, hit.party, hit.via).number = true
    }
  }
  if (contact.email !== null) {
    for (const hit of representatives(world, contact, world.partyBlocks.email.get(contact.email))) {
      tie(ties, hit.party, hit.via).email = true
    }
  }
  for (const form of contact.names) {
    for (const hit of namesakes(world, contact, form.key)) tie(ties, hit.party, hit.via).name = true
  }
  return withoutRepresented(world, [...ties.values()])
}

/** Parties of a name; of too many, those that share a telephone or a domain too, and a few to show how it is. */
function namesakes(world: World, contact: ContactFacts, key: string): readonly Representative[] {
  const block = world.partyBlocks.name.get(key)
  if (block.length <= candidateLimit) return representatives(world, contact, block)
  const isNamesake = (party: number) => world.parties[party]?.names.some((form) => form.key === key) ?? false
  const closer = [
    ...contact.phones.flatMap((phone) => world.partyBlocks.phone.get(phone).slice(0, closerLimit)),
    ...contact.domains.flatMap((domain) => world.partyBlocks.domain.get(domain).slice(0, closerLimit)),
  ].filter(isNamesake)
  return representatives(world, contact, [...closer, ...block.slice(0, namesakesShown)])
}

/** The parties that share only what many may share: another person's e-mail, telephone, domain. */
export function supportingTies(world: World, contact: ContactFacts): Tie[] {
  const ties = new Map<number, Tie>()
  const visit = (block: readonly number[]) => {
    if (block.length > blockLimit) return
    for (const hit of representatives(world, contact, block)) tie(ties, hit.party, hit.via)
  }
  for (const email of contact.personEmails) visit(world.partyBlocks.email.get(email))
  for (const phone of contact.phones) visit(world.partyBlocks.phone.get(phone))
  for (const domain of contact.domains) visit(world.partyBlocks.domain.get(domain))
  return [...ties.values()]
}

/**
 * The parties with which a contact shares what nobody else on either side has: a telephone number, a domain, the
 * e-mail of a contact person. Worth a question whatever the names say.
 */
export function loneTies(world: World, contact: ContactFacts): Tie[] {
  const ties = new Map<number, Tie>()
  const visit = (kind: 'email' | 'phone' | 'domain', value: string, bearers: number) => {
    const block = world.partyBlocks[kind].get(value)
    if (bearers !== 1 || block.length === 0 || block.length > candidateLimit) return
    const [hit, second] = representatives(world, contact, block)
    if (hit && !second) tie(ties, hit.party, hit.via)
  }
  const { contactBlocks } = world
  for (const email of contact.personEmails) {
    visit('email', email, contactBlocks.email.count(email) + contactBlocks.person_email.count(email))
  }
  for (const phone of contact.phones) visit('phone', phone, contactBlocks.phone.count(phone))
  for (const domain of contact.domains) visit('domain', domain, contactBlocks.domain.count(domain))
  return [...ties.values()]
}

/** The parties whose names may differ by a slip only; none when so many have such a name that it says nothing. */
export function looselyNamedTies(world: World, contact: ContactFacts): Tie[] {
  if (contact.looseName === null) return []
  const block = world.partyBlocks.loose_name.get(contact.looseName)
  if (block.length > candidateLimit) return []
  return representatives(world, contact, block).map((hit) => ({ ...untied, party: hit.party, via: hit.via }))
}

/** Parties bound to the contact by ContactNumber or by our custom field, rejected pairs left out. */
function referencedParties(world: World, facts: ContactFacts): readonly number[] {
  const byNumber = facts.partyId === null ? undefined : world.partyNumber.get(facts.partyId)
  const naming = world.partiesNaming.get(facts.contact.id)
  const merged = world.mergedInto.get(facts.contact.id)
  if (byNumber === undefined && naming === undefined && merged === undefined) return []
  const found = new Set<number>(byNumber === undefined ? [] : [byNumber])
  for (const party of naming ?? []) found.add(party)
  for (const id of merged ?? []) for (const party of world.partiesNaming.get(id) ?? []) found.add(party)
  return [...found].filter((party) => !isRejected(world, facts, party))
}

interface Representative {
  readonly party: number
  readonly via: number | null
}

const nobody: readonly Representative[] = []

function representatives(
  world: World,
  contact: ContactFacts,
  block: readonly number[],
): readonly Representative[] {
  if (block.length === 0) return nobody
  const found: Representative[] = []
  for (let i = 0; i < block.length && i < blockLimit && found.length < candidateLimit; i++) {
    const member = block[i]
    if (member === undefined) continue
    const hit = representative(world, contact, member)
    if (found.some((each) => each.party === hit.party) || isRejected(world, contact, hit.party)) continue
    found.push(hit)
  }
  return found
}

function representative(world: World, contact: ContactFacts, member: number): Representative {
  const organisation = world.employer.get(member)
  if (organisation === undefined || bearsName(world, contact, member)) return { party: member, via: null }
  return { party: organisation, via: member }
}

/**
 * An organisation of the contact's name stands for its person of the same name too (a sole trader's firm),
 * and what the person has counts for it.
 */
function withoutRepresented(world: World, ties: Tie[]): Tie[] {
  if (ties.length < 2) return ties
  const named = new Map(ties.filter((each) => each.name).map((each) => [each.party, each]))
  return ties.filter((each) => {
    const organisation = named.get(world.employer.get(each.party) ?? -1)
    if (organisation === undefined || each.reference) return true
    if (each.email || each.number) organisation.via ??= each.party
    organisation.email ||= each.email
    organisation.number ||= each.number
    return false
  })
}

function bearsName(world: World, contact: ContactFacts, party: number): boolean {
  const name = world.parties[party]?.names[0]
  return name !== undefined && contact.names.some((form: NameForm) => form.key === name.key)
}

function isRejected(world: World, contact: ContactFacts, party: number): boolean {
  if (world.rejectedParties.size === 0) return false
  const rejected = world.rejectedParties.get(contact.contact.id)
  const id = world.parties[party]?.party.id
  return rejected !== undefined && id !== undefined && rejected.has(id)
}

function tie(ties: Map<number, Tie>, party: number, via: number | null): Tie {
  const known = ties.get(party)
  if (known) {
    if (via === null) known.via = null
    return known
  }
  const made: Tie = { ...untied, party, via }
  ties.set(party, made)
  return made
}
