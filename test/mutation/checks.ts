import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'

/** What noticed a fault: the property, the violation or the scenario. */
export interface Catch {
  readonly by: 'properties' | 'simulator' | 'scenario'
  readonly what: string
}

/** How hard to look. */
export interface Effort {
  readonly cases: number
  readonly seeds: number
  /** What takes longer than this does not end. */
  readonly patienceMs: number
}

/** The program could not be asked: it catches nothing, whatever is broken. */
export class Unfit extends Error {
  override readonly name = 'Unfit'
}

const PlannerReport = z.object({ failures: z.array(z.object({ property: z.string() })) })
const EngineReport = z.object({
  failures: z.array(z.object({ seed: z.int(), violation: z.string() })),
})

/** The planner's properties over drawn worlds. @throws Unfit */
export async function properties(folder: string, { cases, patienceMs }: Effort): Promise<Catch | null> {
  const args = ['--planner', '--first', '--cases', String(cases), '--workers', '1', '--seed', '11', '--json']
  const line = await simulate(folder, args, patienceMs)
  if (line === null) return { by: 'properties', what: 'does not end' }
  const names = new Set(PlannerReport.parse(line).failures.map((each) => each.property))
  return names.size === 0 ? null : { by: 'properties', what: [...names].join(', ') }
}

/** The whole engine in some worlds. @throws Unfit */
export async function simulator(folder: string, { seeds, patienceMs }: Effort): Promise<Catch | null> {
  const args = ['--seeds', String(seeds), '--processes', '1', '--first', '--json']
  const line = await simulate(folder, args, patienceMs)
  if (line === null) return { by: 'simulator', what: 'does not end' }
  const [first] = EngineReport.parse(line).failures
  return first ? { by: 'simulator', what: `seed ${first.seed}: ${first.violation.slice(0, 160)}` } : null
}

/** The line a run prints at its end; null when it does not end. @throws Unfit when it cannot run */
async function simulate(folder: string, args: readonly string[], patienceMs: number): Promise<unknown> {
  const { out, error, isTimeUp } = await run(folder, [join('test', 'sim', 'main.ts'), ...args], patienceMs)
  if (isTimeUp) return null
  const line = out.trim().split('\n').at(-1) ?? ''
  if (!line.startsWith('{')) throw new Unfit(`cannot run: ${error.trim().slice(-600)}`)
  return JSON.parse(line)
}

/** One scenario of the whole product, as the tests tell it. */
export async function scenario(
  folder: string,
  { file, name }: { readonly file: string; readonly name: string },
  { patienceMs }: Effort,
): Promise<Catch | null> {
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--project', 'store-pglite', file, '-t', name]
  const { code } = await run(folder, args, patienceMs)
  return code === 0 ? null : { by: 'scenario', what: name }
}

const children = new Set<ChildProcess>()
process.on('exit', () => children.forEach(end))

/** Ends a process with those it started. */
function end({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly error: string
  readonly isTimeUp: boolean
}

function run(folder: string, args: readonly string[], patienceMs: number): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  children.add(child)
  let [out, error, isTimeUp] = ['', '', false]
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part
  })
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    error = (error + part).slice(-4_000)
  })
  const bell = setTimeout(() => {
    isTimeUp = true
    end(child)
  }, patienceMs)
  return new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(bell)
      children.delete(child)
      resolve({ code, out, error, isTimeUp })
    })
  })
}
