import { z } from 'zod'
import { Amount, Amounts, Day, Instant } from './common.ts'

export const DocumentKind = z.enum([
  'invoice',
  'bill',
  'credit_note',
  'prepayment',
  'overpayment',
  'quote',
  'repeating_invoice',
])
export type DocumentKind = z.infer<typeof DocumentKind>

/**
 * Of invoices and bills: `outstanding` … `voided`; of credit: `available`, `used`; of quotes: `sent` … `invoiced`;
 * of templates: `active`. Any of them may be a draft.
 */
export const DocumentState = z.enum([
  'draft',
  'submitted',
  'outstanding',
  'overdue',
  'paid',
  'voided',
  'available',
  'used',
  'sent',
  'expired',
  'accepted',
  'declined',
  'invoiced',
  'active',
])
export type DocumentState = z.infer<typeof DocumentState>

export const DocumentRow = z.object({
  id: z.uuid(),
  /** Name of the Xero organisation it belongs to, where there are several. */
  organisation: z.string().optional(),
  kind: DocumentKind,
  /** `purchases`: a bill, or credit a supplier gave. */
  side: z.enum(['sales', 'purchases']),
  state: DocumentState,
  number: z.string().nullable(),
  title: z.string().nullable(),
  reference: z.string().nullable(),
  issued: Day.nullable(),
  /** The day a quote expires; the day a template writes its next invoice. */
  due: Day.nullable(),
  /** Days after the due date in the organisation's time zone; null unless overdue. */
  daysLate: z.int().nullable(),
  total: Amount,
  tax: Amount,
  /** Of a credit what is left of it; nothing for quotes and templates. */
  amountDue: Amount,
  paidOn: Day.nullable(),
  /** Units of its currency for one of the organisation's; null in the organisation's own. */
  rate: z.string().nullable(),
  /** When a template writes invoices. */
  schedule: z
    .object({ every: z.int(), unit: z.enum(['weeks', 'months']), endsOn: Day.nullable() })
    .nullable(),
  hasFiles: z.boolean(),
  /** Opens the document in Xero; its contact where the document has no address of its own. */
  url: z.string(),
  lines: z.array(
    z.object({
      description: z.string().nullable(),
      quantity: z.string().nullable(),
      unitAmount: z.string().nullable(),
      amount: Amount,
    }),
  ),
  /** Of a credit: what was paid back. */
  payments: z.array(z.object({ date: Day, amount: Amount, reference: z.string().nullable() })),
  /** The credit used on an invoice; the invoices a credit was used on. */
  applied: z.array(
    z.object({ kind: DocumentKind, number: z.string().nullable(), date: Day.nullable(), amount: Amount }),
  ),
})
export type DocumentRow = z.infer<typeof DocumentRow>

/** `GET /api/contacts/{key}/panel`, `GET /api/panel/party/{partyId}`: the invoice panel. */
export const Panel = z.object({
  /** `linked` has documents or `none`; the others each have their own words and action. */
  state: z.enum(['linked', 'none', 'not_linked', 'waiting']),
  contactName: z.string().nullable(),
  /** Set when a person shows the documents of the organisation they belong to. */
  via: z.object({ key: z.string(), name: z.string() }).nullable(),
  xeroUrl: z.string().nullable(),
  /** Every figure is defined in docs/money.md. */
  outstanding: Amounts,
  overdue: Amounts,
  credit: Amounts,
  daysToPay: z
    .object({
      days: z.int(),
      invoices: z.int(),
      /** The last 90 days against the 12 months before them; positive is slower. */
      changeDays: z.int().nullable(),
    })
    .nullable(),
  /** What is owed to this supplier; null when bills are not shown, or there are none. */
  bills: z.object({ outstanding: Amounts, overdue: Amounts }).nullable(),
  /** The contact in each Xero organisation, where the customer has one in several. */
  organisations: z.array(z.object({ name: z.string(), xeroUrl: z.string() })).optional(),
  /** Newest first, organisation by organisation. */
  documents: z.array(DocumentRow),
  /** How many older documents are not among them. */
  older: z.int(),
  /** Bills exist but are not shown: "bills only if wanted". */
  billsHidden: z.boolean(),
  asOf: Instant.nullable(),
  /** Why Xero cannot be read now, in words: what is shown is the last that is known. */
  unreachable: z.string().nullable(),
})
export type Panel = z.infer<typeof Panel>

/** `POST /api/panel/party/{partyId}/link`: an address that shows this one panel to whoever has it. */
export const PanelLinkRequest = z.object({ days: z.int().min(1).max(3660).default(365) })
export const PanelLink = z.object({
  url: z.string(),
  until: Instant,
  /** Pages on these origins may hold it in a frame. */
  frames: z.array(z.string()),
})
export type PanelLink = z.infer<typeof PanelLink>

/** `GET /api/documents/{id}/extras`: what is asked of Xero only when somebody looks. */
export const DocumentExtras = z.object({
  /** Where the customer sees the invoice. */
  onlineUrl: z.string().nullable(),
  /** Null when the connection lacks the permission to list them. */
  files: z.array(z.object({ name: z.string(), bytes: z.int().nullable() })).nullable(),
})
export type DocumentExtras = z.infer<typeof DocumentExtras>
