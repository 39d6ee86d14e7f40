import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

/** Records of both sides by id. */
export interface RecordIds {
  readonly parties: readonly number[]
  readonly contacts: readonly string[]
}

/**
 * Notes, in the commit that stores a change, that nobody has planned for it yet: a crash forgets no change. A party is
 * to be planned for every Xero organisation, a contact for its own.
 *
 * @param except the organisation for which nothing is left to be planned: the change is its own write
 */
export async function markUnplanned(
  db: Db,
  workspaceId: string,
  changed: RecordIds,
  { except }: { readonly except?: string } = {},
): Promise<void> {
  const rows = [
    ...changed.parties.map((id) => ({ side: 'capsule', id: String(id), contact: null })),
    ...changed.contacts.map((id) => ({ side: 'xero', id, contact: id })),
  ]
  if (rows.length === 0) return
  await sql`insert into unplanned (workspace_id, connection_id, side, record_id)
    select distinct ${workspaceId}::uuid, c.id, r.side, r.id
    from json_to_recordset(${jsonText(rows)}::json) as r(side text, id text, contact uuid)
    left join mirror_contact m on m.workspace_id = ${workspaceId} and m.id = r.contact
    join connection c on c.workspace_id = ${workspaceId} and c.side = 'xero'
      and (m.connection_id is null or m.connection_id = c.id)
    where c.id is distinct from ${except ?? null}::uuid
    on conflict (workspace_id, connection_id, side, record_id) do update set after_run = null`.execute(db)
}

/** Puts the planning of these contacts off until the run that writes them is through. */
export async function deferUnplanned(
  db: Db,
  workspaceId: string,
  connectionId: string,
  contacts: readonly { readonly contactId: string; readonly runId: string }[],
): Promise<void> {
  if (contacts.length === 0) return
  await sql`insert into unplanned (workspace_id, connection_id, side, record_id, after_run)
    select distinct ${workspaceId}::uuid, ${connectionId}::uuid, 'xero', r."contactId", r."runId"
    from json_to_recordset(${jsonText(contacts)}::json) as r("contactId" text, "runId" uuid)
    on conflict (workspace_id, connection_id, side, record_id) do update set after_run = excluded.after_run`.execute(
    db,
  )
}

/** What is to be planned for one Xero organisation; for any when it is left out. */
export async function listUnplanned(
  db: Db,
  workspaceId: string,
  rowsMax: number,
  connectionId?: string,
): Promise<RecordIds> {
  const rows = await db
    .selectFrom('unplanned')
    .select(['side', 'record_id'])
    .distinct()
    .where('workspace_id', '=', workspaceId)
    .$if(connectionId !== undefined, (q) => q.where('connection_id', '=', connectionId ?? ''))
    .where(
      sql<boolean>`(after_run is null or not exists (
        select from run where run.id = unplanned.after_run and run.state = 'applying'))`,
    )
    .orderBy('side')
    .orderBy('record_id')
    .limit(rowsMax)
    .execute()
  const ids = (side: 'capsule' | 'xero') =>
    rows.filter((row) => row.side === side).map((row) => row.record_id)
  return { parties: ids('capsule').map(Number), contacts: ids('xero') }
}

/** These records, or all, are planned for in one organisation; part of the commit that stores the plan. */
export async function clearUnplanned(
  db: Db,
  workspaceId: string,
  connectionId: string,
  planned: 'all' | RecordIds,
): Promise<void> {
  if (planned === 'all') {
    await db
      .deleteFrom('unplanned')
      .where('workspace_id', '=', workspaceId)
      .where('connection_id', '=', connectionId)
      .execute()
    return
  }
  for (const [side, ids] of [
    ['capsule', planned.parties.map(String)],
    ['xero', planned.contacts],
  ] as const) {
    if (ids.length === 0) continue
    await sql`delete from unplanned where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and side = ${side} and record_id in (select json_array_elements_text(${jsonText(ids)}::json))`.execute(
      db,
    )
  }
}
