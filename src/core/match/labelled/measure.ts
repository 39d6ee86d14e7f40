import { match } from '../match.ts'
import { indexWorld } from '../world.ts'
import { contactIdAt, contactOf, type LabelledCase, partyIdAt, partyOf } from './sketch.ts'

/** What became of a labelled pair. */
type Outcome = 'linked' | 'asked' | 'apart'

interface Measured {
  readonly figures: {
    readonly same: number
    readonly doubtful: number
    readonly different: number
    readonly linked: number
    /** Links made by themselves that are right; same pairs linked by themselves. */
    readonly precision: number
    readonly recall: number
  }
  /** Same, and not linked. */
  readonly misses: readonly string[]
  /** Linked, and not labelled the same. */
  readonly wrongLinks: readonly string[]
  /** Doubtful, and nobody is asked. */
  readonly unasked: readonly string[]
}

/** Runs every case through the matcher as a later pass would, where names alone are asked about. */
export function measure(cases: readonly LabelledCase[]): Measured {
  const counts = { same: 0, doubtful: 0, different: 0 }
  const misses: string[] = []
  const wrongLinks: string[] = []
  const unasked: string[] = []
  let linked = 0
  for (const each of cases) {
    const { outcomeOf, links } = outcomes(each)
    for (const [label, contact, party] of each.labels) {
      counts[label]++
      const outcome = outcomeOf(contact, party)
      const told = `${each.why} (contact ${contact}, party ${party}): ${outcome}`
      if (label === 'same' && outcome !== 'linked') misses.push(told)
      if (label === 'doubtful' && outcome !== 'asked') unasked.push(told)
    }
    for (const [contact, party] of links) {
      linked++
      const isSame = each.labels.some(
        ([label, ofContact, ofParty]) => label === 'same' && ofContact === contact && ofParty === party,
      )
      if (!isSame) wrongLinks.push(`${each.why} (contact ${contact}, party ${party})`)
    }
  }
  const share = (part: number, whole: number) => Math.round((1_000 * part) / whole) / 1_000
  return {
    figures: {
      ...counts,
      linked,
      precision: share(linked - wrongLinks.length, linked),
      recall: share(counts.same - misses.length, counts.same),
    },
    misses,
    wrongLinks,
    unasked,
  }
}

function outcomes(each: LabelledCase) {
  const parties = each.parties.map(partyOf)
  const contacts = each.contacts.map(contactOf)
  const world = indexWorld({ parties, contactIdField: null }, { contacts }, { links: [], rejected: [] })
  const { links, doubts } = match(world, 'all', 'review')
  const outcomeOf = (contact: number, party: number): Outcome => {
    const [contactId, partyId] = [contactIdAt(contact), partyIdAt(party)]
    if (links.some((link) => link.contactId === contactId && link.partyId === partyId)) return 'linked'
    const asked = doubts.some(
      ({ review }) =>
        review.subject.contactId === contactId &&
        review.candidates.some((candidate) => candidate.partyId === partyId),
    )
    return asked ? 'asked' : 'apart'
  }
  const numbered = links.map((link): [number, number] => [
    contacts.findIndex((contact) => contact.id === link.contactId),
    parties.findIndex((party) => party.id === link.partyId),
  ])
  return { outcomeOf, links: numbered }
}
