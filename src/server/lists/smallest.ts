/** Enough to choose from before it is worth sorting them. */
const heapRows = 4_096

/**
 * The first rows in order, without sorting the others.
 *
 * @param key      smaller comes first; most rows are told apart by it alone
 * @param compare  the whole order, of which the key is the beginning
 * @param begin    false for rows of earlier pages; null on the first
 */
export function smallest(
  rows: Uint32Array,
  wanted: number,
  key: (row: number) => number,
  compare: (a: number, b: number) => number,
  begin: ((row: number, key: number) => boolean) | null,
): number[] {
  let found: number[] = []
  let bound: number | null = null
  let boundKey = Number.POSITIVE_INFINITY
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0
    const own = key(row)
    if (bound !== null && (own > boundKey || (own === boundKey && compare(row, bound) >= 0))) continue
    if (begin !== null && !begin(row, own)) continue
    found.push(row)
    if (found.length < heapRows + wanted) continue
    found = found.sort(compare).slice(0, wanted)
    bound = found[wanted - 1] ?? null
    boundKey = bound === null ? Number.POSITIVE_INFINITY : key(bound)
  }
  return found.sort(compare).slice(0, wanted)
}
