import { type Element, guidOf, isGuid } from './body.ts'
import { contactWire } from './contact-wire.ts'
import { applyContact, checkContact, findContact } from './contact-writes.ts'
import { type ApiCall, echoed, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, notFound } from './errors.ts'
import { addNotes, listHistory } from './history.ts'
import { flag, idList, listing } from './listing.ts'
import { type Contact, type ContactText, contactTexts } from './records.ts'
import { addHistory, nameKey, type Store } from './store.ts'
import type { Value } from './where.ts'

const textByKey = new Map(Object.keys(contactTexts).map((name) => [name.toLowerCase(), name as ContactText]))

/** Fields of a contact that `where` and `order` know. */
export function readContact(contact: Contact, path: string): Value | undefined {
  switch (path) {
    case 'contactid':
      return { guid: contact.id }
    case 'name':
      return contact.name
    case 'contactstatus':
      return contact.status
    case 'iscustomer':
      return contact.isCustomer
    case 'issupplier':
      return contact.isSupplier
    case 'updateddateutc':
      return { ms: contact.updatedMs }
    case 'mergedtocontactid':
      return contact.mergedInto ? { guid: contact.mergedInto } : null
    case 'website':
      return contact.website ?? null
    case 'hasattachments':
      return false
    default: {
      const name = textByKey.get(path)
      return name ? (contact.texts[name] ?? null) : undefined
    }
  }
}

const searched: readonly ContactText[] = [
  'FirstName',
  'LastName',
  'ContactNumber',
  'EmailAddress',
  'CompanyNumber',
]

export function contactHas(contact: Contact, term: string): boolean {
  const wanted = term.toLowerCase()
  return (
    contact.name.toLowerCase().includes(wanted) ||
    searched.some((name) => contact.texts[name]?.toLowerCase().includes(wanted))
  )
}

/** @source xero.md, "5. Reading", optimised contact filters */
const optimised = new Set([
  'name',
  'emailaddress',
  'contactnumber',
  'accountnumber',
  'contactid',
  'updateddateutc',
])

export function listContacts(call: ApiCall): Answer {
  const { query, store } = call
  const ids = idList(query, 'IDs') ?? idList(query, 'ids')
  const archived = flag(query, 'includeArchived')
  const term = query.get('searchTerm')
  const { rows, pagination } = listing({
    table: store.contacts,
    query,
    headers: call.headers,
    idField: 'contactid',
    read: readContact,
    optimised,
    keep: (contact) =>
      (archived || contact.status === 'ACTIVE') &&
      (ids === null || ids.has(contact.id)) &&
      (!term || contactHas(contact, term)),
  })
  const view = flag(query, 'summaryOnly') ? 'summary' : pagination ? 'page' : 'list'
  const wires = rows.map((contact) => contactWire(store, contact, view))
  return envelope(call, 'Contacts', wires, pagination)
}

/** By ContactID, or by ContactNumber when the text is no guid. */
export function contactAt(store: Store, text: string): Contact {
  const contact = isGuid(text)
    ? store.contacts.get(text.toLowerCase())
    : store.contactNumbers.get(nameKey(text))
  if (!contact) throw notFound()
  return contact
}

export function getContact(call: ApiCall): Answer {
  const contact = contactAt(call.store, call.params[0] ?? '')
  return envelope(call, 'Contacts', [contactWire(call.store, contact, 'single')])
}

/** One element through the rules; used by the API and by the pages. */
export function writeContact(
  store: Store,
  element: Element,
  mode: 'create' | 'upsert',
  by: string,
  api: boolean,
): Contact {
  const target = mode === 'create' ? undefined : findContact(store, element.fields, true)
  const contact = applyContact(store, target, checkContact(store, target, element.fields), api)
  addHistory(store, contact.id, target ? 'Edited' : 'Created', by, '')
  return contact
}

function write(call: ApiCall, elements: readonly Element[], mode: 'create' | 'upsert'): Answer {
  const { store } = call
  if (mode === 'upsert') {
    // One unknown id refuses the whole request before anything is saved.
    for (const element of elements) findContact(store, element.fields, false)
  }
  const one = (element: Element): Wire =>
    contactWire(store, writeContact(store, element, mode, call.app.name, true), 'written')
  const echo = (element: Element): Wire =>
    echoed(element, 'ContactID', { Addresses: [], Phones: [], ContactGroups: [], ContactPersons: [] })
  return writeEach(call, 'Contacts', elements, one, echo, 'HasValidationErrors')
}

export const putContacts = (call: ApiCall) => write(call, elementsIn(call, 'Contacts'), 'create')

export const postContacts = (call: ApiCall) => write(call, elementsIn(call, 'Contacts'), 'upsert')

export function postContact(call: ApiCall): Answer {
  const contact = contactAt(call.store, call.params[0] ?? '')
  const elements = elementsIn(call, 'Contacts')
    .slice(0, 1)
    .map(
      (element): Element => ({
        raw: { ...element.raw, ContactID: contact.id },
        fields: { ...element.fields, contactid: guidOf(element.fields, 'contactid') ?? contact.id },
      }),
    )
  return write(call, elements, 'upsert')
}

export const contactHistory = (call: ApiCall) =>
  listHistory(call, contactAt(call.store, call.params[0] ?? '').id)

export const contactNotes = (call: ApiCall) => addNotes(call, contactAt(call.store, call.params[0] ?? '').id)
