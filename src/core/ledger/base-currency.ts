import type { CivilDate } from '../civil-date.ts'
import type { LedgerCredit, LedgerSide, XeroDocument } from '../model/document.ts'
import { convertMinor, type Money, sumByCurrency } from '../money.ts'
import { type CreditDocument, daysLate, type OwedDocument, owed, usable } from './balances.ts'

type Rated = Pick<XeroDocument, 'currency' | 'currencyRate'>
export type RatedOwed = OwedDocument & Rated
export type RatedCredit = CreditDocument & Pick<LedgerCredit, 'currencyRate'>

/** A total over several currencies, in the organisation's own; to be shown as converted. */
export interface BaseTotal extends Money {
  /** True when any of it was converted, at its document's own rate. */
  readonly converted: boolean
  /** What has no rate and is not in `minor`. */
  readonly unconverted: readonly Money[]
}

/** Each amount is rounded by itself, as Xero books it, and then summed. */
export function inBaseCurrency(amounts: Iterable<Money & Rated>, baseCurrency: string): BaseTotal {
  const sums: Money[] = []
  const unconverted: Money[] = []
  let converted = false
  for (const { minor, currency, currencyRate } of amounts) {
    if (currency === baseCurrency) {
      sums.push({ minor, currency })
      continue
    }
    const base = currencyRate === null ? null : convertMinor({ minor, currency }, currencyRate, baseCurrency)
    if (base === null) unconverted.push({ minor, currency })
    else {
      sums.push({ minor: base, currency: baseCurrency })
      converted = true
    }
  }
  return {
    minor: sumByCurrency(sums)[0]?.minor ?? 0,
    currency: baseCurrency,
    converted,
    unconverted: sumByCurrency(unconverted),
  }
}

/** What is owed on one side, in the organisation's currency. */
export function outstandingInBase(
  documents: Iterable<RatedOwed>,
  side: LedgerSide,
  baseCurrency: string,
): BaseTotal {
  const amounts = owed(documents, side).map((d) => ({ ...rated(d), minor: d.dueMinor }))
  return inBaseCurrency(amounts, baseCurrency)
}

/** The part of it whose due date has passed. */
export function overdueInBase(
  documents: Iterable<RatedOwed>,
  side: LedgerSide,
  today: CivilDate,
  baseCurrency: string,
): BaseTotal {
  const late = owed(documents, side).filter((document) => daysLate(document, today) > 0)
  return outstandingInBase(late, side, baseCurrency)
}

/** Unused credit of one side, in the organisation's currency. */
export function creditInBase(
  credits: Iterable<RatedCredit>,
  side: LedgerSide,
  baseCurrency: string,
): BaseTotal {
  const amounts = usable(credits, side).map((c) => ({ ...rated(c), minor: c.remainingMinor }))
  return inBaseCurrency(amounts, baseCurrency)
}

const rated = ({ currency, currencyRate }: Rated): Rated => ({ currency, currencyRate })
