/** The searched text of each row, folded, in one run of bytes, with a mark for each pair of characters in it. */
export interface TextBytes {
  set(row: number, text: string): void
  /** Says of a row whether the word is in it. */
  matches(word: string): (row: number) => boolean
  /** The first six bytes as a number that orders as the texts do. */
  beginning(row: number): number
  /** Below zero when the first row's text comes first. */
  compare(a: number, b: number): number
  textAt(row: number): string
  readonly bytes: number
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const folded = (text: string): string => text.toLowerCase()

export function createTextBytes(): TextBytes {
  let starts = new Uint32Array(1024)
  let lengths = new Uint16Array(1024)
  let bytes = new Uint8Array(32 * 1024)
  let used = 0
  // Most rows are ruled out by a pair of the word that they have nowhere.
  let lowMarks = new Int32Array(1024)
  let highMarks = new Int32Array(1024)

  return {
    get bytes() {
      return starts.byteLength + lengths.byteLength + bytes.byteLength + lowMarks.byteLength * 2
    },
    set(row, text) {
      while (row >= starts.length) {
        starts = wider(starts, new Uint32Array(starts.length * 2))
        lengths = wider(lengths, new Uint16Array(lengths.length * 2))
        lowMarks = wider(lowMarks, new Int32Array(lowMarks.length * 2))
        highMarks = wider(highMarks, new Int32Array(highMarks.length * 2))
      }
      const short = folded(text).slice(0, textMax)
      while (used + short.length * 3 > bytes.length) bytes = wider(bytes, new Uint8Array(bytes.length * 2))
      const { written } = encoder.encodeInto(short, bytes.subarray(used))
      // A text of the same length takes the old one's place: only longer ones cost anything.
      const old = lengths[row] ?? 0
      if (written <= old) {
        const start = starts[row] ?? 0
        bytes.copyWithin(start, used, used + written)
      } else {
        starts[row] = used
        used += written
      }
      lengths[row] = written
      const [low, high] = marksOf(bytes, starts[row] ?? 0, written)
      lowMarks[row] = low
      highMarks[row] = high
    },
    beginning: (row) => beginningOf(bytes, starts[row] ?? 0, lengths[row] ?? 0),
    compare(a, b) {
      const [from, other] = [starts[a] ?? 0, starts[b] ?? 0]
      const [size, otherSize] = [lengths[a] ?? 0, lengths[b] ?? 0]
      for (let at = 0; at < size && at < otherSize; at++) {
        const difference = (bytes[from + at] ?? 0) - (bytes[other + at] ?? 0)
        if (difference !== 0) return difference
      }
      return size - otherSize
    },
    textAt: (row) =>
      decoder.decode(bytes.subarray(starts[row] ?? 0, (starts[row] ?? 0) + (lengths[row] ?? 0))),
    matches(word) {
      const sought = encoder.encode(folded(word))
      const [first = 0] = sought
      const size = sought.length
      const [text, from, long] = [bytes, starts, lengths]
      const [lows, highs] = [lowMarks, highMarks]
      const [low, high] = marksOf(sought, 0, size)
      return (row) => {
        if (((lows[row] ?? 0) & low) !== low || ((highs[row] ?? 0) & high) !== high) return false
        const start = from[row] ?? 0
        const last = start + (long[row] ?? 0) - size
        for (let at = start; at <= last; at++) {
          if (text[at] !== first) continue
          let k = 1
          while (k < size && text[at + k] === sought[k]) k++
          if (k === size) return true
        }
        return false
      }
    },
  }
}

/** Of a number and a reference; Xero's are shorter together, so nothing is cut in practice. */
const textMax = 4_000

const beginningBytes = 6
function beginningOf(text: Uint8Array, start: number, size: number): number {
  let number = 0
  for (let at = 0; at < beginningBytes; at++)
    number = number * 256 + (at < size ? (text[start + at] ?? 0) : 0)
  return number
}

/** Where a text that no row has stands among them. */
export const beginningOfText = (text: string): number => {
  const bytes = encoder.encode(text)
  return beginningOf(bytes, 0, bytes.length)
}

/** As texts in UTF-8 are ordered. */
export const compareTexts = (a: string, b: string): number =>
  Buffer.compare(encoder.encode(a), encoder.encode(b))

/** One of 64 bits for each pair of neighbours. */
function marksOf(text: Uint8Array, start: number, size: number): readonly [low: number, high: number] {
  let low = 0
  let high = 0
  for (let at = start + 1; at < start + size; at++) {
    const mark = (Math.imul((text[at - 1] ?? 0) * 256 + (text[at] ?? 0), 0x9e37_79b1) >>> 26) & 63
    if (mark < 32) low |= 1 << mark
    else high |= 1 << (mark - 32)
  }
  return [low, high]
}

function wider<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
