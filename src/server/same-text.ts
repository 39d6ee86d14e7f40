import { createHash, timingSafeEqual } from 'node:crypto'

/** Constant-time comparison of a secret that was shown to us. */
export function sameText(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(expected))
}
