/**
 * Milliseconds to pause before attempt `attempt + 1`: full jitter, so that many callers do not return together.
 *
 * @param attempt 1 after the first failure
 * @param random  0 <= x < 1
 */
export function backoffMs(
  attempt: number,
  random: () => number,
  { baseMs = 500, capMs = 20_000 }: { readonly baseMs?: number; readonly capMs?: number } = {},
): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30))
  return Math.floor(random() * ceiling)
}
