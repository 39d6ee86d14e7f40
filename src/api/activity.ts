import { z } from 'zod'
import { Instant, Side } from './common.ts'

/** One write of a run, with what it changed. */
export const ActivityOperation = z.object({
  id: z.uuid(),
  at: Instant.nullable(),
  side: Side,
  /** The record written, and our page of it. */
  name: z.string(),
  href: z.string().nullable(),
  /** One sentence: "Wrote e-mail and phone to Xero". */
  words: z.string(),
  changes: z.array(
    z.object({ label: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  state: z.enum(['waiting', 'done', 'failed', 'left_out', 'undone']),
  /** Why it failed or was left out, and what to do. */
  note: z.string().nullable(),
  undoable: z.boolean(),
})
export type ActivityOperation = z.infer<typeof ActivityOperation>

export const ActivityRun = z.object({
  id: z.uuid(),
  kind: z.enum(['comparison', 'events', 'sweep', 'manual', 'undo', 'facts']),
  state: z.enum(['reading', 'planned', 'held', 'applying', 'done', 'failed', 'superseded']),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  /** "You", a person's name, or "By itself". */
  by: z.string(),
  /** One sentence: "Linked 75 and created 10 customers". */
  words: z.string(),
  counts: z.object({ done: z.int(), failed: z.int(), leftOut: z.int(), waiting: z.int() }),
  undoable: z.boolean(),
  /** Set on the undo of another run, and on a run that was undone. */
  undoes: z.uuid().nullable(),
  undoneBy: z.uuid().nullable(),
})
export type ActivityRun = z.infer<typeof ActivityRun>

/** `GET /api/activity?cursor`: runs that wrote something, newest first, 50 a page. */
export const ActivityPage = z.object({ runs: z.array(ActivityRun), next: z.string().nullable() })
export type ActivityPage = z.infer<typeof ActivityPage>

/** `GET /api/activity/{runId}?cursor`: the run and its writes, 100 a page. */
export const ActivityDetail = z.object({
  run: ActivityRun,
  operations: z.array(ActivityOperation),
  next: z.string().nullable(),
})
export type ActivityDetail = z.infer<typeof ActivityDetail>

/** What is to be undone: a run, one write, or everything last written to one record. */
export const UndoTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), id: z.uuid() }),
  z.object({ kind: z.literal('operation'), id: z.uuid() }),
  /** A contact key, `p…` or `x…`: its last run. */
  z.object({ kind: z.literal('record'), key: z.string() }),
])
export type UndoTarget = z.infer<typeof UndoTarget>

/** `POST /api/undo/preview`: what undoing would do. Nothing is written. */
export const UndoPreview = z.object({
  /** Names exactly this preview; undoing needs it, and is refused (409) when something changed since. */
  hash: z.string(),
  /** One line per write, at most 100, with the count of all. */
  will: z.array(
    z.object({
      side: Side,
      name: z.string(),
      words: z.string(),
      changes: z.array(
        z.object({ label: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
      ),
    }),
  ),
  willCount: z.int(),
  /** Left as it is, with the reason: edited since, or the vendor cannot take it back. */
  wont: z.array(z.object({ name: z.string(), words: z.string() })),
  wontCount: z.int(),
  calls: z.int(),
})
export type UndoPreview = z.infer<typeof UndoPreview>

/** `POST /api/undo` */
export const UndoInput = z.object({ target: UndoTarget, hash: z.string() })
export const UndoStarted = z.object({ runId: z.uuid() })
