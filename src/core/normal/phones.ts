/**
 * The last eight digits of a telephone number, which agree however country, trunk and area codes were
 * written; null when there are fewer. Evidence beside other evidence, never an identity.
 */
export function phoneKey(text: string): string | null {
  const digits = text
    .normalize('NFKC')
    .replace(/(?:ext|x)\.?\s*\d+\s*$/i, '')
    .replace(/\D+/g, '')
  if (digits.length < 8) return null
  const key = digits.slice(-8)
  return /^(\d)\1+$/.test(key) ? null : key
}
