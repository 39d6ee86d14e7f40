import { addDays, addMonths, type CivilDate, civilDate } from '../civil-date.ts'

export const paymentTermTypes = [
  'DAYSAFTERBILLDATE',
  'DAYSAFTERBILLMONTH',
  'OFCURRENTMONTH',
  'OFFOLLOWINGMONTH',
] as const

/** When what is dated a day is due. @source reference/xero.md "7. Contacts", PaymentTerms */
export interface PaymentTerms {
  /** Days, or a day of the month. */
  readonly day: number
  readonly type: (typeof paymentTermTypes)[number]
}

/** Never before the day itself. A day a month does not have is its last. */
export function dueDate(date: CivilDate, terms: PaymentTerms): CivilDate {
  const due = dueBy(date, terms)
  return due < date ? date : due
}

function dueBy(date: CivilDate, { day, type }: PaymentTerms): CivilDate {
  switch (type) {
    case 'DAYSAFTERBILLDATE':
      return addDays(date, day)
    case 'DAYSAFTERBILLMONTH':
      return addDays(lastOf(date), day)
    case 'OFCURRENTMONTH':
      return dayOf(firstOf(date), day)
    case 'OFFOLLOWINGMONTH':
      return dayOf(addMonths(firstOf(date), 1), day)
  }
}

const firstOf = (date: CivilDate): CivilDate => civilDate(`${date.slice(0, 8)}01`)
const lastOf = (date: CivilDate): CivilDate => addDays(addMonths(firstOf(date), 1), -1)

function dayOf(first: CivilDate, day: number): CivilDate {
  const last = lastOf(first)
  const wanted = addDays(first, Math.max(day, 1) - 1)
  if (wanted > last) return last
  return wanted
}
