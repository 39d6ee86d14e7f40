import { sql } from 'kysely'
import { type Access, auditVisible, rowVisible } from './access.ts'
import type { Db } from './open.ts'

/** Sums per currency over the lines that are linked. */
export async function owedByCurrency(db: Db, access: Access, column: 'outstanding' | 'overdue') {
  const result = await sql<{ currency: string; minor: number }>`
    select m ->> 'currency' as currency, sum((m ->> 'minor')::bigint)::bigint as minor
    from contact_row r, jsonb_array_elements(r.${sql.ref(column)}) m
    where r.workspace_id = ${access.workspaceId} and r.state = 'linked' and ${rowVisible(access, 'r')}
    group by 1 order by 2 desc`.execute(db)
  return result.rows
}

export async function mostOverdue(db: Db, access: Access, limit: number) {
  return (
    db
      .selectFrom('contact_row')
      .selectAll()
      .where('workspace_id', '=', access.workspaceId)
      .where(rowVisible(access, 'contact_row'))
      .where('overdue_base', '>', 0)
      .where('state', '=', 'linked')
      // Where amounts are hidden their order is hidden, too.
      .orderBy(access.amounts ? 'overdue_base' : 'days_late', 'desc')
      .orderBy('key')
      .limit(limit)
      .execute()
  )
}

export async function recentAudit(db: Db, access: Access, limit: number) {
  return db
    .selectFrom('audit')
    .select(['at', 'actor', 'action', 'subject', 'details'])
    .where('workspace_id', '=', access.workspaceId)
    .where(auditVisible(access, 'audit'))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function lastChangeAt(db: Db, access: Access): Promise<Date | null> {
  const row = await db
    .selectFrom('audit')
    .select((e) => e.fn.max('at').as('at'))
    .where('workspace_id', '=', access.workspaceId)
    .where(auditVisible(access, 'audit'))
    .executeTakeFirst()
  return row?.at ?? null
}

export async function namesOfContacts(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
): Promise<Map<string, string>> {
  if (contactIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('mirror_contact')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', contactIds)
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

export async function namesOfParties(
  db: Db,
  workspaceId: string,
  partyIds: readonly number[],
): Promise<Map<number, string>> {
  if (partyIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('mirror_party')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', partyIds)
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
