import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'

/** What noticed a fault: the property or the violation, or that the program does not run at all. */
export interface Catch {
  readonly by: 'properties' | 'simulator' | 'scenario'
  readonly what: string
}

const PlannerReport = z.object({ failures: z.array(z.object({ property: z.string() })) })
const EngineReport = z.object({
  failures: z.array(z.object({ seed: z.int(), violation: z.string() })),
})

/** The planner's properties over drawn worlds. */
export async function properties(folder: string, cases: number): Promise<Catch | null> {
  const args = ['--planner', '--first', '--cases', String(cases), '--workers', '1', '--seed', '11', '--json']
  const { line, isTimeUp } = await simulate(folder, args)
  if (isTimeUp) return { by: 'properties', what: 'does not end' }
  if (line === null) return { by: 'properties', what: 'does not run' }
  const names = new Set(PlannerReport.parse(JSON.parse(line)).failures.map((each) => each.property))
  return names.size === 0 ? null : { by: 'properties', what: [...names].join(', ') }
}

/** The whole engine in a few worlds. */
export async function simulator(folder: string, seeds: number): Promise<Catch | null> {
  const { line, isTimeUp } = await simulate(folder, ['--seeds', String(seeds), '--processes', '1', '--json'])
  if (isTimeUp) return { by: 'simulator', what: 'does not end' }
  if (line === null) return { by: 'simulator', what: 'does not run' }
  const { failures } = EngineReport.parse(JSON.parse(line))
  const [first] = failures
  return first ? { by: 'simulator', what: `seed ${first.seed}: ${first.violation.slice(0, 160)}` } : null
}

/** Longer than any run that is sound. */
const patienceMs = 600_000

/** The line a run prints at its end; none when it could not run. */
function simulate(folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, [join('test', 'sim', 'main.ts'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: patienceMs,
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  return new Promise<{ readonly line: string | null; readonly isTimeUp: boolean }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (_, signal) => {
      const line = text.trim().split('\n').at(-1) ?? ''
      resolve({ line: line.startsWith('{') ? line : null, isTimeUp: signal !== null })
    })
  })
}

/** One scenario of the whole product, as the tests tell it. */
export async function scenario(
  folder: string,
  { file, name }: { readonly file: string; readonly name: string },
): Promise<Catch | null> {
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--project', 'store-pglite', file, '-t', name]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore', timeout: patienceMs })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return code === 0 ? null : { by: 'scenario', what: name }
}
