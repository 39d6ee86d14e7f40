import type { CivilDate } from '../civil-date.ts'
import type { XeroContactId, XeroDocumentId } from './ids.ts'

/** `invoice` is Xero's ACCREC, `bill` its ACCPAY. */
export type DocumentKind = 'invoice' | 'bill'
export type DocumentStatus = 'DRAFT' | 'SUBMITTED' | 'AUTHORISED' | 'PAID' | 'VOIDED' | 'DELETED'

/** A Xero document, cleaned. All `…Minor` amounts are integer minor units of `currency`. */
export interface XeroDocument {
  readonly id: XeroDocumentId
  readonly kind: DocumentKind
  readonly contactId: XeroContactId
  readonly contactName: string
  readonly number: string | null
  readonly reference: string | null
  readonly status: DocumentStatus
  readonly date: CivilDate | null
  readonly dueDate: CivilDate | null
  readonly fullyPaidOn: CivilDate | null
  readonly currency: string
  /** Decimal string; units of `currency` for one unit of the organisation's base currency. */
  readonly currencyRate: string | null
  readonly subTotalMinor: number
  readonly taxMinor: number
  readonly totalMinor: number
  readonly dueMinor: number
  readonly paidMinor: number
  readonly creditedMinor: number
  readonly lines: readonly DocumentLine[]
  readonly payments: readonly DocumentPayment[]
  readonly url: string | null
  /** ISO 8601 UTC with milliseconds. */
  readonly updatedAt: string
}

export interface DocumentLine {
  readonly description: string | null
  /** Decimal strings, multiplied only by Xero. */
  readonly quantity: string | null
  readonly unitAmount: string | null
  readonly lineMinor: number
  readonly taxMinor: number
}

export interface DocumentPayment {
  readonly id: string
  readonly date: CivilDate
  readonly amountMinor: number
  readonly reference: string | null
}
