import { sql } from 'kysely'
import type { ConnectionId, WorkspaceId } from '#core/model/ids.ts'
import type { Lane } from '#core/remote/governor.ts'
import { addToBudget } from './budget.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

export interface LoggedCall {
  readonly workspaceId: WorkspaceId
  readonly connectionId: ConnectionId
  readonly at: Date
  readonly method: string
  readonly endpoint: string
  readonly status: number | null
  readonly durationMs: number
  readonly lane: Lane
}

export async function saveApiCalls(db: Db, calls: readonly LoggedCall[]): Promise<void> {
  if (calls.length === 0) return
  await sql`insert into api_call (workspace_id, connection_id, at, method, endpoint, status, duration_ms)
    select r."workspaceId", r."connectionId", r.at, r.method, r.endpoint, r.status, r."durationMs"
    from jsonb_to_recordset(${jsonText(calls)}::jsonb) as r("workspaceId" uuid, "connectionId" uuid,
      at timestamptz, method text, endpoint text, status int, "durationMs" int)`.execute(db)
  await addToBudget(db, calls)
}

/** Calls of a connection since an instant. */
export async function countApiCalls(db: Db, connectionId: string, since: Date): Promise<number> {
  const row = await db
    .selectFrom('api_call')
    .select((e) => e.fn.countAll<number>().as('calls'))
    .where('connection_id', '=', connectionId)
    .where('at', '>=', since)
    .executeTakeFirstOrThrow()
  return Number(row.calls)
}
