import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { isPropertyName, propertyNames } from './planner/properties.ts'
import { addReach, branches, noReach, type Reach } from './planner/reach.ts'
import { casesOf, check, type Failure, type Task, tasksFor } from './planner/run.ts'

export interface PlannerReport {
  readonly mode: 'planner'
  readonly cases: number
  readonly failures: readonly Failure[]
  readonly perSecond: number
  readonly reach: Reach
}

/** What a worker is sent, and what it answers. */
export interface Answer {
  readonly failures: readonly Failure[]
  readonly reach: Reach
}

/** Below this many cases an unreached branch says nothing. */
const casesToReachAll = 50_000
/** Few enough that the workers finish together, enough that starting a run costs nothing. */
const worldsPerTask = 500
/** A property that fails is not tried again and again. */
const failuresPerProperty = 3

/**
 * The planner's properties over drawn worlds: `--cases N`, `--seed S`, `--property name`, `--path p` (as a failure
 * names them), `--first` (stop at the first failure), `--workers n`, `--json`.
 *
 * @returns the exit code
 */
export async function runPlanner(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      planner: { type: 'boolean' },
      cases: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      property: { type: 'string' },
      path: { type: 'string' },
      first: { type: 'boolean', default: false },
      workers: { type: 'string', default: String(Math.min(availableParallelism(), 2)) },
      json: { type: 'boolean', default: false },
    },
  })
  const { property, path } = values
  if (property !== undefined && !isPropertyName(property)) {
    process.stderr.write(
      `There is no property "${property}". There are: ${propertyNames.map((name) => `"${name}"`).join(', ')}.\n`,
    )
    return 2
  }
  const tasks = tasksFor(wholeNumber(values.cases), wholeNumber(values.seed), {
    only: property,
    path,
    worldsPerTask,
  })
  const cases = casesOf(tasks)
  const begun = performance.now()
  const { failures, reach } = await run(
    tasks,
    wholeNumber(values.workers),
    values.first ? 1 : Number.POSITIVE_INFINITY,
  )
  const seconds = (performance.now() - begun) / 1_000
  const report: PlannerReport = {
    mode: 'planner',
    cases,
    failures,
    perSecond: Math.round(cases / seconds),
    reach,
  }
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : table(report))
  for (const failure of failures) process.stderr.write(`${reproduce(failure)}\n`)
  const isWhole = property === undefined && cases >= casesToReachAll
  const missing = isWhole ? branches.filter((branch) => reach[branch] === 0) : []
  if (missing.length > 0) process.stderr.write(`never reached: ${missing.join(', ')}\n`)
  return failures.length + missing.length > 0 ? 1 : 0
}

async function run(
  tasks: readonly Task[],
  workers: number,
  failuresMax: number,
): Promise<{ readonly failures: Failure[]; readonly reach: Reach }> {
  const reach = noReach()
  const failures: Failure[] = []
  const next = tasks[Symbol.iterator]()
  const countOf = (name: string) => failures.filter((failure) => failure.property === name).length
  const take = (): Task | undefined => {
    if (failures.length >= failuresMax) return undefined
    for (const task of next) {
      const names = task.names.filter((name) => countOf(name) < failuresPerProperty)
      if (names.length > 0) return { ...task, names }
    }
    return undefined
  }
  const keep = (answer: Answer) => {
    addReach(reach, answer.reach)
    failures.push(...answer.failures)
  }
  if (workers <= 1 || tasks.length === 1) {
    for (let task = take(); task; task = take()) {
      const own = noReach()
      keep({ failures: check(task, own), reach: own })
    }
  } else await Promise.all(Array.from({ length: workers }, () => work(take, keep)))
  return { failures, reach }
}

function work(take: () => Task | undefined, keep: (answer: Answer) => void): Promise<void> {
  const first = take()
  if (!first) return Promise.resolve()
  const worker = new Worker(new URL('./planner-worker.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    worker.on('message', (answer: Answer) => {
      keep(answer)
      const task = take()
      if (task) worker.postMessage(task)
      else void worker.terminate().then(() => resolve())
    })
    worker.on('error', reject)
    worker.postMessage(first)
  })
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`not a whole number: ${text}`)
  return value
}

function reproduce({ property, seed, path, counterexample }: Failure): string {
  const command = `npm run sim -- --planner --property "${property}" --seed ${seed} --path "${path}"`
  return `✗ ${property}: ${counterexample}\n  ${command}`
}

function table({ cases, failures, perSecond, reach }: PlannerReport): string {
  const rows = branches.map((branch) => `  ${branch.padEnd(36)} ${String(reach[branch]).padStart(9)}`)
  return `${cases} cases, ${failures.length} failures, ${perSecond} a second\n${rows.join('\n')}\n`
}
