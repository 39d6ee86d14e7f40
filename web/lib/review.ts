import type { Side } from '#api/common.ts'
import type { ConflictReview, Review, ReviewKind } from '#api/reviews.ts'
import { count } from './time.ts'
import { midSentence, sideName } from './words.ts'

export const reviewKindWord: Record<ReviewKind, { readonly one: string; readonly many: string }> = {
  match: { one: 'Match', many: 'Matches' },
  conflict: { one: 'Conflict', many: 'Conflicts' },
  approval: { one: 'Approval', many: 'Approvals' },
  merge: { one: 'Merge', many: 'Merges' },
}

/** The question in one line, for the list. */
export function reviewLine(review: Review): string {
  switch (review.kind) {
    case 'match':
      return review.candidates.length === 1
        ? '1 candidate in Capsule'
        : `${count(review.candidates.length, 'candidate', 'candidates')} in Capsule`
    case 'conflict':
      return `${sentenceStart(fieldNames(review))}: which value counts?`
    case 'approval':
      return review.what
    case 'merge':
      return `Merge two records in ${sideName[review.side]}`
  }
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

/** The fields in question, within a sentence. */
export const fieldNames = (review: ConflictReview): string =>
  listed(review.fields.map(({ label }) => midSentence(label)))

const sentenceStart = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1)

interface HasId {
  readonly id: string
}

/** The question `step` places on; the first one when none is open, the same one at either end. */
export function neighbourOf<Item extends HasId>(
  items: readonly Item[],
  id: string | undefined,
  step: 1 | -1,
): Item | null {
  const at = items.findIndex((item) => item.id === id)
  if (at === -1) return items[0] ?? null
  return items[Math.min(items.length - 1, Math.max(0, at + step))] ?? null
}

/** What opens once `id` is decided: the next one, at the end the one before, or nothing. */
export function afterDeciding<Item extends HasId>(items: readonly Item[], id: string): Item | null {
  const at = items.findIndex((item) => item.id === id)
  return items[at + 1] ?? items[at - 1] ?? null
}

/**
 * The question to show: the one asked for, or what follows it while its decision is on the way, or the first.
 *
 * @param gone  decided on this page, the answer not yet there
 */
export function currentOf<Item extends HasId>(
  items: readonly Item[],
  gone: ReadonlySet<string>,
  id: string | undefined,
): Item | undefined {
  const at = Math.max(
    0,
    items.findIndex((item) => item.id === id),
  )
  const isOpen = (item: Item) => !gone.has(item.id)
  return items.slice(at).find(isOpen) ?? items.slice(0, at).findLast(isOpen)
}

/** What a skip opens: the next one, after the last the first. */
export function afterSkipping<Item extends HasId>(items: readonly Item[], id: string): Item | null {
  const at = items.findIndex((item) => item.id === id)
  return items[(at + 1) % items.length] ?? null
}

/** The candidate that is clearly ahead; between equals a person chooses. */
export function bestOf(candidates: readonly { readonly score: number }[]): number | null {
  const [first, second] = candidates
  if (first === undefined) return null
  return second !== undefined && second.score >= first.score ? null : 0
}

export type ReviewKey =
  | { readonly does: 'next' | 'previous' | 'skip' | 'accept' | 'refuse' | 'always' | 'undo' }
  | { readonly does: 'take'; readonly choice: Choice }
  | { readonly does: 'choose'; readonly index: number }

/** What a key means in the inbox. */
export function reviewKeyOf(key: string): ReviewKey | null {
  switch (key) {
    case 'j':
      return { does: 'next' }
    case 'k':
      return { does: 'previous' }
    case 's':
      return { does: 'skip' }
    case 'a':
      return { does: 'accept' }
    case 'x':
      return { does: 'refuse' }
    case 'A':
      return { does: 'always' }
    case 'u':
      return { does: 'undo' }
    case 'l':
      return { does: 'take', choice: 'capsule' }
    case 'r':
      return { does: 'take', choice: 'xero' }
    case 'b':
      return { does: 'take', choice: 'keep' }
    default:
      return /^[1-9]$/.test(key) ? { does: 'choose', index: Number(key) - 1 } : null
  }
}

export type Choice = Side | 'keep'
export type Choices = Readonly<Record<string, Choice>>
type ConflictField = ConflictReview['fields'][number]

export const mayTake = (field: ConflictField, choice: Choice): boolean =>
  choice === 'keep' || field.winners.includes(choice)

export const undecided = (review: ConflictReview, choices: Choices): readonly ConflictField[] =>
  review.fields.filter(({ field }) => choices[field] === undefined)

/** What choosing does, in words. */
export function choiceWords(field: ConflictField, choice: Choice): string {
  const label = midSentence(field.label)
  if (choice === 'keep') return `Both keep their ${label}.`
  const other: Side = choice === 'capsule' ? 'xero' : 'capsule'
  const value = field[choice].value
  return value === null
    ? `The ${label} is cleared in ${sideName[other]}.`
    : `${sideName[other]} gets the ${label} of ${sideName[choice]}.`
}

/** Other open questions that the rule would settle as well. */
export const othersSettled = (review: ConflictReview): number =>
  review.fields.reduce((sum, { others }) => sum + others, 0)

/**
 * What "always do this" makes of the choices, in words; null before anything is chosen. A winner becomes the rule;
 * leaving both as they are answers what is asked now.
 */
export function ruleWords(review: ConflictReview, choices: Choices): string | null {
  const chosen = review.fields.flatMap(({ field, label }) => {
    const choice = choices[field]
    return choice === undefined ? [] : [{ choice, name: midSentence(label) }]
  })
  const wins = chosen.flatMap(({ choice, name }) =>
    choice === 'keep' ? [] : [`${sideName[choice]} wins for ${name}`],
  )
  const kept = chosen.flatMap(({ choice, name }) => (choice === 'keep' ? [name] : []))
  const words = [
    ...(wins.length === 0 ? [] : [`From now on, when both sides changed: ${listed(wins)}.`]),
    ...(kept.length === 0
      ? []
      : [
          `Other open questions about ${listed(kept)} are left alike; a later change on both sides asks again.`,
        ]),
  ]
  return words.length === 0 ? null : words.join(' ')
}
