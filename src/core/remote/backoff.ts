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

/**
 * Milliseconds after which a record that the vendor could not take is tried again: a minute, then twice as long each
 * time, up to six hours.
 *
 * @param tries how often it failed
 */
export const nextTryMs = (tries: number): number =>
  Math.min(6 * 60 * 60_000, 60_000 * 2 ** Math.min(Math.max(tries, 1) - 1, 30))
