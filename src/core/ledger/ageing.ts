import { assert } from '../assert.ts'
import type { CivilDate } from '../civil-date.ts'
import type { LedgerSide } from '../model/document.ts'
import { daysLate, type OwedDocument, owed } from './balances.ts'

/** By days past the due date; `current` is not late, or has no due date. */
export const ageingBuckets = ['current', 'days1to30', 'days31to60', 'days61to90', 'over90'] as const
export type AgeingBucket = (typeof ageingBuckets)[number]

/** What is owed in one currency, by how late it is. Credits not yet used stand apart, as in Xero's own report. */
export interface Ageing {
  readonly currency: string
  readonly minor: Readonly<Record<AgeingBucket, number>>
  readonly totalMinor: number
}

/** @param late whole days past the due date */
export function bucketOf(late: number): AgeingBucket {
  if (late <= 0) return 'current'
  if (late <= 30) return 'days1to30'
  if (late <= 60) return 'days31to60'
  return late <= 90 ? 'days61to90' : 'over90'
}

/** One row per currency something is owed in, in the order of their codes. */
export function ageing(documents: Iterable<OwedDocument>, side: LedgerSide, today: CivilDate): Ageing[] {
  const rows = new Map<string, Record<AgeingBucket, number>>()
  for (const document of owed(documents, side)) {
    const row = rows.get(document.currency) ?? noAgeing()
    row[bucketOf(daysLate(document, today))] += document.dueMinor
    rows.set(document.currency, row)
  }
  return [...rows]
    .map(([currency, minor]) => {
      const totalMinor = ageingBuckets.reduce((sum, bucket) => sum + minor[bucket], 0)
      assert(Number.isSafeInteger(totalMinor), `sum out of range in ${currency}`)
      return { currency, minor, totalMinor }
    })
    .sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

const noAgeing = (): Record<AgeingBucket, number> => ({
  current: 0,
  days1to30: 0,
  days31to60: 0,
  days61to90: 0,
  over90: 0,
})
