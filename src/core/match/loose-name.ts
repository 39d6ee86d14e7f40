import type { NameForm } from '../normal/names.ts'
import { commonWords } from './common-words.ts'
import { givenNameGroup, titles } from './given-names.ts'
import { isPlaceWord } from './places.ts'

/** What a word adds: its consonants as bits from `a`, and whether it tells one name from another. */
interface Word {
  readonly letters: number
  readonly telling: boolean
  readonly given: number | null
}

const vowels = new Set('aeiouy')
const known = new Map<string, Word>()
/** Names are made of few words; the rest is worked out each time. */
const knownMax = 50_000

function wordOf(word: string): Word {
  const before = known.get(word)
  if (before) return before
  let letters = 0
  for (const letter of word) {
    if (letter >= 'a' && letter <= 'z' && !vowels.has(letter)) letters |= 1 << (letter.charCodeAt(0) - 97)
  }
  const telling = word.length > 1 && !commonWords.has(word) && !titles.has(word) && !isPlaceWord(word)
  const made = { letters, telling, given: givenNameGroup(word) }
  if (known.size < knownMax) known.set(word, made)
  return made
}

/**
 * What stays of a name whatever slips were made in typing it: its consonants, each once, of the words that tell it
 * from others. A given name stands for all its short forms. Names with one such key are worth comparing, no
 * more. Null where little would be left, and for other scripts.
 */
export function looseName(name: NameForm): string | null {
  const all = name.words.split(' ').map(wordOf)
  const telling = all.filter((word) => word.telling)
  const kept = telling.length === 0 ? all : telling
  const given = kept.length === 2 || kept.length === 3 ? kept.find((word) => word.given !== null) : undefined
  let letters = 0
  for (const word of kept) if (word !== given) letters |= word.letters
  const isTooLittle = (letters & (letters - 1)) === 0
  if (isTooLittle || (given === undefined && name.key.length < 4)) return null
  return given === undefined ? `~${letters.toString(36)}` : `~${letters.toString(36)} ${given.given}`
}
