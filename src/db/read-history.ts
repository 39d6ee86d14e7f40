import { sql } from 'kysely'
import type { Db } from './open.ts'

/** Writes of mapped fields to one customer that were done, newest first, with who let them go ahead. */
export async function fieldWritesOf(db: Db, workspaceId: string, contactId: string, limit: number) {
  return db
    .selectFrom('operation as o')
    .innerJoin('run as r', 'r.id', 'o.run_id')
    .select(['o.id', 'o.side', 'o.kind', 'o.after', 'o.ended_at', 'o.approved_by', 'o.run_id'])
    .select(['r.kind as run_kind', 'r.approved_by as run_approved_by', 'r.requested_by'])
    .where('o.workspace_id', '=', workspaceId)
    .where('o.contact_id', '=', contactId)
    .where('o.state', '=', 'done')
    .where('o.kind', 'in', ['capsule.party.update', 'xero.contact.update'])
    .orderBy(sql`o.ended_at desc`)
    .orderBy('o.seq', 'desc')
    .limit(limit)
    .execute()
}
export type FieldWrite = Awaited<ReturnType<typeof fieldWritesOf>>[number]

/** Runs by id, for "why is this value here?". */
export async function runsByIds(db: Db, workspaceId: string, ids: readonly string[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('run')
    .select(['id', 'kind', 'started_at', 'approved_by', 'requested_by'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...new Set(ids)])
    .execute()
}

/** When each version of the rules began to apply, oldest first. */
export async function ruleVersions(db: Db, workspaceId: string) {
  return db
    .selectFrom('rule')
    .select(['version', 'changed_at', 'changed_by'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('version')
    .execute()
}

/** Fields of this contact whose write is planned or under way. */
export async function waitingChangesOf(db: Db, workspaceId: string, contactId: string) {
  return db
    .selectFrom('operation')
    .select(['kind', 'after'])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('state', 'in', ['planned', 'sent'])
    .execute()
}
