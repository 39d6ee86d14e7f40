import { sql } from 'kysely'
import type { Lane } from '#core/remote/governor.ts'
import { jsonText } from './json-text.ts'
import type { Db } from './open.ts'

export interface BudgetCall {
  readonly workspaceId: string
  readonly connectionId: string
  readonly at: Date
  readonly lane: Lane
  readonly status: number | null
}

/** Counts calls by hour and lane; kept when the calls themselves are long removed. */
export async function addToBudget(db: Db, calls: readonly BudgetCall[]): Promise<void> {
  const groups = Map.groupBy(calls, ({ connectionId, at, lane }) => `${connectionId} ${hourOf(at)} ${lane}`)
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    return [
      {
        workspaceId: first.workspaceId,
        connectionId: first.connectionId,
        hour: hourOf(first.at),
        lane: first.lane,
        calls: group.length,
        refused: group.filter((call) => call.status === 429).length,
      },
    ]
  })
  if (rows.length === 0) return
  await sql`insert into budget as b (workspace_id, connection_id, hour, lane, calls, refused)
    select r."workspaceId", r."connectionId", r.hour, r.lane, r.calls, r.refused
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as r("workspaceId" uuid, "connectionId" uuid,
      hour timestamptz, lane text, calls int, refused int)
    on conflict (connection_id, hour, lane) do update set calls = b.calls + excluded.calls,
      refused = b.refused + excluded.refused`.execute(db)
}

const hourMs = 3_600_000
const hourOf = (at: Date): string => new Date(Math.floor(at.getTime() / hourMs) * hourMs).toISOString()

export interface BudgetHour {
  readonly hour: Date
  readonly lane: string
  readonly calls: number
  readonly refused: number
}

/** What a connection used since then, by hour and lane. */
export async function budgetSince(db: Db, connectionId: string, since: Date): Promise<BudgetHour[]> {
  return db
    .selectFrom('budget')
    .select(['hour', 'lane', 'calls', 'refused'])
    .where('connection_id', '=', connectionId)
    .where('hour', '>=', since)
    .orderBy('hour')
    .execute()
}
