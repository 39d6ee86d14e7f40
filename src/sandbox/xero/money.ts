/** Money is whole cents everywhere in the sandbox; quantities, unit prices and rates stay numbers. */

function roundedDivision(dividend: bigint, divisor: bigint): number {
  const negative = dividend < 0n
  const magnitude = negative ? -dividend : dividend
  const rounded = Number((2n * magnitude + divisor) / (2n * divisor))
  return negative ? -rounded : rounded
}

/** A decimal as whole units of 10^-places, read from its decimal notation so that 1.005 is not 1.00499. */
function scaled(value: number, places: number): bigint {
  const text = Math.abs(value).toString()
  const plain = text.includes('e') ? Math.abs(value).toFixed(12) : text
  const [whole = '0', fraction = ''] = plain.split('.')
  const digits = BigInt(whole + fraction.padEnd(places, '0').slice(0, places))
  const up = (fraction[places] ?? '0') >= '5' ? 1n : 0n
  return value < 0 ? -(digits + up) : digits + up
}

export const toCents = (value: number) => Number(scaled(value, 2))

export const fromCents = (cents: number) => cents / 100

/** Rounds half away from zero at `places` decimals. */
export const roundTo = (value: number, places: number) => Number(scaled(value, places)) / 10 ** places

/** @source xero.md, "8.1 Invoice": round2(Quantity x UnitAmount x (100 - DiscountRate) / 100) */
export function lineCents(quantity: number, unitAmount: number, discountRate: number): number {
  const product = scaled(quantity, 4) * scaled(unitAmount, 4) * (1_000_000n - scaled(discountRate, 4))
  return roundedDivision(product, 1_000_000_000_000n)
}

/** Tax of one line in cents; `inclusive` when the line already contains it. */
export function taxCents(cents: number, ratePercent: number, inclusive: boolean): number {
  const rate = scaled(ratePercent, 4)
  return roundedDivision(BigInt(cents) * rate, inclusive ? 1_000_000n + rate : 1_000_000n)
}

/** A document's cents in the organisation's currency; the rate says how much one base unit buys. */
export const baseCents = (cents: number, rate: number) => (rate === 1 ? cents : Math.round(cents / rate))
