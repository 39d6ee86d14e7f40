import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { WorkspaceId } from '#core/model/ids.ts'

export type { Role } from '#core/model/permissions.ts'

/** What one person may see of a workspace's customers and money. Every query for such rows takes one. */
export interface Access {
  readonly workspaceId: WorkspaceId
  /** Whose visible set decides (`visible_party`); null for somebody who sees every record. */
  readonly viewerId: string | null
  /** Bills and other purchases are shown. */
  readonly bills: boolean
  /** Contacts that are suppliers and not customers are shown. */
  readonly suppliers: boolean
  /** Amounts are shown; otherwise the states of documents alone. */
  readonly amounts: boolean
}

/** Every record, every amount: the operator, and the product's own work. */
export const seesAll = (workspaceId: WorkspaceId): Access => ({
  workspaceId,
  viewerId: null,
  bills: true,
  suppliers: true,
  amounts: true,
})

/** A row whose party is in the column may be seen. A row without a party is for those who see everything. */
export function partyVisible(access: Access, partyId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (access.viewerId === null) return sql<SqlBool>`true`
  return sql<SqlBool>`exists (select 1 from visible_party seen where seen.workspace_id = ${access.workspaceId}
    and seen.user_id = ${access.viewerId} and seen.party_id = ${partyId})`
}

/** A row whose Xero contact is in the column may be seen: the party it is linked with decides. */
export function contactVisible(access: Access, contactId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (access.viewerId === null) return sql<SqlBool>`true`
  return sql<SqlBool>`exists (select 1 from link l join visible_party seen
    on seen.workspace_id = l.workspace_id and seen.party_id = l.party_id
    where l.workspace_id = ${access.workspaceId} and l.contact_id = ${contactId} and seen.user_id = ${access.viewerId})`
}
