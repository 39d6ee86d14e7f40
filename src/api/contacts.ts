import { z } from 'zod'
import { Amounts, Instant } from './common.ts'

/**
 * `linked`; `waiting`: planned or being written; `review`: a person must decide; `failed`: a write was refused;
 * `capsule_only`, `xero_only`: no counterpart; `excluded`: a person took it out.
 */
export const ContactState = z.enum([
  'linked',
  'waiting',
  'review',
  'failed',
  'capsule_only',
  'xero_only',
  'excluded',
])
export type ContactState = z.infer<typeof ContactState>

export const ContactSort = z.enum(['name', 'outstanding', 'overdue', 'changed'])

/** `GET /api/contacts?q&state&sort&direction&cursor` */
export const ContactQuery = z.object({
  q: z.string().trim().max(200).optional(),
  state: ContactState.optional(),
  owing: z.enum(['outstanding', 'overdue']).optional(),
  sort: ContactSort.default('name'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})
export type ContactQuery = z.infer<typeof ContactQuery>

export const ContactRow = z.object({
  /** `p{partyId}` or, without a party, `x{contactId}`. */
  key: z.string(),
  name: z.string(),
  type: z.enum(['person', 'organisation', 'contact']),
  state: ContactState,
  role: z.object({ customer: z.boolean(), supplier: z.boolean() }),
  owner: z.string().nullable(),
  archived: z.boolean(),
  outstanding: Amounts,
  overdue: Amounts,
  /** What a state says without its amount. */
  owes: z.enum(['nothing', 'outstanding', 'overdue']),
  /** Fields whose sides differ. */
  differing: z.int(),
  changedAt: Instant,
})
export type ContactRow = z.infer<typeof ContactRow>

export const ContactPage = z.object({
  rows: z.array(ContactRow),
  next: z.string().nullable(),
  total: z.int(),
  /** For the filter chips; obey `q` but not `state`. */
  byState: z.record(ContactState, z.int()),
})
export type ContactPage = z.infer<typeof ContactPage>

/** One field of the comparison: Capsule, what was agreed, Xero. Differing ones first. */
export const FieldRow = z.object({
  field: z.string(),
  label: z.string(),
  capsule: z.string().nullable(),
  /** What both sides last agreed on; null when they never did. */
  agreed: z.string().nullable(),
  xero: z.string().nullable(),
  /**
   * `waiting`: a write is planned or under way; `conflict`: a review is open; `differs`: stays so, `why` says
   * why; `only`: compared by eye, not synchronised.
   */
  state: z.enum(['agrees', 'differs', 'waiting', 'conflict', 'only']),
  why: z.string().nullable(),
  direction: z.enum(['capsule_to_xero', 'xero_to_capsule', 'both', 'off']),
  /** Whose value a person may take now, under the direction. */
  takes: z.array(z.enum(['capsule', 'xero'])),
  /** Why the value is here: the event, the rule, the approver, the call. */
  provenance: z
    .object({
      at: Instant,
      words: z.array(z.string()),
      runId: z.uuid().nullable(),
    })
    .nullable(),
  /** Newest first, at most 20. */
  history: z.array(
    z.object({
      at: Instant,
      side: z.enum(['capsule', 'xero']),
      before: z.string().nullable(),
      after: z.string().nullable(),
      by: z.string(),
    }),
  ),
})
export type FieldRow = z.infer<typeof FieldRow>

/** The connection of the Xero organisation that is meant, where there are several; the first one when left out. */
const where = { organisation: z.uuid().optional() }

/** `POST /api/contacts/{key}/actions` */
export const ContactAction = z.discriminatedUnion('action', [
  z.object({ ...where, action: z.literal('resync') }),
  z.object({ ...where, action: z.literal('unlink') }),
  z.object({ ...where, action: z.literal('exclude') }),
  z.object({ ...where, action: z.literal('include') }),
  /** The organisation when the party is a person who belongs to one. */
  z.object({ ...where, action: z.literal('add_to_xero') }),
  z.object({ ...where, action: z.literal('add_to_capsule') }),
  /** The other side: a contact key, `x…` for a party's page, `p…` for a contact's. */
  z.object({ ...where, action: z.literal('link'), other: z.string() }),
  /** Settles a field that differs. */
  z.object({
    ...where,
    action: z.literal('take'),
    field: z.string(),
    value: z.enum(['capsule', 'xero', 'keep']),
  }),
])
export type ContactAction = z.infer<typeof ContactAction>
/** What happens now, in words; `key` is where the record is found from now on. */
export const ActionDone = z.object({ words: z.string(), key: z.string() })
export type ActionDone = z.infer<typeof ActionDone>

/** `GET /api/contacts/{key}` */
export const ContactDetail = z.object({
  key: z.string(),
  name: z.string(),
  type: z.enum(['person', 'organisation', 'contact']),
  state: ContactState,
  capsule: z
    .object({
      id: z.int(),
      url: z.string(),
      name: z.string(),
      owner: z.string().nullable(),
      tags: z.array(z.string()),
      updatedAt: Instant,
      /** The organisation this person belongs to: its invoices are the person's too. */
      organisation: z.object({ key: z.string(), name: z.string() }).nullable(),
      people: z.array(z.object({ key: z.string(), name: z.string() })),
    })
    .nullable(),
  xero: z
    .object({
      id: z.string(),
      url: z.string(),
      name: z.string(),
      archived: z.boolean(),
      customer: z.boolean(),
      supplier: z.boolean(),
      updatedAt: Instant,
    })
    .nullable(),
  /** The Xero organisations, where there are several, of a contact without a party its own; Xero is as in the one `shown`. */
  organisations: z
    .array(z.object({ id: z.uuid(), name: z.string(), linked: z.boolean(), shown: z.boolean() }))
    .optional(),
  fields: z.array(FieldRow),
  link: z
    .object({
      since: Instant.nullable(),
      by: z.string(),
      reasons: z.array(z.string()),
      /** Failed writes of this record, in words. */
      failures: z.array(z.object({ message: z.string(), next: z.string() })),
    })
    .nullable(),
  review: z.object({ id: z.uuid(), why: z.string() }).nullable(),
  /** What this person may do here. */
  actions: z.array(
    z.enum(['resync', 'unlink', 'exclude', 'include', 'add_to_xero', 'add_to_capsule', 'link', 'undo']),
  ),
  /** Newest first, at most 20. */
  history: z.array(z.object({ at: Instant, words: z.string() })),
})
export type ContactDetail = z.infer<typeof ContactDetail>
