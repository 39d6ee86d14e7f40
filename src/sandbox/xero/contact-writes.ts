import { booleanOf, type Fields, guidOf, listOf, numberOf, objectOf, textOf } from './body.ts'
import { applyTracking, checkDefaults, type TrackingChange, trackingIn } from './contact-defaults.ts'
import { moveCredits } from './credits.ts'
import { moveQuotes } from './documents.ts'
import { Invalid, notFound } from './errors.ts'
import {
  type Address,
  type AddressPart,
  type AddressType,
  addressParts,
  addressTypes,
  type Contact,
  type ContactPerson,
  type ContactText,
  contactTexts,
  type PaymentTerm,
  type Phone,
  type PhoneType,
  phoneTypes,
} from './records.ts'
import { addHistory, nameKey, type Store } from './store.ts'

const archivedMessage =
  'The specified contact details matched an archived contact. Archived contacts cannot currently be edited via the API.'

const entries = <K extends string, V>(record: Readonly<Record<K, V>>) =>
  // Object.entries widens keys to string; the record's own keys are exactly K.
  (Object.keys(record) as K[]).map((key) => [key, record[key]] as const)

/** What a checked element will change. */
export interface ContactChange {
  readonly texts: ReadonlyMap<ContactText, string>
  readonly status: Contact['status'] | undefined
  readonly phones: ReadonlyMap<PhoneType, Phone>
  readonly addresses: ReadonlyMap<AddressType, Address>
  readonly persons: readonly ContactPerson[] | undefined
  readonly paymentTerms: Contact['paymentTerms'] | undefined
  readonly tracking: TrackingChange
}

/**
 * Finds the contact an element speaks of: by ContactID, else (when `byOther`) by ContactNumber, else by Name
 * among active contacts.
 *
 * @throws Refusal 404 for an unknown ContactID
 * @source xero.md, "7. Contacts", matching and update rules
 */
export function findContact(store: Store, fields: Fields, byOther: boolean): Contact | undefined {
  const id = guidOf(fields, 'contactid')
  if (id) {
    const contact = store.contacts.get(id)
    if (!contact) throw notFound()
    return contact
  }
  if (!byOther) return undefined
  const number = textOf(fields, 'contactnumber')
  const byNumber = number ? store.contactNumbers.get(nameKey(number)) : undefined
  if (byNumber) return byNumber
  const name = textOf(fields, 'name')
  return name ? store.activeNames.get(nameKey(name)) : undefined
}

function checkTexts(fields: Fields, problems: string[]): Map<ContactText, string> {
  const texts = new Map<ContactText, string>()
  for (const [name, max] of entries<ContactText, number>(contactTexts)) {
    const value = textOf(fields, name.toLowerCase())
    if (value === undefined) continue
    if (value.length > max)
      problems.push(`The field ${name} must be a string with a maximum length of ${max}.`)
    texts.set(name, value)
  }
  const email = texts.get('EmailAddress')
  if (email && !/^[\x21-\x7e]+@[\x21-\x7e]+\.[A-Za-z0-9-]{2,}$/.test(email)) {
    problems.push('Email address must be valid.')
  }
  return texts
}

function checkName(name: string, problems: string[]) {
  if (name.trim() === '') problems.push('Contact Name cannot be empty.')
  else if (/[<>]/.test(name)) problems.push('The contact name cannot contain the characters < or >.')
  else if (name !== name.trim() || name.includes('  ')) {
    problems.push('The contact name cannot have leading, trailing or consecutive spaces.')
  }
}

function checkUnique(
  store: Store,
  target: Contact | undefined,
  texts: ReadonlyMap<ContactText, string>,
  problems: string[],
) {
  const taken = (index: ReadonlyMap<string, Contact>, value: string | undefined) => {
    const holder = value ? index.get(nameKey(value)) : undefined
    return holder !== undefined && holder !== target
  }
  const name = texts.get('Name')
  if (taken(store.activeNames, name)) {
    problems.push(
      `The contact name ${name} is already assigned to another contact. The contact name must be unique across all active contacts.`,
    )
  }
  const number = texts.get('ContactNumber')
  if (taken(store.contactNumbers, number)) {
    problems.push(
      `The contact number ${number} is already assigned to another contact. The contact number must be unique across all contacts`,
    )
  }
  if (taken(store.accountNumbers, texts.get('AccountNumber'))) {
    problems.push('The Account Number already exists. Please enter a different Account Number.')
  }
}

function checkPhones(fields: Fields, problems: string[]): Map<PhoneType, Phone> {
  const phones = new Map<PhoneType, Phone>()
  for (const row of listOf(fields, 'phones') ?? []) {
    const type = phoneTypes.find((t) => t === textOf(row, 'phonetype')?.toUpperCase())
    if (!type) {
      problems.push('Phone type is not valid.')
      continue
    }
    const part = (key: string, name: string, max: number) => {
      const value = textOf(row, key)
      if (value !== undefined && value.length > max) problems.push(`${name} cannot exceed ${max} characters.`)
      return value
    }
    const number = part('phonenumber', 'Phone number', 50)
    const area = part('phoneareacode', 'Phone area code', 10)
    const country = part('phonecountrycode', 'Phone country code', 20)
    phones.set(type, {
      ...(number !== undefined && { number }),
      ...(area !== undefined && { area }),
      ...(country !== undefined && { country }),
    })
  }
  return phones
}

function checkAddresses(fields: Fields, problems: string[]): Map<AddressType, Address> {
  const addresses = new Map<AddressType, Address>()
  for (const row of listOf(fields, 'addresses') ?? []) {
    const type = addressTypes.find((t) => t === textOf(row, 'addresstype')?.toUpperCase())
    if (!type) {
      problems.push('Address type is not valid.')
      continue
    }
    const address: Partial<Record<AddressPart, string>> = {}
    for (const [name, max] of entries<AddressPart, number>(addressParts)) {
      const value = textOf(row, name.toLowerCase())
      if (value === undefined) continue
      if (value.length > max) problems.push(`${name} cannot exceed ${max} characters.`)
      address[name] = value
    }
    if (address.Country && /[^\p{L} .,'()&-]/u.test(address.Country)) {
      problems.push('Country can only contain letters.')
    }
    addresses.set(type, address)
  }
  return addresses
}

function checkPersons(fields: Fields, problems: string[]): readonly ContactPerson[] | undefined {
  const rows = listOf(fields, 'contactpersons')
  if (!rows) return undefined
  if (rows.length > 5) problems.push('You can only have up to 5 contact persons for each contact.')
  return rows.map((row) => ({
    firstName: textOf(row, 'firstname') ?? '',
    lastName: textOf(row, 'lastname') ?? '',
    email: textOf(row, 'emailaddress') ?? '',
    includeInEmails: booleanOf(row, 'includeinemails') ?? false,
  }))
}

const termTypes = ['DAYSAFTERBILLDATE', 'DAYSAFTERBILLMONTH', 'OFCURRENTMONTH', 'OFFOLLOWINGMONTH']

function checkTerms(fields: Fields, problems: string[]): Contact['paymentTerms'] | undefined {
  const terms = objectOf(fields, 'paymentterms')
  if (!terms) return undefined
  const read = (key: string): PaymentTerm | undefined => {
    const term = objectOf(terms, key)
    if (!term) return undefined
    const day = numberOf(term, 'day') ?? 0
    const type = textOf(term, 'type')?.toUpperCase() ?? 'DAYSAFTERBILLDATE'
    if (!Number.isInteger(day) || day < 0 || day > 31 || !termTypes.includes(type)) {
      problems.push('Payment terms are not valid.')
    }
    return { day, type }
  }
  const bills = read('bills')
  const sales = read('sales')
  return { ...(bills && { bills }), ...(sales && { sales }) }
}

/** @throws Invalid with every fault of the element; nothing has changed then */
export function checkContact(store: Store, target: Contact | undefined, fields: Fields): ContactChange {
  if (target && target.status !== 'ACTIVE') throw new Invalid([archivedMessage])
  const problems: string[] = []
  const texts = checkTexts(fields, problems)
  const name = texts.get('Name')
  if (name !== undefined || !target) checkName(name ?? '', problems)
  checkUnique(store, target, texts, problems)
  checkDefaults(store, texts, problems)
  const status = textOf(fields, 'contactstatus')?.toUpperCase()
  if (status && status !== 'ACTIVE' && status !== 'ARCHIVED') problems.push('Contact status is not valid.')
  const change: ContactChange = {
    texts,
    status: status === 'ACTIVE' || status === 'ARCHIVED' ? status : undefined,
    phones: checkPhones(fields, problems),
    addresses: checkAddresses(fields, problems),
    persons: checkPersons(fields, problems),
    paymentTerms: checkTerms(fields, problems),
    tracking: trackingIn(store, fields, problems),
  }
  if (problems.length > 0) throw new Invalid(problems)
  return change
}

function reindex(
  index: Map<string, Contact>,
  contact: Contact,
  before: string | undefined,
  after: string | undefined,
) {
  if (before && index.get(nameKey(before)) === contact) index.delete(nameKey(before))
  if (after) index.set(nameKey(after), contact)
}

function applyTexts(store: Store, contact: Contact, texts: ReadonlyMap<ContactText, string>) {
  for (const [name, value] of texts) {
    if (name === 'ContactNumber') reindex(store.contactNumbers, contact, contact.texts.ContactNumber, value)
    if (name === 'AccountNumber') reindex(store.accountNumbers, contact, contact.texts.AccountNumber, value)
    if (name === 'Name') {
      if (contact.status === 'ACTIVE') reindex(store.activeNames, contact, contact.name, value)
      contact.name = value
    }
    contact.texts[name] = value
  }
}

/** Merges a checked change: slots and texts that were not sent stay; ContactPersons are replaced when sent. */
export function applyContact(
  store: Store,
  target: Contact | undefined,
  change: ContactChange,
  apiMade: boolean,
): Contact {
  const { kernel } = store
  const contact: Contact = target ?? {
    id: kernel.chance.uuid(),
    texts: {},
    name: '',
    status: 'ACTIVE',
    phones: {},
    addresses: {},
    persons: [],
    paymentTerms: {},
    website: undefined,
    mergedInto: undefined,
    apiMade,
    isCustomer: false,
    isSupplier: false,
    updatedMs: kernel.clock.now(),
    documents: [],
    credits: [],
  }
  applyTexts(store, contact, change.texts)
  for (const [type, phone] of change.phones) contact.phones[type] = { ...contact.phones[type], ...phone }
  for (const [type, address] of change.addresses) {
    contact.addresses[type] = { ...contact.addresses[type], ...address }
  }
  // An empty list is reported not to clear them.
  if (change.persons && change.persons.length > 0) contact.persons = change.persons
  if (change.paymentTerms) contact.paymentTerms = { ...contact.paymentTerms, ...change.paymentTerms }
  applyTracking(contact, change.tracking)
  if (!target) store.contacts.add(contact)
  if (change.status === 'ARCHIVED') archive(store, contact)
  else touch(store, contact)
  store.emit('CONTACT', contact.id, target ? 'UPDATE' : 'CREATE')
  return contact
}

function touch(store: Store, contact: Contact) {
  contact.updatedMs = store.kernel.clock.now()
  store.contacts.touched()
}

function archive(store: Store, contact: Contact) {
  contact.status = 'ARCHIVED'
  reindex(store.activeNames, contact, contact.name, undefined)
  touch(store, contact)
}

/** A person marks the contact for erasure in Xero's own screens; it takes no more documents and edits. */
export function requestErasure(store: Store, contact: Contact): string | null {
  if (contact.status !== 'ACTIVE') return 'Only active contacts can be marked for erasure.'
  archive(store, contact)
  contact.status = 'GDPRREQUEST'
  store.emit('CONTACT', contact.id, 'UPDATE')
  return null
}

/** Restores an archived contact, as a person can in Xero's own screens. Answers why not, or null. */
export function restoreContact(store: Store, contact: Contact): string | null {
  if (contact.status === 'ACTIVE') return null
  if (store.activeNames.has(nameKey(contact.name))) {
    return `Another active contact is called ${contact.name}. Rename it first.`
  }
  contact.status = 'ACTIVE'
  contact.mergedInto = undefined
  store.activeNames.set(nameKey(contact.name), contact)
  touch(store, contact)
  store.emit('CONTACT', contact.id, 'UPDATE')
  return null
}

/**
 * Merges `from` into `into`: `from` is archived and points at `into`, its documents move.
 *
 * @source xero.md, "13. Emulator checklist", 14
 */
export function mergeContacts(store: Store, from: Contact, into: Contact): string | null {
  if (from === into) return 'A contact cannot be merged into itself.'
  if (from.status !== 'ACTIVE' || into.status !== 'ACTIVE') return 'Only active contacts can be merged.'
  for (const invoice of from.documents) {
    invoice.contact = into
    invoice.updatedMs = store.kernel.clock.now()
    into.documents.push(invoice)
    store.emit('INVOICE', invoice.id, 'UPDATE')
  }
  store.invoices.touched()
  moveCredits(store, from, into)
  moveQuotes(store.documents, from, into, store.kernel.clock.now())
  into.isCustomer ||= from.isCustomer
  into.isSupplier ||= from.isSupplier
  from.documents.length = 0
  from.isCustomer = false
  from.isSupplier = false
  from.mergedInto = into.id
  archive(store, from)
  addHistory(store, into.id, 'Merged', 'Sandbox', `Merged with ${from.name}`)
  store.emit('CONTACT', from.id, 'UPDATE')
  touch(store, into)
  store.emit('CONTACT', into.id, 'UPDATE')
  return null
}
