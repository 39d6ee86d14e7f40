import { sql } from 'kysely'
import type { Db } from './open.ts'

export const changeChannel = 'counterpart_change'

export type ChangeTopic = 'run' | 'overview' | 'contacts' | 'reviews' | 'connections' | 'settings'

export interface Change {
  readonly workspaceId: string
  readonly topics: readonly ChangeTopic[]
  /** Keys of contact pages that changed. */
  readonly keys: readonly string[]
}

/** A notification carries at most 8,000 bytes; more keys than this are covered by the topic `contacts`. */
const keysMax = 100

/** Tells every node and every open page; inside a transaction it is sent by the commit, or not at all. */
export async function notifyChange(db: Db, change: Change): Promise<void> {
  const payload = JSON.stringify({ ...change, keys: change.keys.slice(0, keysMax) })
  await sql`select pg_notify(${changeChannel}, ${payload})`.execute(db)
}
