import { z } from 'zod'
import { AgeingBucket, AgeingBy, InvoiceSort, without } from '#api/invoices.ts'
import { DocumentKind, DocumentState } from '#api/panel.ts'
import { documentKindWord, documentStateWord } from './documents.ts'
import { dayText } from './time.ts'

const listOf = <T extends Readonly<Record<string, string>>>(each: z.ZodEnum<T>) =>
  z
    .string()
    .refine((text) => text.split(',').every((one) => each.safeParse(one).success))
    .optional()
    .catch(undefined)
const name = z.string().min(1).max(200).optional().catch(undefined)
const day = z.iso.date().optional().catch(undefined)
const amount = z
  .string()
  .regex(/^-?\d{1,10}(\.\d{1,4})?$/)
  .optional()
  .catch(undefined)

/** What the address of the Invoices page says; anything it cannot mean is left out. */
export const InvoiceSearch = z.object({
  q: z.string().trim().min(1).max(200).optional().catch(undefined),
  /** Several with commas between. */
  state: listOf(DocumentState),
  kind: listOf(DocumentKind),
  late: AgeingBucket.optional().catch(undefined),
  owner: name,
  team: name,
  tag: name,
  currency: z.string().length(3).optional().catch(undefined),
  customer: z.uuid().optional().catch(undefined),
  organisation: z.uuid().optional().catch(undefined),
  min: amount,
  max: amount,
  issuedFrom: day,
  issuedTo: day,
  dueFrom: day,
  dueTo: day,
  sort: InvoiceSort.optional().catch(undefined),
  direction: z.enum(['asc', 'desc']).optional().catch(undefined),
  /** The ageing instead of the list. */
  show: z.literal('ageing').optional().catch(undefined),
  by: AgeingBy.optional().catch(undefined),
  side: z.literal('purchases').optional().catch(undefined),
  in: z
    .union([z.literal('converted'), z.string().length(3)])
    .optional()
    .catch(undefined),
})
export type InvoiceSearch = z.infer<typeof InvoiceSearch>

const filterNames = [
  'q',
  'state',
  'kind',
  'late',
  'owner',
  'team',
  'tag',
  'currency',
  'customer',
  'organisation',
  'min',
  'max',
  'issuedFrom',
  'issuedTo',
  'dueFrom',
  'dueTo',
] as const satisfies readonly (keyof InvoiceSearch)[]
type FilterName = (typeof filterNames)[number]

/** Those that are not shown as chips of their own. */
const pillNames = filterNames.filter((one) => one !== 'q' && one !== 'state' && one !== 'kind')

export const isFiltered = (search: InvoiceSearch): boolean =>
  filterNames.some((one) => search[one] !== undefined)

/** The search without any filter; what is looked at and how it is ordered stay. */
export function cleared(search: InvoiceSearch): InvoiceSearch {
  const { sort, direction, show, by, side, in: currency } = search
  return { sort, direction, show, by, side, in: currency }
}

function filterParams(search: InvoiceSearch): URLSearchParams {
  const params = new URLSearchParams()
  for (const one of filterNames) {
    const value = search[one]
    if (value !== undefined) params.set(one, value)
  }
  return params
}

const firstDirection = (sort: InvoiceSort): 'asc' | 'desc' =>
  sort === 'customer' || sort === 'number' ? 'asc' : 'desc'

const sortOf = (search: InvoiceSearch): InvoiceSort => search.sort ?? 'issued'
export const directionOf = (search: InvoiceSearch): 'asc' | 'desc' =>
  search.direction ?? firstDirection(sortOf(search))

function listParams(search: InvoiceSearch): URLSearchParams {
  const params = filterParams(search)
  params.set('sort', sortOf(search))
  params.set('direction', directionOf(search))
  return params
}

/** The query of `GET /api/invoices` for a page of the list. */
export function invoiceParams(search: InvoiceSearch, cursor: string | null): URLSearchParams {
  const params = listParams(search)
  if (cursor !== null) params.set('cursor', cursor)
  return params
}

export function ageingParams(search: InvoiceSearch): URLSearchParams {
  const params = filterParams(search)
  params.set('by', search.by ?? 'customer')
  params.set('side', search.side ?? 'sales')
  if (search.in !== undefined) params.set('in', search.in)
  return params
}

export function exportParams(search: InvoiceSearch, format: 'csv' | 'xlsx'): URLSearchParams {
  const params = listParams(search)
  params.set('format', format)
  return params
}

/** The search after a click on a column's title: first its own direction, then the other. */
export function sortedBy(search: InvoiceSearch, sort: InvoiceSort): InvoiceSearch {
  if (sortOf(search) !== sort) return { ...search, sort, direction: firstDirection(sort) }
  return { ...search, sort, direction: directionOf(search) === 'asc' ? 'desc' : 'asc' }
}

export const listed = (text: string | undefined): readonly string[] => text?.split(',') ?? []

/** One more or one fewer of several; none left means no filter. */
export function toggled(text: string | undefined, one: string): string | undefined {
  const now = listed(text)
  const next = now.includes(one) ? now.filter((each) => each !== one) : [...now, one]
  return next.length === 0 ? undefined : next.join(',')
}

/** What is saved of the address: all that is set, in one order, so that equal views are equal texts. */
export function viewQuery(search: InvoiceSearch): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search).sort()) if (value !== undefined) params.set(key, value)
  return params.toString()
}

export const searchOfView = (query: string): InvoiceSearch =>
  InvoiceSearch.parse(Object.fromEntries(new URLSearchParams(query)))

export const bucketWord: Record<AgeingBucket, string> = {
  current: 'Not late',
  days1to30: '1–30 days late',
  days31to60: '31–60 days late',
  days61to90: '61–90 days late',
  over90: 'Over 90 days late',
}
export const buckets = AgeingBucket.options

export interface Pill {
  readonly names: readonly FilterName[]
  readonly words: string
}

/** The filters that are on, in words. @param customerName when it is known */
export function pillsOf(search: InvoiceSearch, customerName: string | null): Pill[] {
  const words: Partial<Record<FilterName, (value: string) => string>> = {
    late: () => (search.late === undefined ? '' : bucketWord[search.late]),
    owner: (value) => (value === without ? 'Without an owner' : `Owner ${value}`),
    team: (value) => (value === without ? 'Without a team' : `Team ${value}`),
    tag: (value) => (value === without ? 'Without a tag' : `Tag ${value}`),
    currency: (value) => `In ${value}`,
    customer: () => customerName ?? 'One customer',
    organisation: () => 'One organisation',
    min: (value) => `At least ${value}`,
    max: (value) => `At most ${value}`,
    issuedFrom: (value) => `Issued from ${dayText(value)}`,
    issuedTo: (value) => `Issued to ${dayText(value)}`,
    dueFrom: (value) => `Due from ${dayText(value)}`,
    dueTo: (value) => `Due to ${dayText(value)}`,
  }
  return pillNames.flatMap((one) => {
    const value = search[one]
    return value === undefined ? [] : [{ names: [one], words: words[one]?.(value) ?? value }]
  })
}

export const withoutFilters = (search: InvoiceSearch, names: readonly FilterName[]): InvoiceSearch => ({
  ...search,
  ...Object.fromEntries(names.map((one) => [one, undefined])),
})

/** The documents behind one cell of the ageing. @param late null for the whole row */
export function agedSearch(
  search: InvoiceSearch,
  key: string | null,
  late: AgeingBucket | null,
): InvoiceSearch {
  const by = search.by ?? 'customer'
  return {
    ...search,
    show: undefined,
    state: 'outstanding,overdue',
    kind: search.side === 'purchases' ? 'bill' : 'invoice',
    late: late ?? search.late,
    currency: search.in === undefined || search.in === 'converted' ? search.currency : search.in,
    ...(key === null ? {} : { [by]: key }),
  }
}

/** States in the order of a document's life, for the chips. */
export const stateOrder: readonly DocumentState[] = [
  'overdue',
  'outstanding',
  'submitted',
  'draft',
  'paid',
  'available',
  'used',
  'sent',
  'accepted',
  'declined',
  'expired',
  'invoiced',
  'active',
  'voided',
]
export const stateWord = documentStateWord
export const kindOrder: readonly DocumentKind[] = DocumentKind.options
export const kindsWord: Record<DocumentKind, string> = {
  invoice: 'Invoices',
  bill: 'Bills',
  credit_note: 'Credit notes',
  prepayment: documentKindWord.prepayment,
  overpayment: documentKindWord.overpayment,
  quote: 'Quotes',
  repeating_invoice: 'Repeating',
}
