import { sql } from 'kysely'
import type { Cause } from '#core/problem/cause.ts'
import { nextTryMs } from '#core/remote/backoff.ts'
import { type Access, operationVisible } from './access.ts'
import { inChunks } from './chunks.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'
import type { ProblemTable, StoredError } from './tables.ts'

/** A failed write that no problem counts yet. */
export interface UnfiledFailure {
  readonly id: string
  readonly kind: string
  readonly side: 'capsule' | 'xero'
  readonly after: unknown
  readonly error: StoredError | null
  readonly ended_at: Date | null
}

export async function unfiledFailures(db: Db, workspaceId: string, limit: number): Promise<UnfiledFailure[]> {
  return db
    .selectFrom('operation as o')
    .innerJoin('run', 'run.id', 'o.run_id')
    .leftJoin('problem_record as r', 'r.operation_id', 'o.id')
    .select(['o.id', 'o.kind', 'o.side', 'o.after', 'o.error', 'o.ended_at'])
    .where('o.workspace_id', '=', workspaceId)
    .where('o.state', '=', 'failed')
    .where('r.operation_id', 'is', null)
    .orderBy('o.ended_at')
    .limit(limit)
    .execute()
}

/** Adds failures to the problem of their cause; one that was resolved opens again. */
export async function fileFailures(
  tx: Db,
  workspaceId: string,
  problem: { readonly id: string; readonly cause: Cause; readonly message: string },
  failures: readonly { readonly operationId: string; readonly at: Date }[],
): Promise<void> {
  const times = failures.map(({ at }) => at.getTime())
  const lastAt = new Date(Math.max(...times))
  const { retries } = problem.cause
  const { id, tries } = await upsertProblem(tx, workspaceId, problem, {
    firstAt: new Date(Math.min(...times)),
    lastAt,
    state: retries ? 'scheduled' : 'open',
    nextAt: null,
  })
  if (retries) await setProblem(tx, id, { next_at: new Date(lastAt.getTime() + nextTryMs(tries)) })
  await inChunks(failures, (chunk) =>
    tx
      .insertInto('problem_record')
      .values(
        chunk.map(({ operationId, at }) => ({
          operation_id: operationId,
          workspace_id: workspaceId,
          problem_id: id,
          at,
          state: 'open' as const,
          asked_by: null,
          asked: null,
          how: null,
        })),
      )
      .onConflict((c) => c.column('operation_id').doNothing())
      .execute(),
  )
}

export async function upsertProblem(
  tx: Db,
  workspaceId: string,
  { id, cause, message }: { readonly id: string; readonly cause: Cause; readonly message: string },
  seen: {
    readonly firstAt: Date
    readonly lastAt: Date
    readonly state: 'open' | 'scheduled'
    readonly nextAt: Date | null
  },
): Promise<{ readonly id: string; readonly tries: number }> {
  const row = await sql<{ id: string; tries: number }>`
    insert into problem as p (id, workspace_id, cause, source, side, connection_id, kind, code, fields, title, message, fix, state,
      first_at, last_at, next_at, tries)
    values (${id}, ${workspaceId}, ${cause.hash}, ${cause.source}, ${cause.side}, ${cause.connectionId}::uuid, ${cause.kind}, ${cause.code},
      ${jsonText(cause.fields)}::jsonb, ${cause.title}, ${message}, ${cause.fix}, ${seen.state},
      ${seen.firstAt.toISOString()}::timestamptz, ${seen.lastAt.toISOString()}::timestamptz,
      ${seen.nextAt?.toISOString() ?? null}::timestamptz, 1)
    on conflict (workspace_id, cause) do update set
      last_at = greatest(p.last_at, excluded.last_at),
      next_at = excluded.next_at,
      message = excluded.message,
      fix = excluded.fix,
      tries = case
        when p.state = 'resolved' then 1
        -- Looked at again before its time: that was no try.
        when p.next_at > excluded.last_at then p.tries
        else p.tries + 1
      end,
      first_at = case when p.state = 'resolved' then excluded.first_at else p.first_at end,
      assigned_to = case when p.state = 'resolved' then null else p.assigned_to end,
      closed_at = case when p.state = 'ignored' then p.closed_at end,
      closed_by = case when p.state = 'ignored' then p.closed_by end,
      closed_how = case when p.state = 'ignored' then p.closed_how end,
      state = case when p.state = 'ignored' then p.state else excluded.state end
    returning id, tries`.execute(tx)
  const [first] = row.rows
  if (!first) throw new Error('an upsert answers its row')
  return first
}

/** A write that failed and does not stand as failed any more, with what followed for the same record. */
export interface Followed {
  /** A kind of `failureTable`, or a word of our own. */
  readonly kind: string
  readonly operation_id: string
  readonly problem_id: string
  readonly asked_by: string | null
  readonly asked: 'retry' | 'without' | null
  /** State of the latest later write of the record; null when there was none. */
  readonly later: 'planned' | 'sent' | 'done' | 'failed' | null
  /** The record is still to be read or planned. */
  readonly pending: boolean
  readonly excluded: boolean
  /** Who changed the rules since it failed, and when last. */
  readonly rules_by: string | null
}

export async function followedRecords(db: Db, workspaceId: string, limit: number): Promise<Followed[]> {
  const rows = await sql<Followed>`
    select r.operation_id, r.problem_id, p.kind, r.asked_by, r.asked, later.state as later,
      exists (select 1 from unplanned u where u.workspace_id = r.workspace_id and
        ((u.side = 'xero' and u.record_id = o.contact_id::text) or (u.side = 'capsule' and u.record_id = o.party_id::text)))
      or exists (select 1 from dirty d where d.workspace_id = r.workspace_id and
        ((d.side = 'xero' and d.record_id = o.contact_id::text) or (d.side = 'capsule' and d.record_id = o.party_id::text)))
        as pending,
      exists (select 1 from exclusion e where e.workspace_id = r.workspace_id and
        ((e.side = 'xero' and e.record_id = o.contact_id::text) or (e.side = 'capsule' and e.record_id = o.party_id::text)))
        as excluded,
      (select w.changed_by from rule w where w.workspace_id = r.workspace_id and w.changed_at > r.at
        order by w.version desc limit 1) as rules_by
    from problem_record r
    join problem p on p.id = r.problem_id
    join operation o on o.id = r.operation_id
    left join lateral (
      select l.state from operation l
      where l.workspace_id = r.workspace_id and l.id <> o.id and l.state <> 'skipped'
        and (l.contact_id = o.contact_id or (o.contact_id is null and l.party_id = o.party_id))
        and coalesce(l.ended_at > coalesce(o.ended_at, r.at), true)
      order by l.ended_at desc nulls first, l.seq desc limit 1
    ) later on true
    where r.workspace_id = ${workspaceId} and r.state = 'open' and o.state <> 'failed'
    order by r.at
    limit ${limit}`.execute(db)
  return rows.rows
}

export async function closeRecords(
  tx: Db,
  records: readonly {
    readonly operationId: string
    readonly state: 'again' | 'resolved'
    readonly how: string | null
  }[],
  at: Date,
): Promise<void> {
  await inChunks(records, (chunk) =>
    sql`update problem_record p set state = r.state, how = r.how, resolved_at = ${at.toISOString()}::timestamptz
      from jsonb_to_recordset(${jsonText(chunk)}::jsonb) as r("operationId" uuid, state text, how text)
      where p.operation_id = r."operationId"`.execute(tx),
  )
}

/** Problems of records with none left are resolved; what they say is how most of their records were. */
export async function closeEmptyProblems(tx: Db, workspaceId: string, at: Date): Promise<number> {
  const result =
    await sql`update problem p set state = 'resolved', closed_at = ${at.toISOString()}::timestamptz,
      closed_by = null, next_at = null, tries = 0,
      closed_how = coalesce((
        select r.how from problem_record r where r.problem_id = p.id and r.state = 'resolved' and r.how is not null
        group by r.how order by max(r.resolved_at) desc, count(*) desc limit 1), 'The cause went away.')
    where p.workspace_id = ${workspaceId} and p.source = 'operation' and p.state in ('open', 'scheduled', 'ignored')
      and not exists (select 1 from problem_record r where r.problem_id = p.id and r.state = 'open')`.execute(
      tx,
    )
  return Number(result.numAffectedRows ?? 0)
}

/** Faults of a connection that are over. */
export async function closeConnectionProblems(
  tx: Db,
  workspaceId: string,
  connectionId: string,
  how: string,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('problem')
    .set({ state: 'resolved', closed_at: at, closed_by: null, closed_how: how, next_at: null, tries: 0 })
    .where('workspace_id', '=', workspaceId)
    .where('source', '=', 'connection')
    .where('connection_id', '=', connectionId)
    .where('state', '<>', 'resolved')
    .execute()
}

/** Whether the connection answered a call as it should, or was made anew, since then. */
export async function answeredSince(
  db: Db,
  connectionId: string,
  since: Date,
  connectedOnly: boolean,
): Promise<boolean> {
  const from = since.toISOString()
  const row = await sql<{ answered: boolean }>`select exists (
      select 1 from connection c where c.id = ${connectionId}::uuid and c.state = 'connected'
        and (c.connected_at > ${from}::timestamptz or (not ${connectedOnly} and exists (
          select 1 from api_call a where a.connection_id = c.id and a.at > ${from}::timestamptz
            and a.status between 200 and 399)))) as answered`.execute(db)
  return row.rows[0]?.answered ?? false
}

export async function openConnectionProblems(db: Db, workspaceId: string) {
  return db
    .selectFrom('problem')
    .select(['id', 'side', 'connection_id', 'kind', 'tries', 'last_at', 'next_at'])
    .where('workspace_id', '=', workspaceId)
    .where('source', '=', 'connection')
    .where('state', '<>', 'resolved')
    .execute()
}

export async function problemById(db: Db, workspaceId: string, id: string) {
  return db
    .selectFrom('problem')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Operations of a problem that failed and were not followed by anything yet, as far as they may be seen. */
export async function openFailures(db: Db, access: Access, problemId: string, operationId: string | null) {
  return db
    .selectFrom('problem_record as r')
    .innerJoin('operation as o', 'o.id', 'r.operation_id')
    .innerJoin('run', 'run.id', 'o.run_id')
    .selectAll('o')
    .select('run.kind as run_kind')
    .where('r.workspace_id', '=', access.workspaceId)
    .where('r.problem_id', '=', problemId)
    .where('r.state', '=', 'open')
    .where(operationVisible(access, 'o'))
    .$if(operationId !== null, (q) => q.where('o.id', '=', operationId))
    .orderBy('r.at')
    .execute()
}

/** The writes of problems whose next try has come; each problem is answered once for each of its times. */
export async function takeDueRetries(
  tx: Db,
  workspaceId: string,
  at: Date,
): Promise<{ readonly id: string; readonly contact_id: string | null; readonly party_id: number | null }[]> {
  const due = await tx
    .updateTable('problem')
    .set({ next_at: null })
    .where('workspace_id', '=', workspaceId)
    .where('source', '=', 'operation')
    .where('state', '=', 'scheduled')
    .where('next_at', '<=', at)
    .returning('id')
    .execute()
  if (due.length === 0) return []
  return tx
    .selectFrom('problem_record as r')
    .innerJoin('operation as o', 'o.id', 'r.operation_id')
    .select(['o.id', 'o.contact_id', 'o.party_id'])
    .where(
      'r.problem_id',
      'in',
      due.map(({ id }) => id),
    )
    .where('r.state', '=', 'open')
    .where('o.state', '=', 'failed')
    .execute()
}

export async function noteAsked(
  tx: Db,
  operationIds: readonly string[],
  asked: 'retry' | 'without',
  by: string,
): Promise<void> {
  if (operationIds.length === 0) return
  await tx
    .updateTable('problem_record')
    .set({ asked, asked_by: by })
    .where('operation_id', 'in', operationIds)
    .execute()
}

export async function setProblem(
  tx: Db,
  id: string,
  values: Partial<Pick<ProblemTable, 'state' | 'assigned_to' | 'closed_by' | 'closed_how'>> & {
    readonly closed_at?: Date | null
    readonly next_at?: Date | null
  },
): Promise<void> {
  await tx.updateTable('problem').set(values).where('id', '=', id).execute()
}
