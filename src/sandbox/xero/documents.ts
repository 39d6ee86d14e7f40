import type { Attachment } from './attachments.ts'
import type { BankTransaction } from './bank-transactions.ts'
import type { BatchPayment } from './batch-payments.ts'
import { type Ordered, ordered } from './ordered.ts'
import type { Quote } from './quotes.ts'
import type { Contact, Credit, CreditKind } from './records.ts'
import type { RepeatingInvoice } from './repeating-invoices.ts'

/** The documents around invoices, and the counters and indexes their rules need. */
export interface Documents {
  readonly credits: Readonly<Record<CreditKind, Ordered<Credit>>>
  /** Customers' credit notes by number key. */
  readonly creditNumbers: Map<string, Credit>
  readonly quotes: Ordered<Quote>
  readonly quoteNumbers: Map<string, Quote>
  readonly repeating: Ordered<RepeatingInvoice>
  readonly batches: Ordered<BatchPayment>
  readonly bankTransactions: Ordered<BankTransaction>
  /** By the id of the record they hang on. */
  readonly attachments: Map<string, Attachment[]>
  nextCreditNumber: number
  nextQuoteNumber: number
  /** Invoices e-mailed per day. */
  readonly emailed: Map<number, number>
}

export const createDocuments = (): Documents => ({
  credits: { CREDITNOTE: ordered(), PREPAYMENT: ordered(), OVERPAYMENT: ordered() },
  creditNumbers: new Map(),
  quotes: ordered(),
  quoteNumbers: new Map(),
  repeating: ordered(),
  batches: ordered(),
  bankTransactions: ordered(),
  attachments: new Map(),
  nextCreditNumber: 1,
  nextQuoteNumber: 1,
  emailed: new Map(),
})

/** A merged contact's quotes and templates follow to the one that stays. */
export function moveQuotes({ quotes, repeating }: Documents, from: Contact, into: Contact, nowMs: number) {
  for (const quote of quotes.byId()) {
    if (quote.contact !== from) continue
    quote.contact = into
    quote.updatedMs = nowMs
    quotes.touched()
  }
  for (const template of repeating.byId()) if (template.contact === from) template.contact = into
}
