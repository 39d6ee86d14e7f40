import type { Budget, ConnectionBudget } from '#api/budget.ts'
import { forecastLeft, type HourOfLane } from '#core/budget/forecast.ts'
import { keptCalls } from '#core/budget/shares.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import { CAPSULE_PACE, lanes } from '#core/remote/governor.ts'
import { budgetSince } from '#db/budget.ts'
import { type Connection, listConnections } from '#db/connections.ts'
import type { Engine } from '#sync/engine.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

export async function budgetView(engine: Engine, workspaceId: WorkspaceId): Promise<Budget> {
  await engine.accounts.flush()
  const connections = await listConnections(engine.db, workspaceId)
  const live = connections.filter((each) => each.state === 'connected')
  return { connections: await Promise.all(live.map((each) => connectionBudget(engine, each))) }
}

async function connectionBudget(engine: Engine, connection: Connection): Promise<ConnectionBudget> {
  const now = engine.now()
  const thisHour = Math.floor(now / hourMs) * hourMs
  const midnight = Math.floor(now / dayMs) * dayMs
  const rows = await budgetSince(engine.db, connection.id, new Date(thisHour - 23 * hourMs))
  const hours = rows.flatMap((row): HourOfLane[] => {
    const lane = lanes.find((each) => each === row.lane)
    return lane ? [{ at: row.hour.getTime(), lane, calls: row.calls }] : []
  })
  const { usage, side } = connection
  const resetAt = usage?.resetAt ?? null
  const isCurrent = usage !== null && resetAt !== null && resetAt > now
  const left = isCurrent ? usage.left : null
  const limit = usage?.limit ?? null
  const window = usage?.window ?? (side === 'xero' ? 'day' : 'hour')
  const reserved =
    window === 'hour'
      ? CAPSULE_PACE.interactiveReserve
      : limit === null
        ? 0
        : Math.round(keptCalls('backfill', limit, isCurrent ? (resetAt - now) / dayMs : 1))
  const forecast = isCurrent && left !== null ? forecastLeft(hours, { left, resetAt }, now) : null
  const pausedUntil = usage?.pausedUntil && usage.pausedUntil > now ? usage.pausedUntil : null
  const sum = (some: readonly HourOfLane[]) => some.reduce((total, each) => total + each.calls, 0)
  const byLane = (some: readonly HourOfLane[]) =>
    lanes.flatMap((lane) => {
      const calls = sum(some.filter((each) => each.lane === lane))
      return calls === 0 ? [] : [{ lane, calls }]
    })
  return {
    connectionId: connection.id,
    side,
    organisation: connection.organisationName,
    window,
    left,
    limit,
    used: left === null || limit === null ? null : Math.max(0, limit - left),
    resetAt: isCurrent ? new Date(resetAt).toISOString() : null,
    reserved,
    forecastLeft: forecast,
    pausedUntil: pausedUntil === null ? null : new Date(pausedUntil).toISOString(),
    usedToday: sum(hours.filter((each) => each.at >= midnight)),
    lanes: byLane(hours),
    refused: rows.reduce((total, row) => total + row.refused, 0),
    hours: Array.from({ length: 24 }, (_, n) => {
      const at = thisHour - (23 - n) * hourMs
      return { at: new Date(at).toISOString(), lanes: byLane(hours.filter((each) => each.at === at)) }
    }),
    words: wordsOf(connection, { left, limit, reserved, forecast, isPaused: pausedUntil !== null }),
  }
}

function wordsOf(
  { side }: Connection,
  at: {
    readonly left: number | null
    readonly limit: number | null
    readonly reserved: number
    readonly forecast: number | null
    readonly isPaused: boolean
  },
): string {
  const name = side === 'capsule' ? 'Capsule' : 'Xero'
  const span = side === 'capsule' ? 'for this hour' : 'for today'
  if (at.isPaused) return `${name} takes no calls for now. Work goes on by itself when it does.`
  if (at.left === null || at.limit === null)
    return `${name} says with each answer how many calls are left; it has not been asked in this window yet.`
  if (at.left <= at.reserved && side === 'xero')
    return 'Few calls are left: changes are written later and more at a time, and a back-fill waits. What a person asks for still goes at once.'
  if (at.forecast !== null && side === 'xero' && at.forecast < at.limit * 0.05)
    return 'At this pace the calls are used up before the window ends. Changes will then be written more at a time.'
  return `Enough calls are left ${span}.`
}
