import type { XeroContact } from '../model/contact.ts'
import { type CapsulePartyId, type XeroContactId, xeroContactId } from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import type { CapsuleParty } from '../model/party.ts'
import { byText } from '../normal/text.ts'
import type { Base, CapsuleSide, XeroSide } from '../plan/plan.ts'
import { Blocks } from './blocks.ts'
import { type ContactFacts, contactFacts, type PartyFacts, partyFacts } from './facts.ts'

/** Keys under which both sides are indexed; a contact's other persons have a list of their own. */
type BlockKind =
  | 'tax_number'
  | 'company_number'
  | 'email'
  | 'person_email'
  | 'name'
  | 'loose_name'
  | 'phone'
  | 'domain'
type BlockIndex = Readonly<Record<BlockKind, Blocks>>

/**
 * Both sides indexed for matching. Records are numbers into `parties` and `contacts`, which are in order of
 * their ids, so that nothing depends on the order of the input.
 */
export interface World {
  readonly parties: readonly PartyFacts[]
  /** Active contacts only. */
  readonly contacts: readonly ContactFacts[]
  readonly partyNumber: ReadonlyMap<CapsulePartyId, number>
  readonly contactNumber: ReadonlyMap<XeroContactId, number>
  readonly partyBlocks: BlockIndex
  readonly contactBlocks: BlockIndex
  /** Contacts by the party their ContactNumber names; parties by the contact their custom field names. */
  readonly contactsNaming: ReadonlyMap<CapsulePartyId, readonly number[]>
  readonly partiesNaming: ReadonlyMap<string, readonly number[]>
  /** The organisation a person works for, if it is in this world. */
  readonly employer: ReadonlyMap<number, number>
  readonly people: ReadonlyMap<number, readonly number[]>
  /** Both directions of the links, decided ones whose writes are under way included; null: being created. */
  readonly linkedContact: ReadonlyMap<CapsulePartyId, XeroContactId>
  readonly linkedParty: ReadonlyMap<XeroContactId, CapsulePartyId | null>
  readonly activeLinks: readonly Link[]
  /** Pairs decided to be different. */
  readonly rejectedParties: ReadonlyMap<XeroContactId, ReadonlySet<CapsulePartyId>>
  /** All contacts, archived and merged ones too. */
  readonly allContacts: ReadonlyMap<string, XeroContact>
  /** Contacts merged away, by the contact that lives on. */
  readonly mergedInto: ReadonlyMap<string, readonly string[]>
}

/** A contact that may be linked: neither archived, nor merged away, nor erased. */
export function isUsable(contact: XeroContact): boolean {
  return contact.status === 'ACTIVE' && contact.mergedToContactId === null
}

export function indexWorld(
  capsule: Pick<CapsuleSide, 'parties' | 'contactIdField' | 'referenceNames'>,
  xero: Pick<XeroSide, 'contacts'>,
  base: Pick<Base, 'links' | 'rejected'>,
): World {
  const links = base.links.toSorted((a, b) => byText(a.contactId, b.contactId))
  const linkedContact = new Map<CapsulePartyId, XeroContactId>()
  const linkedParty = new Map<XeroContactId, CapsulePartyId | null>()
  for (const { partyId, contactId } of links) {
    linkedParty.set(contactId, partyId)
    if (partyId !== null) linkedContact.set(partyId, contactId)
  }
  const parties = newest<CapsuleParty>(capsule.parties)
    .sort((a, b) => a.id - b.id)
    .map((party) => {
      const facts = partyFacts(party, capsule.contactIdField, capsule.referenceNames)
      // The party that a link waits for is known by its field as soon as it is seen.
      const awaitedBy = awaited(linkedParty, facts)
      if (awaitedBy !== null && !linkedContact.has(party.id)) linkedContact.set(party.id, awaitedBy)
      // A link is the better witness: what the field of a linked party says is repaired, not believed.
      return facts.contactId !== null && linkedContact.has(party.id) ? { ...facts, contactId: null } : facts
    })
  const all = newest<XeroContact>(xero.contacts).sort((a, b) => byText(a.id, b.id))
  const contacts = all.filter(isUsable).map(contactFacts)
  const partyNumber = new Map(parties.map((facts, i) => [facts.party.id, i]))

  const employer = new Map<number, number>()
  const people = new Map<number, number[]>()
  const partiesNaming = new Map<string, number[]>()
  parties.forEach((facts, i) => {
    const organisation =
      facts.party.organisation === null ? undefined : partyNumber.get(facts.party.organisation.id)
    if (organisation !== undefined && organisation !== i && facts.party.type === 'person') {
      employer.set(i, organisation)
      push(people, organisation, i)
    }
    if (facts.contactId !== null) push(partiesNaming, facts.contactId, i)
  })
  const contactsNaming = new Map<CapsulePartyId, number[]>()
  contacts.forEach((facts, i) => {
    if (facts.partyId !== null) push(contactsNaming, facts.partyId, i)
  })

  const rejectedParties = new Map<XeroContactId, Set<CapsulePartyId>>()
  for (const { partyId, contactId } of base.rejected) {
    rejectedParties.set(contactId, (rejectedParties.get(contactId) ?? new Set()).add(partyId))
  }

  const allContacts = new Map<string, XeroContact>(all.map((contact) => [contact.id, contact]))
  const mergedInto = new Map<string, string[]>()
  for (const { id, mergedToContactId } of all) {
    if (mergedToContactId !== null) push(mergedInto, survivingContact(allContacts, id), id)
  }

  return {
    parties,
    contacts,
    partyNumber,
    contactNumber: new Map(contacts.map((facts, i) => [facts.contact.id, i])),
    partyBlocks: index(
      parties,
      (facts) => facts.emails,
      () => [],
    ),
    contactBlocks: index(
      contacts,
      (facts) => (facts.email === null ? [] : [facts.email]),
      (facts) => facts.personEmails,
    ),
    contactsNaming,
    partiesNaming,
    employer,
    people,
    linkedContact,
    linkedParty,
    activeLinks: links.filter((link) => link.state === 'active'),
    rejectedParties,
    allContacts,
    mergedInto,
  }
}

/** The contact whose link waits for its party to be created, when this party's field says it is the one. */
function awaited(
  linkedParty: ReadonlyMap<string, CapsulePartyId | null>,
  facts: PartyFacts,
): XeroContactId | null {
  const { contactId } = facts
  return contactId !== null && linkedParty.get(contactId) === null ? xeroContactId(contactId) : null
}

/** The contact that lives on after merges; the id itself when it is not known as merged. */
export function survivingContact(contacts: ReadonlyMap<string, XeroContact>, contactId: string): string {
  let id = contactId
  // A chain of merges is short; a circle in bad data must end.
  for (let hops = 0; hops < 10; hops++) {
    const next = contacts.get(id)?.mergedToContactId
    if (next === null || next === undefined) return id
    id = next
  }
  return id
}

function index<Facts extends PartyFacts | ContactFacts>(
  records: readonly Facts[],
  emails: (facts: Facts) => readonly string[],
  personEmails: (facts: Facts) => readonly string[],
): BlockIndex {
  const blocks = (keysOf: (facts: Facts) => readonly string[]) =>
    new Blocks(records.length, (i) => {
      const facts = records[i]
      return facts === undefined ? [] : keysOf(facts)
    })
  const numbers = (kind: Facts['numbers'][number]['kind']) =>
    blocks((facts) => facts.numbers.flatMap((number) => (number.kind === kind ? [number.value] : [])))
  return {
    tax_number: numbers('tax_number'),
    company_number: numbers('company_number'),
    email: blocks(emails),
    person_email: blocks(personEmails),
    name: blocks((facts) => facts.names.map((form) => form.key)),
    loose_name: blocks((facts) => (facts.looseName === null ? [] : [facts.looseName])),
    phone: blocks((facts) => facts.phones),
    domain: blocks((facts) => facts.domains),
  }
}

/** One record per id, the one that changed last. */
function newest<Row extends { readonly id: string | number; readonly updatedAt: string }>(
  rows: readonly Row[],
): Row[] {
  const byId = new Map<string | number, Row>()
  for (const row of rows) {
    const known = byId.get(row.id)
    if (known === undefined || known.updatedAt < row.updatedAt) byId.set(row.id, row)
  }
  return [...byId.values()]
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
