import type { DefaultTracking } from './contact-defaults.ts'
import type { Day } from './days.ts'

export const phoneTypes = ['DDI', 'DEFAULT', 'FAX', 'MOBILE'] as const
export type PhoneType = (typeof phoneTypes)[number]

export interface Phone {
  readonly number?: string
  readonly area?: string
  readonly country?: string
}

export const addressTypes = ['STREET', 'POBOX'] as const
export type AddressType = (typeof addressTypes)[number]

/** Wire names of an address, with their limits. */
export const addressParts = {
  AddressLine1: 500,
  AddressLine2: 500,
  AddressLine3: 500,
  AddressLine4: 500,
  City: 255,
  Region: 255,
  PostalCode: 50,
  Country: 50,
  AttentionTo: 255,
} as const
export type AddressPart = keyof typeof addressParts
export type Address = Readonly<Partial<Record<AddressPart, string>>>

export interface ContactPerson {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly includeInEmails: boolean
}

/** Wire names of a contact's plain texts, in wire order, with their limits. */
export const contactTexts = {
  ContactNumber: 50,
  AccountNumber: 50,
  Name: 255,
  FirstName: 255,
  LastName: 255,
  EmailAddress: 255,
  CompanyNumber: 50,
  BankAccountDetails: 255,
  TaxNumber: 50,
  TaxNumberType: 10,
  AccountsReceivableTaxType: 50,
  AccountsPayableTaxType: 50,
  SalesDefaultLineAmountType: 10,
  PurchasesDefaultLineAmountType: 10,
  SalesDefaultAccountCode: 10,
  PurchasesDefaultAccountCode: 10,
  DefaultCurrency: 3,
  XeroNetworkKey: 255,
} as const
export type ContactText = keyof typeof contactTexts

export interface PaymentTerm {
  readonly day: number
  readonly type: string
}

export interface Contact {
  readonly id: string
  readonly texts: Partial<Record<ContactText, string>>
  name: string
  status: 'ACTIVE' | 'ARCHIVED' | 'GDPRREQUEST'
  phones: Partial<Record<PhoneType, Phone>>
  addresses: Partial<Record<AddressType, Address>>
  persons: readonly ContactPerson[]
  paymentTerms: { readonly bills?: PaymentTerm; readonly sales?: PaymentTerm }
  /** What documents of the contact start with; absent when never set. */
  tracking?: { readonly sales: readonly DefaultTracking[]; readonly purchases: readonly DefaultTracking[] }
  website: string | undefined
  mergedInto: string | undefined
  /** Made through the API: its unset slots read "" instead of being left out. */
  readonly apiMade: boolean
  isCustomer: boolean
  isSupplier: boolean
  updatedMs: number
  readonly documents: Invoice[]
  /** Credit notes, prepayments and overpayments. */
  readonly credits: Credit[]
}

/** One tracking choice of a line, as it was called when the line was written. */
export interface LineTracking {
  readonly categoryId: string
  readonly optionId: string
  readonly name: string
  readonly option: string
}

export interface Line {
  readonly id: string
  readonly description: string | undefined
  readonly quantity: number | undefined
  readonly unitAmount: number | undefined
  readonly itemCode: string | undefined
  readonly accountCode: string | undefined
  readonly taxType: string | undefined
  readonly discountRate: number | undefined
  readonly taxCents: number
  readonly lineCents: number
  /** Absent: none. */
  readonly tracking?: readonly LineTracking[]
}

export type InvoiceType = 'ACCREC' | 'ACCPAY'
export const invoiceStatuses = ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'PAID', 'VOIDED', 'DELETED'] as const
export type InvoiceStatus = (typeof invoiceStatuses)[number]
export const lineAmountTypes = ['Exclusive', 'Inclusive', 'NoTax'] as const
export type LineAmountTypes = (typeof lineAmountTypes)[number]

export interface Invoice {
  readonly id: string
  readonly type: InvoiceType
  contact: Contact
  status: InvoiceStatus
  number: string | undefined
  reference: string | undefined
  day: Day
  dueDay: Day | undefined
  expectedDay: Day | undefined
  plannedDay: Day | undefined
  fullyPaidDay: Day | undefined
  amounts: LineAmountTypes
  currency: string
  rate: number
  url: string | undefined
  brandingThemeId: string | undefined
  sentToContact: boolean
  lines: readonly Line[]
  subTotalCents: number
  taxCents: number
  totalCents: number
  discountCents: number
  paidCents: number
  /** What credit notes, prepayments and overpayments took off. */
  creditedCents: number
  payments: Payment[]
  allocations: Allocation[]
  /** The client that created it through the API. */
  readonly clientId: string | undefined
  updatedMs: number
}

export interface Payment {
  readonly id: string
  /** What it pays; for a credit it is the refund. */
  readonly document: Invoice | Credit
  readonly batchId?: string
  readonly day: Day
  readonly cents: number
  readonly rate: number
  readonly reference: string | undefined
  readonly accountId: string
  readonly isReconciled: boolean
  status: 'AUTHORISED' | 'DELETED'
  updatedMs: number
}

export const dueCents = (invoice: Invoice) => invoice.totalCents - invoice.paidCents - invoice.creditedCents

/** Also the webhook category. */
export const creditKinds = ['CREDITNOTE', 'PREPAYMENT', 'OVERPAYMENT'] as const
export type CreditKind = (typeof creditKinds)[number]

/** Money a contact has to their credit: by a credit note, or paid ahead or too much. */
export interface Credit {
  readonly id: string
  readonly kind: CreditKind
  /** ACCREC when a customer has it, ACCPAY when we have it with a supplier. */
  readonly side: InvoiceType
  contact: Contact
  status: InvoiceStatus
  number: string | undefined
  reference: string | undefined
  day: Day
  dueDay: Day | undefined
  fullyPaidDay: Day | undefined
  amounts: LineAmountTypes
  currency: string
  rate: number
  brandingThemeId: string | undefined
  sentToContact: boolean
  lines: readonly Line[]
  subTotalCents: number
  taxCents: number
  totalCents: number
  allocatedCents: number
  /** Refunded. */
  paidCents: number
  allocations: Allocation[]
  payments: Payment[]
  readonly clientId: string | undefined
  updatedMs: number
}

/** Part of a credit used on an invoice. */
export interface Allocation {
  readonly id: string
  readonly credit: Credit
  readonly invoice: Invoice
  readonly day: Day
  readonly cents: number
}

export const remainingCents = (credit: Credit) => credit.totalCents - credit.allocatedCents - credit.paidCents

export const isCredit = (document: Invoice | Credit): document is Credit => 'kind' in document

export interface HistoryRecord {
  readonly changes: string
  readonly atMs: number
  readonly user: string
  readonly details: string
}

export interface Organisation {
  readonly id: string
  name: string
  legalName: string
  countryCode: string
  baseCurrency: string
  timezone: string
  shortCode: string
  taxNumber: string | undefined
  currencies: readonly string[]
  periodLockDay: Day | undefined
  endOfYearLockDay: Day | undefined
  readonly createdMs: number
}

export interface User {
  readonly id: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly role: 'FINANCIALADVISER' | 'STANDARD' | 'INVOICEONLY' | 'READONLY'
  readonly isSubscriber: boolean
  readonly updatedMs: number
}
