import type { XeroContact } from '../model/contact.ts'
import { type CapsuleFieldId, type CapsulePartyId, capsulePartyId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import { normalEmail, organisationDomain, websiteDomain } from '../normal/emails.ts'
import { type NameForm, nameForm, nameForms } from '../normal/names.ts'
import { phoneKey } from '../normal/phones.ts'
import { companyNumbers, numberFieldPurpose, type RegisterNumber, taxNumbers } from '../normal/tax-numbers.ts'
import type { ReferenceNames } from '../plan/plan.ts'
import { looseName } from './loose-name.ts'

/** The names of our two custom fields in Capsule, as they are created and found. */
export const referenceFieldNames = { contactId: 'Xero contact ID', contactLink: 'Xero contact link' } as const

/** The names of the pair that a further Xero organisation has. */
export const referenceFieldNamesFor = (label: string | null): ReferenceNames =>
  label === null
    ? referenceFieldNames
    : {
        contactId: `${referenceFieldNames.contactId} (${label})`,
        contactLink: `${referenceFieldNames.contactLink} (${label})`,
      }

/** The contact ids in the fields of further organisations, whichever they are. */
export function furtherContactIds(party: CapsuleParty): string[] {
  const start = `${referenceFieldNames.contactId.toLowerCase()} (`
  return party.fields.flatMap(({ name, value }) =>
    name.toLowerCase().startsWith(start) && typeof value === 'string' && value.trim() !== ''
      ? [value.trim().toLowerCase()]
      : [],
  )
}

/** What a party offers for comparison, each in its normal form. */
export interface PartyFacts {
  readonly party: CapsuleParty
  readonly names: readonly NameForm[]
  /** Names that differ by a slip, an order or a common word have this in common; null when they say too little. */
  readonly looseName: string | null
  readonly emails: readonly string[]
  readonly domains: readonly string[]
  readonly phones: readonly string[]
  readonly numbers: readonly RegisterNumber[]
  /** What our custom field says, lower case. */
  readonly contactId: string | null
}

/** What a contact offers for comparison, each in its normal form. */
export interface ContactFacts {
  readonly contact: XeroContact
  readonly names: readonly NameForm[]
  readonly looseName: string | null
  /** Its name is that of its primary person. */
  readonly isPerson: boolean
  /** First and last name of the primary person. */
  readonly person: NameForm | null
  readonly email: string | null
  /** Addresses of the other contact persons: they support, and never identify. */
  readonly personEmails: readonly string[]
  readonly domains: readonly string[]
  readonly phones: readonly string[]
  readonly numbers: readonly RegisterNumber[]
  /** What ContactNumber says if it can be a party id. */
  readonly partyId: CapsulePartyId | null
}

/**
 * @param contactIdField our custom field; found by its name when null
 */
export function partyFacts(
  party: CapsuleParty,
  contactIdField: CapsuleFieldId | null = null,
  names: ReferenceNames = referenceFieldNames,
): PartyFacts {
  const emails = distinct(party.emails.map((row) => normalEmail(row.address)))
  const forms = nameForms(party.name)
  return {
    party,
    names: forms,
    looseName: looseNameOf(forms),
    emails,
    domains: distinct([
      ...emails.map(organisationDomain),
      ...party.websites.map((site) =>
        site.service === 'URL' ? websiteDomain(site.url ?? site.address) : null,
      ),
    ]),
    phones: distinct(party.phones.map((row) => phoneKey(row.number))),
    numbers: distinctNumbers(party.fields.flatMap((field) => fieldNumbers(field.name, field.value))),
    contactId: referenceValue(party, contactIdField, names.contactId)?.toLowerCase() ?? null,
  }
}

export function contactFacts(contact: XeroContact): ContactFacts {
  const email = normalEmail(contact.email)
  const personEmails = distinct(contact.contactPersons.map((person) => normalEmail(person.email)))
  const person = nameForm(`${contact.firstName ?? ''} ${contact.lastName ?? ''}`)
  const names = nameForms(contact.name)
  return {
    contact,
    names,
    looseName: looseNameOf(names),
    isPerson: person.key !== '' && person.key === names[0]?.key,
    person: person.key === '' ? null : person,
    email,
    personEmails: personEmails.filter((address) => address !== email),
    domains: distinct([
      email === null ? null : organisationDomain(email),
      contact.website === null ? null : websiteDomain(contact.website),
    ]),
    phones: distinct(
      contact.phones.map((row) => phoneKey(`${row.countryCode ?? ''}${row.areaCode ?? ''}${row.number}`)),
    ),
    numbers: distinctNumbers([...taxNumbers(contact.taxNumber), ...companyNumbers(contact.companyNumber)]),
    partyId: partyIdIn(contact.contactNumber),
  }
}

function looseNameOf(names: readonly NameForm[]): string | null {
  const [whole] = names
  return whole === undefined ? null : looseName(whole)
}

/** The text in one of our custom fields, found by id, or by name as long as the id is unknown. */
export function referenceValue(
  party: CapsuleParty,
  fieldId: CapsuleFieldId | null,
  fieldName: string,
): string | null {
  for (const field of party.fields) {
    const ours = fieldId === null ? isNamed(field.name, fieldName) : field.definitionId === fieldId
    if (ours && typeof field.value === 'string' && field.value.trim() !== '') return field.value.trim()
  }
  return null
}

function isNamed(name: string, fieldName: string): boolean {
  return name.length < 100 && name.trim().toLowerCase() === fieldName.toLowerCase()
}

/** ContactNumber belongs to whoever wrote it first; only a plain positive integer can be ours. */
function partyIdIn(contactNumber: string | null): CapsulePartyId | null {
  const text = contactNumber?.trim() ?? ''
  return /^[1-9]\d{0,14}$/.test(text) ? capsulePartyId(Number(text)) : null
}

function fieldNumbers(name: string, value: string | boolean | null): readonly RegisterNumber[] {
  if (typeof value !== 'string') return []
  const purpose = numberFieldPurpose(name)
  if (purpose === null) return []
  return purpose === 'tax' ? taxNumbers(value) : companyNumbers(value)
}

/** One empty list for all: most records lack most of these. */
const nothing: readonly never[] = []

function distinct(values: readonly (string | null)[]): readonly string[] {
  if (values.every((value) => value === null)) return nothing
  const kept: string[] = []
  for (const value of values) if (value !== null && !kept.includes(value)) kept.push(value)
  return kept
}

function distinctNumbers(numbers: readonly RegisterNumber[]): readonly RegisterNumber[] {
  if (numbers.length === 0) return nothing
  const firstOf = (n: RegisterNumber) =>
    numbers.find((m) => m.kind === n.kind && m.value === n.value && m.derived === n.derived)
  return numbers.filter((n) => firstOf(n) === n)
}
