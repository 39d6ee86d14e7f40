/** A place where the vendor's document and the vendor's service differ, and the reference says which is right. */
export interface DocumentError {
  readonly name: string
  readonly reason: string
  /** Matched against `<operation> <status> <place in the body> <keyword> <property>`. */
  readonly pattern: RegExp
}

/** @source xero.md, sections as named in each reason */
export const documentErrors: readonly DocumentError[] = [
  {
    name: 'envelope',
    reason:
      '§1: every Accounting answer carries Id, Status, ProviderName and DateTimeUTC around the collection',
    pattern: / additionalProperties (Id|Status|ProviderName|DateTimeUTC)$/,
  },
  {
    name: 'quotes-envelope',
    reason: '§1: Quotes add SummarizeErrors to the envelope',
    pattern: /\/Quotes\S* \d+ +additionalProperties SummarizeErrors$/,
  },
  {
    name: 'date-strings',
    reason: '§1: DateString and its siblings come on documents whose schema does not declare them',
    pattern:
      / additionalProperties (DateString|DueDateString|ExpiryDateString|UpdatedDateUTCString|DateUTCString)$/,
  },
  {
    name: 'error-elements',
    reason: '§4: Elements of a 400 repeat the element that was sent; the schema knows only its ids',
    pattern: / 400 \/Elements\/\* additionalProperties /,
  },
  {
    name: 'history-created',
    reason: '§6.3: the answer to a new note carries ValidationErrors',
    pattern: /\/History 200 \/HistoryRecords\/\* additionalProperties ValidationErrors$/,
  },
  {
    name: 'payment-services',
    reason: '§8.1: InvoicePaymentServices is on live invoices and undeclared',
    pattern: / \/Invoices\/\* additionalProperties InvoicePaymentServices$/,
  },
  {
    name: 'validation-marks',
    reason: '§6.1, §7, §8.1: recorded answers carry these marks also where the schema lacks them',
    pattern:
      / additionalProperties (HasValidationErrors|ValidationErrors|HasErrors|StatusAttributeString|Warnings)$/,
  },
  {
    name: 'option-flags',
    reason: "§8.4: the document's own example answers of tracking options carry these flags",
    pattern: /Options\/\* additionalProperties (IsDeleted|IsArchived|IsActive)$/,
  },
  {
    name: 'deleted-allocation',
    reason:
      '§8.2: deleting an allocation answers {AllocationId, Date, Invoice[], IsDeleted}, not an Allocation',
    pattern: /^DELETE \S+\/Allocations\/\{AllocationID\} 200 /,
  },
]
