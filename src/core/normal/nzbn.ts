/**
 * A New Zealand Business Number: a GS1 location number that begins with 94 and ends with its check digit.
 *
 * @param digits  without spaces
 */
export function isNzbn(digits: string): boolean {
  if (!/^94\d{11}$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < 12; i++) sum += Number(digits[i]) * (i % 2 === 0 ? 1 : 3)
  return (10 - (sum % 10)) % 10 === Number(digits[12])
}
