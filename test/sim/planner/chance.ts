/** A small, fast stream of chances from one number: the same number, the same stream. */
export class Chance {
  #state: number

  constructor(seed: number) {
    // Neighbouring seeds must not begin alike.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0
  }

  /** A stream that goes on as this one does from here. */
  copy(): Chance {
    const copy = new Chance(0)
    copy.#state = this.#state
    return copy
  }

  /** A number from 0, below `below`. */
  int(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }

  /** True once in `n` times. */
  oneIn(n: number): boolean {
    return this.int(n) === 0
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.int(values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }

  shuffled<Value>(values: readonly Value[]): Value[] {
    const rest = [...values]
    for (let i = rest.length - 1; i > 0; i--) {
      const j = this.int(i + 1)
      const [a, b] = [rest[i], rest[j]]
      if (a !== undefined && b !== undefined) {
        rest[i] = b
        rest[j] = a
      }
    }
    return rest
  }
}
