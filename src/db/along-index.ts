import { type QueryResult, type RawBuilder, sql } from 'kysely'
import type { Db } from './open.ts'

/**
 * Runs a statement that reads a page in the order of an index. A table that nobody analysed since it grew looks small
 * to the planner, which then reads and sorts all of it for every page: minutes for a million rows.
 */
export const alongIndex = <T>(db: Db, page: RawBuilder<T>): Promise<QueryResult<T>> =>
  db.transaction().execute(async (tx) => {
    await sql`set local enable_sort = off`.execute(tx)
    return page.execute(tx)
  })
