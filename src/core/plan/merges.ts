import { survivingContact, type World } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsulePartyId, XeroContactId } from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import type { CapsuleParty } from '../model/party.ts'
import { byText } from '../normal/text.ts'
import type { Base, CapsuleSide, LinkChange, MergeReview } from './plan.ts'

/** Records by id, as far as this world knows them. */
export interface Records {
  readonly parties: ReadonlyMap<CapsulePartyId, CapsuleParty>
  readonly contacts: ReadonlyMap<string, XeroContact>
  readonly absent: CapsuleSide['absent']
  readonly rejected: Base['rejected']
  /** What our custom field in Capsule says. */
  readonly referenceOf: (party: CapsuleParty) => string | null
}

/** A link as it is once the changes of this plan are done. */
export interface StandingLink extends Link {
  /** Between two that were never compared: base values are of other records. */
  readonly isNew: boolean
  /** About the records of this pass. */
  readonly planned: boolean
}

/** Is this about the records of this pass? */
export type Touches = (link: Pick<Link, 'partyId' | 'contactId'>) => boolean

export interface Merged {
  readonly links: readonly StandingLink[]
  readonly changes: readonly LinkChange[]
  readonly reviews: readonly MergeReview[]
}

/**
 * Links after merges in Xero: a link follows its contact into the one that lives on. Where that one stands for
 * another party already, the link ends, and a person is asked to merge the two parties as well. It stays as long
 * as nothing else tells where the party belongs.
 *
 * A contact merged into one that this world does not know keeps its link until that one was read.
 */
export function afterMerges(records: Records, given: readonly Link[], touches: Touches): Merged {
  const links = new Map<XeroContactId, StandingLink>()
  const movers = new Map<XeroContactId, StandingLink[]>()
  for (const link of given.toSorted((a, b) => byText(a.contactId, b.contactId))) {
    const standing: StandingLink = { ...link, isNew: false, planned: touches(link) }
    links.set(link.contactId, standing)
    const to = link.state === 'active' && link.partyId !== null ? survivorOf(records, link.contactId) : null
    if (to !== null) movers.set(to, [...(movers.get(to) ?? []), standing])
  }
  const changes: LinkChange[] = []
  const reviews: MergeReview[] = []
  for (const [to, group] of [...movers].sort(([a], [b]) => byText(a, b))) {
    const held = links.get(to) ?? null
    const moved = intoOne(records, to, held, group)
    for (const { contactId } of moved.gone) links.delete(contactId)
    const standing = { contactId: to, partyId: null }
    const isTouched = [...group, held ?? standing, moved.holder ?? standing].some(touches)
    if (moved.holder !== null)
      links.set(to, { ...moved.holder, planned: moved.holder.isNew ? isTouched : moved.holder.planned })
    if (!isTouched) continue
    changes.push(...moved.changes)
    reviews.push(...moved.reviews)
  }
  const order = ['end', 'follow', 'repoint']
  changes.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  return { links: [...links.values()], changes, reviews }
}

/** The contact that a merged one lives on in, when this world knows it. */
function survivorOf({ contacts }: Records, contactId: XeroContactId): XeroContactId | null {
  if (contacts.get(contactId)?.mergedToContactId == null) return null
  const survivor = contacts.get(survivingContact(contacts, contactId))
  return survivor === undefined || survivor.mergedToContactId !== null ? null : survivor.id
}

interface Moved {
  readonly holder: StandingLink | null
  readonly gone: readonly StandingLink[]
  readonly changes: readonly LinkChange[]
  readonly reviews: readonly MergeReview[]
}

type Presence = 'present' | 'hidden' | 'deleted'
const ranks: Readonly<Record<Presence, number>> = { present: 0, hidden: 1, deleted: 2 }

/** What becomes of the links that move to one contact, given the link it has already. */
function intoOne(
  records: Records,
  to: XeroContactId,
  held: StandingLink | null,
  group: readonly StandingLink[],
): Moved {
  const presenceOf = ({ partyId }: StandingLink) => presence(records, partyId)
  const movers = group.toSorted(
    (a, b) =>
      ranks[presenceOf(a)] - ranks[presenceOf(b)] ||
      (a.partyId ?? 0) - (b.partyId ?? 0) ||
      byText(a.contactId, b.contactId),
  )
  const [first] = movers
  // The party of a link under way is not known yet.
  if (first === undefined || held?.partyId === null)
    return { holder: null, gone: [], changes: [], reviews: [] }

  const gone: StandingLink[] = []
  const changes: LinkChange[] = []
  const reviews: MergeReview[] = []
  const end = (link: StandingLink, why: string) => {
    gone.push(link)
    changes.push({ kind: 'end', contactId: link.contactId, why })
  }
  let holder = held
  let rest = movers
  const mergedInto = `Its contact was merged into “${nameOf(records.contacts.get(to))}” in Xero.`
  if (holder === null) {
    const { partyId } = first
    holder = { ...first, contactId: to, isNew: true }
    rest = movers.slice(1)
    if (presenceOf(first) === 'hidden') {
      // The contact is kept for the party nobody sees, without a change to its link.
      gone.push(first)
    } else if (partyId !== null) {
      gone.push(first)
      changes.push({ kind: 'follow', from: first.contactId, to, partyId })
    }
  } else if (presenceOf(holder) === 'deleted' && presenceOf(first) === 'present') {
    const { partyId: from } = holder
    const { partyId } = first
    if (from !== null && partyId !== null && holder.state === 'active') {
      end(first, mergedInto)
      holder = { ...holder, partyId, isNew: true }
      changes.push({ kind: 'repoint', contactId: to, from, to: partyId })
      rest = movers.slice(1)
    }
  }
  for (const mover of rest) {
    const state = presenceOf(mover)
    if (state === 'hidden') continue
    const { partyId } = mover
    // A party that carries the old contact's id can be told from others later; without it only the link can.
    if (state === 'deleted' || namesContact(records, partyId, to)) {
      end(mover, `${mergedInto} That one has a link already.`)
    }
    if (state === 'present' && partyId !== null && holder.partyId !== null) {
      const review = mergeParties(records, to, holder.partyId, partyId)
      if (review !== null) reviews.push(review)
    }
  }
  return { holder, gone, changes, reviews }
}

function namesContact(records: Records, partyId: CapsulePartyId | null, to: XeroContactId): boolean {
  const party = partyId === null ? undefined : records.parties.get(partyId)
  const named = party === undefined ? null : records.referenceOf(party)
  return named !== null && survivingContact(records.contacts, named.toLowerCase()) === to
}

function presence(records: Records, partyId: CapsulePartyId | null): Presence {
  if (partyId === null) return 'hidden'
  if (records.absent.get(partyId) === 'deleted') return 'deleted'
  return records.parties.has(partyId) ? 'present' : 'hidden'
}

function mergeParties(
  records: Records,
  contactId: XeroContactId,
  winner: CapsulePartyId,
  loser: CapsulePartyId,
): MergeReview | null {
  const isRejected = records.rejected.some((pair) => pair.partyId === loser && pair.contactId === contactId)
  if (winner === loser || isRejected) return null
  const [kept, merged] = [winner, loser].map((id) => nameOf(records.parties.get(id)))
  return {
    kind: 'merge',
    side: 'capsule',
    contactId,
    winner: String(winner),
    loser: String(loser),
    why: `Their contacts were merged in Xero. In Capsule “${merged}” and “${kept}” are still two: merge them there.`,
  }
}

/**
 * Merges in Xero that Capsule has not followed, known by the cross-reference of a party without a link: asked
 * again as long as the party is there and nobody decided that the two are different.
 */
export function openMerges(
  world: World,
  records: Records,
  links: readonly Link[],
  touches: Touches,
): MergeReview[] {
  const linkOf = new Map(links.map((link): [string, Link] => [link.contactId, link]))
  const linked = new Set(links.map((link) => link.partyId))
  const found: MergeReview[] = []
  for (const { party, contactId } of world.parties) {
    if (contactId === null || linked.has(party.id)) continue
    const survivor = survivingContact(records.contacts, contactId)
    const holder = survivor === contactId ? undefined : linkOf.get(survivor)
    if (holder === undefined || holder.partyId === null || !records.parties.has(holder.partyId)) continue
    const loser = { partyId: party.id, contactId: holder.contactId }
    if (!touches(holder) && !touches(loser)) continue
    const review = mergeParties(records, holder.contactId, holder.partyId, party.id)
    if (review !== null) found.push(review)
  }
  return found
}

export const nameOf = (record: { readonly name: string } | undefined): string =>
  record?.name ?? 'another record'
