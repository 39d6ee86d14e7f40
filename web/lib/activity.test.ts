import { expect, test } from 'vitest'
import { countParts } from './activity.ts'

test('tells only what there is, and marks what was refused', () => {
  expect(countParts({ done: 1200, failed: 1, leftOut: 0, waiting: 0 }, 'en')).toEqual([
    { words: '1,200 written', bad: false },
    { words: '1 refused', bad: true },
  ])
  expect(countParts({ done: 0, failed: 0, leftOut: 3, waiting: 2 }, 'en').map(({ words }) => words)).toEqual([
    '2 waiting',
    '3 left out',
  ])
  expect(countParts({ done: 0, failed: 0, leftOut: 0, waiting: 0 })).toEqual([
    { words: 'Nothing written', bad: false },
  ])
})
