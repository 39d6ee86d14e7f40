import type { Panel } from '#api/panel.ts'
import { type CivilDate, civilDate } from '#core/civil-date.ts'
import { creditAvailable, outstanding, overdue } from '#core/ledger/balances.ts'
import { daysToPay, daysToPayTrend } from '#core/ledger/days-to-pay.ts'
import type { figuresRows } from '#db/documents.ts'
import { isCredit, statusOf } from './document.ts'

type Row = Awaited<ReturnType<typeof figuresRows>>[number]
type Figures = Pick<Panel, 'outstanding' | 'overdue' | 'credit' | 'daysToPay' | 'bills'>

export const noFigures: Figures = { outstanding: [], overdue: [], credit: [], daysToPay: null, bills: null }

/** What stands above the documents, as docs/money.md defines it, over all of them and not only those listed. */
export function panelFigures(rows: readonly Row[], today: CivilDate, showBills: boolean): Figures {
  const documents = rows.flatMap((row) =>
    row.kind === 'invoice' || row.kind === 'bill'
      ? [
          {
            kind: row.kind,
            status: statusOf(row.status),
            date: dayOf(row.issued),
            dueDate: dayOf(row.due),
            fullyPaidOn: dayOf(row.paid_on),
            currency: row.currency,
            dueMinor: row.due_minor,
            paidMinor: row.paid_minor,
            credits: row.credits,
          },
        ]
      : [],
  )
  const credits = rows.flatMap((row) =>
    isCredit(row.kind)
      ? [
          {
            side: row.side,
            status: statusOf(row.status),
            currency: row.currency,
            remainingMinor: row.remaining_minor,
          },
        ]
      : [],
  )
  const usual = daysToPay(documents, today)
  const hasBills = documents.some(({ kind }) => kind === 'bill')
  return {
    outstanding: outstanding(documents, 'sales'),
    overdue: overdue(documents, 'sales', today),
    credit: creditAvailable(credits, 'sales'),
    daysToPay: usual && { ...usual, changeDays: daysToPayTrend(documents, today).changeDays },
    bills:
      showBills && hasBills
        ? {
            outstanding: outstanding(documents, 'purchases'),
            overdue: overdue(documents, 'purchases', today),
          }
        : null,
  }
}

const dayOf = (text: string | null): CivilDate | null => (text === null ? null : civilDate(text))

type Amounts = { currency: string; minor: number }[]

/** The figures of several organisations together; how long a customer takes to pay is the mean over their invoices. */
export function addedFigures(all: readonly Figures[]): Figures {
  const [first] = all
  if (!first) return noFigures
  if (all.length === 1) return first
  const bills = all.flatMap((each) => each.bills ?? [])
  return {
    outstanding: added(all.map((each) => each.outstanding)),
    overdue: added(all.map((each) => each.overdue)),
    credit: added(all.map((each) => each.credit)),
    daysToPay: meanDays(all.flatMap((each) => each.daysToPay ?? [])),
    bills:
      bills.length === 0
        ? null
        : {
            outstanding: added(bills.map((each) => each.outstanding)),
            overdue: added(bills.map((each) => each.overdue)),
          },
  }
}

function added(lists: readonly Figures['outstanding'][]): Amounts {
  const sums = new Map<string, number>()
  for (const { currency, minor } of lists.flatMap((list) => list ?? []))
    sums.set(currency, (sums.get(currency) ?? 0) + minor)
  return [...sums].map(([currency, minor]) => ({ currency, minor }))
}

function meanDays(all: readonly NonNullable<Figures['daysToPay']>[]): Figures['daysToPay'] {
  const [first] = all
  if (!first || all.length === 1) return first ?? null
  const invoices = all.reduce((sum, each) => sum + each.invoices, 0)
  const days = all.reduce((sum, each) => sum + each.days * each.invoices, 0) / Math.max(1, invoices)
  return { days: Math.round(days), invoices, changeDays: null }
}
