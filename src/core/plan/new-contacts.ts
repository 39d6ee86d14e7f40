import type { FieldSetting } from '../field/field.ts'
import { survivingContact, type World } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsulePartyId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import type { SubjectOf } from './compare-links.ts'
import { newContact } from './new-contact.ts'
import type { Base, MatchReview, Plan, PlannedOperation, Rules } from './plan.ts'
import { nameKey, type Taken } from './taken.ts'
import type { LinkContext } from './three-way.ts'

type Creation = Extract<PlannedOperation, { readonly kind: 'xero.contact.create' }>

/** What this plan decided already, which no creation may contradict. */
export interface Settlement {
  /** Parties and contacts that have a link, or had one when this plan began. */
  readonly linkedParties: ReadonlySet<CapsulePartyId>
  readonly linkedContacts: ReadonlySet<string>
  /** Parties that a question is about. */
  readonly asked: ReadonlySet<CapsulePartyId>
  /** Parties that may be those of contacts whose own party was deleted. */
  readonly heirs: ReadonlySet<CapsulePartyId>
  /** Contacts that a question is about. */
  readonly askedContacts: ReadonlySet<string>
  readonly taken: Taken
  /** Names that this plan gives are taken too. */
  readonly nameTaken: LinkContext['nameTaken']
}

export interface Creations {
  readonly operations: readonly Creation[]
  readonly reviews: readonly MatchReview[]
  readonly refused: Plan['refused']
}

/**
 * Contacts to create in Xero: for parties a person asked for and for those the rule names, as long as they have no
 * counterpart and no question about one is open. An organisation stands for its people.
 */
export function newContacts(
  world: World,
  subjectOf: SubjectOf,
  settlement: Settlement,
  setting: FieldSetting,
  base: Pick<Base, 'wanted' | 'excluded' | 'rejected'>,
  rules: Rules,
): Creations {
  const operations: Creation[] = []
  const reviews: MatchReview[] = []
  const refused: { partyId: CapsulePartyId; why: string }[] = []
  const names = new Set<string>()
  const asked = new Set(settlement.askedContacts)
  for (const party of toCreate(world, settlement, base, rules)) {
    const partyId = party.id
    const refuse = (why: string) => refused.push({ partyId, why })
    const subject = subjectOf(partyId)
    if (subject === null) continue
    const made = newContact(subject, setting, rules)
    if ('why' in made) {
      refuse(made.why)
      continue
    }
    const { name, contactNumber } = made.contact
    const bearer = settlement.taken.bearerOf(name, null)
    const numbered = settlement.taken.numbered(contactNumber)
    if (settlement.heirs.has(partyId)) {
      refuse(
        'It may be the same as a Xero contact whose Capsule record was deleted: decide about that one first.',
      )
    } else if (bearer !== null) {
      const why = whyNotOffered({ ...settlement, askedContacts: asked }, base, partyId, bearer)
      if (why !== null) refuse(why)
      else {
        asked.add(bearer.id)
        reviews.push(sameName(partyId, bearer))
      }
    } else if (numbered !== null) {
      refuse(numberWords(numbered))
    } else if (settlement.nameTaken(name, null) !== null || names.has(nameKey(name))) {
      refuse(`Another Xero contact is about to be called “${name}”.`)
    } else {
      names.add(nameKey(name))
      operations.push({ kind: 'xero.contact.create', partyId, contact: made.contact })
    }
  }
  return { operations, reviews, refused }
}

/** Who carries the party's number, and what a person can do about it. */
function numberWords({ name, status, mergedToContactId }: XeroContact): string {
  const carries = `“${name}” carries this record’s number already`
  if (mergedToContactId !== null) {
    return `The merged Xero contact ${carries}, and keeps it. Make the contact in Xero, then link it here.`
  }
  return status === 'ACTIVE'
    ? `The Xero contact ${carries}. Link it instead.`
    : `The archived Xero contact ${carries}. Restore it in Xero, then link it.`
}

/** In order of their ids, each once. */
function toCreate(
  world: World,
  settlement: Settlement,
  base: Pick<Base, 'wanted' | 'excluded'>,
  rules: Rules,
): CapsuleParty[] {
  const wanted = new Set(representatives(world, wantedIn(base, rules.focus)))
  return world.parties.flatMap(({ party, contactId }, number) => {
    if (settlement.linkedParties.has(party.id) || settlement.asked.has(party.id)) return []
    if (wanted.has(party.id)) return [party]
    if (rules.focus !== 'all' && !rules.focus.parties.has(party.id)) return []
    if (rules.createContacts === 'none' || world.employer.has(number)) return []
    // Its contact was merged into another one: making it anew by rule would undo that.
    if (contactId !== null && survivingContact(world.allContacts, contactId) !== contactId) return []
    if (party.type === 'organisation') return [party]
    const isOfExcluded = party.organisation !== null && base.excluded.parties.has(party.organisation.id)
    return rules.createContacts === 'all' && !isOfExcluded ? [party] : []
  })
}

/** The parties of this pass that a person asked to be added. */
export function wantedIn({ wanted }: Pick<Base, 'wanted'>, focus: Rules['focus']): readonly CapsulePartyId[] {
  return [...wanted.parties].filter((id) => focus === 'all' || focus.parties.has(id))
}

/** Who stands for these parties in Xero: the organisation for its people, everybody else for themselves. */
export function representatives(world: World, parties: readonly CapsulePartyId[]): CapsulePartyId[] {
  return parties.flatMap((id) => {
    const number = world.partyNumber.get(id)
    const employer = number === undefined ? undefined : world.employer.get(number)
    const stands = number === undefined ? undefined : world.parties[employer ?? number]
    return stands === undefined ? [] : [stands.party.id]
  })
}

/** Why the contact of that name cannot be the party's counterpart; null when a person may be asked. */
function whyNotOffered(
  settlement: Pick<Settlement, 'linkedContacts' | 'askedContacts'>,
  base: Pick<Base, 'rejected' | 'excluded'>,
  partyId: CapsulePartyId,
  bearer: XeroContact,
): string | null {
  const called = `An active Xero contact is called “${bearer.name}” already`
  if (settlement.linkedContacts.has(bearer.id)) return `${called}, and stands for another Capsule record.`
  if (base.excluded.contacts.has(bearer.id)) return `${called}, and is excluded.`
  if (settlement.askedContacts.has(bearer.id)) return `${called}, and a question about it is open.`
  const isRejected = base.rejected.some((pair) => pair.partyId === partyId && pair.contactId === bearer.id)
  return isRejected ? `${called}, and was decided to be a different one.` : null
}

function sameName(partyId: CapsulePartyId, bearer: XeroContact): MatchReview {
  return {
    kind: 'match',
    subject: { side: 'xero', contactId: bearer.id },
    candidates: [{ partyId, score: 70, reasons: [{ key: 'name', agrees: true, words: 'same name' }] }],
    why: `A contact called “${bearer.name}” already exists under this name.`,
  }
}
