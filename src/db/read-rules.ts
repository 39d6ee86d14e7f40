import { sql } from 'kysely'
import { type Access, contactVisible, fieldsOfPeople, hasHiddenPeople, partyVisible } from './access.ts'
import type { Db } from './open.ts'

/** Linked records that may be seen, per field whose sides differ in it. */
export async function countDiffering(db: Db, access: Access): Promise<Map<string, number>> {
  const result = await sql<{ field: string; count: number }>`
    select d ->> 'field' as field, count(*)::int as count
    from link l, jsonb_array_elements(l.differing) d
    where l.workspace_id = ${access.workspaceId} and l.state in ('pending', 'active')
      and ${partyVisible(access, sql`l.party_id`)}
      and not (d ->> 'field' = any(${[...fieldsOfPeople]}::text[]) and ${hasHiddenPeople(access, sql`l.party_id`, 'now')})
    group by 1`.execute(db)
  return new Map(result.rows.map((row) => [row.field, row.count]))
}

const namesMax = 500

/** Names of tags on Capsule records that may be seen, in order. */
export async function tagsSeen(db: Db, access: Access): Promise<string[]> {
  const result = await sql<{ name: string }>`
    select distinct t ->> 'name' as name from mirror_party m, jsonb_array_elements(m.data -> 'tags') t
    where m.workspace_id = ${access.workspaceId} and m.state = 'active' and ${partyVisible(access, sql`m.id`)}
    order by 1 limit ${namesMax}`.execute(db)
  return result.rows.map((row) => row.name)
}

/** Names of contact groups with active members that may be seen, in order. */
export async function groupsSeen(db: Db, access: Access): Promise<string[]> {
  const result = await sql<{ name: string }>`
    select distinct g ->> 'name' as name from mirror_contact m, jsonb_array_elements(m.data -> 'groups') g
    where m.workspace_id = ${access.workspaceId} and m.status = 'ACTIVE' and ${contactVisible(access, sql`m.id`)}
    order by 1 limit ${namesMax}`.execute(db)
  return result.rows.map((row) => row.name)
}
