import { sql } from 'kysely'
import { capsulePartyId, linkId, type XeroContactId, xeroContactId } from '#core/model/ids.ts'
import type { Link } from '#core/model/link.ts'
import type { LinkChange, PlannedLink } from '#core/plan/plan.ts'
import { anyOf } from './any-of.ts'
import { appendAudit } from './audit.ts'
import { inChunks } from './chunks.ts'
import { jsonBytes } from './json-text.ts'
import type { Db } from './open.ts'
import type { DifferingField } from './tables.ts'
import { contactIn, partyIn, type WorldScope } from './worlds.ts'

/**
 * Links a person or a standing rule stands behind; proposals of an unapproved plan are not among them.
 *
 * @param scope of records on either side
 */
export async function listLinks(
  db: Db,
  workspaceId: string,
  connectionId: string,
  scope: WorldScope = 'all',
): Promise<Link[]> {
  const rows = await db
    .selectFrom('link')
    .select(['id', 'party_id', 'contact_id', 'state'])
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .where('state', 'in', ['pending', 'active'])
    .$if(scope !== 'all', (q) =>
      q.where(sql<boolean>`(${partyIn(scope, 'party_id')} or ${contactIn(scope, 'contact_id')})`),
    )
    .execute()
  return rows.map((row) => ({
    id: linkId(row.id),
    partyId: row.party_id === null ? null : capsulePartyId(row.party_id),
    contactId: xeroContactId(row.contact_id),
    state: row.state === 'active' ? 'active' : 'pending',
  }))
}

/**
 * Contacts of links that are not complete yet and that no plan made, as when a person linked them. Those whose
 * history names the party already, or is about to, are left out.
 */
export async function loadUnnoted(db: Db, workspaceId: string): Promise<Set<XeroContactId>> {
  const result = await sql<{ contact_id: string }>`select l.contact_id from link l
    where l.workspace_id = ${workspaceId} and l.state = 'pending' and l.party_id is not null and not exists
      (select from operation o left join run r on r.id = o.run_id
       where o.workspace_id = l.workspace_id and o.contact_id = l.contact_id and o.kind = 'xero.contact.note'
         and coalesce(o.party_id, l.party_id) = l.party_id and o.undone_by is null
         and (o.state in ('sent', 'done') or (o.state = 'planned' and r.state in ('applying', 'held'))))`.execute(
    db,
  )
  return new Set(result.rows.map((row) => xeroContactId(row.contact_id)))
}

export interface LinkScope {
  readonly workspaceId: string
  readonly connectionId: string
  readonly runId: string
  readonly at: Date
}

export async function insertLinks(
  db: Db,
  scope: LinkScope,
  state: 'proposed' | 'pending',
  links: readonly (PlannedLink & { readonly id: string; readonly differing?: readonly DifferingField[] })[],
): Promise<void> {
  await inChunks(links, (chunk) =>
    sql`insert into link (id, workspace_id, connection_id, party_id, contact_id, state, confidence, score, reasons, differing, run_id, created_at)
    select r.id, ${scope.workspaceId}::uuid, ${scope.connectionId}::uuid, r."partyId", r."contactId", ${state},
      r.confidence, r.score, r.reasons, coalesce(r.differing, '[]'), ${scope.runId}::uuid, ${scope.at.toISOString()}::timestamptz
    from json_to_recordset(${jsonBytes(chunk)}::json) as r(id uuid, "partyId" bigint, "contactId" uuid,
      confidence text, score int, reasons jsonb, differing jsonb)`.execute(db),
  )
}

/**
 * Links follow what happened to their records. Base values of a link that names another record now are forgotten:
 * its fields are compared as for a new link. Documents move with a merged contact.
 */
export async function changeLinks(
  db: Db,
  workspaceId: string,
  changes: readonly LinkChange[],
  at: Date,
): Promise<void> {
  for (const change of changes) {
    const contactId = change.kind === 'follow' ? change.from : change.contactId
    const links = db.selectFrom('link').select('id')
    const link = await links
      .where('workspace_id', '=', workspaceId)
      .where('contact_id', '=', contactId)
      .executeTakeFirst()
    if (!link) continue
    const table = () => db.updateTable('link').where('id', '=', link.id)
    if (change.kind === 'end') await db.deleteFrom('link').where('id', '=', link.id).execute()
    else {
      await db.deleteFrom('base_value').where('link_id', '=', link.id).execute()
      if (change.kind === 'repoint') await table().set({ party_id: change.to }).execute()
      else {
        // A contact that lives on may have been proposed to become a party of its own.
        await db
          .deleteFrom('link')
          .where('workspace_id', '=', workspaceId)
          .where('contact_id', '=', change.to)
          .where((e) => e.or([e('state', '=', 'proposed'), e('party_id', 'is', null)]))
          .execute()
        await table().set({ contact_id: change.to }).execute()
        await db
          .updateTable('mirror_document')
          .set({ contact_id: change.to })
          .where('workspace_id', '=', workspaceId)
          .where('contact_id', '=', change.from)
          .execute()
      }
    }
    await appendAudit(db, workspaceId, [
      {
        at,
        actor: 'rule',
        action: `link.${change.kind}`,
        subject: `contact:${contactId}`,
        details: { ...change },
      },
    ])
  }
}

/** Forgets what an unapproved plan proposed, for this organisation or for any. */
export async function dropProposals(db: Db, workspaceId: string, connectionId?: string): Promise<void> {
  await db
    .deleteFrom('link')
    .where('workspace_id', '=', workspaceId)
    .$if(connectionId !== undefined, (q) => q.where('connection_id', '=', connectionId ?? ''))
    .where('state', '=', 'proposed')
    .execute()
}

/** The proposals of an approved run go ahead; name-only ones only when the approver ticked them. */
export async function approveProposals(db: Db, workspaceId: string, runId: string, includeNameOnly: boolean) {
  await db
    .updateTable('link')
    .set({ state: 'pending' })
    .where('workspace_id', '=', workspaceId)
    .where('run_id', '=', runId)
    .where('state', '=', 'proposed')
    .$if(!includeNameOnly, (q) => q.where('confidence', '<>', 'name_only'))
    .execute()
}

export async function remainingProposals(db: Db, workspaceId: string, runId: string) {
  return db
    .selectFrom('link')
    .select(['id', 'party_id', 'contact_id', 'score', 'reasons'])
    .where('workspace_id', '=', workspaceId)
    .where('run_id', '=', runId)
    .where('state', '=', 'proposed')
    .execute()
}

export async function setLinkParty(
  db: Db,
  workspaceId: string,
  contactId: string,
  partyId: number,
): Promise<void> {
  await db
    .updateTable('link')
    .set({ party_id: partyId })
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .execute()
}

/** Those of these contacts whose link waits to become active. */
export async function pendingContacts(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
): Promise<string[]> {
  if (contactIds.length === 0) return []
  const rows = await db
    .selectFrom('link')
    .select('contact_id')
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`contact_id = ${anyOf(contactIds, 'uuid')}`)
    .where('party_id', 'is not', null)
    .where('state', '=', 'pending')
    .execute()
  return rows.map((row) => row.contact_id)
}

/** Both sides carry their reference now. Returns the ids that became active. */
export async function activateLinks(
  db: Db,
  workspaceId: string,
  contactIds: readonly string[],
  at: Date,
): Promise<string[]> {
  if (contactIds.length === 0) return []
  const rows = await db
    .updateTable('link')
    .set({ state: 'active', activated_at: at })
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`contact_id = ${anyOf(contactIds, 'uuid')}`)
    .where('party_id', 'is not', null)
    .where('state', '=', 'pending')
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/**
 * Takes proposals of a waiting plan for this organisation back whose contact or party the standing rules have linked
 * meanwhile, with what that plan would have written for them.
 */
export async function dropRivalProposals(
  db: Db,
  workspaceId: string,
  connectionId: string,
  links: readonly Pick<PlannedLink, 'partyId' | 'contactId'>[],
): Promise<void> {
  if (links.length === 0) return
  const contactIds = links.map((link) => link.contactId)
  const partyIds = links.flatMap((link) => (link.partyId === null ? [] : [link.partyId]))
  const dropped = await sql<{ contact_id: string }>`delete from link
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and state = 'proposed'
      and (contact_id = any(${contactIds}::uuid[]) or party_id = any(${partyIds}::bigint[]))
    returning contact_id`.execute(db)
  const ids = dropped.rows.map((row) => row.contact_id)
  if (ids.length === 0) return
  await sql`delete from operation o using run r
    where r.id = o.run_id and r.state in ('planned', 'held') and o.workspace_id = ${workspaceId}
      and o.contact_id = any(${ids}::uuid[])`.execute(db)
}
