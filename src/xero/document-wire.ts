import type { XeroWireLine, XeroWirePaymentRow } from '#contracts/xero/documents.ts'
import type { DocumentPayment, LedgerLine, LineAmounts } from '#core/model/document.ts'
import { minorFromDecimal } from '#core/money.ts'
import { dayOf } from './dates.ts'

type Amount = number | null | undefined

/** Amounts of one document in minor units of its currency; what is absent is 0. */
export function minorIn(currency: string): (amount: Amount) => number {
  return (amount) => (amount ? minorFromDecimal(amount, currency) : 0)
}

/** Shortest decimal text, never in exponent form. */
export function decimal(value: Amount): string | null {
  if (value === null || value === undefined) return null
  const short = String(value)
  // Below 1e-6 only; Xero sends at most six decimals.
  return short.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : short
}

/** Missing, null and "" are one value. @source reference/xero.md §1 */
export function text(value: string | null | undefined): string | null {
  return value ? value : null
}

/** @source reference/xero.md §8.1 "LineItem" */
export function linesFromWire(
  lines: readonly XeroWireLine[] | null | undefined,
  currency: string,
): LedgerLine[] {
  const minor = minorIn(currency)
  return (lines ?? []).map((line) => ({
    id: text(line.LineItemID)?.toLowerCase() ?? null,
    description: text(line.Description),
    quantity: decimal(line.Quantity),
    unitAmount: decimal(line.UnitAmount),
    lineMinor: minor(line.LineAmount),
    taxMinor: minor(line.TaxAmount),
    itemCode: text(line.ItemCode),
    accountCode: text(line.AccountCode),
    taxType: text(line.TaxType),
    discountRate: decimal(line.DiscountRate),
    tracking: (line.Tracking ?? []).flatMap((t) =>
      t.Name && t.Option ? [{ category: t.Name, option: t.Option }] : [],
    ),
  }))
}

/** Payments, or a credit's refunds, that still stand. */
export function paymentsFromWire(
  payments: readonly XeroWirePaymentRow[] | null | undefined,
  currency: string,
): DocumentPayment[] {
  const minor = minorIn(currency)
  return (payments ?? []).flatMap((payment): DocumentPayment[] => {
    const date = dayOf(payment.Date)
    if (!date || payment.Status === 'DELETED') return []
    const id = payment.PaymentID.toLowerCase()
    return [{ id, date, amountMinor: minor(payment.Amount), reference: text(payment.Reference) }]
  })
}

/** `Exclusive` in most documents, `EXCLUSIVE` in quotes; exclusive when nothing is said. */
export function lineAmountsFromWire(value: string | null | undefined): LineAmounts {
  switch (value?.toLowerCase()) {
    case 'inclusive':
      return 'inclusive'
    case 'notax':
      return 'no_tax'
    default:
      return 'exclusive'
  }
}
