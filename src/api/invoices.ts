import { z } from 'zod'
import { Day, Instant, Money } from './common.ts'
import { DocumentKind, DocumentState } from './panel.ts'

/** By days past the due date; `current` is owed and not late. */
export const AgeingBucket = z.enum(['current', 'days1to30', 'days31to60', 'days61to90', 'over90'])
export type AgeingBucket = z.infer<typeof AgeingBucket>

export const InvoiceSort = z.enum(['issued', 'due', 'number', 'customer', 'total', 'left'])
export type InvoiceSort = z.infer<typeof InvoiceSort>

/** Several values with commas between: `overdue,outstanding`. */
const oneOf = <T extends Readonly<Record<string, string>>>(each: z.ZodEnum<T>) =>
  z
    .string()
    .max(400)
    .transform((text) => text.split(','))
    .pipe(z.array(each))

/** What stands for "without one" among owners, teams and tags. */
export const without = '-'
const Name = z.string().min(1).max(200)
const Amount = z.string().regex(/^-?\d{1,10}(\.\d{1,4})?$/)

/** What a list of documents is narrowed by; the address of the page holds the same. */
export const InvoiceFilter = z.object({
  /** Every word occurs in the customer's name, the number or the reference. */
  q: z.string().trim().max(200).optional(),
  state: oneOf(DocumentState).optional(),
  kind: oneOf(DocumentKind).optional(),
  late: AgeingBucket.optional(),
  /** Of the Capsule record the customer is linked with; `-` for those without. */
  owner: Name.optional(),
  team: Name.optional(),
  tag: Name.optional(),
  currency: z.string().length(3).optional(),
  /** Id of a Xero contact. */
  customer: z.uuid().optional(),
  /** Id of a Xero connection, where there are several. */
  organisation: z.uuid().optional(),
  /** The document's total in its own currency: `1250.00`. */
  min: Amount.optional(),
  max: Amount.optional(),
  issuedFrom: Day.optional(),
  issuedTo: Day.optional(),
  dueFrom: Day.optional(),
  dueTo: Day.optional(),
})
export type InvoiceFilter = z.infer<typeof InvoiceFilter>

export const InvoiceOrder = z.object({
  /** Amounts of several currencies are ordered by what they are worth in the organisation's. */
  sort: InvoiceSort.default('issued'),
  direction: z.enum(['asc', 'desc']).default('desc'),
})
export type InvoiceOrder = z.infer<typeof InvoiceOrder>

/** `GET /api/invoices` */
export const InvoiceQuery = InvoiceFilter.extend(InvoiceOrder.shape).extend({
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})
export type InvoiceQuery = z.infer<typeof InvoiceQuery>

export const InvoiceRow = z.object({
  id: z.uuid(),
  kind: DocumentKind,
  side: z.enum(['sales', 'purchases']),
  state: DocumentState,
  number: z.string().nullable(),
  title: z.string().nullable(),
  reference: z.string().nullable(),
  customer: z.object({ id: z.uuid(), key: z.string(), name: z.string() }),
  owner: z.string().nullable(),
  /** The Xero organisation, where there are several. */
  organisation: z.string().nullable(),
  issued: Day.nullable(),
  due: Day.nullable(),
  /** Null unless overdue. */
  daysLate: z.int().nullable(),
  /** Null for those who may not see amounts. */
  total: Money.nullable(),
  /** Due on an invoice or bill, left of a credit; null where nothing is ever owed, or hidden. */
  left: Money.nullable(),
  paidOn: Day.nullable(),
  url: z.string(),
})
export type InvoiceRow = z.infer<typeof InvoiceRow>

/** What may be added up; the kinds of credit count as one. */
export const InvoiceGroup = z.enum(['invoice', 'bill', 'credit', 'quote', 'repeating_invoice'])
export type InvoiceGroup = z.infer<typeof InvoiceGroup>

/** Sums over all documents of the filter. Every figure is defined in docs/money.md. */
export const InvoiceTotal = z.object({
  group: InvoiceGroup,
  side: z.enum(['sales', 'purchases']),
  currency: z.string(),
  /** Over several currencies, each document at its own rate; never beside the others in a sum. */
  converted: z.boolean(),
  documents: z.int(),
  /** Documents without a rate, which are not in the converted sums. */
  unconverted: z.int(),
  /** All three null for those who may not see amounts. */
  totalMinor: z.int().nullable(),
  leftMinor: z.int().nullable(),
  overdueMinor: z.int().nullable(),
})
export type InvoiceTotal = z.infer<typeof InvoiceTotal>

export const InvoicePage = z.object({
  rows: z.array(InvoiceRow),
  next: z.string().nullable(),
  total: z.int(),
  totals: z.array(InvoiceTotal),
  /** For the filter's chips: obey everything but the state. */
  byState: z.partialRecord(DocumentState, z.int()),
  /** Obey everything but the kind. */
  byKind: z.partialRecord(DocumentKind, z.int()),
  /** False: amounts are hidden for this person. */
  amounts: z.boolean(),
  asOf: Instant.nullable(),
})
export type InvoicePage = z.infer<typeof InvoicePage>

/** `GET /api/invoices/options`: what the filters can be set to. */
export const InvoiceOptions = z.object({
  owners: z.array(z.string()),
  teams: z.array(z.string()),
  tags: z.array(z.string()),
  currencies: z.array(z.string()),
  /** Empty where there is only one. */
  organisations: z.array(z.object({ id: z.uuid(), name: z.string() })),
  bills: z.boolean(),
  amounts: z.boolean(),
  baseCurrency: z.string().nullable(),
})
export type InvoiceOptions = z.infer<typeof InvoiceOptions>

export const AgeingBy = z.enum(['customer', 'owner', 'team', 'tag'])
export type AgeingBy = z.infer<typeof AgeingBy>

/** `GET /api/invoices/ageing`: what is owed, by how late it is. */
export const AgeingQuery = InvoiceFilter.extend({
  by: AgeingBy.default('customer'),
  side: z.enum(['sales', 'purchases']).default('sales'),
  /** One currency; `converted` for all of them in the organisation's. Left out, the one most documents are in. */
  in: z.union([z.literal('converted'), z.string().length(3)]).optional(),
})
export type AgeingQuery = z.infer<typeof AgeingQuery>

export const AgedSum = z.object({ documents: z.int(), minor: z.int().nullable() })
export type AgedSum = z.infer<typeof AgedSum>

export const AgeingRow = z.object({
  /** What the filter of the same name is set to: an id of a customer, a name, or `-`. */
  key: z.string(),
  /** Empty for those without one. */
  name: z.string(),
  buckets: z.record(AgeingBucket, AgedSum),
  sum: AgedSum,
})
export type AgeingRow = z.infer<typeof AgeingRow>

export const InvoiceAgeing = z.object({
  by: AgeingBy,
  side: z.enum(['sales', 'purchases']),
  currency: z.string(),
  converted: z.boolean(),
  /** Owed documents without a rate, which are left out of a converted answer. */
  unconverted: z.int(),
  /** Currencies something is owed in, most documents first. */
  currencies: z.array(z.object({ currency: z.string(), documents: z.int() })),
  /** Largest sums first, at most 50. A customer with several tags is in each of them. */
  rows: z.array(AgeingRow),
  /** How many further ones there are, and what they come to. */
  rest: z.object({ groups: z.int(), buckets: z.record(AgeingBucket, AgedSum), sum: AgedSum }).nullable(),
  /** Each document once. */
  total: z.object({ buckets: z.record(AgeingBucket, AgedSum), sum: AgedSum }),
})
export type InvoiceAgeing = z.infer<typeof InvoiceAgeing>

/** `GET /api/invoices/export`: every document of the filter, as a file. */
export const InvoiceExport = InvoiceFilter.extend(InvoiceOrder.shape).extend({
  format: z.enum(['csv', 'xlsx']),
})
export type InvoiceExport = z.infer<typeof InvoiceExport>
