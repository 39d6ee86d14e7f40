import { expect, test } from 'vitest'
import { countsText } from './activity.ts'

test('tells only what there is', () => {
  expect(countsText({ done: 1200, failed: 1, leftOut: 0, waiting: 0 }, 'en')).toBe('1,200 written, 1 refused')
  expect(countsText({ done: 0, failed: 0, leftOut: 3, waiting: 2 }, 'en')).toBe('2 waiting, 3 left out')
  expect(countsText({ done: 0, failed: 0, leftOut: 0, waiting: 0 }, 'en')).toBe('Nothing written')
})
