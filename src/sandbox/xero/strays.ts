import type { Element } from './body.ts'

/**
 * Query parameters and body fields no Accounting endpoint knows. Xero ignores them without a word, so a typing
 * mistake of a client would go unseen; tests assert that nothing strayed.
 *
 * @source xero.md, "13. Emulator checklist", 17
 */
export interface Strays {
  query(endpoint: string, query: URLSearchParams): void
  body(endpoint: string, elements: readonly Element[]): void
  list(): readonly string[]
  clear(): void
}

const paged = ['where', 'order', 'page', 'pageSize']
const writes = ['summarizeErrors', 'unitdp']

const parameters: Readonly<Record<string, readonly string[]>> = {
  'GET Contacts': [...paged, 'IDs', 'includeArchived', 'summaryOnly', 'searchTerm'],
  'GET Invoices': [
    ...paged,
    'IDs',
    'InvoiceNumbers',
    'ContactIDs',
    'Statuses',
    'includeArchived',
    'createdByMyApp',
    'unitdp',
    'summaryOnly',
    'searchTerm',
  ],
  'GET Invoices/:id': ['unitdp'],
  'GET Payments': paged,
  'GET CreditNotes': [...paged, 'unitdp'],
  'GET CreditNotes/:id': ['unitdp'],
  'GET Prepayments': [...paged, 'unitdp', 'InvoiceNumbers'],
  'GET Overpayments': [...paged, 'unitdp', 'References'],
  'GET BankTransactions': [...paged, 'unitdp'],
  'GET BatchPayments': ['where', 'order'],
  'GET RepeatingInvoices': ['where', 'order'],
  'GET Quotes': [
    'DateFrom',
    'DateTo',
    'ExpiryDateFrom',
    'ExpiryDateTo',
    'ContactID',
    'Status',
    'QuoteNumber',
    'page',
    'order',
  ],
  'GET Reports/AgedReceivablesByContact': ['contactId', 'date', 'fromDate', 'toDate'],
  'GET ContactGroups': ['where', 'order'],
  'GET TrackingCategories': ['where', 'order', 'includeArchived'],
  'GET Items': ['where', 'order', 'unitdp'],
  'GET Items/:id': ['unitdp'],
  'GET Users': ['where', 'order'],
  'GET Accounts': ['where', 'order'],
  'GET TaxRates': ['where', 'order'],
  'GET Currencies': ['where', 'order'],
}

const words = (text: string) => new Set(text.toLowerCase().split(/\s+/).filter(Boolean))

const shared =
  'HasValidationErrors ValidationErrors Warnings StatusAttributeString HasAttachments Attachments'

const fields: Readonly<Record<string, ReadonlySet<string>>> = {
  contacts:
    words(`ContactID MergedToContactID ContactNumber AccountNumber ContactStatus Name FirstName LastName
    CompanyNumber EmailAddress ContactPersons BankAccountDetails TaxNumber TaxNumberType AccountsReceivableTaxType
    AccountsPayableTaxType Addresses Phones IsSupplier IsCustomer SalesDefaultLineAmountType
    PurchasesDefaultLineAmountType DefaultCurrency XeroNetworkKey SalesDefaultAccountCode PurchasesDefaultAccountCode
    SalesTrackingCategories PurchasesTrackingCategories TrackingCategoryName TrackingCategoryOption PaymentTerms
    UpdatedDateUTC ContactGroups Website BrandingTheme BatchPayments Discount Balances ${shared}`),
  invoices:
    words(`Type Contact LineItems Date DueDate LineAmountTypes InvoiceNumber Reference BrandingThemeID Url
    CurrencyCode CurrencyRate Status SentToContact ExpectedPaymentDate PlannedPaymentDate CISDeduction CISRate SubTotal
    TotalTax Total TotalDiscount InvoiceID RepeatingInvoiceID IsDiscounted Payments Prepayments Overpayments AmountDue
    AmountPaid FullyPaidOnDate AmountCredited UpdatedDateUTC UpdatedDateUTCString CreditNotes HasErrors
    InvoiceAddresses DateString DueDateString ${shared}`),
  payments:
    words(`Invoice CreditNote Prepayment Overpayment InvoiceNumber CreditNoteNumber BatchPayment Account Code
    Date CurrencyRate Amount BankAmount Reference IsReconciled Status PaymentType UpdatedDateUTC UpdatedDateUTCString
    PaymentID BatchPaymentID BankAccountNumber Particulars Details HasAccount ${shared}`),
  creditnotes:
    words(`Type Contact Date DueDate Status LineAmountTypes LineItems SubTotal TotalTax Total CISDeduction CISRate
    UpdatedDateUTC UpdatedDateUTCString CurrencyCode FullyPaidOnDate CreditNoteID CreditNoteNumber Reference
    SentToContact CurrencyRate RemainingCredit Allocations AppliedAmount Payments BrandingThemeID HasErrors
    InvoiceAddresses DateString DueDateString ID ${shared}`),
  quotes:
    words(`QuoteID QuoteNumber Reference Terms Contact LineItems Date DateString ExpiryDate ExpiryDateString
    Status CurrencyCode CurrencyRate SubTotal TotalTax Total TotalDiscount Title Summary BrandingThemeID UpdatedDateUTC
    LineAmountTypes ${shared}`),
  banktransactions:
    words(`Type Contact LineItems BankAccount IsReconciled Date DateString Reference CurrencyCode
    CurrencyRate Url Status LineAmountTypes SubTotal TotalTax Total BankTransactionID PrepaymentID OverpaymentID
    UpdatedDateUTC ${shared}`),
  batchpayments:
    words(`Account Reference Particulars Code Details Narrative BatchPaymentID DateString Date Amount
    Payments Type Status TotalAmount UpdatedDateUTC IsReconciled ${shared}`),
  allocations: words(
    `AllocationID Invoice Overpayment Prepayment CreditNote Amount Date IsDeleted ${shared}`,
  ),
  historyrecords: words(`Details Changes User DateUTC DateUTCString ${shared}`),
}

export function createStrays(): Strays {
  const found = new Set<string>()
  return {
    query(endpoint, query) {
      const known = endpoint.startsWith('GET ') ? (parameters[endpoint] ?? []) : writes
      const lower = new Set(known.map((name) => name.toLowerCase()))
      for (const name of query.keys()) {
        if (!lower.has(name.toLowerCase())) found.add(`${endpoint} ?${name}`)
      }
    },
    body(endpoint, elements) {
      const parts = endpoint.toLowerCase().split(/[ /]/)
      const below = parts.at(3)
      const collection = below === 'history' ? 'historyrecords' : (below ?? parts.at(1) ?? '')
      const known = fields[collection]
      if (!known) return
      for (const element of elements) {
        for (const name of Object.keys(element.raw)) {
          if (!known.has(name.toLowerCase())) found.add(`${endpoint} .${name}`)
        }
      }
    },
    list: () => [...found],
    clear: () => found.clear(),
  }
}
