import { assert } from '#core/assert.ts'
import type { CivilDate } from '#core/civil-date.ts'
import type { DocumentKind, LineAmounts } from '#core/model/document.ts'
import type { XeroContactId } from '#core/model/ids.ts'

/**
 * A line to be written. Quantity and price may both be null: then it is text alone. Account and tax type left out
 * are taken from the item, the contact or the account.
 *
 * @source reference/xero.md §8.1 "LineItem"
 */
export interface NewLine {
  readonly description: string
  /** Decimal strings; a price has at most four decimals. */
  readonly quantity: string | null
  readonly unitAmount: string | null
  readonly itemCode?: string | null | undefined
  readonly accountCode?: string | null | undefined
  readonly taxType?: string | null | undefined
  /** Percent, decimal string; sales only. */
  readonly discountRate?: string | null | undefined
  /** At most two, by the ids of category and option. */
  readonly tracking?: readonly { readonly categoryId: string; readonly optionId: string }[] | undefined
}

interface NewDocument {
  /** Sent alone: anything more would change the contact. */
  readonly contactId: XeroContactId
  /** Null: Xero gives the next one. */
  readonly number?: string | null | undefined
  readonly reference?: string | null | undefined
  readonly date: CivilDate
  /** ISO 4217; null: the contact's or the organisation's. */
  readonly currency?: string | null | undefined
  /** Decimal string; null: the rate of the day. */
  readonly currencyRate?: string | null | undefined
  readonly lineAmounts: LineAmounts
  readonly lines: readonly NewLine[]
  readonly brandingThemeId?: string | null | undefined
}

export interface NewInvoice extends NewDocument {
  readonly kind: DocumentKind
  readonly status: 'DRAFT' | 'SUBMITTED' | 'AUTHORISED'
  /** Only a draft may do without. */
  readonly dueDate: CivilDate | null
  /** Shown as "Go to …" in Xero; refused when "xero" is in it. @source reference/xero.md §7.1 */
  readonly url?: string | null | undefined
}

export interface NewQuote extends NewDocument {
  readonly status: 'DRAFT' | 'SENT'
  readonly expiresOn: CivilDate | null
  readonly title?: string | null | undefined
  readonly summary?: string | null | undefined
  readonly terms?: string | null | undefined
}

/** What Xero holds of a text, in characters. @source reference/xero.md §7.1, §8.1, §8.3 */
export const documentLimits = {
  number: 255,
  invoiceReference: 255,
  quoteReference: 4_000,
  lineDescription: 4_000,
  quoteTitle: 100,
  quoteSummary: 3_000,
  quoteTerms: 4_000,
} as const

export function invoiceToWire(invoice: NewInvoice) {
  return {
    Type: invoice.kind === 'invoice' ? 'ACCREC' : 'ACCPAY',
    Status: invoice.status,
    InvoiceNumber: invoice.number ?? undefined,
    DueDate: invoice.dueDate ?? undefined,
    Url: invoice.url ?? undefined,
    ...documentToWire(invoice),
  }
}

export function quoteToWire(quote: NewQuote) {
  return {
    Status: quote.status,
    QuoteNumber: quote.number ?? undefined,
    ExpiryDate: quote.expiresOn ?? undefined,
    Title: quote.title ?? undefined,
    Summary: quote.summary ?? undefined,
    Terms: quote.terms ?? undefined,
    ...documentToWire(quote),
  }
}

const lineAmounts = { exclusive: 'Exclusive', inclusive: 'Inclusive', no_tax: 'NoTax' } as const

function documentToWire(document: NewDocument) {
  return {
    Contact: { ContactID: document.contactId },
    Reference: document.reference ?? undefined,
    Date: document.date,
    CurrencyCode: document.currency ?? undefined,
    CurrencyRate: number(document.currencyRate),
    LineAmountTypes: lineAmounts[document.lineAmounts],
    BrandingThemeID: document.brandingThemeId ?? undefined,
    LineItems: document.lines.map((line) => ({
      Description: line.description,
      Quantity: number(line.quantity),
      UnitAmount: number(line.unitAmount),
      ItemCode: line.itemCode ?? undefined,
      AccountCode: line.accountCode ?? undefined,
      TaxType: line.taxType ?? undefined,
      DiscountRate: number(line.discountRate),
      Tracking: line.tracking?.map((t) => ({
        TrackingCategoryID: t.categoryId,
        TrackingOptionID: t.optionId,
      })),
    })),
  }
}

/** The JSON number that reads as the decimal text does. @throws an assertion for anything else */
function number(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined
  assert(/^-?\d{1,12}(\.\d{1,8})?$/.test(text), `not a decimal: ${text}`)
  return Number(text)
}
