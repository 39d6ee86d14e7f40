/** Records by key value; a list holds record numbers in ascending order. */
export class Blocks {
  readonly #lists = new Map<string, number | number[]>()

  /** Records are added in ascending order. */
  add(value: string, record: number): void {
    const known = this.#lists.get(value)
    if (known === undefined) this.#lists.set(value, record)
    else if (typeof known === 'number') {
      if (known !== record) this.#lists.set(value, [known, record])
    } else if (known.at(-1) !== record) known.push(record)
  }

  get(value: string): readonly number[] {
    const known = this.#lists.get(value)
    return known === undefined ? [] : typeof known === 'number' ? [known] : known
  }
}
