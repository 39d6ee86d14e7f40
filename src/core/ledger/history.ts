import type { CivilDate } from '../civil-date.ts'
import type { LedgerCredit, LedgerInvoice } from '../model/document.ts'
import { type Money, sumByCurrency } from '../money.ts'
import { isStanding } from './balances.ts'

export type InvoicedDocument = Pick<
  LedgerInvoice,
  'id' | 'kind' | 'status' | 'date' | 'number' | 'currency' | 'subTotalMinor' | 'totalMinor' | 'payments'
>
export type HistoricCredit = Pick<
  LedgerCredit,
  'id' | 'kind' | 'side' | 'status' | 'date' | 'currency' | 'subTotalMinor' | 'totalMinor'
>

/** What a customer was ever invoiced, less credit notes; in one currency. May be below zero. */
export interface LifetimeValue {
  readonly currency: string
  /** Without tax: what the business earned. */
  readonly netMinor: number
  /** With tax: what the customer was asked for. */
  readonly grossMinor: number
}

export interface LastInvoice {
  readonly id: LedgerInvoice['id']
  readonly number: string | null
  readonly date: CivilDate
  readonly total: Money
}

export interface LastPayment {
  readonly date: CivilDate
  /** All that came in on that day, per currency. */
  readonly amounts: readonly Money[]
}

/** Drafts, voided and deleted documents do not count; payments do not change it. */
export function lifetimeValue(
  documents: Iterable<InvoicedDocument>,
  credits: Iterable<HistoricCredit>,
): LifetimeValue[] {
  const net: Money[] = []
  const gross: Money[] = []
  for (const { kind, status, currency, subTotalMinor, totalMinor } of documents) {
    if (kind !== 'invoice' || !isStanding(status)) continue
    net.push({ minor: subTotalMinor, currency })
    gross.push({ minor: totalMinor, currency })
  }
  for (const { kind, side, status, currency, subTotalMinor, totalMinor } of credits) {
    // Money paid ahead or too much is no sale, and giving it back is none undone.
    if (kind !== 'credit_note' || side !== 'sales' || !isStanding(status)) continue
    net.push({ minor: -subTotalMinor, currency })
    gross.push({ minor: -totalMinor, currency })
  }
  const nets = new Map(sumByCurrency(net).map(({ currency, minor }) => [currency, minor]))
  return sumByCurrency(gross).map(({ currency, minor }) => ({
    currency,
    netMinor: nets.get(currency) ?? 0,
    grossMinor: minor,
  }))
}

/** The approved sales invoice with the latest date; of one day the highest number. Null without any. */
export function lastInvoice(documents: Iterable<InvoicedDocument>): LastInvoice | null {
  let last: LastInvoice | null = null
  for (const { id, kind, status, number, date, currency, totalMinor } of documents) {
    if (kind !== 'invoice' || !isStanding(status) || date === null) continue
    const one = { id, number, date, total: { minor: totalMinor, currency } }
    if (last === null || isLater(one, last)) last = one
  }
  return last
}

function isLater(a: LastInvoice, b: LastInvoice): boolean {
  if (a.date !== b.date) return a.date > b.date
  if (a.number !== b.number) return (a.number ?? '') > (b.number ?? '')
  return a.id > b.id
}

/**
 * The latest day the customer's money came in: payments of sales invoices, prepayments and overpayments. Null
 * without any.
 */
export function lastPayment(
  documents: Iterable<InvoicedDocument>,
  credits: Iterable<HistoricCredit>,
): LastPayment | null {
  const received: { readonly date: CivilDate; readonly amount: Money }[] = []
  for (const { kind, status, currency, payments } of documents) {
    if (kind !== 'invoice' || !isStanding(status)) continue
    for (const { date, amountMinor } of payments)
      received.push({ date, amount: { minor: amountMinor, currency } })
  }
  for (const { kind, side, status, date, currency, totalMinor } of credits) {
    if (kind === 'credit_note' || side !== 'sales' || !isStanding(status) || date === null) continue
    received.push({ date, amount: { minor: totalMinor, currency } })
  }
  let date: CivilDate | null = null
  for (const one of received) if (date === null || one.date > date) date = one.date
  if (date === null) return null
  return { date, amounts: sumByCurrency(received.filter((r) => r.date === date).map((r) => r.amount)) }
}
