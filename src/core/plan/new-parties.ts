import type { Matches } from '../match/match.ts'
import { isUsable, type World } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { XeroContactId } from '../model/ids.ts'
import { byText } from '../normal/text.ts'
import type { Base, MatchReview, Plan, PlannedLink, Rules, XeroSide } from './plan.ts'

type Skipped = Plan['skipped'][number]

export interface NewParties {
  /** In order of their contacts; the parties of some are created by this plan. */
  readonly links: readonly PlannedLink[]
  readonly reviews: readonly MatchReview[]
  readonly skipped: readonly Skipped[]
}

/** What becomes of contacts without a link: the match that was found, a question, a party of their own, or nothing. */
export function newParties(
  world: World,
  xero: XeroSide,
  base: Base,
  rules: Rules,
  matches: Matches,
  linked: ReadonlySet<string>,
): NewParties {
  const skipped: Skipped[] = []
  const skip = (contactId: XeroContactId, reason: Skipped['reason']) => skipped.push({ contactId, reason })
  const isFree = ({ id }: { readonly id: XeroContactId }) => !linked.has(id)
  const isInFocus = ({ id }: XeroContact) => rules.focus === 'all' || rules.focus.contacts.has(id)

  const reviews: MatchReview[] = []
  for (const { review, allTaken } of matches.doubts) {
    const { contactId } = review.subject
    if (!isFree({ id: contactId })) continue
    // Nobody need be asked about a contact that stays alone either way.
    const contact = world.allContacts.get(contactId)
    const reason = allTaken && contact ? whyNotCreated(contact, xero, base, rules) : null
    if (reason === null) reviews.push(review)
    else skip(contactId, reason)
  }
  const links: PlannedLink[] = matches.links.filter((link) => isFree({ id: link.contactId }))
  const settled = new Set<string>([
    ...links.map((link) => link.contactId),
    ...matches.doubts.map((doubt) => doubt.review.subject.contactId),
  ])
  for (const contact of world.allContacts.values()) {
    if (settled.has(contact.id) || !isFree(contact) || !isInFocus(contact)) continue
    const reason = whyUnusable(contact) ?? whyNotCreated(contact, xero, base, rules)
    if (reason !== null) skip(contact.id, reason)
    else links.push({ partyId: null, contactId: contact.id, confidence: 'created', score: 100, reasons: [] })
  }
  if (base.excluded.contacts.size > 0) {
    const out = xero.contacts.filter((contact) => base.excluded.contacts.has(contact.id))
    const ids = new Set(out.filter((contact) => isFree(contact) && isInFocus(contact)).map(({ id }) => id))
    for (const id of ids) skip(id, 'excluded')
  }
  return { links: links.sort(byContact), reviews, skipped: skipped.sort(byContact) }
}

const byContact = (a: { readonly contactId: string }, b: { readonly contactId: string }): number =>
  byText(a.contactId, b.contactId)

function whyUnusable(contact: XeroContact): Skipped['reason'] | null {
  if (contact.mergedToContactId !== null) return 'merged'
  if (contact.status === 'ARCHIVED') return 'archived'
  return isUsable(contact) ? null : 'unusable'
}

/** Why a contact without counterpart gets none, or null when one is to be created. */
function whyNotCreated(
  contact: XeroContact,
  xero: XeroSide,
  base: Pick<Base, 'wanted'>,
  rules: Rules,
): Skipped['reason'] | null {
  if (contact.name.trim() === '') return 'unusable'
  if (base.wanted.contacts.has(contact.id)) return null
  const { sales, purchases } = xero.documentCounts.get(contact.id) ?? { sales: 0, purchases: 0 }
  switch (rules.createParties) {
    case 'with_documents':
      return sales + purchases > 0 ? null : 'no_documents'
    case 'all':
      return null
    case 'customers':
      return contact.isCustomer || sales > 0 ? null : 'rule'
    case 'suppliers':
      return contact.isSupplier || purchases > 0 ? null : 'rule'
    case 'none':
      return 'rule'
  }
}
