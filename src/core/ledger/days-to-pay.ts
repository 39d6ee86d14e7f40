import { addDays, addMonths, type CivilDate, daysBetween } from '../civil-date.ts'
import type { LedgerInvoice } from '../model/document.ts'

/** What the days to pay need of an invoice. */
export type PaidInvoice = Pick<LedgerInvoice, 'kind' | 'status' | 'date' | 'fullyPaidOn' | 'paidMinor'> & {
  readonly credits: readonly Pick<LedgerInvoice['credits'][number], 'kind'>[]
}

export interface DaysToPay {
  /** Whole days from the invoice's date to the day it was paid in full; halves count up. */
  readonly days: number
  /** How many invoices stand behind it. */
  readonly invoices: number
}

export interface DaysToPayTrend {
  /** Paid in the last 90 days; null when there is none. */
  readonly recent: DaysToPay | null
  /** Paid in the 12 months before those 90 days. */
  readonly before: DaysToPay | null
  /** Whole days the mean has moved, from the exact means; positive is slower. Null when either is missing. */
  readonly changeDays: number | null
}

const recentDays = 90

/**
 * How long the customer takes: the mean over sales invoices paid in full in the last 12 months, each counted once
 * whatever its size. Null without any.
 *
 * An invoice nobody paid money for, written off by credit notes alone, says nothing about paying and is left out.
 * One settled on or before its own date counts as 0 days.
 *
 * @param today in the organisation's time zone; its own payments count, later ones do not yet
 */
export function daysToPay(invoices: Iterable<PaidInvoice>, today: CivilDate): DaysToPay | null {
  return shown(sumOf(invoices, addMonths(today, -12), today))
}

export function daysToPayTrend(invoices: Iterable<PaidInvoice>, today: CivilDate): DaysToPayTrend {
  const all = [...invoices]
  const turn = addDays(today, -recentDays)
  const recent = sumOf(all, turn, today)
  const before = sumOf(all, addMonths(turn, -12), turn)
  const known = recent.count > 0 && before.count > 0
  return {
    recent: shown(recent),
    before: shown(before),
    // The means as one fraction, so that nothing is rounded twice.
    changeDays: known
      ? rounded(recent.days * before.count - before.days * recent.count, recent.count * before.count)
      : null,
  }
}

/** Days of one invoice; null when it does not count. */
function daysOf(invoice: PaidInvoice): number | null {
  if (invoice.kind !== 'invoice' || invoice.status !== 'PAID') return null
  if (invoice.date === null || invoice.fullyPaidOn === null) return null
  const withMoney = invoice.paidMinor > 0 || invoice.credits.some((credit) => credit.kind !== 'credit_note')
  return withMoney ? Math.max(0, daysBetween(invoice.date, invoice.fullyPaidOn)) : null
}

interface Sum {
  readonly days: number
  readonly count: number
}

/** Over what was paid after the first day, up to and including the second. */
function sumOf(invoices: Iterable<PaidInvoice>, after: CivilDate, until: CivilDate): Sum {
  let days = 0
  let count = 0
  for (const invoice of invoices) {
    const { fullyPaidOn } = invoice
    if (fullyPaidOn === null || fullyPaidOn <= after || fullyPaidOn > until) continue
    const taken = daysOf(invoice)
    if (taken === null) continue
    days += taken
    count++
  }
  return { days, count }
}

const shown = ({ days, count }: Sum): DaysToPay | null =>
  count === 0 ? null : { days: rounded(days, count), invoices: count }

/** Quotient of integers to the nearest whole number, halves away from zero. */
function rounded(dividend: number, divisor: number): number {
  const magnitude = Math.floor((2 * Math.abs(dividend) + divisor) / (2 * divisor))
  return dividend < 0 && magnitude !== 0 ? -magnitude : magnitude
}
