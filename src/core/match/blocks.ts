/** Records by key value; a list holds record numbers in ascending order. Built when it is first asked. */
export class Blocks {
  readonly #keysOf: (record: number) => readonly string[]
  readonly #records: number
  #lists: ReadonlyMap<string, number | number[]> | null = null

  /** @param keysOf  the values under which a record is found; asked for 0 to `records` - 1 */
  constructor(records: number, keysOf: (record: number) => readonly string[]) {
    this.#records = records
    this.#keysOf = keysOf
  }

  get(value: string): readonly number[] {
    this.#lists ??= this.#build()
    const known = this.#lists.get(value)
    return known === undefined ? nobody : typeof known === 'number' ? [known] : known
  }

  /** As `get(value).length`, without making a list. */
  count(value: string): number {
    this.#lists ??= this.#build()
    const known = this.#lists.get(value)
    return known === undefined ? 0 : typeof known === 'number' ? 1 : known.length
  }

  #build(): ReadonlyMap<string, number | number[]> {
    const lists = new Map<string, number | number[]>()
    for (let record = 0; record < this.#records; record++) {
      for (const value of this.#keysOf(record)) {
        const known = lists.get(value)
        if (known === undefined) lists.set(value, record)
        else if (typeof known === 'number') {
          if (known !== record) lists.set(value, [known, record])
        } else if (known.at(-1) !== record) known.push(record)
      }
    }
    return lists
  }
}

const nobody: readonly number[] = []
