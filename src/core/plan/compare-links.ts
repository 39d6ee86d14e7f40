import type { FieldSetting, Subject } from '../field/field.ts'
import { fieldOf } from '../field/fields.ts'
import type { World } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsulePartyId, XeroContactId } from '../model/ids.ts'
import { gate } from './gate.ts'
import { planFields } from './link-plan.ts'
import type {
  ApprovalReview,
  Base,
  ConflictReview,
  Differing,
  LinkBase,
  PlannedOperation,
  Rules,
  Settled,
} from './plan.ts'
import { nameKey, type Taken } from './taken.ts'
import { type LinkContext, type Outcome, settledBy } from './three-way.ts'
import { isWrite } from './updates.ts'

/** A party with its people; null for one this world does not know. */
export type SubjectOf = (partyId: CapsulePartyId) => Subject | null

/** Two records whose fields are to be compared. */
export interface Pair {
  readonly partyId: CapsulePartyId
  readonly contactId: XeroContactId
  /** What was settled; null for a pair that is new to one another. */
  readonly base: LinkBase | null
  /** In the focus of this pass; the others only claim names. */
  readonly planned: boolean
}

export interface Compared {
  readonly operations: PlannedOperation[]
  readonly reviews: (ConflictReview | ApprovalReview)[]
  readonly settled: Settled[]
  readonly differing: Differing[]
  /** As the context's, with the names that this plan gives. */
  readonly nameTaken: LinkContext['nameTaken']
}

interface Work {
  readonly pair: Pair
  readonly subject: Subject
  readonly contact: XeroContact
  readonly outcomes: readonly Outcome[]
}

/** Compares every field of every pair: what is to be written, asked, settled or left. Pairs in order of contacts. */
export function compareLinks(
  world: World,
  subjectOf: SubjectOf,
  pairs: readonly Pair[],
  setting: FieldSetting,
  rules: Rules,
  taken: Taken,
  decided: Base['decided'],
): Compared {
  const nameTaken: LinkContext['nameTaken'] = (name, self) => {
    const bearer = taken.bearerOf(name, self)
    return bearer === null ? null : `Another active Xero contact is called “${bearer.name}”.`
  }
  const context: LinkContext = { rules, setting, nameTaken }
  const works: Work[] = []
  for (const pair of pairs) {
    if (!pair.planned) continue
    const work = compared(world, subjectOf, pair, context)
    if (work !== null && work.outcomes.length > 0) works.push(work)
  }
  const claims = nameClaims(world, subjectOf, pairs, works, context)
  const claimed: LinkContext = {
    ...context,
    nameTaken: (name, self) => {
      const first = claims.get(nameKey(name))
      const isFree = first === undefined || (self !== null && first >= self)
      return (
        nameTaken(name, self) ?? (isFree ? null : `Another Xero contact is about to be called “${name}”.`)
      )
    },
  }
  const found: Compared = {
    operations: [],
    reviews: [],
    settled: [],
    differing: [],
    nameTaken: claimed.nameTaken,
  }
  for (const work of works) {
    const name = newName(work.outcomes)
    const isLate = name !== null && claimed.nameTaken(name, work.contact.id) !== null
    const { subject, contact, pair } = work
    const outcomes = isLate ? planFields(subject, contact, pair.base, claimed) : work.outcomes
    record(found, subject, contact, outcomes, rules, decided)
  }
  return found
}

function compared(
  world: World,
  subjectOf: SubjectOf,
  pair: Pair,
  context: LinkContext,
  only?: Parameters<typeof planFields>[4],
): Work | null {
  const contact = world.allContacts.get(pair.contactId)
  if (contact === undefined || !isComparable(contact)) return null
  const subject = subjectOf(pair.partyId)
  if (subject === null) return null
  return { pair, subject, contact, outcomes: planFields(subject, contact, pair.base, context, only) }
}

/** What a merged-away or erased contact holds says nothing about its party any more. */
const isComparable = (contact: XeroContact): boolean =>
  contact.status !== 'GDPRREQUEST' && contact.mergedToContactId === null

/**
 * The first contact that gets a name: of several that are to be given one and the same, the others ask. Those
 * outside the focus are heard too, so that a small pass decides as the whole does.
 */
function nameClaims(
  world: World,
  subjectOf: SubjectOf,
  pairs: readonly Pair[],
  works: readonly Work[],
  context: LinkContext,
): ReadonlyMap<string, XeroContactId> {
  const claims = new Map<string, XeroContactId>()
  const claim = (name: string, contactId: XeroContactId) => {
    const key = nameKey(name)
    const known = claims.get(key)
    if (known === undefined || contactId < known) claims.set(key, contactId)
  }
  for (const { contact, outcomes } of works) {
    const name = newName(outcomes)
    if (name !== null) claim(name, contact.id)
  }
  const only = [fieldOf('name')]
  if (claims.size === 0) return claims
  for (const pair of pairs) {
    const work = pair.planned ? null : compared(world, subjectOf, pair, context, only)
    const name = work === null ? null : newName(work.outcomes)
    if (name !== null) claim(name, pair.contactId)
  }
  return claims
}

function newName(outcomes: readonly Outcome[]): string | null {
  for (const each of outcomes) {
    if (each.field === 'name') return isWrite(each) && each.side === 'xero' ? each.change.after : null
  }
  return null
}

function record(
  found: Compared,
  subject: Subject,
  contact: XeroContact,
  outcomes: readonly Outcome[],
  rules: Rules,
  decided: Base['decided'],
): void {
  const contactId = contact.id
  const conflicts: ConflictReview['fields'][number][] = []
  for (const outcome of outcomes) {
    const { field, capsule, xero, base, why } = outcome
    const settled = settledBy(outcome)
    if (settled) found.settled.push({ contactId, field, ...settled })
    switch (outcome.state) {
      case 'left':
      case 'differs':
        found.differing.push({ contactId, field, capsule, xero, why })
        break
      case 'conflict':
        conflicts.push({ field, base, capsule, xero, winners: outcome.winners, why })
        break
      case 'equal':
      case 'write':
        break
    }
  }
  if (conflicts.length > 0) {
    found.reviews.push({ kind: 'conflict', contactId, partyId: subject.party.id, fields: conflicts })
  }
  const writes = outcomes.filter(isWrite)
  if (writes.length === 0) return
  const gated = gate(subject, contact, writes, rules, decided)
  found.operations.push(...gated.operations)
  found.reviews.push(...gated.reviews)
  for (const { field, capsule, xero } of gated.refused) {
    found.differing.push({ contactId, field, capsule, xero, why: 'Copying it was refused by a person.' })
  }
}
