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
