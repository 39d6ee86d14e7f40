/** Enough to choose from before it is worth sorting them. */
const heapRows = 4_096

/**
 * The first rows in order, without sorting the others.
 *
 * @param key      smaller comes first; most rows are told apart by it alone
 * @param tie      the order among rows of one key
 * @param begin    false for rows of earlier pages; null on the first
 */
export function smallest(
  rows: Uint32Array,
  wanted: number,
  key: (row: number) => number,
  tie: (a: number, b: number) => number,
  begin: ((row: number, key: number) => boolean) | null,
): number[] {
  // Two rows without a value are equal; their difference would be no number.
  const compare = (a: number, b: number): number => {
    const [first, second] = [key(a), key(b)]
    return first === second ? tie(a, b) : first < second ? -1 : 1
  }
  let found: number[] = []
  let bound: number | null = null
  let boundKey = Number.POSITIVE_INFINITY
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0
    const own = key(row)
    if (bound !== null && (own > boundKey || (own === boundKey && tie(row, bound) >= 0))) continue
    if (begin !== null && !begin(row, own)) continue
    found.push(row)
    if (found.length < heapRows + wanted) continue
    found = found.sort(compare).slice(0, wanted)
    bound = found[wanted - 1] ?? null
    boundKey = bound === null ? Number.POSITIVE_INFINITY : key(bound)
  }
  return found.sort(compare).slice(0, wanted)
}
