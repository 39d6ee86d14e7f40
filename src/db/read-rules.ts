import { sql } from 'kysely'
import type { Db } from './open.ts'

/** Linked records per field whose sides differ in it. */
export async function countDiffering(db: Db, workspaceId: string): Promise<Map<string, number>> {
  const result = await sql<{ field: string; count: number }>`
    select d ->> 'field' as field, count(*)::int as count
    from link l, jsonb_array_elements(l.differing) d
    where l.workspace_id = ${workspaceId} and l.state in ('pending', 'active')
    group by 1`.execute(db)
  return new Map(result.rows.map((row) => [row.field, row.count]))
}
