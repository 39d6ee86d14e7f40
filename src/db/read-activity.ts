import { sql } from 'kysely'
import { workspaceId as toWorkspaceId } from '#core/model/ids.ts'
import { type Access, operationVisible, partyVisible, seesAll } from './access.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

/** Writes that can be taken back from what is stored of them. */
export const undoableKinds: readonly string[] = [
  'capsule.party.create',
  'capsule.party.facts',
  'capsule.party.reference',
  'capsule.party.update',
  'capsule.task.complete',
  'capsule.task.create',
  'xero.contact.create',
  'xero.contact.reference',
  'xero.contact.update',
]

/** Of an undo only values are put back once more. */
export const redoableKinds: readonly string[] = ['capsule.party.update', 'xero.contact.update']

/** The marker of a page: the last run seen. */
export interface RunMarker {
  readonly startedAt: string
  readonly id: string
}

/** Runs that wrote something, are writing or wait, newest first; one more than `limit` when there are further ones. */
export async function listWritingRuns(db: Db, access: Access, after: RunMarker | null, limit: number) {
  return db
    .selectFrom('run')
    .selectAll()
    .where('workspace_id', '=', access.workspaceId)
    .where((e) =>
      e.or([
        // Somebody who sees some records alone hears of a run by what it wrote to those.
        ...(access.viewerId === null ? [e('undoes', 'is not', null)] : []),
        e.exists(
          e
            .selectFrom('operation as o')
            .select('o.id')
            .whereRef('o.run_id', '=', 'run.id')
            .where(operationVisible(access, 'o'))
            // What a comparison proposed and nobody approved wrote nothing.
            .where((w) =>
              w.or([
                w('run.state', 'in', ['applying', 'held']),
                w('o.state', 'in', ['done', 'failed', 'sent']),
              ]),
            ),
        ),
      ]),
    )
    .$if(after !== null, (q) =>
      q.where(
        sql<boolean>`(started_at, id) < (${after?.startedAt ?? null}::timestamptz, ${after?.id ?? null}::uuid)`,
      ),
    )
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export interface RunCount {
  readonly run_id: string
  readonly kind: string
  readonly state: string
  readonly count: number
  /** Of these, how many were taken back. */
  readonly undone: number
}

export async function countByRun(
  db: Db,
  workspaceId: string,
  runIds: readonly string[],
  access: Access = seesAll(toWorkspaceId(workspaceId)),
): Promise<RunCount[]> {
  if (runIds.length === 0) return []
  const result = await sql<RunCount>`
    select run_id, kind, state, count(*)::int as count, count(undone_by)::int as undone
    from operation
    where workspace_id = ${workspaceId}
      and run_id in (select json_array_elements_text(${jsonText(runIds)}::json)::uuid)
      and ${operationVisible(access, 'operation')}
    group by run_id, kind, state`.execute(db)
  return result.rows
}

/** Links each run made. */
export async function countLinksByRun(
  db: Db,
  access: Access,
  runIds: readonly string[],
): Promise<Map<string, number>> {
  if (runIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('link')
    .select((e) => ['run_id', e.fn.countAll<number>().as('count')])
    .where('workspace_id', '=', access.workspaceId)
    .where(partyVisible(access, sql.ref('link.party_id')))
    .where('run_id', 'in', runIds)
    .where('state', '=', 'active')
    .where('confidence', '<>', 'created')
    .groupBy('run_id')
    .execute()
  return new Map(rows.flatMap((row) => (row.run_id ? [[row.run_id, Number(row.count)] as const] : [])))
}

/** The run that undoes each of these, the newest where there are several. */
export async function undoersOf(
  db: Db,
  workspaceId: string,
  runIds: readonly string[],
): Promise<Map<string, string>> {
  if (runIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('run')
    .select(['id', 'undoes'])
    .where('workspace_id', '=', workspaceId)
    .where('undoes', 'in', runIds)
    .orderBy('started_at')
    .execute()
  return new Map(rows.flatMap((row) => (row.undoes ? [[row.undoes, row.id] as const] : [])))
}

/**
 * Operations of a run in the order of their plan, with the names of their records; one more than `limit` when there are
 * further ones. A page is marked by the last operation on it: its place in the plan would tell how many others there are.
 */
export async function listRunOperations(
  db: Db,
  access: Access,
  runId: string,
  afterId: string | null,
  limit: number,
) {
  return withNames(db, access)
    .where('o.run_id', '=', runId)
    .$if(afterId !== null, (q) =>
      q.where('o.seq', '>', (e) =>
        e
          .selectFrom('operation as last')
          .select('last.seq')
          .where('last.workspace_id', '=', access.workspaceId)
          .where('last.run_id', '=', runId)
          .where('last.id', '=', afterId ?? '')
          .where(operationVisible(access, 'last')),
      ),
    )
    .orderBy('o.seq')
    .limit(limit + 1)
    .execute()
}

/** Operations that were done and not taken back, newest first: of a run, or one of them. */
export async function doneOperations(
  db: Db,
  workspaceId: string,
  of: { readonly runId: string } | { readonly operationId: string },
  record: { readonly partyId: number | null; readonly contactId: string | null } | null = null,
) {
  return db
    .selectFrom('operation')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'done')
    .where('undone_by', 'is', null)
    .$if('runId' in of, (q) => q.where('run_id', '=', 'runId' in of ? of.runId : ''))
    .$if('operationId' in of, (q) => q.where('id', '=', 'operationId' in of ? of.operationId : ''))
    .$if(record !== null, (q) =>
      q.where((e) =>
        e.or([e('contact_id', '=', record?.contactId ?? null), e('party_id', '=', record?.partyId ?? null)]),
      ),
    )
    .orderBy('ended_at', 'desc')
    .orderBy('seq', 'desc')
    .execute()
}

/** The run that wrote last to the record, undoings aside; null when none did. */
export async function lastRunOf(
  db: Db,
  workspaceId: string,
  record: { readonly partyId: number | null; readonly contactId: string | null },
): Promise<string | null> {
  const row = await db
    .selectFrom('operation as o')
    .innerJoin('run as r', 'r.id', 'o.run_id')
    .select('o.run_id')
    .where('o.workspace_id', '=', workspaceId)
    .where('o.state', '=', 'done')
    .where('o.undone_by', 'is', null)
    .where('o.kind', 'in', undoableKinds)
    .where('r.kind', '<>', 'undo')
    .where((e) => e.or([e('o.contact_id', '=', record.contactId), e('o.party_id', '=', record.partyId)]))
    .orderBy('o.ended_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.run_id ?? null
}

export async function operationById(db: Db, workspaceId: string, id: string) {
  return db
    .selectFrom('operation')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** All operations of these runs, which are known to be few, with the names of their records. */
export async function operationsOfRuns(db: Db, access: Access, runIds: readonly string[]) {
  if (runIds.length === 0) return []
  return withNames(db, access)
    .where('o.run_id', 'in', [...runIds])
    .orderBy('o.seq')
    .execute()
}

function withNames(db: Db, access: Access) {
  return db
    .selectFrom('operation as o')
    .leftJoin('mirror_contact as c', (j) =>
      j.onRef('c.workspace_id', '=', 'o.workspace_id').onRef('c.id', '=', 'o.contact_id'),
    )
    .leftJoin('link as l', (j) =>
      j.onRef('l.workspace_id', '=', 'o.workspace_id').onRef('l.contact_id', '=', 'o.contact_id'),
    )
    .leftJoin('mirror_party as p', (j) =>
      j
        .onRef('p.workspace_id', '=', 'o.workspace_id')
        .on((e) => e('p.id', '=', sql<number>`coalesce(o.party_id, l.party_id)`)),
    )
    .selectAll('o')
    .select(['c.name as contact_name', 'p.name as party_name', 'p.id as known_party'])
    .where('o.workspace_id', '=', access.workspaceId)
    .where(operationVisible(access, 'o'))
}

export type NamedOperation = Awaited<ReturnType<typeof operationsOfRuns>>[number]
