import { z } from 'zod'
import { Day, Instant, Money } from './common.ts'

/**
 * `none`: nothing calls for a document; `waiting`: something stands in the way; `approval`: a person must approve;
 * `working`: it is being made; `made`; `failed`: Xero refused it; `refused`: a person did; `gone`: deleted in Xero.
 */
export const DealState = z.enum([
  'none',
  'waiting',
  'approval',
  'working',
  'made',
  'failed',
  'refused',
  'gone',
])
export type DealState = z.infer<typeof DealState>

export const DealShow = z.enum(['attention', 'made', 'without', 'all'])
export type DealShow = z.infer<typeof DealShow>

/** `GET /api/deals?show&party&q&cursor` */
export const DealQuery = z.object({
  show: DealShow.default('all'),
  /** Of one customer: an organisation with its people, or a person. */
  party: z.coerce.number().int().positive().optional(),
  q: z.string().trim().max(200).optional(),
  cursor: z.string().max(500).optional(),
})

const DealDocument = z.object({
  kind: z.enum(['invoice', 'quote']),
  number: z.string().nullable(),
  /** As Xero says: DRAFT, SENT, AUTHORISED … */
  status: z.string(),
  /** Null when amounts are not shown to this person. */
  total: Money.nullable(),
  url: z.string(),
})

export const DealRow = z.object({
  /** Of the opportunity in Capsule. */
  id: z.int(),
  name: z.string(),
  url: z.string(),
  customer: z.object({ key: z.string(), name: z.string() }).nullable(),
  milestone: z.string(),
  /** For one unit of its duration; null without a value. */
  value: Money.nullable(),
  /** Such as "12 months"; null for a fixed price. */
  duration: z.string().nullable(),
  closedOn: Day.nullable(),
  since: Instant,
  state: DealState,
  /** Why it is not made, and what a person can do. */
  why: z.string().nullable(),
  next: z.string().nullable(),
  document: DealDocument.nullable(),
  /** A person may have it made now: it is where a rule makes documents, or its document failed or is gone. */
  canMake: z.boolean(),
})
export type DealRow = z.infer<typeof DealRow>

export const DealPage = z.object({
  rows: z.array(DealRow),
  next: z.string().nullable(),
  /** A rule is on: opportunities are followed. */
  on: z.boolean(),
  /** Xero lets us write invoices and quotes. */
  mayWrite: z.boolean(),
  counts: z.record(DealShow, z.int()),
})
export type DealPage = z.infer<typeof DealPage>

const Rule = z.object({
  id: z.string().trim().min(1).max(60),
  on: z.boolean(),
  automatic: z.boolean(),
  pipelineId: z.int().positive(),
  milestoneId: z.int().positive(),
  pipelineName: z.string().max(200),
  milestoneName: z.string().max(200),
  make: z.enum(['draft_invoice', 'approved_invoice', 'quote']),
  approve: z.boolean(),
  reference: z.string().max(500),
  description: z.string().max(4_000),
  itemCode: z.string().trim().min(1).max(30).nullable(),
  accountCode: z.string().trim().min(1).max(10).nullable(),
  taxType: z.string().trim().min(1).max(50).nullable(),
  lineAmounts: z.enum(['exclusive', 'inclusive', 'no_tax']),
  tracking: z.array(z.object({ categoryId: z.uuid(), optionId: z.uuid() })).max(2),
  termsDays: z.int().min(0).max(365).nullable(),
})

const Back = z.object({
  milestoneId: z.int().positive().nullable(),
  milestoneName: z.string().max(200).nullable(),
  note: z.boolean(),
})

const Settings = z.object({
  rules: z.array(Rule).max(20),
  button: z.boolean(),
  accepted: Back,
  paid: Back,
})

const Named = z.object({ id: z.string(), name: z.string() })

/** `GET /api/deals/settings` */
export const DealSettingsView = Settings.extend({
  rules: z.array(Rule.extend({ since: Instant })),
  version: z.int(),
  mayWrite: z.boolean(),
  /** Null while a side is not connected. */
  choices: z
    .object({
      pipelines: z.array(
        z.object({
          id: z.int(),
          name: z.string(),
          milestones: z.array(
            z.object({ id: z.int(), name: z.string(), outcome: z.enum(['open', 'won', 'lost']) }),
          ),
        }),
      ),
      accounts: z.array(z.object({ code: z.string(), name: z.string() })),
      taxTypes: z.array(z.object({ type: z.string(), name: z.string() })),
      tracking: z.array(Named.extend({ options: z.array(Named) })),
    })
    .nullable(),
  /** What may stand in braces in a text, and what it means. */
  placeholders: z.array(z.object({ name: z.string(), means: z.string() })),
})
export type DealSettingsView = z.infer<typeof DealSettingsView>

/** `PUT /api/deals/settings`; `version` is the one that was shown. */
export const DealSettingsInput = z.object({ version: z.int(), settings: Settings })
export type DealSettingsInput = z.infer<typeof DealSettingsInput>

/** `POST /api/deals/{id}/document` */
export const DealAsked = z.object({ words: z.string() })

/** `GET /api/contacts/{key}/invoice`: whether an invoice can be begun here, and if not, what to do. */
export const InvoiceButton = z.object({
  state: z.enum(['ready', 'off', 'permission']),
  words: z.string().nullable(),
  next: z.string().nullable(),
})
export type InvoiceButton = z.infer<typeof InvoiceButton>

/** `POST /api/contacts/{key}/invoice`; asked again with the same key there is still one draft. */
export const InvoiceInput = z.object({ requestKey: z.uuid() })

/** `GET /api/invoice-requests/{id}` */
export const InvoiceRequest = z.object({
  id: z.uuid(),
  state: z.enum(['working', 'waiting', 'ready', 'failed']),
  words: z.string(),
  next: z.string().nullable(),
  /** The draft in Xero, ready to be completed. */
  invoiceUrl: z.string().nullable(),
  contactUrl: z.string().nullable(),
})
export type InvoiceRequest = z.infer<typeof InvoiceRequest>
