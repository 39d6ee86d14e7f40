import { type CivilDate, daysBetween } from '../civil-date.ts'
import type { DocumentStatus, LedgerCredit, LedgerSide, XeroDocument } from '../model/document.ts'
import { type Money, sumByCurrency } from '../money.ts'

/** What the balances need of an invoice or bill. */
export type OwedDocument = Pick<XeroDocument, 'kind' | 'status' | 'dueDate' | 'currency' | 'dueMinor'>
/** What they need of a credit note, prepayment or overpayment. */
export type CreditDocument = Pick<LedgerCredit, 'side' | 'status' | 'currency' | 'remainingMinor'>

const sideOf = ({ kind }: Pick<XeroDocument, 'kind'>): LedgerSide =>
  kind === 'invoice' ? 'sales' : 'purchases'

/** Something is owed on it: approved, and not paid or credited in full. */
export function isOpen(document: Pick<OwedDocument, 'status' | 'dueMinor'>): boolean {
  return document.status === 'AUTHORISED' && document.dueMinor > 0
}

/**
 * Whole days an open document is past its due date; 0 on the day itself, before it, and without one.
 *
 * @param today in the organisation's time zone
 */
export function daysLate(
  document: Pick<OwedDocument, 'status' | 'dueMinor' | 'dueDate'>,
  today: CivilDate,
): number {
  if (!isOpen(document) || document.dueDate === null) return 0
  return Math.max(0, daysBetween(document.dueDate, today))
}

/** What is owed on one side, per currency; nothing owed in a currency leaves it out. */
export function outstanding(documents: Iterable<OwedDocument>, side: LedgerSide): Money[] {
  return sumByCurrency(owed(documents, side).map(due))
}

/** The part of it whose due date has passed. */
export function overdue(documents: Iterable<OwedDocument>, side: LedgerSide, today: CivilDate): Money[] {
  return sumByCurrency(
    owed(documents, side)
      .filter((document) => daysLate(document, today) > 0)
      .map(due),
  )
}

/** How late the latest one is; null when nothing is overdue. */
export function oldestOverdueDays(
  documents: Iterable<OwedDocument>,
  side: LedgerSide,
  today: CivilDate,
): number | null {
  let oldest = 0
  for (const document of owed(documents, side)) oldest = Math.max(oldest, daysLate(document, today))
  return oldest > 0 ? oldest : null
}

/** Credit that can still be used: approved, neither allocated nor refunded. Never taken off what is outstanding. */
export function creditAvailable(credits: Iterable<CreditDocument>, side: LedgerSide): Money[] {
  return sumByCurrency(
    usable(credits, side).map(({ currency, remainingMinor }) => ({ minor: remainingMinor, currency })),
  )
}

export const owed = <D extends OwedDocument>(documents: Iterable<D>, side: LedgerSide): D[] =>
  [...documents].filter((document) => sideOf(document) === side && isOpen(document))

export const usable = <C extends CreditDocument>(credits: Iterable<C>, side: LedgerSide): C[] =>
  [...credits].filter((c) => c.side === side && c.status === 'AUTHORISED' && c.remainingMinor > 0)

const due = ({ currency, dueMinor }: OwedDocument): Money => ({ minor: dueMinor, currency })

/** Approved and not taken back: it counts in what was invoiced or credited. */
export const isStanding = (status: DocumentStatus): boolean => status === 'AUTHORISED' || status === 'PAID'
