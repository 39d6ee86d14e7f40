import type { NameForm } from '../normal/names.ts'
import { commonWords, countryWords, entityWords, joiningWords } from './common-words.ts'
import { relatePeople } from './people.ts'
import { isPlaceWord } from './places.ts'
import { isMisspelt } from './within-edits.ts'

/**
 * What two names say about each other.
 * `close`: a slip, another order of words. `similar`: one holds the other and adds what a firm leaves out of its
 * name. `akin`: much in common, but what differs tells branches, relatives and sister firms apart.
 */
export type Likeness = 'same' | 'close' | 'similar' | 'akin' | 'different'

/** More words than any real name has would only cost time. */
const wordsCompared = 12

const weight = (word: string) => (commonWords.has(word) ? 0.25 : word.length === 1 ? 0.5 : 1)

/** @param personal  one of them is known to be a person's name */
export function likeness(a: NameForm, b: NameForm, personal = false): Likeness {
  if (a.key === b.key) return a.key === '' ? 'different' : 'same'
  if (a.key === '' || b.key === '') return 'different'
  const left = a.words.split(' ').slice(0, wordsCompared)
  const right = b.words.split(' ').slice(0, wordsCompared)
  const people = relatePeople(left, right, personal && !(a.legal && b.legal))
  if (people !== null) return people
  const firms = relateFirms(a, b, left, right)
  // Beside a person's name a longer one is their firm or their family, and a likeness of letters says nothing.
  const isLooser = firms === 'similar' || (firms === 'close' && !haveSameWords(left, right))
  return personal && isLooser ? 'akin' : firms
}

/** The names can belong to one firm or person, or to relatives of it. */
export function areSimilar(a: NameForm, b: NameForm): boolean {
  return likeness(a, b) !== 'different'
}

/** One firm's name with two different places or numbers: "Acme Sydney", "Acme Melbourne". */
export function areBranches(a: NameForm, b: NameForm): boolean {
  const { onlyA, onlyB, matched } = pair(a.words.split(' '), b.words.split(' '))
  const places = (words: readonly string[]) => words.some(isPlaceWord)
  return matched.length > 0 && places(onlyA) && places(onlyB)
}

const haveSameWords = (a: readonly string[], b: readonly string[]): boolean =>
  a.toSorted().join(' ') === b.toSorted().join(' ')

/** Only one of the names says in which country. */
export function differByCountry(a: NameForm, b: NameForm): boolean {
  const { onlyA, onlyB, matched } = pair(a.words.split(' '), b.words.split(' '))
  const odd = [...onlyA, ...onlyB]
  const isOneSided = onlyA.length === 0 || onlyB.length === 0
  return isOneSided && odd.length > 0 && matched.length > 0 && odd.every((word) => countryWords.has(word))
}

function relateFirms(a: NameForm, b: NameForm, left: readonly string[], right: readonly string[]): Likeness {
  const { matched, onlyA, onlyB, slips } = pair(left, right)
  const telling = (words: readonly string[]) => words.filter((word) => !commonWords.has(word))
  const sum = (words: readonly string[]) => words.reduce((total, word) => total + weight(word), 0)
  const distinctive = matched.some((word) => !commonWords.has(word) && word.length > 1)
  const contained = telling(onlyA).length === 0 || telling(onlyB).length === 0
  const share = (2 * sum(matched)) / (sum(left) + sum(right))
  if (distinctive && (contained || share >= 0.6)) {
    return leftover(left, right, onlyA, onlyB) ?? likenessOfSlips[slips]
  }
  if (isInitials(a, b) || isInitials(b, a)) return 'similar'
  const [tellingA, tellingB] = [telling(left).join(''), telling(right).join('')]
  if (tellingA === tellingB && tellingA.length >= 6) return 'similar'
  return slipOfWhole(a, b, onlyA, onlyB)
}

/** Words joined, parted or misspelt, so that only the whole shows the likeness. */
function slipOfWhole(a: NameForm, b: NameForm, onlyA: readonly string[], onlyB: readonly string[]): Likeness {
  const short = Math.min(a.key.length, b.key.length)
  if (short < 6 || digitsOf(a.key) !== digitsOf(b.key)) return 'different'
  if (!isMisspelt(a.key, b.key, short >= 12 ? 2 : 1)) return 'different'
  if (onlyA.length !== onlyB.length) return 'close'
  // Other short words or places, as in "Hill Farm" and "Mill Farm", "Acme East" and "Acme West".
  const odd = [...onlyA, ...onlyB]
  return odd.some((word) => word.length < 5 || isPlaceWord(word)) ? 'akin' : 'close'
}

const likenessOfSlips = { none: 'close', slip: 'close', part: 'similar', firstPart: 'akin' } as const

/** What the words say that only one of the names has; null when they say nothing. */
function leftover(
  left: readonly string[],
  right: readonly string[],
  onlyA: readonly string[],
  onlyB: readonly string[],
): Likeness | null {
  const odd = [...onlyA, ...onlyB]
  if (odd.length === 0) return null
  const says = (words: readonly string[]) => words.some((word) => !joiningWords.has(word))
  if (says(onlyA) && says(onlyB)) return 'akin'
  if (odd.some((word) => entityWords.has(word) || word.length === 1 || /\d/.test(word))) return 'akin'
  if (hasPartner(left, onlyA) || hasPartner(right, onlyB)) return 'akin'
  return odd.every((word) => word === 'and' || word === 'the' || word === 'of') ? null : 'similar'
}

/** "John & Mary Smith" beside "John Smith": beside the "and" stands somebody who is only on one side. */
function hasPartner(words: readonly string[], only: readonly string[]): boolean {
  const isOdd = (word: string | undefined) =>
    word !== undefined && only.includes(word) && !commonWords.has(word)
  return words.some((word, at) => word === 'and' && (isOdd(words[at - 1]) || isOdd(words[at + 1])))
}

interface Pairing {
  /** Words of the first name that the second has too. */
  readonly matched: readonly string[]
  readonly onlyA: readonly string[]
  readonly onlyB: readonly string[]
  /** `part`: a word is the beginning of another; of the first one, it may be another name (Priya, Priyanka). */
  readonly slips: 'none' | 'slip' | 'part' | 'firstPart'
}

/** Equal words first, then those that differ by a slip. */
function pair(a: readonly string[], b: readonly string[]): Pairing {
  const free = [...b]
  const matched: string[] = []
  const left: string[] = []
  for (const word of a) {
    const at = free.indexOf(word)
    if (at < 0) left.push(word)
    else {
      matched.push(word)
      free.splice(at, 1)
    }
  }
  let slips: Pairing['slips'] = 'none'
  const onlyA = left.filter((word) => {
    const at = free.findIndex((other) => isSlipOf(word, other))
    const other = free[at]
    if (other === undefined) return true
    matched.push(word)
    free.splice(at, 1)
    const isPart = word.startsWith(other) || other.startsWith(word)
    if (isPart && Math.abs(word.length - other.length) > 1) slips = word === a[0] ? 'firstPart' : 'part'
    else if (slips === 'none') slips = 'slip'
    return false
  })
  return { matched, onlyA, onlyB: free, slips }
}

function isSlipOf(a: string, b: string): boolean {
  const short = Math.min(a.length, b.length)
  if (short < 5 || /\d/.test(a) || /\d/.test(b)) return false
  if (isPlaceWord(a) && isPlaceWord(b)) return false
  return a.startsWith(b) || b.startsWith(a) || isMisspelt(a, b, short >= 8 ? 2 : 1)
}

const digitsOf = (key: string): string => key.replace(/\P{N}+/gu, ' ')

function isInitials(short: NameForm, long: NameForm): boolean {
  const words = long.words.split(' ')
  if (short.words.includes(' ') || words.length < 3 || short.key.length < 3) return false
  const initials = (all: readonly string[]) => all.map((word) => word[0] ?? '').join('')
  return initials(words) === short.key || initials(words.filter((word) => word !== 'and')) === short.key
}
