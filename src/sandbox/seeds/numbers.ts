/** Numbers that pass their checksum and that no authority has given out. */

const acnWeights = [8, 7, 6, 5, 4, 3, 2, 1]
const abnWeights = [3, 5, 7, 9, 11, 13, 15, 17, 19]

const weigh = (digits: string, weights: readonly number[]) =>
  weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0)

/**
 * An Australian company number, nine digits. Registrations have not reached the 900 millions.
 *
 * @param serial 0 to 999,999
 */
export function acn(serial: number): string {
  const digits = `99${String(serial).padStart(6, '0')}`
  return digits + ((10 - (weigh(digits, acnWeights) % 10)) % 10)
}

/** The business number of that company: two check digits before its company number. */
export function abn(serial: number): string {
  const company = acn(serial)
  return String(10 + 89 - (weigh(company, abnWeights) % 89)) + company
}

/** As people write it: `51 824 753 556`. */
export const spacedAbn = (digits: string): string =>
  `${digits.slice(0, 2)} ${digits.slice(2, 5)} ${digits.slice(5, 8)} ${digits.slice(8)}`
