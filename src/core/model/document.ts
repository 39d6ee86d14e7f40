import type { CivilDate } from '../civil-date.ts'
import type { XeroContactId, XeroDocumentId } from './ids.ts'

/** `invoice` is Xero's ACCREC, `bill` its ACCPAY. */
export type DocumentKind = 'invoice' | 'bill'
/** Everything a contact's ledger shows. */
export type LedgerDocumentKind = DocumentKind | CreditKind | 'quote' | 'repeating_invoice'
/** Money to a contact's credit: given by a credit note, paid ahead, or paid too much. */
export type CreditKind = 'credit_note' | 'prepayment' | 'overpayment'
/** `sales`: the customer owes, or has the credit; `purchases`: we owe a supplier, or have it with them. */
export type LedgerSide = 'sales' | 'purchases'
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

export type LineAmounts = 'exclusive' | 'inclusive' | 'no_tax'

/** A line with what a bookkeeper needs beside the sums. */
export interface LedgerLine extends DocumentLine {
  readonly id: string | null
  readonly itemCode: string | null
  readonly accountCode: string | null
  readonly taxType: string | null
  /** Percent, decimal string. */
  readonly discountRate: string | null
  /** At most two. */
  readonly tracking: readonly LineTracking[]
}

export interface LineTracking {
  readonly category: string
  readonly option: string
}

/** An invoice or bill with everything the ledger knows of it. */
export interface LedgerInvoice extends XeroDocument {
  readonly lines: readonly LedgerLine[]
  readonly lineAmounts: LineAmounts
  /** What stands behind `creditedMinor`. */
  readonly credits: readonly AppliedCredit[]
  readonly discountMinor: number
  /** When the customer said they would pay, or when we plan to pay the bill. */
  readonly expectedOn: CivilDate | null
  readonly sentToContact: boolean
  readonly hasAttachments: boolean
  /** The template it was written from. */
  readonly repeatingInvoiceId: XeroDocumentId | null
}

/** Part of a credit used on an invoice or bill, as that document shows it. */
export interface AppliedCredit {
  readonly kind: CreditKind
  readonly id: XeroDocumentId
  readonly number: string | null
  readonly date: CivilDate | null
  readonly amountMinor: number
}

interface Credit {
  readonly id: XeroDocumentId
  readonly side: LedgerSide
  readonly contactId: XeroContactId
  readonly contactName: string
  readonly number: string | null
  readonly reference: string | null
  readonly status: DocumentStatus
  readonly date: CivilDate | null
  readonly currency: string
  /** As of an invoice. */
  readonly currencyRate: string | null
  readonly subTotalMinor: number
  readonly taxMinor: number
  readonly totalMinor: number
  /** Neither allocated nor refunded. */
  readonly remainingMinor: number
  readonly lines: readonly LedgerLine[]
  readonly allocations: readonly CreditAllocation[]
  /** Money that went back. */
  readonly refunds: readonly DocumentPayment[]
  readonly hasAttachments: boolean
  /** ISO 8601 UTC with milliseconds. */
  readonly updatedAt: string
}

export interface CreditNote extends Credit {
  readonly kind: 'credit_note'
  readonly fullyPaidOn: CivilDate | null
}
export interface Prepayment extends Credit {
  readonly kind: 'prepayment'
}
export interface Overpayment extends Credit {
  readonly kind: 'overpayment'
}
export type LedgerCredit = CreditNote | Prepayment | Overpayment

/** Part of a credit used on an invoice or bill, as the credit shows it. */
export interface CreditAllocation {
  readonly id: string | null
  readonly invoiceId: XeroDocumentId
  readonly invoiceNumber: string | null
  readonly date: CivilDate | null
  readonly amountMinor: number
}

/** Money that came in or went out for one document; for a credit it is the refund. */
export interface Payment {
  readonly id: XeroDocumentId
  /** A deleted one stays in the lists and counts nowhere. */
  readonly status: 'AUTHORISED' | 'DELETED'
  readonly date: CivilDate | null
  /** Of the document paid; null when Xero does not name it, and so are the amounts. */
  readonly currency: string | null
  readonly amountMinor: number | null
  /** As of an invoice, on the day of the payment. */
  readonly currencyRate: string | null
  readonly reference: string | null
  readonly accountId: string | null
  readonly accountCode: string | null
  readonly isReconciled: boolean
  readonly batchId: string | null
  readonly paid: PaidDocument | null
  /** ISO 8601 UTC with milliseconds. */
  readonly updatedAt: string
}

export interface PaidDocument {
  readonly kind: DocumentKind | CreditKind
  readonly side: LedgerSide
  readonly id: XeroDocumentId
  readonly number: string | null
  readonly contactId: XeroContactId | null
}

export type QuoteStatus = 'DRAFT' | 'SENT' | 'DECLINED' | 'ACCEPTED' | 'INVOICED' | 'DELETED'

export interface Quote {
  readonly kind: 'quote'
  readonly id: XeroDocumentId
  readonly contactId: XeroContactId
  readonly contactName: string
  readonly number: string | null
  readonly reference: string | null
  readonly title: string | null
  readonly summary: string | null
  readonly terms: string | null
  readonly status: QuoteStatus
  readonly date: CivilDate | null
  readonly expiresOn: CivilDate | null
  readonly currency: string
  readonly currencyRate: string | null
  readonly subTotalMinor: number
  readonly taxMinor: number
  readonly totalMinor: number
  readonly discountMinor: number
  readonly lineAmounts: LineAmounts
  readonly lines: readonly LedgerLine[]
  /** ISO 8601 UTC with milliseconds. */
  readonly updatedAt: string
}

/** A template from which Xero writes invoices by a schedule; nothing is owed by it. */
export interface RepeatingInvoice {
  readonly kind: 'repeating_invoice'
  readonly id: XeroDocumentId
  readonly side: LedgerSide
  readonly contactId: XeroContactId
  readonly contactName: string
  readonly reference: string | null
  readonly status: 'DRAFT' | 'AUTHORISED' | 'DELETED'
  readonly schedule: RepeatingSchedule
  readonly currency: string
  readonly subTotalMinor: number
  readonly taxMinor: number
  readonly totalMinor: number
  readonly lineAmounts: LineAmounts
  readonly lines: readonly LedgerLine[]
  /** Approved invoices go out by e-mail by themselves. */
  readonly approvedForSending: boolean
  readonly hasAttachments: boolean
}

export interface RepeatingSchedule {
  /** Every so many of `unit`. */
  readonly every: number
  readonly unit: 'weeks' | 'months'
  readonly startsOn: CivilDate | null
  readonly nextOn: CivilDate | null
  readonly endsOn: CivilDate | null
}

/** A file on a document. */
export interface DocumentAttachment {
  readonly id: string
  readonly fileName: string
  readonly mimeType: string | null
  readonly bytes: number | null
  /** Shown with the online invoice. */
  readonly includeOnline: boolean
}
