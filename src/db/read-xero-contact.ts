import { sql } from 'kysely'
import { type Access, rowVisible } from './access.ts'
import type { Db } from './open.ts'

export interface FoundContact {
  readonly key: string
  readonly name: string
  readonly partyId: number | null
}

/**
 * The customer of a Xero contact, by its id or by what stands in its contact or account number. Null when there is
 * none, or the reader may not see it.
 */
export async function findByXero(
  db: Db,
  access: Access,
  asked: { readonly id: string | null; readonly code: string | null },
): Promise<FoundContact | null> {
  const byId = asked.id === null ? sql`false` : sql`c.id = ${asked.id}::uuid`
  const byNumber = asked.code === null ? sql`false` : sql`c.contact_number = ${asked.code}`
  const byAccount = asked.code === null ? sql`false` : sql`c.data ->> 'accountNumber' = ${asked.code}`
  const result = await sql<{ key: string; name: string; party_id: number | null }>`
    with asked as (
      -- A contact that was merged away stands for the one that lives on.
      select coalesce((c.data ->> 'mergedToContactId')::uuid, c.id) as id,
        case when ${byId} then 1 when ${byNumber} then 2 else 3 end as rank
      from mirror_contact c
      where c.workspace_id = ${access.workspaceId}::uuid and (${byId} or ${byNumber} or ${byAccount})
    )
    select r.key, r.name, l.party_id from asked
    join contact_row r on r.workspace_id = ${access.workspaceId}::uuid and r.contact_id = asked.id
    left join link l on l.workspace_id = r.workspace_id and l.contact_id = asked.id and l.state in ('pending', 'active')
    where ${rowVisible(access, 'r')}
    order by asked.rank, r.key limit 1`.execute(db)
  const [row] = result.rows
  return row ? { key: row.key, name: row.name, partyId: row.party_id } : null
}
