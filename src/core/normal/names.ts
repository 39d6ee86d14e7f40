import { fold, words } from './text.ts'

/** A name taken apart for comparison. */
export interface NameForm {
  /** Lower-case words without legal form, one space between them; never empty unless the name is blank. */
  readonly words: string
  /** The words without spaces: two names with one key are "the same name". Empty only for a blank name. */
  readonly key: string
  /** The name says that it is a company: `Pty Ltd`, `GmbH` … */
  readonly legal: boolean
}

/** Legal forms as they end a name, after folding; the longest go first. */
const legalForms: readonly (readonly string[])[] = [
  'gmbh and co kg',
  'gmbh co kg',
  'sp z o o',
  'proprietary limited',
  'private limited',
  'pty limited',
  'pty ltd',
  'pte ltd',
  'pvt ltd',
  'sdn bhd',
  'co ltd',
  'co limited',
  'sp zoo',
  'limited',
  'incorporated',
  'corporation',
  'proprietary',
  'pty',
  'pte',
  'ltd',
  'inc',
  'corp',
  'llc',
  'llp',
  'plc',
  'gmbh',
  'kg',
  'ug',
  'ag',
  'sa',
  'sas',
  'sarl',
  'bv',
  'nv',
  'ab',
  'as',
  'asa',
  'aps',
  'oy',
  'oyj',
  'srl',
  'sro',
  'kft',
  'doo',
  'ltda',
]
  .map((form) => form.split(' '))
  .sort((a, b) => b.length - a.length)

const formsByLastWord = Map.groupBy(legalForms, (form) => form.at(-1) ?? '')

/** Short forms that are also ordinary words or initials; they alone do not make a name a company's. */
const doubtfulForms = new Set(['ab', 'as', 'ag', 'sa', 'nv', 'bv', 'ug', 'kg', 'doo', 'oy', 'sas', 'asa'])

/** `SpA` is a legal form, `Spa` is a place with a pool: only the spelling tells. */
const italianForm = /\bS\.\s?p\.\s?A\.?\s*$|\bSpA\s*$/
const tradingAs = /\s(?:t\/as?|t\.a\.|trading\s+as)\s/i
const and = /[&+]/g

/** @throws never; any text has a form */
export function nameForm(name: string): NameForm {
  const italian = italianForm.test(name)
  const folded = fold(italian ? name.replace(italianForm, '') : name)
  const all = joinInitials(words(folded.replace(and, ' and ')))
  const { kept, legal } = withoutLegalForms(all)
  if (kept.length === 0) {
    const rest = fold(name).trim()
    return { words: rest, key: rest, legal: false }
  }
  return formOf(kept.join(' '), legal || italian)
}

/**
 * The forms under which a name may be known: itself, and both halves of "Jane Citizen t/a Acme Plumbing".
 * The first is the whole name. Keys are distinct and not empty.
 */
export function nameForms(name: string): readonly NameForm[] {
  const whole = nameForm(name)
  const at = tradingAs.exec(name)
  if (!at) return whole.key === '' ? [] : [whole]
  const halves = [nameForm(name.slice(0, at.index)), nameForm(name.slice(at.index + at[0].length))]
  const joined = halves
    .map((half) => half.words)
    .join(' ')
    .trim()
  const all = [
    formOf(
      joined,
      halves.some((half) => half.legal),
    ),
    ...halves,
  ]
  return all.filter((form, i) => form.key !== '' && all.findIndex((other) => other.key === form.key) === i)
}

function formOf(words: string, legal: boolean): NameForm {
  return { words, key: words.replaceAll(' ', ''), legal }
}

/** `A.B.C. Plumbing` and `ABC Plumbing` are one name: single letters in a row stand for one word. */
function joinInitials(all: readonly string[]): string[] {
  const joined: string[] = []
  let run = ''
  for (const word of all) {
    if (word.length === 1 && word >= 'a' && word <= 'z') {
      run += word
      continue
    }
    if (run !== '') joined.push(run)
    run = ''
    joined.push(word)
  }
  if (run !== '') joined.push(run)
  return joined
}

function withoutLegalForms(all: readonly string[]): { kept: string[]; legal: boolean } {
  const kept = [...all]
  let legal = false
  for (let found = endingForm(kept); found; found = endingForm(kept)) {
    kept.length -= found.length
    legal ||= !(found.length === 1 && doubtfulForms.has(found[0] ?? ''))
  }
  if (kept.length > 1 && kept[0] === 'the') kept.shift()
  if (kept.length > 1 && kept.at(-1) === 'company') kept[kept.length - 1] = 'co'
  return { kept, legal }
}

/** The legal form that ends the name, unless nothing would be left, or only "the" or "and". */
function endingForm(kept: readonly string[]): readonly string[] | undefined {
  const forms = formsByLastWord.get(kept.at(-1) ?? '')
  return forms?.find((form) => {
    const start = kept.length - form.length
    if (start < 1 || !form.every((word, i) => kept[start + i] === word)) return false
    const last = kept[start - 1]
    return last !== 'and' && !(start === 1 && last === 'the')
  })
}
