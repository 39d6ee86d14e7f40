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
      below += key < bound ? 1 : 0
      equal += key === bound ? 1 : 0
    }
    if (below + equal < wanted && below + equal < count) continue
    if (equal === count) return pick(rows, count, wanted, ordering, depth + 1)
    const smaller = new Uint32Array(below)
    for (let index = 0, at = 0; at < below; index++) {
      if ((keys[index] ?? 0) < bound) smaller[at++] = rows[index] ?? 0
    }
    // Where nothing could be left out all are sorted.
    const front =
      below < count
        ? pick(smaller, below, wanted, ordering, depth)
        : sorted(smaller, ordering).slice(0, wanted)
    if (front.length >= wanted) return front
    if (below > few) level(rows, count, keys)
    const same = roomFor(depth, equal)
    for (let index = 0, at = 0; at < equal; index++) {
      same[at] = rows[index] ?? 0
      at += keys[index] === bound ? 1 : 0
    }
    return [...front, ...pick(same, equal, wanted - front.length, ordering, depth + 1)]
  }
}

/** Rows that are equal at a depth, of which there may be as many as rows. */
const rooms: Uint32Array[] = []
function roomFor(depth: number, size: number): Uint32Array {
  let room = rooms[depth]
  if (room === undefined || room.length < size) {
    room = new Uint32Array(Math.ceil(size * 1.2))
    rooms[depth] = room
  }
  return room
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
