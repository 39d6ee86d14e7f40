/**
 * JSON that PostgreSQL takes. It stores neither U+0000 nor half of a surrogate pair, in text as in jsonb, and
 * one such character in one record would refuse a whole batch: the first is left out, the second becomes U+FFFD.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  // JSON escapes both, so text without an escape has neither; that is nearly every batch.
  if (!text.includes('\\u')) return text
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? storable(inner) : inner,
  )
}

/** The text without what PostgreSQL cannot store. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed()

/** The same as bytes, for a parameter of the type json with many records: it reaches the database without being copied letter by letter. */
export const jsonBytes = (value: unknown): Uint8Array => new TextEncoder().encode(jsonText(value))
