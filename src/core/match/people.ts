import { areManAndWoman, generations, isGivenName, isSameGivenName, titles } from './given-names.ts'
import type { Likeness } from './similar.ts'
import { isMisspelt } from './within-edits.ts'

interface Person {
  readonly given: string
  readonly middle: readonly string[]
  readonly surname: string
  readonly generation: string
}

/**
 * People's names: the given name decides, because families share the rest. Null when these are not two such
 * names, and only their words can be compared.
 *
 * @param known  one of them is known to be a person's name; otherwise both must look like one
 */
export function relatePeople(a: readonly string[], b: readonly string[], known: boolean): Likeness | null {
  const [left, right] = [withoutTitles(a), withoutTitles(b)]
  if (left.includes('and') || right.includes('and')) return null
  const [one, other] = [personOf(left), personOf(right)]
  if (one === null || other === null) return null
  const lookLikeIt =
    left.length === 2 && right.length === 2 && (isGivenName(one.given) || isGivenName(other.given))
  if (!known && !lookLikeIt) return null
  if (isSameSurname(one.surname, other.surname) && areManAndWoman(a[0] ?? '', b[0] ?? '')) return 'akin'
  return compare(one, other) ?? compare(one, turned(other)) ?? (areRelatives(one, other) ? 'different' : null)
}

function compare(a: Person, b: Person): Likeness | null {
  if (!isSameSurname(a.surname, b.surname)) return null
  const given = compareGiven(a.given, b.given)
  if (given !== 'close') return given
  if (a.generation !== b.generation) return 'akin'
  return areMiddleNamesAlike(a.middle, b.middle) ? 'close' : 'akin'
}

/** One family name and two given names: however alike they look, these are two people. */
function areRelatives(a: Person, b: Person): boolean {
  return isSameSurname(a.surname, b.surname) && isGivenName(a.given) && isGivenName(b.given)
}

function compareGiven(a: string, b: string): 'close' | 'akin' | null {
  if (isSameGivenName(a, b)) return 'close'
  const isInitial = Math.min(a.length, b.length) <= 2 && a[0] === b[0]
  if (isInitial) return 'akin'
  // Two names that both exist are two people, however few letters apart.
  if (isGivenName(a) && isGivenName(b)) return null
  if (Math.min(a.length, b.length) >= 4 && isMisspelt(a, b, 1)) return isTransposed(a, b) ? 'close' : 'akin'
  return null
}

const isTransposed = (a: string, b: string): boolean =>
  a.length === b.length && [...a].sort().join('') === [...b].sort().join('')

function isSameSurname(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) >= 5 && isMisspelt(a, b, 1))
}

function areMiddleNamesAlike(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return true
  const [one = '', other = ''] = [a[0], b[0]]
  return one === other || (Math.min(one.length, other.length) === 1 && one[0] === other[0])
}

function withoutTitles(words: readonly string[]): readonly string[] {
  let start = 0
  while (start < words.length - 1 && titles.has(words[start] ?? '')) start++
  return start === 0 ? words : words.slice(start)
}

function personOf(words: readonly string[]): Person | null {
  const last = words.at(-1) ?? ''
  const generation = words.length > 2 && generations.has(last) ? last : ''
  const kept = generation === '' ? words : words.slice(0, -1)
  const [given, ...rest] = kept
  const surname = rest.pop()
  return given === undefined || surname === undefined ? null : { given, middle: rest, surname, generation }
}

const turned = (person: Person): Person => ({ ...person, given: person.surname, surname: person.given })
