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
  let ordered: { readonly ranks: Float64Array; readonly sorted: readonly string[] } | null = null

  function order() {
    if (ordered === null || ordered.ranks.length !== texts.length) {
      const sorted = [...texts].sort(byText)
      const ranks = new Float64Array(texts.length)
      for (const [rank, text] of sorted.entries()) ranks[numbers.get(text) ?? 0] = rank
      ordered = { ranks, sorted }
    }
    return ordered
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
    ranks: () => order().ranks,
    rankOf(text) {
      const { ranks, sorted } = order()
      const known = numbers.get(text)
      if (known !== undefined) return ranks[known] ?? 0
      let low = 0
      let high = sorted.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (byText(sorted[middle] ?? '', text) < 0) low = middle + 1
        else high = middle
      }
      return low - 0.5
    },
  }
}

/** By code units, the same on every machine. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
