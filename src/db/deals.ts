import { sql } from 'kysely'
import type { Marker } from '#core/deal/draft.ts'
import type { MarkedDocument } from '#core/deal/plan.ts'
import { xeroDocumentId as toDocumentId } from '#core/model/ids.ts'
import { type Access, rowVisible } from './access.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'
import type { DealDocument } from './tables.ts'

export const dealKey = (opportunityId: number): string => `deal:${opportunityId}`
export const askedKey = (requestKey: string): string => `asked:${requestKey}`

const claims = (db: Db, workspaceId: string) =>
  db.selectFrom('deal_document').selectAll().where('workspace_id', '=', workspaceId)
export type Claim = Awaited<ReturnType<ReturnType<typeof claims>['executeTakeFirstOrThrow']>>

export const claimByKey = (db: Db, workspaceId: string, key: string): Promise<Claim | undefined> =>
  claims(db, workspaceId).where('key', '=', key).executeTakeFirst()

export const claimById = (db: Db, workspaceId: string, id: string): Promise<Claim | undefined> =>
  claims(db, workspaceId).where('id', '=', id).executeTakeFirst()

/** An invoice that a person began, when its customer may be seen: one question, whether there is one or not. */
export const claimSeen = (db: Db, access: Access, id: string): Promise<Claim | undefined> =>
  claims(db, access.workspaceId)
    .where('id', '=', id)
    .where('opportunity_id', 'is', null)
    .where(
      sql<boolean>`exists (select 1 from contact_row r where r.workspace_id = deal_document.workspace_id
        and ${rowVisible(access, 'r')} and case when deal_document.party_id is not null
          then r.party_id = deal_document.party_id
          else r.contact_id = deal_document.contact_id or r.party_id in (select l.party_id from link l
            where l.workspace_id = r.workspace_id and l.contact_id = deal_document.contact_id) end)`,
    )
    .executeTakeFirst()

export const claimOfOperation = (
  db: Db,
  workspaceId: string,
  operationId: string,
): Promise<Claim | undefined> =>
  claims(db, workspaceId).where('operation_id', '=', operationId).executeTakeFirst()

/** Documents that are wanted and not planned yet, oldest first. */
export const listWanted = (
  db: Db,
  workspaceId: string,
  connectionId: string,
  limit: number,
): Promise<Claim[]> =>
  claims(db, workspaceId)
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'wanted')
    .orderBy('created_at')
    .orderBy('key')
    .limit(limit)
    .execute()

/** Planned documents with what became of their run. */
export async function listPlanned(db: Db, workspaceId: string, connectionId: string) {
  return db
    .selectFrom('deal_document as d')
    .leftJoin('run as r', 'r.id', 'd.run_id')
    .leftJoin('operation as o', 'o.id', 'd.operation_id')
    .selectAll('d')
    .select(['r.state as run_state', 'o.state as operation_state', 'o.after as operation_after'])
    .where('d.workspace_id', '=', workspaceId)
    .where('d.connection_id', '=', connectionId)
    .where('d.state', '=', 'planned')
    .orderBy('d.key')
    .execute()
}

/** Made documents whose state in Xero is not the one that was last taken note of. */
export async function listMoved(db: Db, workspaceId: string, connectionId: string, limit: number) {
  return db
    .selectFrom('deal_document as d')
    .innerJoin('mirror_document as m', (join) =>
      join.onRef('m.workspace_id', '=', 'd.workspace_id').onRef('m.id', '=', 'd.document_id'),
    )
    .selectAll('d')
    .select(['m.status', 'm.number', 'm.paid_on'])
    .where('d.workspace_id', '=', workspaceId)
    .where('d.connection_id', '=', connectionId)
    .where('d.state', 'in', ['made', 'gone'])
    .where((e) => e('d.document_status', 'is distinct from', e.ref('m.status')))
    .orderBy('d.key')
    .limit(limit)
    .execute()
}
export type MovedClaim = Awaited<ReturnType<typeof listMoved>>[number]

export interface NewClaim {
  readonly id: string
  readonly workspaceId: string
  readonly connectionId: string | null
  readonly key: string
  readonly opportunityId: number | null
  readonly partyId: number | null
  readonly contactId: string | null
  readonly askedBy: string | null
  readonly at: Date
}

/**
 * Claims the one document there may be for this key.
 *
 * @returns the claim that stands, ours or an earlier one
 */
export async function claim(db: Db, wanted: NewClaim): Promise<Claim> {
  await db
    .insertInto('deal_document')
    .values({
      id: wanted.id,
      workspace_id: wanted.workspaceId,
      connection_id: wanted.connectionId,
      key: wanted.key,
      opportunity_id: wanted.opportunityId,
      party_id: wanted.partyId,
      contact_id: wanted.contactId,
      state: 'wanted',
      asked_by: wanted.askedBy,
      created_at: wanted.at,
      changed_at: wanted.at,
    })
    .onConflict((c) => c.columns(['workspace_id', 'key']).doNothing())
    .execute()
  return claims(db, wanted.workspaceId).where('key', '=', wanted.key).executeTakeFirstOrThrow()
}

type ClaimChange = Partial<
  Pick<
    DealDocument,
    | 'state'
    | 'asked_by'
    | 'wait'
    | 'why'
    | 'next'
    | 'run_id'
    | 'operation_id'
    | 'document_id'
    | 'document_kind'
    | 'document_status'
    | 'contact_id'
    | 'connection_id'
  >
> & {
  readonly party_id?: number | null
  readonly earlier?: string
  readonly told?: string
  readonly attempt?: number
}

/** @param from what the claim must still be, or nothing is changed */
export async function changeClaim(
  db: Db,
  id: string,
  from: DealDocument['state'] | null,
  change: ClaimChange,
  at: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('deal_document')
    .set({ ...change, changed_at: at })
    .where('id', '=', id)
    .$if(from !== null, (q) => q.where('state', '=', from ?? 'wanted'))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Nobody wants it any more, and nothing was made. */
export async function dropClaim(db: Db, id: string): Promise<void> {
  await db
    .deleteFrom('deal_document')
    .where('id', '=', id)
    .where('state', 'in', ['wanted', 'planned'])
    .where('document_id', 'is', null)
    .execute()
}

/** A document of ours that carries the mark, as last seen; those known to be earlier ones are left out. */
export async function markedDocument(
  db: Db,
  workspaceId: string,
  kind: 'invoice' | 'quote',
  marker: Marker,
  earlier: readonly string[],
): Promise<MarkedDocument | null> {
  const mark =
    marker.by === 'url'
      ? sql<boolean>`url = ${marker.value}`
      : sql<boolean>`right(rtrim(coalesce(reference, '')), ${marker.value.length}::int) = ${marker.value}`
  const row = await db
    .selectFrom('mirror_document')
    .select(['id', 'status'])
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .where(mark)
    .$if(earlier.length > 0, (q) => q.where('id', 'not in', [...earlier]))
    .orderBy(sql`status in ('DELETED', 'VOIDED')`)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row ? { id: toDocumentId(row.id), kind, status: row.status } : null
}

export async function saveChoices(
  db: Db,
  at: Date,
  to: { readonly workspaceId: string; readonly connectionId: string },
  choices: unknown,
): Promise<void> {
  const values = { at, choices: jsonText(choices) }
  await db
    .insertInto('deal_choice')
    .values({ workspace_id: to.workspaceId, connection_id: to.connectionId, ...values })
    .onConflict((c) => c.columns(['workspace_id', 'connection_id']).doUpdateSet(values))
    .execute()
}

export async function loadChoices(
  db: Db,
  workspaceId: string,
  connectionId: string,
): Promise<{ readonly at: Date; readonly choices: unknown } | null> {
  const row = await db
    .selectFrom('deal_choice')
    .select(['at', 'choices'])
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return row ?? null
}
