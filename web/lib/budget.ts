import type { ConnectionBudget, Lane } from '#api/budget.ts'

export const laneWord: Readonly<Record<Lane, string>> = {
  interactive: 'For people',
  event: 'Changes',
  sweep: 'Looking for changes',
  backfill: 'First reading and writing',
}

/** Widths of the bar in percent: what is used, and what is expected to be used besides. */
export function barOf({ limit, left, forecastLeft, reserved }: ConnectionBudget) {
  if (limit === null || left === null || limit === 0) return null
  const percent = (calls: number) => Math.min(100, Math.max(0, (calls / limit) * 100))
  const used = percent(limit - left)
  const expected = forecastLeft === null ? 0 : Math.min(100 - used, percent(left - forecastLeft))
  return { used, expected, reserved: Math.min(100, percent(reserved)) }
}

/** The largest of some hours, at least one, so that an idle day is not drawn as a busy one. */
export const tallest = ({ hours }: ConnectionBudget): number =>
  Math.max(1, ...hours.map(({ lanes }) => lanes.reduce((sum, each) => sum + each.calls, 0)))
