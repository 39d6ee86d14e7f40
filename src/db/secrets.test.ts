import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { beginNextKey, endNextKey, keyFromFile, keysOf } from './key-file.ts'
import { StoreError } from './open.ts'
import { createVault } from './secrets.ts'

const vault = createVault(Buffer.alloc(32, 1))

test('a sealed secret opens for its purpose, and shows nothing of itself', () => {
  const text = 'refresh-token 🔑 "quoted"'
  const envelope = vault.seal(text, 'connection:1')
  expect(vault.open(envelope, 'connection:1')).toBe(text)
  expect(envelope).not.toContain('refresh-token')
  expect(envelope).not.toContain(Buffer.from(text).toString('base64').slice(0, 12))
  expect(vault.seal(text, 'connection:1')).not.toBe(envelope)
})

test('it opens neither for another purpose nor with another key', () => {
  const envelope = vault.seal('secret', 'connection:1')
  expect(() => vault.open(envelope, 'connection:2')).toThrow(StoreError)
  expect(() => createVault(Buffer.alloc(32, 2)).open(envelope, 'connection:1')).toThrow(
    /reconnect both accounts/,
  )
})

test.each([
  ['key', 'data'],
  ['key', 'tag'],
  ['body', 'iv'],
  ['body', 'data'],
  ['body', 'tag'],
])('an altered %s.%s is refused', (part, field) => {
  const envelope = JSON.parse(vault.seal('secret', 'p'))
  const bytes = Buffer.from(envelope[part][field], 'base64')
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0)
  envelope[part][field] = bytes.toString('base64')
  expect(() => vault.open(JSON.stringify(envelope), 'p')).toThrow(StoreError)
})

test.each(['', '{}', 'null', '{"key":{},"body":{}}'])('what is no envelope is refused: %s', (text) => {
  expect(() => vault.open(text, 'p')).toThrow(StoreError)
})

test('the key file is made once, for its owner only, and a damaged one is refused', () => {
  const dir = mkdtempSync(join(tmpdir(), 'counterpart-key-'))
  try {
    const key = keyFromFile(dir)
    expect(key).toHaveLength(32)
    expect(keyFromFile(dir)).toEqual(key)
    const file = join(dir, 'key')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    writeFileSync(file, readFileSync(file).subarray(0, 20))
    expect(() => keyFromFile(dir)).toThrow(/damaged/)
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('a secret is sealed anew without being opened, and the older key is not needed any more', () => {
  const [old, next] = [Buffer.alloc(32, 1), Buffer.alloc(32, 3)]
  const envelope = createVault(old).seal('secret', 'connection:1')
  const both = createVault(next, [old])
  expect(both.open(envelope, 'connection:1')).toBe('secret')
  const anew = both.rewrap(envelope, 'connection:1') ?? ''
  expect(JSON.parse(anew).body).toEqual(JSON.parse(envelope).body)
  expect(createVault(next).open(anew, 'connection:1')).toBe('secret')
  expect(() => createVault(old).open(anew, 'connection:1')).toThrow(StoreError)
  expect(() => createVault(next).open(anew, 'connection:2')).toThrow(StoreError)
  expect(both.rewrap(anew, 'connection:1')).toBeNull()
  expect(() => createVault(next).rewrap(envelope, 'connection:1')).toThrow(StoreError)
  expect(JSON.stringify([anew, both.keyId])).not.toContain(next.toString('base64').slice(0, 10))
})

test('envelopes of before keys had names of their own are opened, and sealed anew', () => {
  const key = Buffer.alloc(32, 1)
  const early = JSON.stringify({ ...JSON.parse(createVault(key).seal('secret', 'p')), kid: 'k1' })
  expect(createVault(key).open(early, 'p')).toBe('secret')
  expect(createVault(Buffer.alloc(32, 3), [key]).rewrap(early, 'p')).not.toBeNull()
})

test('wherever changing the key file breaks off, both keys are known until it is through', () => {
  const dir = mkdtempSync(join(tmpdir(), 'counterpart-key-'))
  try {
    const old = keyFromFile(dir)
    expect(keysOf(dir, { key: null })).toEqual({ current: old, older: [], isChanging: false })
    beginNextKey(dir)
    const begun = keysOf(dir, { key: null })
    expect(begun).toEqual({ current: begun.current, older: [old], isChanging: true })
    expect(begun.current).not.toEqual(old)
    beginNextKey(dir)
    expect(keysOf(dir, { key: null })).toEqual(begun)
    const kept = endNextKey(dir) ?? ''
    expect(keysOf(dir, { key: null })).toEqual({ current: begun.current, older: [old], isChanging: false })
    if (process.platform !== 'win32') expect(statSync(kept).mode & 0o777).toBe(0o600)
    expect(endNextKey(dir)).toBeNull()
    rmSync(kept)
    expect(keysOf(dir, { key: null })).toEqual({ current: begun.current, older: [], isChanging: false })
    const given = Buffer.alloc(32, 5)
    const keyOld = Buffer.alloc(32, 6)
    expect(keysOf(dir, { key: given, keyOld })).toEqual({
      current: given,
      older: [keyOld, begun.current],
      isChanging: true,
    })
  } finally {
    rmSync(dir, { recursive: true })
  }
})
