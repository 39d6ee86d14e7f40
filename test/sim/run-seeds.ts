import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Line, lineOf } from './report.ts'
import { runScenario } from './scenario.ts'
import { openSimDatabase } from './store.ts'

export interface Range {
  readonly from: number
  readonly count: number
  /** Ends with the first world in which something is wrong. */
  readonly untilWrong: boolean
}

/** Every seed from `from`, `every`th of them, one after the other in this process. */
export async function runSeeds(
  range: Range & { readonly every: number; readonly first: number },
  onLine: (line: Line) => void,
): Promise<void> {
  const database = await openSimDatabase()
  try {
    for (let at = range.first; at < range.count; at += range.every) {
      const line = lineOf(await runScenario(database, { seed: range.from + at }))
      onLine(line)
      if (range.untilWrong && line.violations.length > 0) return
    }
  } finally {
    await database.close()
  }
}

/**
 * The same, shared among processes: the database of each has a core to itself.
 *
 * @throws Error when a process ends before its seeds are done
 */
export async function runSeedsApart(
  range: Range,
  processes: number,
  onLine: (line: Line) => void,
): Promise<void> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const part = async (first: number) => {
    const args = [
      main,
      '--part',
      `${first}/${processes}`,
      '--seeds',
      `${range.count}`,
      '--from',
      `${range.from}`,
      ...(range.untilWrong ? ['--first'] : []),
    ]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    for await (const line of createInterface({ input: child.stdout })) {
      const parsed: Line = JSON.parse(line)
      onLine(parsed)
    }
    const code = await ended
    if (code !== 0) throw new Error(`a simulating process ended with ${code}`)
  }
  await Promise.all(Array.from({ length: processes }, (_, first) => part(first)))
}
