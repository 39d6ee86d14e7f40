import type { LedgerSide } from '../model/document.ts'
import { creditInBase, outstandingInBase, type RatedCredit, type RatedOwed } from './base-currency.ts'

/** What one side owes by our documents, against the one figure Xero has for it; in the organisation's currency. */
export interface BalanceCheck {
  readonly outstandingMinor: number
  /** The same, less credit that is not used yet. */
  readonly netMinor: number
  readonly agrees: boolean
}

/**
 * Whether a balance of Xero's is explained by our documents. Whether Xero takes unused credit off is not documented,
 * so both readings are agreement; what has no rate cannot be compared, and is no difference either.
 *
 * @param theirsMinor Xero's `Outstanding`
 * @source reference/xero.md "7. Contacts", Balances
 */
export function checkBalance(
  ledger: { readonly documents: readonly RatedOwed[]; readonly credits: readonly RatedCredit[] },
  side: LedgerSide,
  baseCurrency: string,
  theirsMinor: number,
): BalanceCheck {
  const owed = outstandingInBase(ledger.documents, side, baseCurrency)
  const credit = creditInBase(ledger.credits, side, baseCurrency)
  const netMinor = owed.minor - credit.minor
  const incomparable = owed.unconverted.length > 0 || credit.unconverted.length > 0
  const agrees = incomparable || theirsMinor === owed.minor || theirsMinor === netMinor
  return { outstandingMinor: owed.minor, netMinor, agrees }
}
