import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('.', import.meta.url))
const fewest = 80

/** Names of the tests that pin down a way in which the vendors surprise, with the section that knows it. */
const traps = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !path.endsWith('traps.test.ts'))
  .flatMap((path) => [...readFileSync(`${root}${path}`, 'utf8').matchAll(/['`](trap: [^\n]*?)['`],/g)])
  .map((found) => found[1] ?? '')

test(`at least ${fewest} traps are tested, each under a name of its own`, () => {
  expect(new Set(traps).size).toBeGreaterThanOrEqual(fewest)
  expect(traps.length - new Set(traps).size).toBe(0)
})

test('every trap names where it is known from', () => {
  expect(traps.filter((name) => !/ \((capsule|xero) §\d+(\.\d+)?\)$/.test(name))).toEqual([])
})

test('both services have their share', () => {
  for (const vendor of ['capsule', 'xero'])
    expect(traps.filter((name) => name.includes(`(${vendor} §`)).length).toBeGreaterThanOrEqual(30)
})
