import { expect, test } from 'vitest'
import { groupCommit } from './group-commit.ts'

test('what arrives during a commit shares the next one, and each sender hears of its own', async () => {
  const commits: number[][] = []
  let release: () => void = () => {}
  const store = groupCommit(async (items: readonly number[]) => {
    commits.push([...items])
    if (commits.length === 1) await new Promise<void>((resolve) => (release = resolve))
    return items.map((item) => item * 10)
  })
  const first = store(1)
  const others = [store(2), store(3), store(4)]
  release()
  expect(await Promise.all([first, ...others])).toEqual([10, 20, 30, 40])
  expect(commits).toEqual([[1], [2, 3, 4]])
})

test('a commit that fails is told to those whose items it held, and the next one goes on', async () => {
  let fail = true
  const store = groupCommit(async (items: readonly number[]) => {
    if (fail) throw new Error('disk full')
    return items
  })
  await expect(store(1)).rejects.toThrow('disk full')
  fail = false
  await expect(store(2)).resolves.toBe(2)
})

test('a flood is committed in bounded parts', async () => {
  const sizes: number[] = []
  const store = groupCommit(async (items: readonly number[]) => {
    sizes.push(items.length)
    return items
  }, 10)
  await Promise.all(Array.from({ length: 25 }, (_, n) => store(n)))
  expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(25)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10)
})
