import { expect, test } from 'vitest'
import type { ChangeEvent } from '#api/events.ts'
import { isAffected, relatedKeys } from './live.ts'

const change = (topics: ChangeEvent['topics'], keys: string[] = []): ChangeEvent => ({ topics, keys })

test('a contact is read again when it is named, not when another is', () => {
  expect(isAffected(change(['contacts'], ['p1']), ['panel', 'p1'], [])).toBe(true)
  expect(isAffected(change(['contacts'], ['p1']), ['contact', 'p1'], [])).toBe(true)
  expect(isAffected(change(['contacts'], ['p2']), ['panel', 'p1'], [])).toBe(false)
})

test('a person’s panel follows the organisation whose invoices it shows', () => {
  expect(isAffected(change(['contacts'], ['p2']), ['panel', 'p1'], ['p2'])).toBe(true)
})

test('a message without keys may mean any contact', () => {
  expect(isAffected(change(['contacts']), ['panel', 'p1'], [])).toBe(true)
  expect(isAffected(change(['run']), ['panel', 'p1'], [])).toBe(false)
})

test('an amount that changed is read by what shows amounts, not by the page around it', () => {
  const money = change(['overview', 'documents'], ['p1'])
  expect(isAffected(money, ['panel', 'p1'], [])).toBe(true)
  expect(isAffected(money, ['panel', 'p2'], [])).toBe(false)
  expect(isAffected(money, ['contact', 'p1'], [])).toBe(false)
  expect(isAffected(change(['contacts', 'documents'], ['p1']), ['contact', 'p1'], [])).toBe(true)
  expect(isAffected(money, ['contacts'], [])).toBe(true)
  expect(isAffected(money, ['invoices'], [])).toBe(true)
})

test.each([
  ['run', 'comparison', true],
  ['run', 'contacts', false],
  ['overview', 'overview', true],
  ['contacts', 'contacts', true],
  ['reviews', 'reviews', true],
  ['connections', 'session', true],
  ['connections', 'connections', true],
  ['settings', 'settings', true],
  ['settings', 'panel', true],
  ['overview', 'settings', false],
  ['rules', 'rules', true],
  ['rules', 'contact', true],
  ['run', 'rules', true],
  ['run', 'activity', true],
  ['contacts', 'rules', false],
] as const)('topic %s on %s: %s', (topic, query, affected) => {
  expect(isAffected(change([topic]), [query], [])).toBe(affected)
})

test('finds the other contacts an answer shows', () => {
  expect(relatedKeys({ via: { key: 'p2', name: 'Org' } })).toEqual(['p2'])
  expect(relatedKeys({ via: null })).toEqual([])
  expect(
    relatedKeys({
      capsule: { organisation: { key: 'p3', name: 'Org' }, people: [{ key: 'p4', name: 'Jo' }] },
    }),
  ).toEqual(['p3', 'p4'])
  expect(relatedKeys({ capsule: null })).toEqual([])
  expect(relatedKeys(undefined)).toEqual([])
})
