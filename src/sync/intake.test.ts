import { expect, test } from 'vitest'
import { groupCommit } from './intake.ts'

test('what arrives during a commit shares the next one, and each sender hears of its own', async () => {
  const commits: number[][] = []
  let release: () => void = () => {}
  const store = groupCommit<number>(async (items) => {
    commits.push([...items])
    if (commits.length === 1) await new Promise<void>((resolve) => (release = resolve))
  })
  const first = store(1)
  const others = [store(2), store(3), store(4)]
  release()
  await Promise.all([first, ...others])
  expect(commits).toEqual([[1], [2, 3, 4]])
})

test('a commit that fails is told to those whose items it held, and the next one goes on', async () => {
  let fail = true
  const store = groupCommit<number>(async () => {
    if (fail) throw new Error('disk full')
  })
  await expect(store(1)).rejects.toThrow('disk full')
  fail = false
  await expect(store(2)).resolves.toBeUndefined()
})

test('a flood is committed in bounded parts', async () => {
  const sizes: number[] = []
  const store = groupCommit<number>(async (items) => {
    sizes.push(items.length)
  }, 10)
  await Promise.all(Array.from({ length: 25 }, (_, n) => store(n)))
  expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(25)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10)
})
