import { expect, test } from 'vitest'
import { isPlain, type KeyPress, shortcutOf } from './shortcuts.ts'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrl: false,
  alt: false,
  typing: false,
  ...more,
})

test('g and a letter go to a page', () => {
  const first = shortcutOf(press('g'), false)
  expect(first).toEqual({ shortcut: null, pending: true })
  expect(shortcutOf(press('c'), first.pending)).toEqual({
    shortcut: { kind: 'go', to: '/contacts' },
    pending: false,
  })
})

test('activity and rules have their letters', () => {
  expect(shortcutOf(press('a'), true).shortcut).toEqual({ kind: 'go', to: '/activity' })
  expect(shortcutOf(press('m'), true).shortcut).toEqual({ kind: 'go', to: '/rules' })
})

test('a key is free for the page only outside fields and combinations', () => {
  expect(isPlain(press('a'))).toBe(true)
  expect(isPlain(press('a', { ctrl: true }))).toBe(false)
  expect(isPlain(press('a', { alt: true }))).toBe(false)
  expect(isPlain(press('a', { typing: true }))).toBe(false)
})

test('a letter without its g, or an unknown one after it, does nothing', () => {
  expect(shortcutOf(press('c'), false).shortcut).toBeNull()
  expect(shortcutOf(press('z'), true)).toEqual({ shortcut: null, pending: false })
  expect(shortcutOf(press('toString'), true).shortcut).toBeNull()
})

test('letters belong to the field being typed in; the palette opens everywhere', () => {
  for (const key of ['g', '/', '?', 'j', 'k']) {
    expect(shortcutOf(press(key, { typing: true }), false)).toEqual({ shortcut: null, pending: false })
  }
  expect(shortcutOf(press('k', { ctrl: true, typing: true }), false).shortcut).toEqual({ kind: 'palette' })
  expect(shortcutOf(press('K', { ctrl: true }), false).shortcut).toEqual({ kind: 'palette' })
})

test('the browser keeps its own combinations', () => {
  for (const key of ['g', 'j', '/']) expect(shortcutOf(press(key, { ctrl: true }), false).shortcut).toBeNull()
  expect(shortcutOf(press('c', { alt: true }), true).shortcut).toBeNull()
})
