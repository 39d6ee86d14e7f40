import { expect, test } from 'vitest'
import { type KeyPress, shortcutOf } from './shortcuts.ts'

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
