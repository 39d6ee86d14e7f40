import { expect, test } from 'vitest'
import type { FactsPreview } from '#api/facts.ts'
import { callWords, previewLines } from './facts.ts'

const nothing: FactsPreview = {
  hash: '',
  customers: 0,
  records: 0,
  values: 0,
  tagged: 0,
  untagged: 0,
  tasks: 0,
  newFields: [],
  usedFields: [],
  calls: 0,
  daily: 0,
  samples: [],
}

test('what would be written is said in whole sentences', () => {
  expect(previewLines(nothing)).toEqual([])
  expect(
    previewLines({ ...nothing, newFields: ['Outstanding'], values: 312, records: 120, tagged: 1, tasks: 2 }),
  ).toEqual([
    'Adds 1 custom field in Capsule: Outstanding.',
    'Writes 312 values on 120 records.',
    'Tags 1 record.',
    'Makes 2 tasks.',
  ])
  expect(callWords({ calls: 130, daily: 0 })).toBe(
    'About 130 calls to Capsule now. Later only what changed is written.',
  )
  expect(callWords({ calls: 0, daily: 5 })).toContain('about 5 calls after midnight')
})
