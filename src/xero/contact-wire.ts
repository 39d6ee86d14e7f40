import type { XeroWireContact } from '#contracts/xero/contacts.ts'
import { type PaymentTerms, paymentTermTypes } from '#core/deal/terms.ts'
import type { XeroAddress, XeroContact, XeroContactStatus, XeroPhone } from '#core/model/contact.ts'
import { isUuid, type XeroContactId, xeroContactId } from '#core/model/ids.ts'
import { instantOfMsDate } from './dates.ts'

/** @source reference/xero.md §1 (missing, null and "" are one value), "7. Contacts" */
export function fromWire(wire: XeroWireContact): XeroContact {
  return {
    id: xeroContactId(wire.ContactID),
    status: statusOf(wire.ContactStatus),
    name: wire.Name ?? '',
    firstName: text(wire.FirstName),
    lastName: text(wire.LastName),
    email: text(wire.EmailAddress),
    contactNumber: text(wire.ContactNumber),
    accountNumber: text(wire.AccountNumber),
    companyNumber: text(wire.CompanyNumber),
    taxNumber: text(wire.TaxNumber),
    contactPersons: (wire.ContactPersons ?? []).map((person) => ({
      firstName: text(person.FirstName),
      lastName: text(person.LastName),
      email: text(person.EmailAddress),
      includeInEmails: person.IncludeInEmails ?? false,
    })),
    addresses: (wire.Addresses ?? []).flatMap(addressOf),
    phones: (wire.Phones ?? []).flatMap(phoneOf),
    website: text(wire.Website),
    defaultCurrency: text(wire.DefaultCurrency),
    ...termsOf(wire.PaymentTerms?.Sales),
    isCustomer: wire.IsCustomer ?? false,
    isSupplier: wire.IsSupplier ?? false,
    mergedToContactId: idOf(wire.MergedToContactID),
    groups: (wire.ContactGroups ?? []).flatMap((group) =>
      group.ContactGroupID ? [{ id: group.ContactGroupID.toLowerCase(), name: group.Name ?? '' }] : [],
    ),
    updatedAt: instantOfMsDate(wire.UpdatedDateUTC),
  }
}

type WireTerms = NonNullable<NonNullable<XeroWireContact['PaymentTerms']>['Sales']>

/** Terms of a kind nobody knows are none. @source reference/xero.md "7. Contacts", PaymentTerms */
function termsOf(wire: WireTerms | null | undefined): { readonly salesTerms?: PaymentTerms } {
  const type = paymentTermTypes.find((known) => known === wire?.Type)
  const day = wire?.Day ?? null
  if (!type || day === null || !Number.isInteger(day) || day < 0) return {}
  return { salesTerms: { day, type } }
}

/** A status of a later day is taken as archived: such a contact is never linked, created or written to. */
function statusOf(status: string | null | undefined): XeroContactStatus {
  if (!status || status === 'ACTIVE') return 'ACTIVE'
  return status === 'GDPRREQUEST' ? 'GDPRREQUEST' : 'ARCHIVED'
}

function addressOf(wire: NonNullable<XeroWireContact['Addresses']>[number]): XeroAddress[] {
  if (wire.AddressType !== 'POBOX' && wire.AddressType !== 'STREET') return []
  const address: XeroAddress = {
    type: wire.AddressType,
    lines: [wire.AddressLine1, wire.AddressLine2, wire.AddressLine3, wire.AddressLine4].flatMap((l) =>
      l ? [l] : [],
    ),
    city: text(wire.City),
    region: text(wire.Region),
    postalCode: text(wire.PostalCode),
    country: text(wire.Country),
    attentionTo: text(wire.AttentionTo),
  }
  // Both slots are always answered; an empty one is no address.
  const { type: _, lines, ...rest } = address
  return lines.length || Object.values(rest).some((v) => v !== null) ? [address] : []
}

function phoneOf(wire: NonNullable<XeroWireContact['Phones']>[number]): XeroPhone[] {
  const type = wire.PhoneType
  if (type !== 'DEFAULT' && type !== 'DDI' && type !== 'MOBILE' && type !== 'FAX') return []
  if (!wire.PhoneNumber) return []
  return [
    {
      type,
      countryCode: text(wire.PhoneCountryCode),
      areaCode: text(wire.PhoneAreaCode),
      number: wire.PhoneNumber,
    },
  ]
}

function idOf(value: string | null | undefined): XeroContactId | null {
  return value && isUuid(value) && !/^[0-]+$/.test(value) ? xeroContactId(value) : null
}

function text(value: string | null | undefined): string | null {
  return value ? value : null
}
