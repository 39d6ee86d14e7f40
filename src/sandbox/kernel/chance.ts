/** Chance and ids of a sandbox, all from one seed, so that a run can be repeated exactly. */
export interface Chance {
  /** 0 <= x < 1. */
  next(): number
  /** Whole number, both ends included. */
  int(min: number, max: number): number
  pick<T>(items: readonly T[]): T
  uuid(): string
  /** `length` characters of [A-Za-z0-9]; for tokens and codes of the sandbox only. */
  text(length: number): string
  /** Where it stands; `resume` continues from there. */
  state(): number
  resume(state: number): void
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** mulberry32: small, fast, good enough for test data; never for secrets. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  const hex = (length: number) => Array.from({ length }, () => int(0, 15).toString(16)).join('')
  return {
    next,
    int,
    pick(items) {
      const item = items[int(0, items.length - 1)]
      if (item === undefined) throw new Error('pick from an empty list')
      return item
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[int(0, 3)]}${hex(3)}-${hex(12)}`,
    text: (length) => Array.from({ length }, () => alphabet[int(0, alphabet.length - 1)]).join(''),
    state: () => state,
    resume(from) {
      state = from >>> 0
    },
  }
}
