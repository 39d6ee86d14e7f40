import { referenceFieldNames, referenceValue } from '../match/facts.ts'
import { isUsable, type World } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsulePartyId, XeroContactId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import type { Pair } from './compare-links.ts'
import { contactLink } from './contact-link.ts'
import { newParty } from './new-party.ts'
import type { CapsuleSide, PlannedLink, PlannedOperation, XeroSide } from './plan.ts'
import type { Taken } from './taken.ts'

/**
 * The writes that planned and standing links need besides their fields: cross-references where they differ, notes
 * in the history of newly linked contacts, and new parties.
 * In the order in which they may run.
 */
export function operationsFor(
  world: World,
  capsule: CapsuleSide,
  xero: XeroSide,
  links: readonly PlannedLink[],
  standing: readonly Pair[],
  taken: Taken,
  notes: Notes | null = null,
): PlannedOperation[] {
  const operations: PlannedOperation[] = []
  for (const link of links) {
    const contact = world.allContacts.get(link.contactId)
    if (contact === undefined) continue
    if (link.partyId === null) {
      const url = contactLink(xero, contact.id)
      operations.push({
        kind: 'capsule.party.create',
        contactId: contact.id,
        party: newParty(contact, url, capsule.countries),
      })
      operations.push(...contactReference(contact, null, taken))
      if (notes) operations.push(note(contact, null, contact.name.trim()))
    } else {
      const number = world.partyNumber.get(link.partyId)
      const party = number === undefined ? undefined : world.parties[number]?.party
      if (party) operations.push(...references(capsule, xero, party, contact, taken))
      if (party && notes) operations.push(note(contact, party.id, party.name))
    }
  }
  for (const { contactId, partyId, planned } of standing) {
    if (!planned) continue
    const contact = world.allContacts.get(contactId)
    const number = world.partyNumber.get(partyId)
    const party = number === undefined ? undefined : world.parties[number]?.party
    // Xero refuses every edit of an archived contact, and a merged one is not worth pointing at.
    if (!contact || !party || !isUsable(contact)) continue
    operations.push(...references(capsule, xero, party, contact, taken))
    if (notes?.unnoted.has(contactId)) operations.push(note(contact, partyId, party.name))
  }
  return [...missingFields(capsule, operations), ...operations]
}

/** Contacts are told to whom they were linked. */
export interface Notes {
  /** Contacts of standing links that were not told yet. */
  readonly unnoted: ReadonlySet<XeroContactId>
}

const note = (contact: XeroContact, partyId: CapsulePartyId | null, name: string): PlannedOperation => ({
  kind: 'xero.contact.note',
  contactId: contact.id,
  partyId,
  name,
})

function references(
  capsule: CapsuleSide,
  xero: XeroSide,
  party: CapsuleParty,
  contact: XeroContact,
  taken: Taken,
): PlannedOperation[] {
  const names = capsule.referenceNames ?? referenceFieldNames
  const before = {
    contactId: referenceValue(party, capsule.contactIdField, names.contactId),
    contactLink: referenceValue(party, capsule.contactLinkField, names.contactLink),
  }
  const after = { contactId: contact.id, contactLink: contactLink(xero, contact.id) }
  const agrees =
    before.contactId?.toLowerCase() === after.contactId && before.contactLink === after.contactLink
  const onParty: PlannedOperation[] = agrees
    ? []
    : [{ kind: 'capsule.party.reference', contactId: contact.id, before, after }]
  return [...onParty, ...contactReference(contact, party.id, taken)]
}

/**
 * ContactNumber is written only where nobody wrote before, and only what no other contact carries: the one that
 * was merged or archived keeps its number.
 *
 * @source reference/xero.md §7.1; §7, ContactNumber
 */
function contactReference(
  contact: XeroContact,
  partyId: CapsulePartyId | null,
  taken: Taken,
): PlannedOperation[] {
  const isEmpty = contact.contactNumber === null || contact.contactNumber.trim() === ''
  if (!isEmpty || (partyId !== null && taken.numbered(String(partyId)) !== null)) return []
  return [{ kind: 'xero.contact.reference', contactId: contact.id, before: null }]
}

function missingFields(capsule: CapsuleSide, operations: readonly PlannedOperation[]): PlannedOperation[] {
  const needed = operations.some(
    (each) => each.kind === 'capsule.party.create' || each.kind === 'capsule.party.reference',
  )
  if (!needed) return []
  const names = capsule.referenceNames ?? referenceFieldNames
  const fields: PlannedOperation[] = []
  if (capsule.contactIdField === null) {
    fields.push({ kind: 'capsule.field.create', name: names.contactId, purpose: 'contact_id' })
  }
  if (capsule.contactLinkField === null) {
    fields.push({
      kind: 'capsule.field.create',
      name: names.contactLink,
      purpose: 'contact_link',
    })
  }
  return fields
}
