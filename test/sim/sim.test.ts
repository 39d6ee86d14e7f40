import { afterAll, beforeAll, expect, test } from 'vitest'
import { defined } from '#core/assert.ts'
import { runScenario } from './scenario.ts'
import { openSimDatabase, type SimDatabase } from './store.ts'

let opened: SimDatabase | undefined
beforeAll(async () => {
  opened = await openSimDatabase()
})
afterAll(() => opened?.close())
/** A machine that does much else at the same time takes its time. */
const patienceMs = 600_000
const database = () => defined(opened, 'the database is open while tests run')

test(
  'fifty worlds with faults and crashes come to rest with nothing wrong',
  async () => {
    const wrong: string[] = []
    // The first fifty, and those in which something was wrong once that none of them meets.
    for (const seed of [...Array.from({ length: 50 }, (_, n) => n + 1), 69, 641, 761, 4023]) {
      const { violations } = await runScenario(database(), { seed })
      wrong.push(...violations.map((words) => `seed ${seed}: ${words}`))
    }
    expect(wrong).toEqual([])
  },
  patienceMs,
)

test(
  'the same seed gives the same calls and commits, line by line',
  async () => {
    const traceOf = async (seed: number) => {
      const lines: string[] = []
      await runScenario(database(), { seed, print: (line) => lines.push(line) })
      return lines
    }
    const first = await traceOf(19)
    await runScenario(database(), { seed: 8 })
    expect(first.length).toBeGreaterThan(200)
    expect(await traceOf(19)).toEqual(first)
  },
  patienceMs,
)
