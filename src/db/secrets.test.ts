import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StoreError } from './open.ts'
import { createVault, keyFromFile } from './secrets.ts'

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
