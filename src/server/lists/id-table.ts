import type { Level } from './smallest.ts'

/** Uuids in four words each, and the row of each: a twentieth of what a Map of texts takes. */
export interface IdTable {
  readonly size: number
  /** The row of this id; it gets the next free one when it is new. */
  rowOf(id: string): number
  /** The row of this id; -1 when it is not known. */
  find(id: string): number
  idAt(row: number): string
  /** Below zero when the first row's id comes first. */
  compare(a: number, b: number): number
  /** The same of a row and an id that may be nobody's, which `idWords` has read. */
  compareWith(row: number, words: Uint32Array): number
  /** Three numbers, one after the other, that order as the ids do; each times `sign`. */
  levels(sign: number): readonly Level[]
  /** One that tells apart ids that begin with 64 zeros, and most others. */
  shortLevel(sign: number): Level
  readonly bytes: number
}

export function createIdTable(): IdTable {
  let size = 0
  let words = new Uint32Array(4 * 1024)
  let slots = new Int32Array(2048)

  function place(row: number): void {
    let slot = hashAt(words, row) & (slots.length - 1)
    while ((slots[slot] ?? 0) !== 0) slot = (slot + 1) & (slots.length - 1)
    slots[slot] = row + 1
  }

  function grow(): void {
    const wider = new Uint32Array(words.length * 2)
    wider.set(words)
    words = wider
    slots = new Int32Array(slots.length * 2)
    for (let row = 0; row < size; row++) place(row)
  }

  /** The slot of the id that stands in `sought`, or the free one where it belongs. */
  function slotOf(): number {
    let slot = hashAt(sought, 0) & (slots.length - 1)
    for (;;) {
      const row = (slots[slot] ?? 0) - 1
      if (row < 0 || same(words, row, sought)) return slot
      slot = (slot + 1) & (slots.length - 1)
    }
  }
  const sought = new Uint32Array(4)

  return {
    get size() {
      return size
    },
    get bytes() {
      return words.byteLength + slots.byteLength
    },
    rowOf(id) {
      if ((size + 1) * 4 > words.length) grow()
      readWords(id, sought)
      const slot = slotOf()
      const known = (slots[slot] ?? 0) - 1
      if (known >= 0) return known
      words.set(sought, size * 4)
      slots[slot] = size + 1
      return size++
    },
    find(id) {
      readWords(id, sought)
      return (slots[slotOf()] ?? 0) - 1
    },
    idAt(row) {
      let hex = ''
      for (let i = 0; i < 4; i++) hex += (words[row * 4 + i] ?? 0).toString(16).padStart(8, '0')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
    },
    compare(a, b) {
      for (let i = 0; i < 4; i++) {
        const difference = (words[a * 4 + i] ?? 0) - (words[b * 4 + i] ?? 0)
        if (difference !== 0) return difference
      }
      return 0
    },
    compareWith(row, other) {
      for (let i = 0; i < 4; i++) {
        const difference = (words[row * 4 + i] ?? 0) - (other[i] ?? 0)
        if (difference !== 0) return difference
      }
      return 0
    },
    shortLevel: (sign) => (rows, count, into) => {
      for (let index = 0; index < count; index++) {
        const at = (rows[index] ?? 0) * 4
        const first = words[at] ?? 0
        // A number behind the zeros is below 2 ** 50; whatever does not begin with zeros comes after all of them.
        into[index] =
          sign *
          (first === 0 && words[at + 1] === 0
            ? Math.min((words[at + 2] ?? 0) * 2 ** 32 + (words[at + 3] ?? 0), 2 ** 52)
            : 2 ** 52 + first * 2 ** 20)
      }
    },
    // Of 53, 43 and 32 bits: a number holds no more without loss.
    levels: (sign) => [
      (rows, count, into) => {
        for (let index = 0; index < count; index++) {
          const at = (rows[index] ?? 0) * 4
          into[index] = sign * ((words[at] ?? 0) * 2 ** 21 + ((words[at + 1] ?? 0) >>> 11))
        }
      },
      (rows, count, into) => {
        for (let index = 0; index < count; index++) {
          const at = (rows[index] ?? 0) * 4
          into[index] = sign * (((words[at + 1] ?? 0) & 0x7ff) * 2 ** 32 + (words[at + 2] ?? 0))
        }
      },
      (rows, count, into) => {
        for (let index = 0; index < count; index++)
          into[index] = sign * (words[(rows[index] ?? 0) * 4 + 3] ?? 0)
      },
    ],
  }
}

/** For comparing with many rows. */
export function idWords(id: string): Uint32Array {
  const words = new Uint32Array(4)
  readWords(id, words)
  return words
}

function readWords(id: string, into: Uint32Array): void {
  into[0] = Number.parseInt(id.slice(0, 8), 16)
  into[1] = Number.parseInt(id.slice(9, 13) + id.slice(14, 18), 16)
  into[2] = Number.parseInt(id.slice(19, 23) + id.slice(24, 28), 16)
  into[3] = Number.parseInt(id.slice(28), 16)
}

function hashAt(words: Uint32Array, row: number): number {
  let hash = 0
  for (let i = 0; i < 4; i++) hash = Math.imul(hash ^ (words[row * 4 + i] ?? 0), 0x9e37_79b1) ^ (hash >>> 15)
  return (hash ^ (hash >>> 16)) >>> 0
}

const same = (words: Uint32Array, row: number, sought: Uint32Array): boolean =>
  words[row * 4] === sought[0] &&
  words[row * 4 + 1] === sought[1] &&
  words[row * 4 + 2] === sought[2] &&
  words[row * 4 + 3] === sought[3]
