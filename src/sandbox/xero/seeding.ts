import type { XeroContactSeed, XeroInvoiceSeed, XeroLineSeed, XeroSeed } from '../seed.ts'
import { accountsOf } from './chart.ts'
import { dayMs } from './days.ts'
import { seedDocuments } from './document-seeding.ts'
import { totalsOf } from './invoice-lines.ts'
import { settle } from './invoice-writes.ts'
import { lineCents, taxCents } from './money.ts'
import { addPayment } from './payments.ts'
import { type Contact, dueCents, type Invoice, type InvoiceType, type Line } from './records.ts'
import { seedSurroundings } from './seeding-surroundings.ts'
import { dayRate, taxCodes, taxRatesOf } from './settings.ts'
import { nameKey, nextSalesNumber, type Store, today } from './store.ts'

function fillOrganisation(store: Store, seed: XeroSeed) {
  const { chance, clock } = store.kernel
  const from = seed.organisation
  const moved = store.organisation.countryCode !== from.countryCode
  Object.assign(store.organisation, { ...from, taxNumber: from.taxNumber })
  if (moved) {
    store.accounts = accountsOf(from.countryCode, () => chance.uuid())
    store.taxRates = taxRatesOf(from.countryCode)
  }
  if (seed.users.length === 0) return
  store.users = seed.users.map((user, index) => ({
    id: chance.uuid(),
    firstName: user.firstName,
    lastName: user.lastName,
    email: user.email,
    role: user.role,
    isSubscriber: index === 0,
    updatedMs: clock.now(),
  }))
}

function contactNumber(seed: XeroContactSeed, partyIds: ReadonlyMap<string, number>): string | undefined {
  const from = seed.contactNumber
  if (from === undefined || typeof from === 'string') return from
  return partyIds.get(from.party)?.toString()
}

function addContact(store: Store, seed: XeroContactSeed, partyIds: ReadonlyMap<string, number>): Contact {
  const { chance, clock } = store.kernel
  const number = contactNumber(seed, partyIds)
  const contact: Contact = {
    id: chance.uuid(),
    texts: {
      ...(number !== undefined && { ContactNumber: number }),
      ...(seed.accountNumber !== undefined && { AccountNumber: seed.accountNumber }),
      Name: seed.name,
      ...(seed.firstName !== undefined && { FirstName: seed.firstName }),
      ...(seed.lastName !== undefined && { LastName: seed.lastName }),
      ...(seed.email !== undefined && { EmailAddress: seed.email }),
      ...(seed.companyNumber !== undefined && { CompanyNumber: seed.companyNumber }),
      ...(seed.taxNumber !== undefined && { TaxNumber: seed.taxNumber }),
      ...(seed.defaultCurrency !== undefined && { DefaultCurrency: seed.defaultCurrency }),
    },
    name: seed.name,
    status: seed.archived || seed.mergedInto ? 'ARCHIVED' : 'ACTIVE',
    phones: {},
    addresses: {},
    persons: (seed.contactPersons ?? []).map((person) => ({
      firstName: person.firstName ?? '',
      lastName: person.lastName ?? '',
      email: person.email ?? '',
      includeInEmails: false,
    })),
    paymentTerms: {},
    website: seed.website,
    mergedInto: undefined,
    apiMade: false,
    isCustomer: false,
    isSupplier: false,
    updatedMs: clock.now() - Math.max(0, seed.createdDaysAgo ?? 0) * dayMs,
    documents: [],
    credits: [],
  }
  for (const phone of seed.phones ?? []) {
    contact.phones[phone.type] = {
      number: phone.number,
      ...(phone.areaCode !== undefined && { area: phone.areaCode }),
      ...(phone.countryCode !== undefined && { country: phone.countryCode }),
    }
  }
  for (const address of seed.addresses ?? []) {
    contact.addresses[address.type] = {
      ...(address.line1 !== undefined && { AddressLine1: address.line1 }),
      ...(address.line2 !== undefined && { AddressLine2: address.line2 }),
      ...(address.city !== undefined && { City: address.city }),
      ...(address.region !== undefined && { Region: address.region }),
      ...(address.postalCode !== undefined && { PostalCode: address.postalCode }),
      ...(address.country !== undefined && { Country: address.country }),
    }
  }
  store.contacts.add(contact)
  if (contact.status === 'ACTIVE') store.activeNames.set(nameKey(contact.name), contact)
  if (number) store.contactNumbers.set(nameKey(number), contact)
  if (seed.accountNumber) store.accountNumbers.set(nameKey(seed.accountNumber), contact)
  return contact
}

/** Lines at the country's usual codes. */
export function linesOf(
  store: Store,
  seed: { readonly type: InvoiceType; readonly lines: readonly XeroLineSeed[] },
): readonly Line[] {
  const country = store.organisation.countryCode
  const side = seed.type === 'ACCREC' ? 'sales' : 'purchases'
  return seed.lines.map((line) => {
    const taxType = taxCodes(country, side, line.taxRate !== 0)
    const percent = taxRatesOf(country).find((rate) => rate.type === taxType)?.rate ?? 0
    const cents = lineCents(line.quantity, line.unitAmount, 0)
    return {
      id: store.kernel.chance.uuid(),
      description: line.description,
      quantity: line.quantity,
      unitAmount: line.unitAmount,
      itemCode: undefined,
      accountCode: seed.type === 'ACCREC' ? '200' : '429',
      taxType,
      discountRate: undefined,
      taxCents: taxCents(cents, percent, false),
      lineCents: cents,
    }
  })
}

/** Payments are shares of the total; the one that completes the sum takes what is left to the cent. */
function addPayments(store: Store, invoice: Invoice, seed: XeroInvoiceSeed) {
  const { chance, clock } = store.kernel
  let shares = 0
  for (const from of seed.payments ?? []) {
    shares += from.share
    const due = dueCents(invoice)
    const cents = shares >= 0.999_999 ? due : Math.min(due, Math.round(invoice.totalCents * from.share))
    if (cents <= 0) continue
    const atMs = clock.now() - Math.max(0, from.daysAgo) * dayMs
    addPayment(store, {
      id: chance.uuid(),
      document: invoice,
      day: today(store) - from.daysAgo,
      cents,
      rate: invoice.rate,
      reference: from.reference,
      accountId: store.accounts[0]?.id ?? '',
      isReconciled: false,
      status: 'AUTHORISED',
      updatedMs: atMs,
    })
    invoice.updatedMs = Math.max(invoice.updatedMs, atMs)
  }
}

function addInvoice(store: Store, seed: XeroInvoiceSeed, contact: Contact) {
  const { organisation, kernel } = store
  const lines = linesOf(store, seed)
  const currency = seed.currency ?? organisation.baseCurrency
  const day = today(store) - seed.daysAgo
  const invoice: Invoice = {
    id: kernel.chance.uuid(),
    type: seed.type,
    contact,
    status: seed.status,
    number: seed.number ?? (seed.type === 'ACCREC' ? nextSalesNumber(store) : undefined),
    reference: seed.reference,
    day,
    dueDay: day + seed.termDays,
    expectedDay: undefined,
    plannedDay: undefined,
    fullyPaidDay: undefined,
    amounts: 'Exclusive',
    currency,
    rate: seed.currencyRate ?? dayRate(organisation.baseCurrency, currency),
    url: undefined,
    brandingThemeId: seed.type === 'ACCREC' ? store.brandingThemeId : undefined,
    sentToContact: seed.type === 'ACCREC' && seed.status === 'AUTHORISED',
    lines,
    ...totalsOf(lines, 'Exclusive'),
    paidCents: 0,
    creditedCents: 0,
    payments: [],
    allocations: [],
    clientId: undefined,
    updatedMs: kernel.clock.now() - Math.max(0, seed.daysAgo) * dayMs,
  }
  store.invoices.add(invoice)
  contact.documents.push(invoice)
  if (invoice.type === 'ACCREC') {
    contact.isCustomer = true
    if (invoice.number) store.salesNumbers.set(nameKey(invoice.number), invoice)
  } else contact.isSupplier = true
  if (invoice.status !== 'AUTHORISED') return
  addPayments(store, invoice, seed)
  if (invoice.totalCents === 0) settle(invoice, day)
}

/** Adds the seed's records as if they had always been there: no events, times in the past. */
export function seedStore(
  store: Store,
  seed: XeroSeed,
  partyIds: ReadonlyMap<string, number>,
): ReadonlyMap<string, string> {
  fillOrganisation(store, seed)
  const contacts = new Map<string, Contact>()
  for (const from of seed.contacts) contacts.set(from.key, addContact(store, from, partyIds))
  for (const from of seed.contacts) {
    const [contact, into] = [
      contacts.get(from.key),
      from.mergedInto ? contacts.get(from.mergedInto) : undefined,
    ]
    if (contact && into) contact.mergedInto = into.id
  }
  for (const from of seed.invoices) {
    const contact = contacts.get(from.contact)
    if (!contact) throw new Error(`The seed has no contact "${from.contact}"`)
    addInvoice(store, from, contact)
  }
  seedDocuments(store, seed, contacts)
  seedSurroundings(store, seed, contacts)
  // Sorted here, so that the first reader of a large seed does not wait for it.
  for (const list of [store.contacts, store.invoices, store.payments]) {
    list.byId()
    list.byUpdated()
  }
  return new Map([...contacts].map(([key, contact]) => [key, contact.id]))
}
