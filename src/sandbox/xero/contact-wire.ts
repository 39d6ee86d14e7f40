import { attachmentsOf } from './attachment-wire.ts'
import { trackingWire } from './contact-defaults.ts'
import { groupsOf, groupWire } from './contact-groups.ts'
import { msInstant } from './days.ts'
import type { Wire } from './envelope.ts'
import { baseCents, fromCents } from './money.ts'
import {
  addressParts,
  addressTypes,
  type Contact,
  contactTexts,
  dueCents,
  type PhoneType,
  phoneTypes,
  remainingCents,
} from './records.ts'
import { type Store, today } from './store.ts'
import { switches } from './switches.ts'

/** Where the contact is shown; each place has its own set of fields. */
export type ContactView = 'written' | 'single' | 'page' | 'list' | 'summary'

const textNames = Object.keys(contactTexts) as (keyof typeof contactTexts)[]
const addressNames = Object.keys(addressParts) as (keyof typeof addressParts)[]
const pageOnly = new Set<string>(['SalesDefaultLineAmountType', 'PurchasesDefaultLineAmountType'])
/** Created contacts list DEFAULT first; everything read later lists DDI first. */
const writtenPhones: readonly PhoneType[] = ['DEFAULT', 'DDI', 'FAX', 'MOBILE']
const writtenBlanks = { City: '', Region: '', PostalCode: '', Country: '' }

/** Outstanding and overdue in the organisation's currency, from the documents as they stand today. */
export function balances(store: Store, contact: Contact) {
  const day = today(store)
  const sums = { ACCREC: { due: 0, overdue: 0 }, ACCPAY: { due: 0, overdue: 0 } }
  for (const invoice of contact.documents) {
    if (invoice.status !== 'AUTHORISED') continue
    const cents = baseCents(dueCents(invoice), invoice.rate)
    const sum = sums[invoice.type]
    sum.due += cents
    if (invoice.dueDay !== undefined && invoice.dueDay < day) sum.overdue += cents
  }
  if (!switches.creditLowersBalance) return sums
  for (const credit of contact.credits) {
    if (credit.status === 'AUTHORISED')
      sums[credit.side].due -= baseCents(remainingCents(credit), credit.rate)
  }
  return sums
}

function balancesWire(store: Store, contact: Contact): Wire {
  const sums = balances(store, contact)
  return {
    AccountsReceivable: { Outstanding: fromCents(sums.ACCREC.due), Overdue: fromCents(sums.ACCREC.overdue) },
    AccountsPayable: { Outstanding: fromCents(sums.ACCPAY.due), Overdue: fromCents(sums.ACCPAY.overdue) },
  }
}

function phonesWire(contact: Contact, written: boolean): Wire[] {
  return (written ? writtenPhones : phoneTypes).map((type) => {
    const phone = contact.phones[type]
    const blank = contact.apiMade ? '' : undefined
    return {
      PhoneType: type,
      PhoneNumber: phone?.number ?? blank,
      PhoneAreaCode: phone?.area ?? blank,
      PhoneCountryCode: phone?.country ?? blank,
    }
  })
}

function addressesWire(contact: Contact): Wire[] {
  return addressTypes.map((type) => {
    const address = contact.addresses[type]
    const row: Record<string, unknown> = { AddressType: type }
    const filled = { ...(contact.apiMade && writtenBlanks), ...address }
    for (const name of addressNames) if (filled[name] !== undefined) row[name] = filled[name]
    return row
  })
}

/** A contact as JSON; undefined values vanish when it is written out, as Xero omits nulls. */
export function contactWire(store: Store, contact: Contact, view: ContactView): Wire {
  const row: Record<string, unknown> = { ContactID: contact.id }
  const wide = view === 'page' || view === 'single'
  if (contact.mergedInto && (wide || view === 'written')) row.MergedToContactID = contact.mergedInto
  if (contact.texts.ContactNumber !== undefined) row.ContactNumber = contact.texts.ContactNumber
  if (contact.texts.AccountNumber !== undefined) row.AccountNumber = contact.texts.AccountNumber
  row.ContactStatus = contact.status
  row.Name = contact.name
  for (const name of textNames) {
    if (name === 'ContactNumber' || name === 'AccountNumber' || name === 'Name') continue
    if (pageOnly.has(name) && !wide) continue
    const value = contact.texts[name] ?? (name === 'BankAccountDetails' && contact.apiMade ? '' : undefined)
    if (value !== undefined) row[name] = value
  }
  row.Addresses = addressesWire(contact)
  row.Phones = phonesWire(contact, view === 'written')
  row.UpdatedDateUTC = msInstant(contact.updatedMs)
  row.ContactGroups = groupsOf(store, contact.id).map(groupWire)
  const { bills, sales } = contact.paymentTerms
  if (bills || sales) {
    row.PaymentTerms = {
      ...(bills && { Bills: { Day: bills.day, Type: bills.type } }),
      ...(sales && { Sales: { Day: sales.day, Type: sales.type } }),
    }
  }
  if (view !== 'summary') {
    row.IsSupplier = contact.isSupplier
    row.IsCustomer = contact.isCustomer
    if (view !== 'written' && (contact.isCustomer || contact.isSupplier))
      row.Balances = balancesWire(store, contact)
  }
  if (contact.website) row.Website = contact.website
  if (view === 'written' || view === 'single') {
    row.SalesTrackingCategories = trackingWire(contact.tracking?.sales)
    row.PurchasesTrackingCategories = trackingWire(contact.tracking?.purchases)
  }
  row.ContactPersons = contact.persons.map((person) => ({
    FirstName: person.firstName,
    LastName: person.lastName,
    EmailAddress: person.email,
    IncludeInEmails: person.includeInEmails,
  }))
  if (view !== 'written') row.HasAttachments = store.documents.attachments.has(contact.id)
  if (view === 'single') row.Attachments = attachmentsOf(store, 'Contacts', contact.id)
  row.HasValidationErrors = false
  return row
}

/** The short form inside listed documents. */
export const contactInList = (contact: Contact): Wire => ({
  ContactID: contact.id,
  ...(contact.texts.ContactNumber !== undefined && { ContactNumber: contact.texts.ContactNumber }),
  Name: contact.name,
  Addresses: [],
  Phones: [],
  ContactGroups: [],
  ContactPersons: [],
  HasValidationErrors: false,
})
