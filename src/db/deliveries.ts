import { z } from 'zod'
import { recordKinds } from './dirty.ts'
import { groupCommit } from './group-commit.ts'
import type { Journal } from './hook-journal.ts'
import { type Delivery, storeDeliveries } from './inbox.ts'
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

/** A commit for all that arrive while the one before it is under way. */
export function committedDeliveries(db: Db): Deliveries {
  const store = groupCommit(async (deliveries: readonly Delivery[]) => {
    await storeDeliveries(db, deliveries)
    return deliveries
  })
  return {
    keep: async (delivery) => void (await store(delivery)),
    flush: async () => {},
    waiting: () => 0,
  }
}

/** So many go into one commit: more would keep the requests that come meanwhile waiting. */
const perCommit = 100

/**
 * A journal of their own: the embedded database has one session, so a commit would wait for whatever a lane does in it.
 * A delivery that is moved twice, because the process ended in between, is one row by its key.
 */
export function journaledDeliveries(db: Db, journal: Journal): Deliveries {
  return {
    keep: (delivery) => journal.append(recordOf(delivery)),
    flush: () =>
      journal.take(async (records) => {
        for (let at = 0; at < records.length; at += perCommit)
          await storeDeliveries(db, records.slice(at, at + perCommit).map(deliveryOf))
      }),
    waiting: () => journal.waiting(),
  }
}

const About = z.object({
  side: z.enum(['capsule', 'xero']),
  workspaceId: z.string().nullable(),
  connectionId: z.string().nullable(),
  receivedAt: z.iso.datetime().transform((text) => new Date(text)),
  dedupeKey: z.string(),
  flaw: z.string().nullable(),
  /** Not in the journal of an older program. */
  records: z
    .array(z.object({ kind: z.enum(recordKinds), id: z.string(), tenant: z.string().nullable() }))
    .nullish()
    .transform((records) => records ?? null),
})

const lineEnd = 10

/** What is known of it as a line of JSON, then the bytes as they came. */
export function recordOf({ body, ...about }: Delivery): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify(about)}\n`), body])
}

export function deliveryOf(record: Uint8Array): Delivery {
  const end = record.indexOf(lineEnd)
  const about = About.parse(JSON.parse(Buffer.from(record.subarray(0, end)).toString()))
  return { ...about, body: record.subarray(end + 1) }
}
