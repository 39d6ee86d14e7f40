import { expect, test } from 'vitest'
import { measure } from './labelled/measure.ts'
import { labelledCases } from './labelled/set.ts'

const { figures, misses, wrongLinks, unasked } = measure(labelledCases)

test('the set is large and holds every label many times', () => {
  expect(figures.same + figures.doubtful + figures.different).toBeGreaterThanOrEqual(300)
  expect(Math.min(figures.same, figures.doubtful, figures.different)).toBeGreaterThanOrEqual(40)
  const reasons = labelledCases.map((each) => each.why)
  expect(new Set(reasons).size).toBe(reasons.length)
})

test('nothing is linked by itself but what is the same', () => {
  expect(wrongLinks).toEqual([])
  expect(figures.precision).toBe(1)
})

test('at least nine in ten of the same are linked without a question', () => {
  expect(figures.recall, `not linked:\n${misses.join('\n')}`).toBeGreaterThanOrEqual(0.9)
})

test('everything doubtful is asked', () => {
  expect(unasked).toEqual([])
})

test('the figures of docs/matching.md', () => {
  expect(figures).toEqual({
    same: 249,
    doubtful: 158,
    different: 62,
    linked: 242,
    precision: 1,
    recall: 0.972,
  })
})
