/** A number for each of the first `count` rows; smaller comes first. */
export type Level = (rows: Uint32Array, count: number, into: Float64Array) => void

export interface Ordering {
  /** Rows of equal numbers are told apart by those of the next level. */
  readonly levels: readonly Level[]
  /** Among rows whose numbers are all equal. */
  last(a: number, b: number): number
}

/** Where a page begins: after all rows of smaller numbers and some of the equal ones. */
export interface Start {
  /** Of the first level. */
  readonly key: number
  /** Of a row whose number is the same. */
  isAfter(row: number): boolean
}

/** So few are sorted at once. */
const few = 768
const samples = 1_024

// One question is answered at a time and to its end, so that all share these.
let keys = new Float64Array(0)
let chosen = new Uint32Array(0)

/** The first rows in order, without sorting the others. Beyond the samples it looks twice at each row. */
export function smallest(
  rows: Uint32Array,
  wanted: number,
  ordering: Ordering,
  start: Start | null,
): number[] {
  const [first] = ordering.levels
  if (chosen.length < rows.length) {
    chosen = new Uint32Array(Math.ceil(rows.length * 1.2))
    keys = new Float64Array(chosen.length)
  }
  if (start === null || !first) return pick(rows, rows.length, wanted, ordering, 0)
  first(rows, rows.length, keys)
  let count = 0
  for (let index = 0; index < rows.length; index++) {
    const key = keys[index] ?? 0
    if (key < start.key) continue
    const row = rows[index] ?? 0
    if (key === start.key && !start.isAfter(row)) continue
    chosen[count++] = row
  }
  return pick(chosen, count, wanted, ordering, 0)
}

function pick(rows: Uint32Array, count: number, wanted: number, ordering: Ordering, depth: number): number[] {
  const level = ordering.levels[depth]
  if (count <= few || !level) return sorted(rows.slice(0, count), ordering).slice(0, wanted)
  level(rows, count, keys)
  // Even steps, so that rows that come in some order are no worse than others.
  const sample = Float64Array.from(
    { length: samples },
    (_, n) => keys[Math.floor((n * count) / samples)] ?? 0,
  )
  sample.sort()
  for (let share = (wanted / count) * 1.5 * samples + 8; ; share *= 8) {
    const bound = share < samples ? (sample[Math.floor(share)] ?? Infinity) : Infinity
    let [below, equal] = [0, 0]
    for (let index = 0; index < count; index++) {
      const key = keys[index] ?? 0
      if (key < bound) below++
      else if (key === bound) equal++
    }
    if (below + equal < wanted && below + equal < count) continue
    // What is below goes to the front and what is equal to the bound behind it.
    const smaller = new Uint32Array(below)
    const same = new Uint32Array(below >= wanted ? 0 : equal)
    for (let index = 0, at = 0, sameAt = 0; index < count; index++) {
      const key = keys[index] ?? 0
      if (key < bound) smaller[at++] = rows[index] ?? 0
      else if (key === bound && sameAt < same.length) same[sameAt++] = rows[index] ?? 0
    }
    const narrower = below < count
    const front = narrower
      ? pick(smaller, below, wanted, ordering, depth)
      : sorted(smaller, ordering).slice(0, wanted)
    if (front.length >= wanted) return front
    return [...front, ...pick(same, same.length, wanted - front.length, ordering, depth + 1)]
  }
}

/** Small sets, or such that nothing tells apart but the last comparison. */
function sorted(rows: Uint32Array, { levels, last }: Ordering): number[] {
  const columns = levels.map((level) => {
    const into = new Float64Array(rows.length)
    level(rows, rows.length, into)
    return into
  })
  return Array.from(rows, (_, index) => index)
    .sort((a, b) => {
      for (const column of columns) {
        const [x, y] = [column[a] ?? 0, column[b] ?? 0]
        if (x !== y) return x < y ? -1 : 1
      }
      return last(rows[a] ?? 0, rows[b] ?? 0)
    })
    .map((index) => rows[index] ?? 0)
}
