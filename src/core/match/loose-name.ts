import type { NameForm } from '../normal/names.ts'
import { commonWords } from './common-words.ts'
import { givenNameGroup, titles } from './given-names.ts'
import { isPlaceWord } from './places.ts'

const consonants = /[bcdfghjklmnpqrstvwxz]/g

/**
 * What stays of a name whatever slips were made in typing it: its consonants, each once, in alphabetical order,
 * of the words that tell it from others. A given name stands for all its short forms. Names with one such key
 * are worth comparing, no more. Null where little would be left, and for other scripts.
 */
export function looseName(name: NameForm): string | null {
  const all = name.words.split(' ')
  const telling = all.filter((word) => !commonWords.has(word) && !titles.has(word) && !isPlaceWord(word))
  const kept = telling.length === 0 ? all : telling
  const given =
    kept.length === 2 || kept.length === 3 ? kept.findIndex((word) => givenNameGroup(word) !== null) : -1
  const group = given < 0 ? null : givenNameGroup(kept[given] ?? '')
  const rest = group === null ? kept : kept.filter((_, at) => at !== given)
  const letters = new Set(rest.join('').match(consonants))
  if (letters.size < 2 || (group === null && name.key.length < 4)) return null
  const sorted = [...letters].sort().join('')
  return group === null ? `~${sorted}` : `~${sorted} ${group}`
}
