import { expect, test } from 'vitest'
import type { ConflictReview } from '#api/reviews.ts'
import {
  afterDeciding,
  afterSkipping,
  bestOf,
  choiceWords,
  currentOf,
  listed,
  mayTake,
  neighbourOf,
  othersSettled,
  reviewKeyOf,
  ruleWords,
  undecided,
} from './review.ts'

const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]

test('j and k stop at the ends; from nowhere they begin at the first', () => {
  expect(neighbourOf(items, 'a', 1)?.id).toBe('b')
  expect(neighbourOf(items, 'c', 1)?.id).toBe('c')
  expect(neighbourOf(items, 'a', -1)?.id).toBe('a')
  expect(neighbourOf(items, 'gone', 1)?.id).toBe('a')
  expect(neighbourOf([], undefined, 1)).toBeNull()
})

test('after a decision the next opens, after the last the one before, then nothing', () => {
  expect(afterDeciding(items, 'a')?.id).toBe('b')
  expect(afterDeciding(items, 'c')?.id).toBe('b')
  expect(afterDeciding([{ id: 'a' }], 'a')).toBeNull()
})

test('while a decision is on the way, what follows is shown', () => {
  const shown = (gone: readonly string[], id?: string) => currentOf(items, new Set(gone), id)?.id
  expect([shown([]), shown([], 'b'), shown([], 'gone')]).toEqual(['a', 'b', 'a'])
  expect([shown(['b'], 'b'), shown(['a']), shown(['c'], 'c'), shown(['b', 'c'], 'b')]).toEqual([
    'c',
    'b',
    'b',
    'a',
  ])
  expect(shown(['a', 'b', 'c'], 'b')).toBeUndefined()
})

test('between equal candidates none is chosen beforehand', () => {
  expect(bestOf([{ score: 82 }, { score: 64 }])).toBe(0)
  expect(bestOf([{ score: 38 }, { score: 38 }])).toBeNull()
  expect(bestOf([{ score: 38 }])).toBe(0)
  expect(bestOf([])).toBeNull()
})

test('skipping goes round', () => {
  expect(afterSkipping(items, 'b')?.id).toBe('c')
  expect(afterSkipping(items, 'c')?.id).toBe('a')
})

test('a choice is a digit from 1; capital A is not a', () => {
  expect(reviewKeyOf('3')).toEqual({ does: 'choose', index: 2 })
  expect(reviewKeyOf('0')).toBeNull()
  expect(reviewKeyOf('12')).toBeNull()
  expect(reviewKeyOf('a')).toEqual({ does: 'accept' })
  expect(reviewKeyOf('A')).toEqual({ does: 'always' })
  expect(reviewKeyOf('q')).toBeNull()
})

const field = (
  name: string,
  more: Partial<ConflictReview['fields'][number]> = {},
): ConflictReview['fields'][number] => ({
  field: name,
  label: name,
  why: '',
  agreed: null,
  agreedAt: null,
  capsule: { value: 'c', changedAt: null },
  xero: { value: 'x', changedAt: null },
  winners: ['capsule'],
  others: 2,
  ...more,
})

const conflict = (fields: ConflictReview['fields']): ConflictReview => {
  const card = { id: '1', href: '/contacts/p1', name: 'N', facts: [], outstanding: [] }
  return {
    id: '',
    createdAt: '',
    risk: 70,
    why: '',
    href: '',
    title: '',
    kind: 'conflict',
    capsule: { ...card, side: 'capsule', kind: 'person' },
    xero: { ...card, side: 'xero', kind: 'contact' },
    fields,
  }
}

test('a side that may not win cannot be taken; leaving both always can', () => {
  expect([mayTake(field('e'), 'capsule'), mayTake(field('e'), 'xero'), mayTake(field('e'), 'keep')]).toEqual([
    true,
    false,
    true,
  ])
})

test('says what a choice does, also when it clears a value', () => {
  expect(choiceWords(field('e-mail'), 'capsule')).toBe('Xero gets the e-mail of Capsule.')
  expect(choiceWords(field('e-mail', { capsule: { value: null, changedAt: null } }), 'capsule')).toBe(
    'The e-mail is cleared in Xero.',
  )
  expect(choiceWords(field('e-mail'), 'keep')).toBe('Both keep their e-mail.')
})

test('counts what is left to choose and what the rule would settle', () => {
  const review = conflict([field('e-mail'), field('phone')])
  expect(undecided(review, { phone: 'xero' }).map(({ label }) => label)).toEqual(['e-mail'])
  expect(othersSettled(review)).toBe(4)
})

test('tells the rule that is made', () => {
  const review = conflict([field('e-mail'), field('phone', { label: 'Phone' })])
  expect(ruleWords(review, {})).toBeNull()
  expect(ruleWords(review, { 'e-mail': 'capsule', phone: 'keep' })).toBe(
    'From now on, when both sides changed: Capsule wins for e-mail. Other open questions about phone are left alike; a later change on both sides asks again.',
  )
})

test('lists words', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
})
