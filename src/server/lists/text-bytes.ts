import type { Level } from './smallest.ts'

/** The searched text of each row, folded, in one run of bytes, with bitmaps of which rows have which pair of bytes. */
export interface TextBytes {
  set(row: number, text: string): void
  /** Where a word is; good until the next search or change. */
  search(word: string): Search
  /** Six bytes of each after the other as numbers that order as the texts do, as far as five of them go; times `sign`. */
  levels(sign: number): readonly Level[]
  /** Below zero when the first row's text comes first. */
  compare(a: number, b: number): number
  textAt(row: number): string
  readonly bytes: number
}

export interface Search {
  /** A bit for each row that may have the word: of row 40 the eighth of the second word. */
  readonly may: Uint32Array
  /** Every row with a bit has it, so that none need be looked at. */
  readonly sure: boolean
  has(row: number): boolean
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const folded = (text: string): string => text.toLowerCase()

/** @param searched without it every search looks at each row */
export function createTextBytes(searched = true): TextBytes {
  let starts = new Uint32Array(blockRows)
  let lengths = new Uint16Array(blockRows)
  let bytes = new Uint8Array(32 * blockRows)
  let used = 0
  // The first bytes of each as a number, so that ordering seldom reads the texts.
  let beginnings = new Float64Array(blockRows)
  // By block of rows and mark, a bit for each row.
  let marks = new Uint32Array(searched ? blockWords * marksMax : 0)
  let may = new Uint32Array(blockWords)

  function clearMarks(row: number): void {
    const bit = ~(1 << (row & 31))
    for (let at = wordAt(row, 0), mark = 0; mark < marksMax; mark++, at += blockWords) {
      marks[at] = (marks[at] ?? 0) & bit
    }
  }

  function setMarks(row: number, start: number, size: number): void {
    const bit = 1 << (row & 31)
    const first = wordAt(row, 0)
    const set = (mark: number) => {
      const at = first + mark * blockWords
      marks[at] = (marks[at] ?? 0) | bit
    }
    let before = 0
    for (let at = start; at < start + size; at++) {
      const byte = bytes[at] ?? 0
      const single = singleMark[byte] ?? noMark
      if (single !== noMark) set(single)
      if (at > start) set(pairMark(before, byte))
      before = byte
    }
  }

  return {
    get bytes() {
      return [starts, lengths, bytes, marks, beginnings, may].reduce((sum, one) => sum + one.byteLength, 0)
    },
    set(row, text) {
      while (row >= starts.length) {
        starts = wider(starts, new Uint32Array(starts.length * 2))
        lengths = wider(lengths, new Uint16Array(lengths.length * 2))
        beginnings = wider(beginnings, new Float64Array(beginnings.length * 2))
        marks = wider(marks, new Uint32Array(marks.length * 2))
        may = new Uint32Array(may.length * 2)
      }
      const short = folded(text).slice(0, textMax)
      while (used + short.length * 3 > bytes.length) bytes = wider(bytes, new Uint8Array(bytes.length * 2))
      const { written } = encoder.encodeInto(short, bytes.subarray(used))
      // A text of the same length takes the old one's place: only longer ones cost anything.
      const old = lengths[row] ?? 0
      if (searched && old > 0) clearMarks(row)
      if (written <= old) {
        const start = starts[row] ?? 0
        bytes.copyWithin(start, used, used + written)
      } else {
        starts[row] = used
        used += written
      }
      lengths[row] = written
      const start = starts[row] ?? 0
      if (searched) setMarks(row, start, written)
      beginnings[row] = beginningOf(bytes, start, written)
    },
    levels: (sign) => [
      (rows, count, into) => {
        const cells = beginnings
        for (let index = 0; index < count; index++) into[index] = sign * (cells[rows[index] ?? 0] ?? 0)
      },
      ...[1, 2, 3, 4].map(
        (part): Level =>
          (rows, count, into) => {
            for (let index = 0; index < count; index++) {
              const row = rows[index] ?? 0
              const skipped = Math.min(part * beginningBytes, lengths[row] ?? 0)
              into[index] =
                sign * beginningOf(bytes, (starts[row] ?? 0) + skipped, (lengths[row] ?? 0) - skipped)
            }
          },
      ),
    ],
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
    search(word) {
      const sought = encoder.encode(folded(word))
      const wanted = searched ? marksOf(sought) : []
      may.fill(0xffff_ffff)
      for (const mark of wanted) narrow(may, marks, mark)
      const [first = 0] = sought
      const size = sought.length
      const [text, from, long] = [bytes, starts, lengths]
      return {
        may,
        sure: size === 1 && wanted.length === 1,
        has(row) {
          const start = from[row] ?? 0
          const last = start + (long[row] ?? 0) - size
          for (let at = start; at <= last; at++) {
            if (text[at] !== first) continue
            let k = 1
            while (k < size && text[at + k] === sought[k]) k++
            if (k === size) return true
          }
          return false
        },
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

const blockRows = 1_024
const blockWords = blockRows / 32

/** Pairs share marks, so a mark says what may be; the commonest single bytes have one of their own. */
const pairMarks = 512
const singles = ' !"#$%&\'()*+,-./0123456789:;<=>?@abcdefghijklmnopqrstuvwxyz_|~'
const marksMax = pairMarks + 64
const noMark = 65_535
const singleMark = new Uint16Array(256).fill(noMark)
for (const [index, byte] of encoder.encode(singles).entries()) singleMark[byte] = pairMarks + index

const pairMark = (before: number, byte: number): number => Math.imul(before * 256 + byte, 0x9e37_79b1) >>> 23

const wordAt = (row: number, mark: number): number =>
  ((row >>> 10) * marksMax + mark) * blockWords + ((row & (blockRows - 1)) >>> 5)

/** What a text must have to have this one. */
function marksOf(sought: Uint8Array): number[] {
  const [only = 0] = sought
  const single = singleMark[only] ?? noMark
  if (sought.length === 1) return single === noMark ? [] : [single]
  return [...new Set(Array.from(sought.subarray(1), (byte, before) => pairMark(sought[before] ?? 0, byte)))]
}

function narrow(may: Uint32Array, marks: Uint32Array, mark: number): void {
  for (let first = 0, at = mark * blockWords; first < may.length; first += blockWords) {
    for (let word = 0; word < blockWords; word++) {
      may[first + word] = (may[first + word] ?? 0) & (marks[at + word] ?? 0)
    }
    at += marksMax * blockWords
  }
}

/** Of these rows those with the word, in their order, in the place of the first; says how many. */
export function keepFound({ may, sure, has }: Search, rows: Uint32Array, count: number): number {
  let kept = 0
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? 0
    if ((((may[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 0) continue
    if (sure || has(row)) rows[kept++] = row
  }
  return kept
}

function wider<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
