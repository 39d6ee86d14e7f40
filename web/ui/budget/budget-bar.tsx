import type { ConnectionBudget } from '#api/budget.ts'
import { barOf } from '../../lib/budget.ts'
import { numberText } from '../../lib/time.ts'
import { sideName } from '../../lib/words.ts'
import { Until } from '../until.tsx'
import classes from './budget.module.css'

/** Calls of one connection: used, expected, kept back, of how many. */
export function BudgetBar({ budget }: { budget: ConnectionBudget }) {
  const { side, organisation, left, limit, used, resetAt, window, forecastLeft, usedToday } = budget
  const bar = barOf(budget)
  const span = window === 'hour' ? 'this hour' : 'today'
  const label =
    used === null || limit === null || left === null
      ? `${sideName[side]}: ${numberText(usedToday)} calls today`
      : `${sideName[side]}: ${numberText(used)} of ${numberText(limit)} calls used ${span}`
  return (
    <div title={`${sideName[side]}, ${organisation}`}>
      <div className={classes.line}>
        <span className="num">{label}</span>
        <span className="quiet num">
          {forecastLeft !== null && window === 'day' && `${numberText(forecastLeft)} left at the end, `}
          {resetAt === null ? (
            ''
          ) : (
            <>
              starts anew <Until at={resetAt} />
            </>
          )}
        </span>
      </div>
      {bar !== null && (
        <div className={classes.bar} role="img" aria-label={label}>
          <span className={classes.used} style={{ width: `${bar.used}%` }} />
          <span className={classes.expected} style={{ width: `${bar.expected}%` }} />
          <span className={classes.reserved} style={{ width: `${bar.reserved}%` }} />
        </div>
      )}
    </div>
  )
}
