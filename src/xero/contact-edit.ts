import type { XeroAddress, XeroContactPerson, XeroPhone } from '#core/model/contact.ts'
import type { XeroContactId } from '#core/model/ids.ts'

/**
 * One of the four phone slots as it shall be; an empty number empties the slot. An `XeroPhone` is one.
 *
 * @source reference/xero.md "7. Contacts", Phones
 */
export interface XeroPhoneSlot {
  readonly type: XeroPhone['type']
  readonly countryCode: string | null
  readonly areaCode: string | null
  readonly number: string
}

/**
 * What of a contact can be written. Left out: untouched; null: cleared. Addresses and phones are slots: those given
 * become exactly what is given, the others stay. Contact persons are one list and replaced by what is given.
 *
 * @source reference/xero.md "7. Contacts", matching and update rules
 */
export interface ContactFields {
  readonly firstName?: string | null | undefined
  readonly lastName?: string | null | undefined
  readonly email?: string | null | undefined
  readonly accountNumber?: string | null | undefined
  readonly companyNumber?: string | null | undefined
  readonly taxNumber?: string | null | undefined
  readonly defaultCurrency?: string | null | undefined
  readonly addresses?: readonly XeroAddress[] | undefined
  readonly phones?: readonly XeroPhoneSlot[] | undefined
  /** At most five; a primary person with an e-mail comes first, in the fields above. */
  readonly contactPersons?: readonly XeroContactPerson[] | undefined
}

export interface ContactUpdate extends ContactFields {
  readonly contactId: XeroContactId
  readonly name?: string | undefined
  readonly contactNumber?: string | null | undefined
  /** There is no way back through the API. */
  readonly status?: 'ARCHIVED' | undefined
}

export interface NewContact extends ContactFields {
  readonly name: string
  /** Unique in the organisation; by it the new contact is recognised, also after a lost answer. */
  readonly contactNumber: string
}

export function updateToWire(update: ContactUpdate) {
  return {
    ContactID: update.contactId,
    ContactStatus: update.status,
    Name: update.name,
    ContactNumber: orEmpty(update.contactNumber),
    FirstName: orEmpty(update.firstName),
    LastName: orEmpty(update.lastName),
    EmailAddress: orEmpty(update.email),
    AccountNumber: orEmpty(update.accountNumber),
    CompanyNumber: orEmpty(update.companyNumber),
    TaxNumber: orEmpty(update.taxNumber),
    DefaultCurrency: orEmpty(update.defaultCurrency),
    ...slots(update),
  }
}

/** A new contact has nothing to clear: what is null is left out. */
export function newToWire(contact: NewContact) {
  return {
    Name: contact.name,
    ContactNumber: contact.contactNumber,
    FirstName: contact.firstName ?? undefined,
    LastName: contact.lastName ?? undefined,
    EmailAddress: contact.email ?? undefined,
    AccountNumber: contact.accountNumber ?? undefined,
    CompanyNumber: contact.companyNumber ?? undefined,
    TaxNumber: contact.taxNumber ?? undefined,
    DefaultCurrency: contact.defaultCurrency ?? undefined,
    ...slots(contact),
  }
}

function slots(fields: ContactFields) {
  return {
    Addresses: fields.addresses?.map(addressToWire),
    Phones: fields.phones?.map(phoneToWire),
    ContactPersons: fields.contactPersons?.map((person) => ({
      FirstName: person.firstName ?? '',
      LastName: person.lastName ?? '',
      EmailAddress: person.email ?? '',
      IncludeInEmails: person.includeInEmails,
    })),
  }
}

/** Every part is sent, empty ones too: Xero keeps the parts of a slot that are left out. */
function addressToWire(address: XeroAddress) {
  const [line1 = '', line2 = '', line3 = '', ...rest] = address.lines
  return {
    AddressType: address.type,
    AddressLine1: line1,
    AddressLine2: line2,
    AddressLine3: line3,
    // Xero has four lines; none is dropped.
    AddressLine4: rest.join(', '),
    City: address.city ?? '',
    Region: address.region ?? '',
    PostalCode: address.postalCode ?? '',
    Country: address.country ?? '',
    AttentionTo: address.attentionTo ?? '',
  }
}

function phoneToWire(phone: XeroPhoneSlot) {
  const kept = phone.number !== ''
  return {
    PhoneType: phone.type,
    PhoneNumber: phone.number,
    PhoneAreaCode: (kept && phone.areaCode) || '',
    PhoneCountryCode: (kept && phone.countryCode) || '',
  }
}

/** Xero takes null for "left out" and the empty text for "cleared". */
function orEmpty(value: string | null | undefined): string | undefined {
  return value === null ? '' : value
}
