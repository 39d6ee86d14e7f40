import { expect, test } from 'vitest'
import { readConsent } from './consent.ts'

test.each([
  [
    { code: 'c', state: 's' },
    { outcome: 'granted', code: 'c' },
  ],
  [{ error: 'access_denied', state: 's' }, { outcome: 'refused' }],
  [
    { error: 'invalid_scope', state: 's' },
    { outcome: 'failed', code: 'invalid_scope' },
  ],
  [{ state: 's' }, { outcome: 'failed', code: 'no_code' }],
  [{ code: 'c', state: 'other' }, { outcome: 'foreign' }],
  [{ code: 'c' }, { outcome: 'foreign' }],
  [{ error: 'access_denied', state: 'other' }, { outcome: 'foreign' }],
])('%j is %j', (query, consent) => {
  expect(readConsent(query, 's')).toEqual(consent)
})

test('without a question of ours no answer is ours', () => {
  expect(readConsent({ code: 'c', state: '' }, '')).toEqual({ outcome: 'foreign' })
})
