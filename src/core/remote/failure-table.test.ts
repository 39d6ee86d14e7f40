import { expect, test } from 'vitest'
import { failureTable, mayRepeat } from './failure-table.ts'
import { RemoteError, type RemoteErrorKind } from './remote-error.ts'

const kinds = [
  'offline',
  'timeout',
  'limited',
  'auth',
  'scope',
  'forbidden',
  'invalid',
  'missing',
  'clash',
  'remote_fault',
  'bad_reply',
] as const satisfies readonly RemoteErrorKind[]

test.each(kinds)('%s is explained in whole sentences for both sides', (kind) => {
  for (const side of ['capsule', 'xero'] as const) {
    const error = new RemoteError({ side, kind, message: 'internal words' })
    const says = failureTable[kind].says(side, error)
    expect(says).toMatch(/^[A-Z].*\.$/)
    expect(says).toContain(side === 'capsule' ? 'Capsule' : 'Xero')
    expect(says).not.toContain('internal words')
    expect(failureTable[kind].next).toMatch(/^[A-Z].*\.$/)
  }
})

test('whoever must act is told by a kind that does not retry', () => {
  for (const kind of kinds) {
    const rule = failureTable[kind]
    expect(rule.whoActs === 'nobody').toBe(rule.retry !== 'never')
  }
})

test('a wrong secret reads differently from revoked access', () => {
  const says = (code: string) =>
    failureTable.auth.says('xero', new RemoteError({ side: 'xero', kind: 'auth', code, message: '' }))
  expect(says('invalid_client')).toContain('secret')
  expect(says('invalid_grant')).toContain('revoked')
})

test.each([
  [26, '26 seconds'],
  [90, '2 minutes'],
  [60_000, '17 hours'],
])('a wait of %s seconds reads as %s', (retryAfterSeconds, words) => {
  const error = new RemoteError({
    side: 'xero',
    kind: 'limited',
    limit: 'day',
    retryAfterSeconds,
    message: '',
  })
  expect(failureTable.limited.says('xero', error)).toContain(`per day is used up for another ${words}.`)
})

test.each([
  ['timeout', 'read', false, true],
  ['timeout', 'once', true, false],
  ['timeout', 'once', false, true],
  ['timeout', 'idempotent', true, true],
  ['limited', 'once', false, true],
  ['invalid', 'read', false, false],
  ['bad_reply', 'idempotent', true, false],
] as const)('%s of a %s call, ambiguous %s: may repeat %s', (kind, repetition, ambiguous, may) => {
  expect(mayRepeat(new RemoteError({ side: 'capsule', kind, message: '', ambiguous }), repetition)).toBe(may)
})
