/** So many at once take a few milliseconds. */
const turnRows = 8_192

/**
 * All rows by their keys, the first of which counts most, in turns, so that others are served in between.
 *
 * @param rows  are not changed
 * @param keys  one number for each row, by its place among the rows
 * @param turn  lets others go on
 */
export async function sortInTurns(
  rows: Uint32Array,
  keys: readonly Float64Array[],
  turn: () => Promise<void>,
): Promise<Uint32Array> {
  const isBefore = (a: number, b: number): boolean => compare(keys, a, b) < 0
  let places = Uint32Array.from(rows, (_, place) => place)
  for (let from = 0; from < places.length; from += turnRows) {
    places.subarray(from, from + turnRows).sort((a, b) => compare(keys, a, b))
    await turn()
  }
  let merged = new Uint32Array(places.length)
  for (let run = turnRows; run < places.length; run *= 2) {
    let done = 0
    for (let from = 0; from < places.length; from += run * 2) {
      const middle = Math.min(from + run, places.length)
      const end = Math.min(from + run * 2, places.length)
      for (let at = from, one = from, other = middle; at < end; at++) {
        const takesOne = one < middle && (other >= end || !isBefore(places[other] ?? 0, places[one] ?? 0))
        merged[at] = (takesOne ? places[one++] : places[other++]) ?? 0
        if (++done % (turnRows * 4) === 0) await turn()
      }
    }
    ;[places, merged] = [merged, places]
  }
  return places.map((place) => rows[place] ?? 0)
}

function compare(keys: readonly Float64Array[], a: number, b: number): number {
  for (const key of keys) {
    const [x, y] = [key[a] ?? 0, key[b] ?? 0]
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

/** Until what waits to be done has had its turn. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
