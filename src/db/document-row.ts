import type {
  DocumentPayment,
  LedgerCredit,
  LedgerInvoice,
  LineAmounts,
  Quote,
  RepeatingInvoice,
  RepeatingSchedule,
  XeroDocument,
} from '#core/model/document.ts'

/** An invoice or bill; what only the ledger knows of it may be missing. */
export type MirroredInvoice = XeroDocument & Partial<Omit<LedgerInvoice, keyof XeroDocument>>
export type MirroredDocument = MirroredInvoice | LedgerCredit | Quote | RepeatingInvoice

/** What is shown of a document and never searched, sorted or summed. */
export interface DocumentDetails {
  readonly title?: string | null
  readonly summary?: string | null
  readonly terms?: string | null
  readonly lineAmounts?: LineAmounts
  readonly discountMinor?: number
  readonly expectedOn?: string | null
  readonly sentToContact?: boolean
  readonly hasAttachments?: boolean
  readonly repeatingInvoiceId?: string | null
  readonly schedule?: RepeatingSchedule
  readonly approvedForSending?: boolean
}

/**
 * The columns of a document. `due` is the day a quote expires and a template writes its next invoice.
 *
 * @param at when it was read: templates carry no time of change of their own
 */
export function documentRow(document: MirroredDocument, at: Date) {
  const { id, contactId, kind, status, reference, currency, subTotalMinor, taxMinor, totalMinor, lines } =
    document
  const common = {
    ...nothing,
    id,
    contact_id: contactId,
    kind,
    status,
    reference,
    currency,
    sub_total_minor: subTotalMinor,
    tax_minor: taxMinor,
    total_minor: totalMinor,
    lines,
  }
  switch (document.kind) {
    case 'invoice':
    case 'bill':
      return { ...common, ...invoiceColumns(document) }
    case 'quote':
      return { ...common, ...quoteColumns(document) }
    case 'repeating_invoice':
      return { ...common, ...templateColumns(document), updated_at: at.toISOString() }
    default:
      return { ...common, ...creditColumns(document) }
  }
}

const nothing = {
  number: null as string | null,
  issued: null as string | null,
  due: null as string | null,
  paid_on: null as string | null,
  currency_rate: null as string | null,
  due_minor: 0,
  paid_minor: 0,
  credited_minor: 0,
  remaining_minor: 0,
  payments: [] as readonly DocumentPayment[],
  credits: [] as LedgerInvoice['credits'],
  allocations: [] as LedgerCredit['allocations'],
  url: null as string | null,
}

function invoiceColumns(document: MirroredInvoice) {
  const { lineAmounts, discountMinor, expectedOn, sentToContact, hasAttachments, repeatingInvoiceId } =
    document
  return {
    side: document.kind === 'invoice' ? 'sales' : 'purchases',
    number: document.number,
    issued: document.date,
    due: document.dueDate,
    paid_on: document.fullyPaidOn,
    currency_rate: document.currencyRate,
    due_minor: document.dueMinor,
    paid_minor: document.paidMinor,
    credited_minor: document.creditedMinor,
    payments: document.payments,
    credits: document.credits ?? [],
    url: document.url,
    details: { lineAmounts, discountMinor, expectedOn, sentToContact, hasAttachments, repeatingInvoiceId },
    updated_at: document.updatedAt,
  }
}

function creditColumns(credit: LedgerCredit) {
  return {
    side: credit.side,
    number: credit.number,
    issued: credit.date,
    paid_on: credit.kind === 'credit_note' ? credit.fullyPaidOn : null,
    currency_rate: credit.currencyRate,
    remaining_minor: credit.remainingMinor,
    payments: credit.refunds,
    allocations: credit.allocations,
    details: { hasAttachments: credit.hasAttachments },
    updated_at: credit.updatedAt,
  }
}

function quoteColumns(quote: Quote) {
  const { title, summary, terms, lineAmounts, discountMinor } = quote
  return {
    side: 'sales',
    number: quote.number,
    issued: quote.date,
    due: quote.expiresOn,
    currency_rate: quote.currencyRate,
    details: { title, summary, terms, lineAmounts, discountMinor },
    updated_at: quote.updatedAt,
  }
}

function templateColumns(template: RepeatingInvoice) {
  const { schedule, lineAmounts, approvedForSending, hasAttachments } = template
  return {
    side: template.side,
    issued: schedule.startsOn,
    due: schedule.nextOn,
    details: { schedule, lineAmounts, approvedForSending, hasAttachments },
  }
}
