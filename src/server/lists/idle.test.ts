import { expect, test } from 'vitest'
import { createIdle } from './idle.ts'

test('what nobody asks for is dropped without another question, and then nothing waits', () => {
  let now = 0
  const waiting: (() => void)[] = []
  const idle = createIdle<string>(
    () => now,
    1_000,
    (run) => void waiting.push(run),
  )
  const look = (at: number) => {
    now = at
    waiting.shift()?.()
  }
  idle.of('a', () => 'A')
  now = 600
  idle.of('b', () => 'B')
  expect(waiting).toHaveLength(1)
  look(900)
  expect(idle.values()).toEqual(['A', 'B'])
  look(1_100)
  expect(idle.values()).toEqual(['B'])
  look(1_700)
  expect(idle.values()).toEqual([])
  expect(waiting).toHaveLength(0)
  expect(idle.of('b', () => 'again')).toBe('again')
  expect(waiting).toHaveLength(1)
})

test('what is too old is not given out when nobody looked in time', () => {
  let now = 0
  const idle = createIdle<string>(
    () => now,
    1_000,
    () => {},
  )
  idle.of('a', () => 'old')
  now = 1_001
  expect(idle.of('a', () => 'new')).toBe('new')
})
