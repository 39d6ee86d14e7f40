import { sql } from 'kysely'
import type { XeroContact } from '#core/model/contact.ts'
import { type XeroContactId, xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import { jsonBytes, jsonText } from './json-text.ts'
import type { Db } from './open.ts'

/** Where a batch of observations comes from. */
export interface Seen {
  readonly workspaceId: string
  readonly connectionId: string
  readonly at: Date
}

/** Ids of changed records; `fresh` are those among them that were not there before. */
export interface Upserted<Id> {
  readonly changed: readonly Id[]
  readonly fresh: readonly Id[]
}

const nothingUpserted = { changed: [], fresh: [] }

const upserted = <Id>(rows: readonly { readonly id: Id; readonly fresh: boolean }[]): Upserted<Id> => ({
  changed: rows.map((row) => row.id),
  fresh: rows.filter((row) => row.fresh).map((row) => row.id),
})

/**
 * Our copies of remote records as last seen. Upserts keep the newer of two observations, by the vendor's own
 * time of change, so that late and repeated answers do no harm. Each says what really changed.
 */
export async function upsertParties(
  db: Db,
  seen: Seen,
  parties: readonly CapsuleParty[],
): Promise<Upserted<number>> {
  if (parties.length === 0) return nothingUpserted
  const rows = parties.map((party) => ({
    id: party.id,
    type: party.type,
    name: party.name,
    organisation_id: party.organisation?.id ?? null,
    owner_name: party.owner?.name ?? null,
    updated_at: party.updatedAt,
    data: party,
  }))
  const result = await sql<{ id: number; fresh: boolean }>`
    insert into mirror_party as m
      (workspace_id, id, connection_id, state, type, name, organisation_id, owner_name, updated_at, seen_at, data)
    select ${seen.workspaceId}::uuid, r.id, ${seen.connectionId}::uuid, 'active', r.type, r.name, r.organisation_id,
      r.owner_name, r.updated_at, ${seen.at.toISOString()}::timestamptz, r.data
    from json_to_recordset(${jsonBytes(rows)}::json) as r(
      id bigint, type text, name text, organisation_id bigint, owner_name text, updated_at timestamptz, data jsonb)
    on conflict (workspace_id, id) do update set
      connection_id = excluded.connection_id, state = 'active', type = excluded.type, name = excluded.name,
      organisation_id = excluded.organisation_id, owner_name = excluded.owner_name,
      updated_at = excluded.updated_at, seen_at = excluded.seen_at, data = excluded.data
    where m.updated_at <= excluded.updated_at and (m.data is distinct from excluded.data or m.state <> 'active')
    returning id, xmax = 0 as fresh`.execute(db)
  return upserted(result.rows)
}

/** Records gone or hidden on the Capsule side; restricted is never deleted. */
export async function markParties(
  db: Db,
  seen: Seen,
  ids: readonly number[],
  state: 'deleted' | 'restricted',
): Promise<{ readonly id: number; readonly organisationId: number | null }[]> {
  if (ids.length === 0) return []
  const rows = await db
    .updateTable('mirror_party')
    .set({ state, seen_at: seen.at })
    .where('workspace_id', '=', seen.workspaceId)
    .where('id', 'in', ids)
    // What was seen deleted does not come back as merely hidden.
    .where('state', 'in', state === 'deleted' ? ['active', 'restricted'] : ['active'])
    .returning(['id', 'organisation_id'])
    .execute()
  return rows.map((row) => ({ id: row.id, organisationId: row.organisation_id }))
}

export async function upsertContacts(
  db: Db,
  seen: Seen,
  contacts: readonly XeroContact[],
): Promise<Upserted<string>> {
  if (contacts.length === 0) return nothingUpserted
  const rows = contacts.map((contact) => ({
    id: contact.id,
    status: contact.status,
    name: contact.name,
    contact_number: contact.contactNumber,
    updated_at: contact.updatedAt,
    data: contact,
  }))
  const result = await sql<{ id: string; fresh: boolean }>`
    insert into mirror_contact as m
      (workspace_id, id, connection_id, status, name, contact_number, updated_at, seen_at, data)
    select ${seen.workspaceId}::uuid, r.id, ${seen.connectionId}::uuid, r.status, r.name, r.contact_number,
      r.updated_at, ${seen.at.toISOString()}::timestamptz, r.data
    from json_to_recordset(${jsonBytes(rows)}::json) as r(
      id uuid, status text, name text, contact_number text, updated_at timestamptz, data jsonb)
    on conflict (workspace_id, id) do update set
      connection_id = excluded.connection_id, status = excluded.status, name = excluded.name,
      contact_number = excluded.contact_number, updated_at = excluded.updated_at, seen_at = excluded.seen_at,
      data = excluded.data
    where m.updated_at <= excluded.updated_at and m.data is distinct from excluded.data
    returning id, xmax = 0 as fresh`.execute(db)
  return upserted(result.rows)
}

/** Contacts last seen in a contact group. */
export async function membersSeen(
  db: Db,
  workspaceId: string,
  connectionId: string,
  groupId: string,
): Promise<Set<XeroContactId>> {
  const result = await sql<{ id: string }>`select id from mirror_contact
    where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and data -> 'groups' @> ${jsonText([{ id: groupId }])}::jsonb`.execute(db)
  return new Set(result.rows.map((row) => xeroContactId(row.id)))
}
