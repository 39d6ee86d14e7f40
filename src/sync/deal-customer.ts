import { sql } from 'kysely'
import type { Customer } from '#core/deal/plan.ts'
import { capsulePartyId, type WorkspaceId, xeroContactId } from '#core/model/ids.ts'
import type { Db } from '#db/open.ts'
import { StoredErrorWords } from './stored-operations.ts'

/** Who is asked about: of an opportunity its party, of a contact that Capsule does not know the contact. */
export interface Billed {
  readonly partyId: number | null
  readonly contactId: string | null
}

/**
 * Who is billed, as our copies know them now: a person of an organisation is represented by it.
 *
 * @param connectionId the organisation in which it is to be
 */
export async function customerOf(
  db: Db,
  workspaceId: WorkspaceId,
  connectionId: string,
  { partyId, contactId }: Billed,
): Promise<Customer> {
  if (partyId === null) return contact(db, workspaceId, contactId ?? '', null)
  const party = await billedParty(db, workspaceId, partyId)
  if (!party) return { state: 'gone', name: 'The contact of this opportunity' }
  if (party.state !== 'active') return { state: 'gone', name: party.name }
  const link = await db
    .selectFrom('link')
    .select('contact_id')
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .where('party_id', '=', party.id)
    .where('state', 'in', ['pending', 'active'])
    .executeTakeFirst()
  if (link) return contact(db, workspaceId, link.contact_id, party)
  const marks = await sql<{ excluded: boolean; wanted: boolean }>`select
      exists (select from exclusion where workspace_id = ${workspaceId} and side = 'capsule'
        and record_id = ${String(party.id)}
        and coalesce(connection_id, ${connectionId}::uuid) = ${connectionId}::uuid) as excluded,
      exists (select from wanted where workspace_id = ${workspaceId} and side = 'capsule'
        and record_id = ${String(party.id)} and coalesce(connection_id, ${connectionId}::uuid) = ${connectionId}::uuid) as wanted`.execute(
    db,
  )
  const { excluded = false, wanted = false } = marks.rows[0] ?? {}
  return {
    state: 'no_contact',
    name: party.name,
    partyId: capsulePartyId(party.id),
    excluded,
    wanted,
    failure: await failureOf(db, workspaceId, party.id, party.name),
  }
}

interface Party {
  readonly id: number
  readonly name: string
  readonly state: 'active' | 'deleted' | 'restricted'
}

async function billedParty(db: Db, workspaceId: string, partyId: number): Promise<Party | null> {
  const result = await sql<Party & { readonly own: boolean }>`
    select p.id, p.name, p.state, p.id = ${partyId} as own from mirror_party p
    where p.workspace_id = ${workspaceId} and (p.id = ${partyId} or (p.state = 'active' and p.id =
      (select organisation_id from mirror_party m where m.workspace_id = ${workspaceId} and m.id = ${partyId}
        and m.state = 'active' and m.type = 'person')))`.execute(db)
  // The organisation where there is one.
  return result.rows.find((row) => !row.own) ?? result.rows[0] ?? null
}

async function contact(
  db: Db,
  workspaceId: string,
  contactId: string,
  party: Party | null,
): Promise<Customer> {
  const row = await db
    .selectFrom('mirror_contact')
    .select('data')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', contactId)
    .executeTakeFirst()
  if (!row) return { state: 'gone', name: party?.name ?? 'The contact' }
  const { data } = row
  return {
    state: 'contact',
    name: party?.name ?? data.name,
    partyId: party ? capsulePartyId(party.id) : null,
    contactId: xeroContactId(contactId),
    status: data.status,
    merged: data.mergedToContactId !== null,
    terms: data.salesTerms ?? null,
  }
}

/** Why a contact could not be made, as far as something waits for a person. */
async function failureOf(db: Db, workspaceId: string, partyId: number, name: string): Promise<string | null> {
  const failed = await db
    .selectFrom('operation')
    .select(['state', 'error'])
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', 'xero.contact.create')
    .where('party_id', '=', partyId)
    .orderBy('ended_at', (o) => o.desc().nullsFirst())
    .limit(1)
    .executeTakeFirst()
  if (failed?.state === 'failed') {
    const words = StoredErrorWords.safeParse(failed.error)
    return `${name} could not be created in Xero. ${words.data?.message ?? ''}`.trim()
  }
  const asked = await sql<{ why: string }>`select why from review
    where workspace_id = ${workspaceId} and state = 'open' and (party_id = ${partyId}
      or candidates @> jsonb_build_array(jsonb_build_object('partyId', ${partyId}::bigint)))
    limit 1`.execute(db)
  return asked.rows[0] ? `${name} waits for a decision under Review before it is linked in Xero.` : null
}
