/** Texts that many rows share, by number. */
export interface Dictionary {
  readonly texts: readonly string[]
  /** The number of this text; a new one when it is new. */
  of(text: string): number
  /** -1 when no row ever had it. */
  find(text: string): number
  /** For each number where its text stands in order; equal order means equal text. */
  ranks(): Float64Array
  /** Where a text that may not be among them would stand. */
  rankOf(text: string): number
}

export function createDictionary(): Dictionary {
  const texts: string[] = []
  const numbers = new Map<string, number>()
  /** Numbers in the order of their texts, and the place of each among them. */
  let sorted: readonly number[] = []
  let ranks = new Float64Array(0)

  /** New texts are merged in: a new customer does not have all others sorted anew. */
  function order(): void {
    if (sorted.length === texts.length) return
    const fresh = Array.from({ length: texts.length - sorted.length }, (_, index) => sorted.length + index)
    fresh.sort((a, b) => byText(texts[a] ?? '', texts[b] ?? ''))
    const merged: number[] = []
    let next = 0
    for (const number of fresh) {
      const text = texts[number] ?? ''
      for (let known = sorted[next]; known !== undefined; known = sorted[next]) {
        if (byText(texts[known] ?? '', text) > 0) break
        merged.push(known)
        next++
      }
      merged.push(number)
    }
    for (; next < sorted.length; next++) merged.push(sorted[next] ?? 0)
    sorted = merged
    ranks = new Float64Array(merged.length)
    for (const [rank, number] of merged.entries()) ranks[number] = rank
  }

  return {
    texts,
    of(text) {
      const known = numbers.get(text)
      if (known !== undefined) return known
      numbers.set(text, texts.length)
      texts.push(text)
      return texts.length - 1
    },
    find: (text) => numbers.get(text) ?? -1,
    ranks() {
      order()
      return ranks
    },
    rankOf(text) {
      order()
      const known = numbers.get(text)
      if (known !== undefined) return ranks[known] ?? 0
      let low = 0
      let high = sorted.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (byText(texts[sorted[middle] ?? 0] ?? '', text) < 0) low = middle + 1
        else high = middle
      }
      return low - 0.5
    },
  }
}

/** By code units, the same on every machine. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
