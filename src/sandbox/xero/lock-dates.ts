import { type Day, dayText } from './days.ts'
import type { Store } from './store.ts'

/**
 * Nothing may be dated on or before a lock date, nor change there.
 *
 * @source xero.md, "4. Errors", known validation messages
 */
export function checkLock(store: Store, day: Day, problems: string[]) {
  const { periodLockDay, endOfYearLockDay } = store.organisation
  const locks = [
    ['period lock date', periodLockDay],
    ['end of year lock date', endOfYearLockDay],
  ] as const
  for (const [name, lock] of locks) {
    if (lock === undefined || day > lock) continue
    problems.push(`The document date cannot be before the ${name}, currently set at ${dayText(lock)}`)
    return
  }
}
