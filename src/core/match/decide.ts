import { identifyingTies, supportingTies } from './candidates.ts'
import { compare, type Evidence, isSimilarlyNamed } from './evidence.ts'
import type { ContactFacts } from './facts.ts'
import { disagreeing } from './reasons.ts'
import type { World } from './world.ts'

/** A pair with what is known of the uniqueness of its e-mail. */
export interface Candidate extends Evidence {
  readonly emailUnique: boolean
}

/**
 * What one contact's keys say, before other contacts are heard. `strength` decides between contacts that
 * claim one party: cross-reference 4, register number 3, e-mail with the same name 2.5, e-mail 2, name 1.
 */
export type Verdict =
  | {
      readonly kind: 'claim'
      readonly candidate: Candidate
      readonly strength: number
      readonly all: readonly Candidate[]
    }
  | { readonly kind: 'doubt'; readonly why: string; readonly all: readonly Candidate[] }
  | { readonly kind: 'none' }

export function decide(world: World, contact: ContactFacts): Verdict {
  const all = candidates(world, contact)
  if (all.length === 0) return { kind: 'none' }
  const doubt = (why: string): Verdict => ({ kind: 'doubt', why, all })
  const claim = (candidate: Candidate, strength: number): Verdict => ({
    kind: 'claim',
    candidate,
    strength,
    all,
  })

  const referenced = all.filter((each) => each.reference !== null)
  const numbered = all.filter((each) => each.sharedNumbers.some((number) => number.checked))
  const mailed = all.filter((each) => each.email !== null)
  const named = all.filter((each) => each.name === 'same')

  const [reference, secondReference] = referenced
  if (secondReference) return doubt('Cross-references name different Capsule records.')
  if (reference) {
    if (reference.referenceElsewhere) return doubt('Cross-references name different Xero contacts.')
    if (reference.otherNumber)
      return doubt(`The cross-reference agrees, but the ${reference.otherNumber.label} differs.`)
    const rival = numbered.length === 1 ? numbered.find((each) => each !== reference) : undefined
    if (rival)
      return doubt('The cross-reference names one Capsule record, the tax or company number another.')
    if (reference.reference === 'number' && reference.name === 'different' && !isSupported(reference)) {
      return doubt('ContactNumber is the id of a Capsule record, but nothing else agrees.')
    }
    return claim(reference, 4)
  }

  const [byNumber, secondByNumber] = numbered
  if (byNumber && !secondByNumber && hasNumberAlone(world, byNumber)) {
    const rival = all.find((each) => each !== byNumber && each.emailUnique && each.name === 'same')
    if (rival) return doubt('The tax or company number names one Capsule record, name and e-mail another.')
    if (byNumber.referenceElsewhere) return doubt('The Capsule record already carries another contact’s id.')
    return claim(byNumber, 3)
  }

  const [byMail, secondByMail] = mailed
  if (byMail && !secondByMail && byMail.emailUnique) {
    if (byMail.otherNumber) return doubt(`Same e-mail, but different ${byMail.otherNumber.label}.`)
    if (byMail.referenceElsewhere) return doubt('The Capsule record already carries another contact’s id.')
    if (numbered.length > 0 && !numbered.includes(byMail)) {
      return doubt('The e-mail names one Capsule record, the tax or company number another.')
    }
    if (byMail.name !== 'same' && named.length > 0)
      return doubt('The e-mail names one Capsule record, the name another.')
    if (byMail.name === 'different') return doubt('Same e-mail, but clearly different names.')
    return claim(byMail, byMail.name === 'same' ? 2.5 : 2)
  }

  const [byName, secondByName] = named
  if (byName && !secondByName) {
    if (numbered.length > 0 && !numbered.includes(byName)) {
      return doubt('The name fits one Capsule record, the tax or company number another.')
    }
    const organisation = world.employer.get(byName.party)
    if (organisation !== undefined && mailed.some((each) => each.party === organisation)) {
      return doubt('A person and their organisation both fit.')
    }
    const [against] = disagreeing(byName)
    if (against) return doubt(`Same name, but ${against.words}.`)
    if (!hasNameAlone(world, contact, byName)) return doubt('Several Xero contacts have this name.')
    return claim(byName, 1)
  }
  if (secondByName) return doubt('Several Capsule records have this name.')
  if (byMail) return doubt('The e-mail is shared by several records, and no name agrees.')
  if (byNumber) return doubt('The tax or company number is shared by several records.')
  return doubt('Similar, but no key identifies it.')
}

/** Parties that share an identifying key; failing those, parties of similar name with supporting evidence. */
function candidates(world: World, contact: ContactFacts): Candidate[] {
  const identifying = identifyingTies(world, contact)
  const mailed = identifying.filter((tie) => tie.email).length
  const found: Candidate[] = []
  for (const tie of identifying) {
    const evidence = compare(world, contact, tie)
    if (evidence)
      found.push({
        ...evidence,
        emailUnique: tie.email && mailed === 1 && hasMailAlone(world, contact),
      })
  }
  if (found.length > 0) return found
  for (const tie of supportingTies(world, contact)) {
    const evidence = isSimilarlyNamed(world, contact, tie.party) ? compare(world, contact, tie) : null
    if (evidence) found.push({ ...evidence, emailUnique: false })
  }
  return found
}

function isSupported(evidence: Evidence): boolean {
  return (
    evidence.sharedNumbers.length > 0 ||
    evidence.email !== null ||
    evidence.personEmail !== null ||
    evidence.phone ||
    evidence.domain !== null
  )
}

// A pair decided to be different makes no key unique: its contact will have a party of its own with that key.

function hasMailAlone(world: World, contact: ContactFacts): boolean {
  return contact.email !== null && world.contactBlocks.email.get(contact.email).length === 1
}

function hasNumberAlone(world: World, candidate: Candidate): boolean {
  return candidate.sharedNumbers.some(
    (number) => number.checked && world.contactBlocks[number.kind].get(number.value).length === 1,
  )
}

/** No other contact bears one of the names of the contact or the party. */
function hasNameAlone(world: World, contact: ContactFacts, candidate: Candidate): boolean {
  const bearers = new Set<number>()
  for (const form of [...contact.names, ...candidate.facts.names]) {
    for (const bearer of world.contactBlocks.name.get(form.key)) {
      bearers.add(bearer)
      if (bearers.size > 1) return false
    }
  }
  return true
}
