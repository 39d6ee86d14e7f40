import type { CivilDate } from '../civil-date.ts'
import type { LedgerCredit, LedgerInvoice, LedgerSide } from '../model/document.ts'
import type { Money } from '../money.ts'
import { type Ageing, ageing } from './ageing.ts'
import { creditAvailable, oldestOverdueDays, outstanding, overdue } from './balances.ts'
import { type BaseTotal, creditInBase, outstandingInBase, overdueInBase } from './base-currency.ts'
import { type DaysToPay, type DaysToPayTrend, daysToPay, daysToPayTrend } from './days-to-pay.ts'
import {
  type LastInvoice,
  type LastPayment,
  type LifetimeValue,
  lastInvoice,
  lastPayment,
  lifetimeValue,
} from './history.ts'

/** All documents of one contact, in any order and of any status. */
export interface Ledger {
  readonly documents: readonly LedgerInvoice[]
  readonly credits: readonly LedgerCredit[]
}

/** Money one side owes the other. */
export interface SideFigures {
  readonly outstanding: readonly Money[]
  readonly overdue: readonly Money[]
  readonly oldestOverdueDays: number | null
  readonly creditAvailable: readonly Money[]
  readonly ageing: readonly Ageing[]
  readonly outstandingInBase: BaseTotal
  readonly overdueInBase: BaseTotal
  readonly creditInBase: BaseTotal
}

/** What is shown of a customer's money. Every figure is defined in docs/money.md. */
export interface CustomerFigures extends SideFigures {
  readonly daysToPay: DaysToPay | null
  readonly daysToPayTrend: DaysToPayTrend
  readonly lifetimeValue: readonly LifetimeValue[]
  readonly lastInvoice: LastInvoice | null
  readonly lastPayment: LastPayment | null
}

export interface FiguresOptions {
  /** In the organisation's time zone: `civilDateIn(timeZone, nowMs)`. */
  readonly today: CivilDate
  /** ISO 4217. */
  readonly baseCurrency: string
}

export function customerFigures(ledger: Ledger, options: FiguresOptions): CustomerFigures {
  const { documents, credits } = ledger
  return {
    ...sideFigures(ledger, 'sales', options),
    daysToPay: daysToPay(documents, options.today),
    daysToPayTrend: daysToPayTrend(documents, options.today),
    lifetimeValue: lifetimeValue(documents, credits),
    lastInvoice: lastInvoice(documents),
    lastPayment: lastPayment(documents, credits),
  }
}

/** The same balances on the supplier side are about bills and the credit we have with them. */
export function sideFigures(
  { documents, credits }: Ledger,
  side: LedgerSide,
  { today, baseCurrency }: FiguresOptions,
): SideFigures {
  return {
    outstanding: outstanding(documents, side),
    overdue: overdue(documents, side, today),
    oldestOverdueDays: oldestOverdueDays(documents, side, today),
    creditAvailable: creditAvailable(credits, side),
    ageing: ageing(documents, side, today),
    outstandingInBase: outstandingInBase(documents, side, baseCurrency),
    overdueInBase: overdueInBase(documents, side, today, baseCurrency),
    creditInBase: creditInBase(credits, side, baseCurrency),
  }
}
