import { z } from 'zod'
import { type CivilDate, civilDate } from '#core/civil-date.ts'

const text = z.string().nullable()
const Day = z.string().transform((value): CivilDate => civilDate(value))

const Draft = z.object({
  kind: z.enum(['invoice', 'quote']),
  status: z.enum(['DRAFT', 'AUTHORISED']),
  reference: text,
  date: Day,
  dueDate: Day.nullable(),
  currency: text,
  lineAmounts: z.enum(['exclusive', 'inclusive', 'no_tax']),
  lines: z.array(
    z.object({
      description: z.string(),
      quantity: text,
      unitAmount: text,
      itemCode: text,
      accountCode: text,
      taxType: text,
      tracking: z.array(z.object({ categoryId: z.string(), optionId: z.string() })),
    }),
  ),
  url: text,
  title: text,
  summary: text,
})

const Marker = z.object({ by: z.enum(['url', 'reference']), value: z.string() })

/** `operation.after` of `xero.invoice.create` and `xero.quote.create`. */
export const DocumentShape = z.object({
  claimId: z.string(),
  /** Null: a person began it from the customer's page. */
  opportunityId: z.int().nullable(),
  /** Of the opportunity, or of the customer. */
  name: z.string(),
  customer: z.string(),
  partyId: z.int().nullable(),
  contactId: z.string(),
  /** A person waits for it. */
  asked: z.boolean(),
  marker: Marker,
  draft: Draft,
})
export type DocumentShape = z.infer<typeof DocumentShape>

/** `operation.after` of `capsule.opportunity.update`; `before` holds the milestone it was seen at. */
export const MoveShape = z.object({
  opportunityId: z.int(),
  name: z.string(),
  milestoneId: z.int(),
  milestoneName: z.string(),
})
export const MoveBeforeShape = z.object({ milestoneId: z.int() })

/** What every write of an opportunity names. */
export const OpportunityName = z.object({ name: z.string() })

/** `operation.after` of `capsule.opportunity.note`. */
export const OpportunityNoteShape = z.object({
  opportunityId: z.int(),
  name: z.string(),
  content: z.string(),
})

export const documentKinds: readonly string[] = ['xero.invoice.create', 'xero.quote.create']
export const opportunityKinds: readonly string[] = ['capsule.opportunity.update', 'capsule.opportunity.note']
