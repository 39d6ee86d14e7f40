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

const namesMax = 500

/** Names of tags on Capsule records that are visible, in order. */
export async function tagsSeen(db: Db, workspaceId: string): Promise<string[]> {
  const result = await sql<{ name: string }>`
    select distinct t ->> 'name' as name from mirror_party m, jsonb_array_elements(m.data -> 'tags') t
    where m.workspace_id = ${workspaceId} and m.state = 'active'
    order by 1 limit ${namesMax}`.execute(db)
  return result.rows.map((row) => row.name)
}

/** Names of contact groups with active members, in order. */
export async function groupsSeen(db: Db, workspaceId: string): Promise<string[]> {
  const result = await sql<{ name: string }>`
    select distinct g ->> 'name' as name from mirror_contact m, jsonb_array_elements(m.data -> 'groups') g
    where m.workspace_id = ${workspaceId} and m.status = 'ACTIVE'
    order by 1 limit ${namesMax}`.execute(db)
  return result.rows.map((row) => row.name)
}
