import { z } from 'zod'
import { chunksOf } from '#core/chunks.ts'
import { groupCommit } from './group-commit.ts'
import type { Journal } from './hook-journal.ts'
import { type Delivery, rowOf, storingRows } from './inbox.ts'
import type { Db } from './open.ts'

/** Keeps deliveries from their acknowledgement on. */
export interface Deliveries {
  /** Resolves once it is durable, and rejects when it could not be kept. */
  keep(delivery: Delivery): Promise<void>
  /** What was kept before is in `event_inbox` afterwards. */
  flush(): Promise<void>
  /** How many are durable and not in `event_inbox` yet. */
  waiting(): number
}

/**
 * A commit for all that arrive while the one before it is under way.
 *
 * @param store over another connection
 */
export function committedDeliveries(
  db: Db,
  store: (rows: readonly Uint8Array[]) => Promise<unknown> = (rows) => storingRows(rows).execute(db),
): Deliveries {
  const commit = groupCommit(async (rows: readonly Uint8Array[]) => {
    await store(rows)
    return rows
  })
  return {
    keep: async (delivery) => void (await commit(rowOf(delivery))),
    flush: async () => {},
    waiting: () => 0,
  }
}

/** So many go into one commit: more would keep what pages ask of the database waiting. */
const perCommit = 250

/**
 * A journal of their own: the embedded database has one session, so a commit would wait for whatever a lane does in it.
 * A delivery that is moved twice, because the process ended in between, is one row by its key.
 */
export function journaledDeliveries(db: Db, journal: Journal): Deliveries {
  return {
    keep: (delivery) => journal.append(rowOf(delivery)),
    flush: () =>
      journal.take(async (records) => {
        for (const some of chunksOf(records, perCommit)) await storingRows(some.map(asRow)).execute(db)
      }),
    waiting: () => journal.waiting(),
  }
}

const lineEnd = 10

/** The journal of an older program holds what is known of a delivery as a line of JSON, then the bytes as they came. */
function asRow(record: Uint8Array): Uint8Array {
  const end = record.indexOf(lineEnd)
  if (end < 0) return record
  const about = OlderRecord.parse(JSON.parse(Buffer.from(record.subarray(0, end)).toString()))
  return rowOf({ ...about, body: record.subarray(end + 1), records: null })
}

const OlderRecord = z.object({
  side: z.enum(['capsule', 'xero']),
  workspaceId: z.string().nullable(),
  connectionId: z.string().nullable(),
  receivedAt: z.iso.datetime().transform((text) => new Date(text)),
  dedupeKey: z.string(),
  flaw: z.string().nullable(),
})
