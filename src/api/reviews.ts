import { z } from 'zod'
import { Instant, Side } from './common.ts'
import { ReasonWords, RecordCard } from './runs.ts'

const head = {
  id: z.uuid(),
  createdAt: Instant,
  /** The riskiest first: what could be written wrongly, then what waits, then what is only untidy. 0 to 100. */
  risk: z.int(),
  /** Why a person is asked, one sentence. */
  why: z.string(),
  /** Our page of the record. */
  href: z.string(),
  /** The name people know the record by. */
  title: z.string(),
}

/** Does this contact stand for one of these parties? */
export const MatchReview = z.object({
  ...head,
  kind: z.literal('match'),
  subject: RecordCard,
  candidates: z.array(
    z.object({
      record: RecordCard,
      score: z.int(),
      reasons: z.array(ReasonWords),
      /** What linking does, in words. */
      consequences: z.array(z.string()),
    }),
  ),
  /** What saying "none of these" does, in words. */
  otherwise: z.string(),
})

/** Both sides changed, or what is to be written cannot be. */
export const ConflictReview = z.object({
  ...head,
  kind: z.literal('conflict'),
  capsule: RecordCard,
  xero: RecordCard,
  fields: z.array(
    z.object({
      field: z.string(),
      label: z.string(),
      why: z.string(),
      /** What both sides last agreed on; null when they never did. */
      agreed: z.string().nullable(),
      agreedAt: Instant.nullable(),
      capsule: z.object({ value: z.string().nullable(), changedAt: Instant.nullable() }),
      xero: z.object({ value: z.string().nullable(), changedAt: Instant.nullable() }),
      /** Whose value may be copied to the other side; `keep` is always possible. */
      winners: z.array(Side),
      /** Other open questions about this field that "always do this" would settle, for each winner. */
      others: z.int(),
    }),
  ),
})

/** Writes that a rule holds back until somebody has looked. */
export const ApprovalReview = z.object({
  ...head,
  kind: z.literal('approval'),
  /** Null for a whole run. */
  capsule: RecordCard.nullable(),
  xero: RecordCard.nullable(),
  side: Side,
  /** What will be written, one sentence. */
  what: z.string(),
  changes: z.array(
    z.object({ label: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  consequences: z.array(z.string()),
  calls: z.int(),
  requestedBy: z.string().nullable(),
  /** False for the person who asked for it. */
  mayApprove: z.boolean(),
  /** "Always do this" would stop asking about these fields; empty when asking is not optional. */
  always: z.array(z.string()),
  /** Set when a whole run waits; how many records it writes. */
  run: z.object({ id: z.uuid(), records: z.int() }).nullable(),
})

/** One side merged two records, the other still has both; no interface merges, so a person does. */
export const MergeReview = z.object({
  ...head,
  kind: z.literal('merge'),
  side: Side,
  winner: RecordCard,
  loser: RecordCard,
  /** What to do, step by step. */
  steps: z.array(z.string()),
  url: z.string(),
})

export const Review = z.discriminatedUnion('kind', [MatchReview, ConflictReview, ApprovalReview, MergeReview])
export type Review = z.infer<typeof Review>
export type MatchReview = z.infer<typeof MatchReview>
export type ConflictReview = z.infer<typeof ConflictReview>
export type ApprovalReview = z.infer<typeof ApprovalReview>
export type MergeReview = z.infer<typeof MergeReview>
export type ReviewKind = Review['kind']

/** `GET /api/reviews?kind=…`: the riskiest first, at most 200; the counts are of all. */
export const Reviews = z.object({
  reviews: z.array(Review),
  total: z.int(),
  byKind: z.record(z.enum(['match', 'conflict', 'approval', 'merge']), z.int()),
})
export type Reviews = z.infer<typeof Reviews>

/** `POST /api/reviews/{id}/decision` */
export const Decision = z.discriminatedUnion('kind', [
  /** match: they are the same. */
  z.object({ kind: z.literal('link'), partyId: z.int().positive() }),
  /** match: none of these; the contact is then treated as unknown to Capsule, by the rules. */
  z.object({ kind: z.literal('none') }),
  /** match: leave the contact out of everything. */
  z.object({ kind: z.literal('exclude') }),
  /** conflict: per field whose value goes to the other side; `keep` leaves both as they are. */
  z.object({
    kind: z.literal('resolve'),
    fields: z.record(z.string(), z.enum(['capsule', 'xero', 'keep'])),
    /** Makes it the rule for these fields, and decides the other open questions about them. */
    always: z.boolean().default(false),
  }),
  /** approval. `always` stops asking about these fields. */
  z.object({ kind: z.literal('approve'), always: z.boolean().default(false) }),
  z.object({ kind: z.literal('refuse') }),
  /** merge: done by hand, or both are to stay. */
  z.object({ kind: z.literal('dismiss') }),
])
export type Decision = z.infer<typeof Decision>

/** Answer to a decision: how many questions it settled, and what happens now, in words. */
export const Decided = z.object({ settled: z.int(), words: z.string() })
export type Decided = z.infer<typeof Decided>
