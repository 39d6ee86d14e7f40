import { doubtfulForms, formsByLastWord, joinedForms, leadingForms } from './legal-forms.ts'
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

/** `SpA` is a legal form, `Spa` is a place with a pool: only the spelling tells. */
const italianForm = /\bS\.\s?p\.\s?A\.?\s*$|\bSpA\s*$/
/** Forms of two letters that only the slash sets apart from words. */
const slashedForm = /\s(?:p\/l|a\/s|i\/s|k\/s)\.?\s*$/i
const tradingAs = /\s\(?(?:t\/as?|t\.a\.|ta|trading\s+(?:as|under)|d\/?b\/?a|doing\s+business\s+as)[:\s]\s*/i
/** The trust, not its trustee, is whose books these are. */
const trusteeFor = /\s\(?(?:a\.?t\.?f\.?|as\s+(?:the\s+)?trustees?\s+(?:for|of))\s/i
const trustOf = /^\s*(?:the\s+)?trustees?\s+(?:for|of)\s+(?:the\s+)?/i
const and = /[&+＆]|\s['’‘]n['’‘]?\s|\s['’‘]?n['’‘]\s/g

/** One spelling for words that people shorten; never the other way, so that nothing is guessed. */
const shortForms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    saint: 'st',
    street: 'st',
    mount: 'mt',
    road: 'rd',
    company: 'co',
    compagnie: 'co',
    international: 'intl',
    brothers: 'bros',
    associates: 'assoc',
    assocs: 'assoc',
    management: 'mgmt',
    services: 'svcs',
    manufacturing: 'mfg',
    engineering: 'eng',
    department: 'dept',
    government: 'govt',
    university: 'uni',
    centre: 'center',
  }),
)
const andWords = new Set(['und', 'et', 'og', 'och', 'y'])

/** @throws never; any text has a form */
export function nameForm(name: string): NameForm {
  const italian = italianForm.test(name)
  const slashed = slashedForm.test(name)
  const bare = italian ? name.replace(italianForm, '') : slashed ? name.replace(slashedForm, '') : name
  const joined = bare.replace(joinedForms, ' ')
  const folded = fold(joined.replace(trustOf, ''))
  const all = joinInitials(words(folded.replace(and, ' and ')).map(withAnd))
  const { kept, legal } = withoutLegalForms(all)
  if (kept.length === 0) {
    const rest = fold(name).trim()
    return { words: rest, key: rest, legal: false }
  }
  return formOf(kept.map(shortened).join(' '), legal || italian || slashed || joined !== bare)
}

/**
 * The forms under which a name may be known: itself, both halves of "Jane Citizen t/a Acme Plumbing", and the
 * trust of "Acme Pty Ltd ATF Acme Trust". The first is the whole name. Keys are distinct and not empty.
 */
export function nameForms(name: string): readonly NameForm[] {
  const trading = tradingAs.exec(name)
  if (trading) return halves(name, trading, true)
  const trustee = trusteeFor.exec(name)
  if (trustee) return halves(name, trustee, false)
  const whole = nameForm(name)
  return whole.key === '' ? [] : [whole]
}

function halves(name: string, at: RegExpExecArray, both: boolean): readonly NameForm[] {
  const before = nameForm(name.slice(0, at.index))
  const after = nameForm(name.slice(at.index + at[0].length))
  const joined = `${before.words} ${after.words}`.trim()
  const whole = formOf(joined, before.legal || after.legal)
  const all = both ? [whole, before, after] : [whole, after]
  return all.filter((form, i) => form.key !== '' && all.findIndex((other) => other.key === form.key) === i)
}

function formOf(words: string, legal: boolean): NameForm {
  return { words, key: words.replaceAll(' ', ''), legal }
}

function withAnd(word: string, at: number): string {
  return at > 0 && andWords.has(word) ? 'and' : word
}

function shortened(word: string): string {
  return shortForms.get(word) ?? word
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
  if (kept.length > 1 && leadingForms.has(kept[0] ?? '')) kept.shift()
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
