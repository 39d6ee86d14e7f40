import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { engineMutations } from './engine-mutations.ts'
import { plannerMutations } from './planner-mutations.ts'
import { copyTree, misfits } from './tree.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const all = [...plannerMutations, ...engineMutations]

test('every line that is to be broken is there, once', () => {
  expect(misfits(all)).toEqual([])
})

test('names of mutations tell them apart', () => {
  expect(new Set(all.map(({ breaks }) => breaks)).size).toBe(all.length)
})

test('a fault is put into a copy and taken out again; the program stays as it is', () => {
  const mutation = { file: 'src/core/money.ts', old: 'export', new: 'exprt', breaks: 'everything' }
  const before = readFileSync(join(root, mutation.file), 'utf8')
  const once = { ...mutation, old: before.slice(0, 60) }
  const tree = copyTree()
  const copied = join(tree.folder, mutation.file)
  {
    using _ = tree.mutate(once)
    expect(readFileSync(copied, 'utf8')).not.toBe(before)
    expect(readFileSync(join(root, mutation.file), 'utf8')).toBe(before)
  }
  expect(readFileSync(copied, 'utf8')).toBe(before)
  tree[Symbol.dispose]()
  expect(existsSync(tree.folder)).toBe(false)
})
