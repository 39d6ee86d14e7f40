import type { CivilDate } from '../civil-date.ts'
import { daysLate, isStanding, oldestOverdueDays } from '../ledger/balances.ts'
import { type BaseTotal, inBaseCurrency, outstandingInBase, overdueInBase } from '../ledger/base-currency.ts'
import { daysToPay } from '../ledger/days-to-pay.ts'
import { lastInvoice, lastPayment } from '../ledger/history.ts'
import type { CreditKind, DocumentPayment, LedgerCredit, XeroDocument } from '../model/document.ts'
import { decimalFromMinor } from '../money.ts'
import type { FactValue, FactValues } from './fact.ts'

/** What the facts need of an invoice or bill. */
export type FactDocument = Pick<
  XeroDocument,
  | 'id'
  | 'kind'
  | 'status'
  | 'number'
  | 'date'
  | 'dueDate'
  | 'fullyPaidOn'
  | 'currency'
  | 'currencyRate'
  | 'subTotalMinor'
  | 'totalMinor'
  | 'dueMinor'
  | 'paidMinor'
  | 'updatedAt'
> & {
  readonly payments: readonly DocumentPayment[]
  readonly credits: readonly { readonly kind: CreditKind }[]
}

export type FactCredit = Pick<
  LedgerCredit,
  'id' | 'kind' | 'side' | 'status' | 'date' | 'currency' | 'currencyRate' | 'subTotalMinor' | 'totalMinor'
>

/** All documents of one customer, over all contacts that stand for them. */
export interface FactLedger {
  readonly documents: readonly FactDocument[]
  readonly credits: readonly FactCredit[]
}

export interface FactDay {
  /** In the organisation's time zone. */
  readonly today: CivilDate
  /** ISO 4217. */
  readonly baseCurrency: string
}

/** The facts of a customer on a day. One without any approved sales invoice has empty amounts, not zeros. */
export function factValues({ documents, credits }: FactLedger, { today, baseCurrency }: FactDay): FactValues {
  const sales = documents.filter(({ kind, status }) => kind === 'invoice' && isStanding(status))
  const isCustomer = sales.length > 0
  const amount = (total: BaseTotal): FactValue =>
    // An amount without a rate has no place in the sum, and a sum without it would be wrong.
    isCustomer && total.unconverted.length === 0 ? decimalFromMinor(total.minor, baseCurrency) : null
  return {
    outstanding: amount(outstandingInBase(documents, 'sales', baseCurrency)),
    overdue: amount(overdueInBase(documents, 'sales', today, baseCurrency)),
    oldest_overdue_days: whole(oldestOverdueDays(documents, 'sales', today)),
    last_invoice: lastInvoice(documents)?.date ?? null,
    last_payment: lastPayment(documents, credits)?.date ?? null,
    average_days_to_pay: whole(daysToPay(documents, today)?.days ?? null),
    lifetime_value: amount(lifetimeInBase(sales, credits, baseCurrency)),
    currency: isCustomer ? [...new Set(sales.map(({ currency }) => currency))].sort().join(', ') : null,
  }
}

/** Sales invoices past their due date, the longest overdue first. */
export function overdueInvoices(ledger: FactLedger, today: CivilDate): readonly OverdueInvoice[] {
  return ledger.documents
    .flatMap((document) => {
      const days = document.kind === 'invoice' ? daysLate(document, today) : 0
      return days > 0 ? [{ document, days }] : []
    })
    .sort((a, b) => b.days - a.days || (a.document.id < b.document.id ? -1 : 1))
}

export interface OverdueInvoice {
  readonly document: FactDocument
  readonly days: number
}

function lifetimeInBase(
  sales: readonly FactDocument[],
  credits: readonly FactCredit[],
  baseCurrency: string,
): BaseTotal {
  const given = credits.filter(
    ({ kind, side, status }) => kind === 'credit_note' && side === 'sales' && isStanding(status),
  )
  const net = (sign: 1 | -1) => (document: FactDocument | FactCredit) => ({
    minor: sign * document.subTotalMinor,
    currency: document.currency,
    currencyRate: document.currencyRate,
  })
  return inBaseCurrency([...sales.map(net(1)), ...given.map(net(-1))], baseCurrency)
}

const whole = (days: number | null): FactValue => (days === null ? null : String(days))
