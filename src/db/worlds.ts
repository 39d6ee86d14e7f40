import { sql } from 'kysely'
import type { XeroContact } from '#core/model/contact.ts'
import { capsulePartyId, type XeroContactId, xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { Base, CapsuleSide, DocumentCounts } from '#core/plan/plan.ts'
import type { Neighbourhood } from './match-keys.ts'
import type { Db } from './open.ts'

/** All of a workspace, or the named records only. */
export type WorldScope = 'all' | Neighbourhood

export const partyIn = (scope: WorldScope, column: string) =>
  scope === 'all'
    ? sql`true`
    : sql`${sql.ref(column)} in (select jsonb_array_elements_text(${JSON.stringify(scope.parties)}::jsonb)::bigint)`
export const contactIn = (scope: WorldScope, column: string) =>
  scope === 'all'
    ? sql`true`
    : sql`${sql.ref(column)} in (select jsonb_array_elements_text(${JSON.stringify(scope.contacts)}::jsonb)::uuid)`

export async function loadParties(db: Db, workspaceId: string, scope: WorldScope): Promise<CapsuleParty[]> {
  const result = await sql<{ data: CapsuleParty }>`select data from mirror_party
    where workspace_id = ${workspaceId} and state = 'active' and ${partyIn(scope, 'id')} order by id`.execute(
    db,
  )
  return result.rows.map((row) => row.data)
}

export async function loadContacts(
  db: Db,
  workspaceId: string,
  connectionId: string,
  scope: WorldScope,
): Promise<XeroContact[]> {
  const result = await sql<{ data: XeroContact }>`select data from mirror_contact
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and ${contactIn(scope, 'id')}
    order by id`.execute(db)
  return result.rows.map((row) => row.data)
}

/** Invoices and bills that are neither drafts nor deleted, per contact. */
export async function countDocuments(
  db: Db,
  workspaceId: string,
  scope: WorldScope,
): Promise<Map<XeroContactId, DocumentCounts>> {
  const result = await sql<{ contact_id: string; sales: number; purchases: number }>`
    select contact_id, count(*) filter (where kind = 'invoice')::int as sales,
      count(*) filter (where kind = 'bill')::int as purchases
    from mirror_document
    where workspace_id = ${workspaceId} and kind in ('invoice', 'bill') and status not in ('DRAFT', 'DELETED')
      and ${contactIn(scope, 'contact_id')}
    group by contact_id`.execute(db)
  return new Map(
    result.rows.map((row) => [xeroContactId(row.contact_id), { sales: row.sales, purchases: row.purchases }]),
  )
}

/** Which of these parties were seen and are no longer, with the reason. */
export async function loadAbsent(
  db: Db,
  workspaceId: string,
  parties: readonly number[],
): Promise<CapsuleSide['absent']> {
  if (parties.length === 0) return new Map()
  const result = await sql<{ id: number; state: 'deleted' | 'restricted' }>`select id, state from mirror_party
    where workspace_id = ${workspaceId} and state <> 'active' and ${partyIn({ parties, contacts: [] }, 'id')}`.execute(
    db,
  )
  return new Map(result.rows.map((row) => [capsulePartyId(row.id), row.state]))
}

/** What people decided about records and writes of one organisation, beyond links and rejected pairs. */
export async function loadDecisions(
  db: Db,
  workspaceId: string,
  connectionId: string,
): Promise<Pick<Base, 'excluded' | 'wanted' | 'decided'>> {
  const [excluded, wanted, decided] = await Promise.all([
    db
      .selectFrom('exclusion')
      .select(['side', 'record_id'])
      .where('workspace_id', '=', workspaceId)
      .where((e) => e.or([e('connection_id', 'is', null), e('connection_id', '=', connectionId)]))
      .execute(),
    db
      .selectFrom('wanted')
      .select(['side', 'record_id'])
      .where('workspace_id', '=', workspaceId)
      .where((e) => e.or([e('connection_id', 'is', null), e('connection_id', '=', connectionId)]))
      .execute(),
    db
      .selectFrom('decided_operation')
      .select(['hash', 'granted'])
      .where('workspace_id', '=', workspaceId)
      .execute(),
  ])
  return {
    excluded: bySide(excluded),
    wanted: bySide(wanted),
    decided: new Map(decided.map((row) => [row.hash, row.granted])),
  }
}

const bySide = (rows: readonly { side: 'capsule' | 'xero'; record_id: string }[]): Base['excluded'] => ({
  parties: new Set(
    rows.filter((row) => row.side === 'capsule').map((row) => capsulePartyId(Number(row.record_id))),
  ),
  contacts: new Set(rows.filter((row) => row.side === 'xero').map((row) => xeroContactId(row.record_id))),
})

/**
 * Adds what a record is judged together with: an organisation with its people, and the contact that lives on
 * after a merge.
 */
export async function withCompany(db: Db, workspaceId: string, scope: Neighbourhood): Promise<Neighbourhood> {
  const people = await sql<{ id: number; organisation_id: number | null }>`
    select id, organisation_id from mirror_party where workspace_id = ${workspaceId}
      and (${partyIn(scope, 'organisation_id')} or (organisation_id is not null and ${partyIn(scope, 'id')}))`.execute(
    db,
  )
  const survivors = await sql<{ id: string }>`
    select data ->> 'mergedToContactId' as id from mirror_contact
    where workspace_id = ${workspaceId} and data ->> 'mergedToContactId' is not null and ${contactIn(scope, 'id')}`.execute(
    db,
  )
  const parties = people.rows.flatMap((row) => [
    row.id,
    ...(row.organisation_id === null ? [] : [row.organisation_id]),
  ])
  return {
    parties: [...new Set([...scope.parties, ...parties])],
    contacts: [...new Set([...scope.contacts, ...survivors.rows.map((row) => row.id)])],
  }
}

/** Adds the other side of every link of one organisation that touches the scope. */
export async function withLinkedRecords(
  db: Db,
  workspaceId: string,
  connectionId: string,
  scope: Neighbourhood,
): Promise<Neighbourhood> {
  const result = await sql<{ party_id: number | null; contact_id: string }>`
    select party_id, contact_id from link where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and (${partyIn(scope, 'party_id')} or ${contactIn(scope, 'contact_id')})`.execute(db)
  return {
    parties: [
      ...new Set([
        ...scope.parties,
        ...result.rows.flatMap((r) => (r.party_id === null ? [] : [r.party_id])),
      ]),
    ],
    contacts: [...new Set([...scope.contacts, ...result.rows.map((r) => r.contact_id)])],
  }
}

export async function loadRejected(db: Db, workspaceId: string): Promise<Base['rejected']> {
  const rows = await db
    .selectFrom('rejected_pair')
    .select(['party_id', 'contact_id'])
    .where('workspace_id', '=', workspaceId)
    .execute()
  return rows.map((row) => ({
    partyId: capsulePartyId(row.party_id),
    contactId: xeroContactId(row.contact_id),
  }))
}
