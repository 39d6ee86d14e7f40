import type { NameForm } from '../normal/names.ts'

/** Words that many names share: they say little about which firm it is. */
const commonWords = new Set(
  'and the of for a co company group holdings services service solutions consulting consultants international global australia australian new zealand nz uk usa trust partners associates enterprises industries trading limited management systems technologies technology studio shop store centre center sons bros brothers de la le les der die das und et di'.split(
    ' ',
  ),
)

/** More words than any real name has would only cost time. */
const wordsCompared = 12

const weight = (word: string) => (commonWords.has(word) ? 0.25 : word.length === 1 ? 0.5 : 1)

/**
 * The names can belong to one firm or person: most words agree, one holds the other, one is the other's
 * initials, or they differ by a slip.
 */
export function areSimilar(a: NameForm, b: NameForm): boolean {
  if (a.key === b.key) return a.key !== ''
  const { matched, total, contained, distinctive } = overlap(a.words.split(' '), b.words.split(' '))
  if (distinctive && (contained || (2 * matched) / total >= 0.6)) return true
  if (isInitials(a, b) || isInitials(b, a)) return true
  const short = Math.min(a.key.length, b.key.length)
  return short >= 6 && withinEdits(a.key, b.key, short >= 12 ? 2 : 1)
}

interface Overlap {
  /** Weights of the words in common, and of all words of both. */
  readonly matched: number
  readonly total: number
  /** Every telling word of the shorter name is in the longer one. */
  readonly contained: boolean
  /** They have a telling word in common. */
  readonly distinctive: boolean
}

/** Common words count little, small slips are forgiven. */
function overlap(a: readonly string[], b: readonly string[]): Overlap {
  const left = a.slice(0, wordsCompared)
  const right = b.slice(0, wordsCompared)
  const free = [...right]
  let matched = 0
  let distinctive = false
  let missing = 0
  const [fewer, more] = left.length <= right.length ? [left, free] : [right, [...left]]
  for (const word of fewer) {
    const at = more.findIndex((other) => sameWord(word, other))
    if (at >= 0) {
      matched += weight(word)
      more.splice(at, 1)
      if (!commonWords.has(word) && word.length > 1) distinctive = true
    } else if (!commonWords.has(word)) missing++
  }
  const sum = (words: readonly string[]) => words.reduce((total, word) => total + weight(word), 0)
  return { matched, total: sum(left) + sum(right), contained: missing === 0, distinctive }
}

function sameWord(a: string, b: string): boolean {
  if (a === b) return true
  const short = Math.min(a.length, b.length)
  if (short < 5) return false
  return a.startsWith(b) || b.startsWith(a) || withinEdits(a, b, short >= 9 ? 2 : 1)
}

function isInitials(short: NameForm, long: NameForm): boolean {
  const words = long.words.split(' ')
  if (short.words.includes(' ') || words.length < 3 || short.key.length < 3) return false
  const initials = (all: readonly string[]) => all.map((word) => word[0] ?? '').join('')
  return initials(words) === short.key || initials(words.filter((word) => word !== 'and')) === short.key
}

/** Whether at most `edits` insertions, deletions or replacements turn one text into the other. */
export function withinEdits(a: string, b: string, edits: number): boolean {
  if (Math.abs(a.length - b.length) > edits) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  if (endA === start || endB === start) return endA - start + (endB - start) <= edits
  if (edits === 0) return false
  const restA = a.slice(start, endA)
  const restB = b.slice(start, endB)
  // Three choices at the first difference: at most 3^edits branches, and edits is at most 2.
  return (
    withinEdits(restA.slice(1), restB.slice(1), edits - 1) ||
    withinEdits(restA.slice(1), restB, edits - 1) ||
    withinEdits(restA, restB.slice(1), edits - 1)
  )
}
