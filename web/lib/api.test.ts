import { expect, test } from 'vitest'
import { failureOf } from './api.ts'

test('shows the server’s own words', () => {
  const failure = failureOf(409, {
    error: { code: 'plan_changed', message: 'It changed.', next: 'Look again.' },
  })
  expect(failure).toMatchObject({
    status: 409,
    code: 'plan_changed',
    message: 'It changed.',
    next: 'Look again.',
  })
})

test.each([
  [401, 'signed_out'],
  [403, 'not_allowed'],
  [404, 'not_found'],
  [500, 'unexpected'],
])('has words for a bare %i', (status, code) => {
  const failure = failureOf(status, '<html>')
  expect(failure.code).toBe(code)
  expect(failure.next).not.toBeNull()
})
