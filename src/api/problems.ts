import { z } from 'zod'
import { Instant, Side } from './common.ts'

const ProblemState = z.enum(['open', 'scheduled', 'resolved', 'ignored'])
export type ProblemState = z.infer<typeof ProblemState>

export const Problem = z.object({
  id: z.uuid(),
  state: ProblemState,
  side: Side,
  /** Writes that were refused, or a connection that cannot go on. */
  source: z.enum(['operation', 'connection']),
  /** One sentence for all of them. */
  title: z.string(),
  /** What a person can do. */
  fix: z.string(),
  /** The refused value, e.g. "e-mail"; null when the vendor does not say. */
  field: z.string().nullable(),
  /** Records it holds up that the person asking may see. */
  count: z.int(),
  firstAt: Instant,
  lastAt: Instant,
  /** When it is tried again by itself. */
  nextAt: Instant.nullable(),
  tries: z.int(),
  assignedTo: z.string().nullable(),
  closed: z.object({ at: Instant, by: z.string().nullable(), how: z.string() }).nullable(),
})
export type Problem = z.infer<typeof Problem>

/** `GET /api/problems` */
export const Problems = z.object({
  problems: z.array(Problem),
  /** How many there are of each state. */
  counts: z.object({ open: z.int(), scheduled: z.int(), resolved: z.int(), ignored: z.int() }),
})
export type Problems = z.infer<typeof Problems>

const Attempt = z.object({
  at: Instant,
  words: z.string(),
  outcome: z.enum(['failed', 'done', 'waiting', 'left_out']),
})

const ProblemRecord = z.object({
  operationId: z.uuid(),
  name: z.string(),
  /** Our page of the record. */
  href: z.string().nullable(),
  /** Where the value is corrected, on the vendor's site. */
  editUrl: z.string().nullable(),
  words: z.string(),
  changes: z.array(
    z.object({ label: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  at: Instant,
  state: z.enum(['open', 'trying', 'resolved']),
  how: z.string().nullable(),
  message: z.string(),
  /** With secrets hidden and personal values masked. */
  request: z.string(),
  response: z.string(),
  attempts: z.array(Attempt),
})
export type ProblemRecord = z.infer<typeof ProblemRecord>

/** `GET /api/problems/{id}` */
export const ProblemDetail = z.object({
  problem: Problem,
  /** What happened and why, in words. */
  explanation: z.string(),
  records: z.array(ProblemRecord),
  /** Records beyond those listed. */
  more: z.int(),
  can: z.object({ retry: z.boolean(), sendWithout: z.boolean(), ignore: z.boolean(), reopen: z.boolean() }),
  /** People it can be given to. */
  people: z.array(z.string()),
})
export type ProblemDetail = z.infer<typeof ProblemDetail>

/** `POST /api/problems/{id}/actions` */
export const ProblemActionInput = z.discriminatedUnion('action', [
  z.object({ action: z.literal('retry'), operationId: z.uuid().nullable().default(null) }),
  z.object({ action: z.literal('send_without'), operationId: z.uuid().nullable().default(null) }),
  z.object({ action: z.literal('ignore'), reason: z.string().trim().min(1).max(500) }),
  z.object({ action: z.literal('reopen') }),
  z.object({ action: z.literal('assign'), to: z.string().trim().min(1).max(200).nullable() }),
])
export type ProblemActionInput = z.infer<typeof ProblemActionInput>

export const ProblemActionDone = z.object({ words: z.string() })
