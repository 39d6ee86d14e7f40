import { z } from 'zod'
import { ApiError, Instant, Money, Side } from './common.ts'

const RunKind = z.enum(['comparison', 'events', 'sweep', 'manual', 'undo', 'facts'])
const RunState = z.enum(['reading', 'planned', 'held', 'applying', 'done', 'failed', 'superseded'])

/** One bar of the progress display. */
export const Step = z.object({
  id: z.enum(['capsule_parties', 'xero_contacts', 'xero_documents', 'plan', 'capsule_writes', 'xero_writes']),
  done: z.int(),
  /** Null while the vendor does not say how many there are (Capsule never does). */
  total: z.int().nullable(),
  state: z.enum(['waiting', 'running', 'done']),
})
export type Step = z.infer<typeof Step>

export const ReasonWords = z.object({ words: z.string(), agrees: z.boolean() })

/** A record of either side as shown in samples and reviews. */
export const RecordCard = z.object({
  side: Side,
  id: z.string(),
  /** Our page for it, e.g. `/contacts/p123`. */
  href: z.string(),
  name: z.string(),
  kind: z.enum(['person', 'organisation', 'contact']),
  /** At most four short facts worth comparing, e.g. e-mail, town, ABN. */
  facts: z.array(z.string()),
  /** Name of the Xero organisation it belongs to, where there are several. */
  organisation: z.string().optional(),
  outstanding: z.array(Money),
})
export type RecordCard = z.infer<typeof RecordCard>

export const PairSample = z.object({
  capsule: RecordCard.nullable(),
  xero: RecordCard,
  score: z.int().nullable(),
  reasons: z.array(ReasonWords),
})
export type PairSample = z.infer<typeof PairSample>

/** What the comparison found, grouped by what approving does. */
export const PlanSummary = z.object({
  hash: z.string(),
  counts: z.object({
    parties: z.int(),
    contacts: z.int(),
    documents: z.int(),
    link: z.int(),
    nameOnly: z.int(),
    create: z.int(),
    review: z.int(),
    capsuleOnly: z.int(),
    /** Contacts left alone: archived, merged, no non-draft document. */
    skipped: z.int(),
  }),
  skippedBy: z.array(z.object({ reason: z.string(), count: z.int() })),
  writes: z.object({
    capsuleCalls: z.int(),
    xeroCalls: z.int(),
    /** Estimate under the real quotas. */
    seconds: z.int(),
  }),
  samples: z.object({
    link: z.array(PairSample),
    nameOnly: z.array(PairSample),
    create: z.array(PairSample),
    review: z.array(PairSample),
    capsuleOnly: z.array(RecordCard),
  }),
})
export type PlanSummary = z.infer<typeof PlanSummary>

export const Run = z.object({
  id: z.uuid(),
  kind: RunKind,
  /** The Xero organisation it is about; null where there is only one. */
  organisation: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  state: RunState,
  startedAt: Instant,
  endedAt: Instant.nullable(),
  requestedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
  steps: z.array(Step),
  /** Whole run, 0 to 1; null while unknown. */
  progress: z.number().nullable(),
  secondsLeft: z.int().nullable(),
  calls: z.object({ capsule: z.int(), xero: z.int() }),
  /** While the plan waits for approval. */
  plan: PlanSummary.nullable(),
  outcome: z.object({ linked: z.int(), created: z.int(), failed: z.int() }).nullable(),
  /** Operations that were refused, in words. The others went on. */
  failures: z.array(
    z.object({ record: z.string(), href: z.string().nullable(), message: z.string(), next: z.string() }),
  ),
  error: ApiError.shape.error.nullable(),
  /** When done: the contact with the largest overdue amount, to show the invoices at once. */
  showcase: z.string().nullable(),
})
export type Run = z.infer<typeof Run>

/** `GET /api/comparison`: the latest comparison, or null before both sides are connected. */
export const Comparison = z.object({
  run: Run.nullable(),
  /** The Xero organisations, where there are several: each is compared for itself. */
  organisations: z.array(z.object({ id: z.uuid(), name: z.string(), state: RunState.nullable() })),
})

/** `POST /api/comparison/{runId}/approve` */
export const ApproveInput = z.object({ hash: z.string(), includeNameOnly: z.boolean() })
