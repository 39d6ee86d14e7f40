import { sql } from 'kysely'
import type { Db } from './open.ts'

export const changeChannel = 'counterpart_change'

export type ChangeTopic =
  | 'run'
  | 'overview'
  | 'contacts'
  /** What contacts owe and its documents: the records themselves are as they were. */
  | 'documents'
  | 'reviews'
  | 'connections'
  | 'settings'
  | 'rules'
  | 'deals'
  | 'problems'
  | 'budget'
  | 'alerts'

export interface Change {
  readonly workspaceId: string
  readonly topics: readonly ChangeTopic[]
  /** Keys of contact pages that changed; none with the topic `contacts` or `documents` means any of them may have. */
  readonly keys: readonly string[]
}

/** A notification carries at most 8,000 bytes; beyond this many keys it names none, which means any. */
const keysMax = 100

/** Tells every node and every open page; inside a transaction it is sent by the commit, or not at all. */
export async function notifyChange(db: Db, change: Change): Promise<void> {
  const payload = JSON.stringify({ ...change, keys: change.keys.length > keysMax ? [] : change.keys })
  await sql`select pg_notify(${changeChannel}, ${payload})`.execute(db)
}
