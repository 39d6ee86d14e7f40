import { decide } from '../match/decide.ts'
import type { Matches } from '../match/match.ts'
import { isUsable, type World } from '../match/world.ts'
import type { CapsulePartyId, XeroContactId } from '../model/ids.ts'
import { operationHash } from './hash.ts'
import { nameOf, type Records, type StandingLink } from './merges.ts'
import type { ApprovalReview, Base, LinkChange, MergeReview, PlannedOperation, Rules } from './plan.ts'

/** Links whose party was deleted in Capsule while the contact is in use. A party merely hidden is no such thing. */
export function isOrphan(records: Records, link: StandingLink): boolean {
  if (link.state !== 'active' || link.partyId === null) return false
  if (records.absent.get(link.partyId) !== 'deleted') return false
  const contact = records.contacts.get(link.contactId)
  return contact !== undefined && isUsable(contact)
}

export interface Adopted {
  readonly changes: readonly LinkChange[]
  readonly merges: readonly MergeReview[]
  /** Contacts to archive, if a person says so. */
  readonly approvals: readonly ApprovalReview[]
  readonly operations: readonly PlannedOperation[]
  /** Links that stand for another party now. */
  readonly repointed: readonly { readonly link: StandingLink; readonly partyId: CapsulePartyId }[]
}

/**
 * What becomes of contacts whose party was deleted. Where another party certainly is the same customer, the link
 * goes to that one, or ends when that one has a contact already. Else a person decides whether to archive.
 *
 * @param matches  found while the contacts of these links counted as free
 */
export function adoptOrphans(
  world: World,
  records: Records,
  orphans: readonly StandingLink[],
  matches: Matches,
  rules: Pick<Rules, 'gate' | 'focus'>,
  decided: Base['decided'],
): Adopted {
  const changes: LinkChange[] = []
  const merges: MergeReview[] = []
  const approvals: ApprovalReview[] = []
  const operations: PlannedOperation[] = []
  const repointed: { link: StandingLink; partyId: CapsulePartyId }[] = []
  const newParty = new Map(matches.links.map((link) => [link.contactId, link]))
  const newContact = new Map(matches.links.map((link) => [link.partyId, link.contactId]))
  for (const link of orphans) {
    const { contactId, partyId: from } = link
    if (from === null) continue
    const match = newParty.get(contactId)
    const heir = match?.confidence === 'certain' ? match.partyId : null
    if (heir !== null && (link.planned || isInFocus(rules.focus, heir))) {
      changes.push({ kind: 'repoint', contactId, from, to: heir })
      repointed.push({ link, partyId: heir })
      continue
    }
    if (!link.planned) continue
    const claimed = claimedParty(world, contactId)
    const holder =
      claimed === null ? undefined : (world.linkedContact.get(claimed) ?? newContact.get(claimed))
    const merge = claimed === null ? null : mergeContacts(records, claimed, holder, contactId)
    if (merge !== null) {
      changes.push({ kind: 'end', contactId, why: 'Its Capsule record was merged into another one.' })
      merges.push(merge)
      continue
    }
    // Whom that party goes to is for the pass that is about it; until then nobody need think of archiving.
    if (claimed !== null && holder === undefined && !isInFocus(rules.focus, claimed)) continue
    const operation = { kind: 'xero.contact.archive', contactId, partyId: from } as const
    const hash = operationHash(operation)
    const decision = decided.get(hash)
    if (decision === undefined) {
      const why = archiveWords(records, contactId, match?.partyId ?? null)
      approvals.push({ kind: 'approval', contactId, partyId: from, operation, hash, why })
    } else if (decision && rules.gate === 'each') operations.push(operation)
  }
  const order = ['repoint', 'end']
  changes.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  return { changes, merges, approvals, operations, repointed }
}

const isInFocus = (focus: Rules['focus'], partyId: CapsulePartyId): boolean =>
  focus === 'all' || focus.parties.has(partyId)

/** The party that the contact's keys name for certain, whoever it stands for already. */
function claimedParty(world: World, contactId: XeroContactId): CapsulePartyId | null {
  const number = world.contactNumber.get(contactId)
  const facts = number === undefined ? undefined : world.contacts[number]
  const verdict = facts === undefined ? null : decide(world, facts)
  const isCertain = verdict?.kind === 'claim' && verdict.strength > 1
  return isCertain ? verdict.candidate.facts.party.id : null
}

function mergeContacts(
  records: Records,
  partyId: CapsulePartyId,
  winner: XeroContactId | undefined,
  loser: XeroContactId,
): MergeReview | null {
  const kept = winner === undefined ? undefined : records.contacts.get(winner)
  const merged = records.contacts.get(loser)
  if (winner === undefined || winner === loser || kept === undefined || !isUsable(kept)) return null
  const party = nameOf(records.parties.get(partyId))
  return {
    kind: 'merge',
    side: 'xero',
    contactId: winner,
    winner,
    loser,
    why: `In Capsule only “${party}” is left of the two. In Xero “${nameOf(merged)}” and “${nameOf(kept)}” are still two: merge them there.`,
  }
}

function archiveWords(records: Records, contactId: XeroContactId, alike: CapsulePartyId | null): string {
  const name = nameOf(records.contacts.get(contactId))
  const hint =
    alike === null ? '' : ` Capsule has “${nameOf(records.parties.get(alike))}”, which may be the same.`
  return `The Capsule record of “${name}” was deleted.${hint} Archiving the contact keeps its documents, and open invoices stay open; only a person can restore it, in Xero.`
}
