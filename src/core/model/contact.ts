import type { PaymentTerms } from '../deal/terms.ts'
import type { XeroContactId } from './ids.ts'

export type XeroContactStatus = 'ACTIVE' | 'ARCHIVED' | 'GDPRREQUEST'

/** A Xero contact, cleaned: missing, null and "" are one value, null (reference/xero.md §1). */
export interface XeroContact {
  readonly id: XeroContactId
  readonly status: XeroContactStatus
  readonly name: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  /** External key, at most 50 characters; ours is the Capsule party id. Another app may own it. */
  readonly contactNumber: string | null
  readonly accountNumber: string | null
  readonly companyNumber: string | null
  readonly taxNumber: string | null
  readonly contactPersons: readonly XeroContactPerson[]
  readonly addresses: readonly XeroAddress[]
  readonly phones: readonly XeroPhone[]
  readonly website: string | null
  readonly defaultCurrency: string | null
  /** When sales invoices are due; absent where the contact has no terms of its own. */
  readonly salesTerms?: PaymentTerms
  readonly isCustomer: boolean
  readonly isSupplier: boolean
  readonly mergedToContactId: XeroContactId | null
  readonly groups: readonly { readonly id: string; readonly name: string }[]
  /** ISO 8601 UTC with milliseconds. */
  readonly updatedAt: string
}

export interface XeroContactPerson {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  readonly includeInEmails: boolean
}

export interface XeroAddress {
  readonly type: 'POBOX' | 'STREET'
  readonly lines: readonly string[]
  readonly city: string | null
  readonly region: string | null
  readonly postalCode: string | null
  readonly country: string | null
  readonly attentionTo: string | null
}

export interface XeroPhone {
  readonly type: 'DEFAULT' | 'DDI' | 'MOBILE' | 'FAX'
  readonly countryCode: string | null
  readonly areaCode: string | null
  readonly number: string
}
