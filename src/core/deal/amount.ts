import type { CapsuleOpportunity } from '../model/opportunity.ts'
import { minorFromDecimal } from '../money.ts'

/** Quantity and price of the line an opportunity becomes. */
export interface DealLine {
  /** Decimal text. */
  readonly quantity: string
  /** Decimal text with at most four places. @source reference/xero.md "Numbers" */
  readonly unitAmount: string
  /** What Xero makes of it before tax, in minor units. */
  readonly totalMinor: number
  readonly currency: string
}

const placesMax = 4

/**
 * Value times duration; null without a value. Capsule's amount is for one unit of the duration.
 *
 * @source reference/capsule.md §7; reference/xero.md §8.1 "Maths"
 */
export function dealLine(
  deal: Pick<CapsuleOpportunity, 'amount' | 'currency' | 'durationBasis' | 'duration'>,
  baseCurrency: string,
): DealLine | null {
  if (deal.amount === null) return null
  const currency = deal.currency ?? baseCurrency
  const units = deal.durationBasis === 'FIXED' ? 1 : (deal.duration ?? 1)
  const unitAmount = roundedTo(deal.amount, placesMax)
  return {
    quantity: String(units),
    unitAmount,
    totalMinor: minorFromDecimal(timesWhole(unitAmount, units), currency),
    currency,
  }
}

/** To so many places, halves away from zero, without needless zeros. */
export function roundedTo(decimal: string, places: number): string {
  const { negative, digits, scale } = parts(decimal)
  if (scale <= places) return text(negative, digits, scale)
  const cut = 10n ** BigInt(scale - places)
  return text(negative, (digits + cut / 2n) / cut, places)
}

function timesWhole(decimal: string, times: number): string {
  const { negative, digits, scale } = parts(decimal)
  return text(negative, digits * BigInt(times), scale)
}

function parts(decimal: string): {
  readonly negative: boolean
  readonly digits: bigint
  readonly scale: number
} {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? []
  return { negative: sign === '-', digits: BigInt(whole + fraction), scale: fraction.length }
}

function text(negative: boolean, digits: bigint, scale: number): string {
  const padded = digits.toString().padStart(scale + 1, '0')
  const whole = scale === 0 ? padded : padded.slice(0, -scale)
  const fraction = scale === 0 ? '' : padded.slice(-scale).replace(/0+$/, '')
  return `${negative && digits !== 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`
}
