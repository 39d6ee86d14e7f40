import { expect, test } from 'vitest'
import { rememberTarget, takeTarget } from './after-sign-in.ts'

function storage() {
  const held = new Map<string, string>()
  return {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
  }
}

test('the way to a contact is kept through signing in, once', () => {
  const store = storage()
  rememberTarget(store, '/go/xero-contact?code=1018&id=')
  expect(takeTarget(store)).toBe('/go/xero-contact?code=1018&id=')
  expect(takeTarget(store)).toBeNull()
})

test.each([
  '//evil.example/go/x',
  '/\\evil.example',
  'https://evil.example/go/x',
  '/contacts',
  '/go/../x',
  '/go/x?y=\\',
])('an address that is no target of ours is not followed: %s', (path) => {
  const store = storage()
  rememberTarget(store, path)
  store.setItem('counterpart.after-sign-in', path)
  expect(takeTarget(store)).toBeNull()
})
