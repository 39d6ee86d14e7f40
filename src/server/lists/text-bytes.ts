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
  let marks = new Int32Array(1024 * markWords)
  // The first bytes of each as a number, so that ordering seldom reads the texts.
  let beginnings = new Float64Array(1024)

  return {
    get bytes() {
      return (
        starts.byteLength + lengths.byteLength + bytes.byteLength + marks.byteLength + beginnings.byteLength
      )
    },
    set(row, text) {
      while (row >= starts.length) {
        starts = wider(starts, new Uint32Array(starts.length * 2))
        lengths = wider(lengths, new Uint16Array(lengths.length * 2))
        marks = wider(marks, new Int32Array(marks.length * 2))
        beginnings = wider(beginnings, new Float64Array(beginnings.length * 2))
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
      markPairs(bytes, starts[row] ?? 0, written, marks, row * markWords)
      beginnings[row] = beginningOf(bytes, starts[row] ?? 0, written)
    },
    beginning: (row) => beginnings[row] ?? 0,
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
      const wanted = new Int32Array(markWords)
      markPairs(sought, 0, size, wanted, 0)
      const [m0 = 0, m1 = 0, m2 = 0, m3 = 0] = wanted
      const has = marks
      return (row) => {
        const mark = row * markWords
        if (((has[mark] ?? 0) & m0) !== m0 || ((has[mark + 1] ?? 0) & m1) !== m1) return false
        if (((has[mark + 2] ?? 0) & m2) !== m2 || ((has[mark + 3] ?? 0) & m3) !== m3) return false
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

/** A row's marks: one of 128 bits for each pair of neighbours. */
const markWords = 4

function markPairs(text: Uint8Array, start: number, size: number, marks: Int32Array, at: number): void {
  for (let word = 0; word < markWords; word++) marks[at + word] = 0
  for (let next = start + 1; next < start + size; next++) {
    const mark = Math.imul((text[next - 1] ?? 0) * 256 + (text[next] ?? 0), 0x9e37_79b1) >>> 25
    const word = at + (mark >> 5)
    marks[word] = (marks[word] ?? 0) | (1 << (mark & 31))
  }
}

function wider<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array>(
  from: T,
  to: T,
): T {
  to.set(from)
  return to
}
