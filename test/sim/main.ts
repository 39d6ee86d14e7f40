import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runPlanner } from './planner.ts'
import { failureWords, type Line, reportOf, tableOf, unreached } from './report.ts'
import { runSeeds, runSeedsApart } from './run-seeds.ts'
import { type Outcome, runScenario } from './scenario.ts'
import { openSimDatabase } from './store.ts'

// The planner alone has options of its own.
const isPlanner = process.argv.includes('--planner')
const { values } = parseArgs({
  args: isPlanner ? [] : process.argv.slice(2),
  options: {
    /** How many worlds, from `--from` on. */
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    /** One world alone; with `--trace` every call and commit of it, with `--shrink` the shortest that fails. */
    seed: { type: 'string' },
    steps: { type: 'string' },
    trace: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
    /** No further worlds once something is wrong in one. */
    first: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    processes: { type: 'string', default: String(availableParallelism()) },
    /** `first/every`: a share of the seeds, one line each; how the processes of a run divide them. */
    part: { type: 'string' },
  },
})
const out = (line: string) => process.stdout.write(`${line}\n`)
const number = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not a whole number: ${text}`)
  return value
}

const from = number(values.from)
const seeds = number(values.seeds)
if (isPlanner) process.exitCode = await runPlanner(process.argv.slice(2))
else if (values.part !== undefined) {
  const [first = 0, every = 1] = values.part.split('/').map(number)
  await runSeeds({ from, count: seeds, first, every, untilWrong: values.first }, (line) =>
    out(JSON.stringify(line)),
  )
} else if (values.seed !== undefined) await single(number(values.seed))
else await many()

async function many() {
  const lines: Line[] = []
  const begun = performance.now()
  const range = { from, count: seeds, untilWrong: values.first }
  await runSeedsApart(range, Math.max(1, number(values.processes)), (line) => {
    lines.push(line)
    for (const violation of line.violations)
      process.stderr.write(`${failureWords({ seed: line.seed, violation })}\n`)
  })
  const report = reportOf(lines, (performance.now() - begun) / 1_000)
  const missing = unreached(report)
  out(values.json ? JSON.stringify(report) : tableOf(report))
  if (missing.length > 0) process.stderr.write(`never reached: ${missing.join(', ')}\n`)
  process.exitCode = report.failures.length > 0 || missing.length > 0 ? 1 : 0
}

async function single(seed: number) {
  await using database = await openSimDatabase()
  const run = (steps: number | undefined, print: boolean) =>
    runScenario(database, { seed, steps, ...(print ? { print: out } : {}) })
  const told = values.steps === undefined ? undefined : number(values.steps)
  const outcome = values.shrink ? await shortest(run) : await run(told, values.trace)
  if (values.shrink && values.trace) await run(outcome.steps, true)
  const { violations, steps, digest } = outcome
  out(
    JSON.stringify({
      mode: 'engine',
      seed,
      steps,
      digest,
      violations,
      reach: Object.fromEntries(outcome.reach),
    }),
  )
  process.exitCode = violations.length > 0 ? 1 : 0
}

/** The first steps of a story often suffice to make it fail. */
async function shortest(
  run: (steps: number | undefined, print: boolean) => Promise<Outcome>,
): Promise<Outcome> {
  const whole = await run(undefined, false)
  for (let steps = 0; whole.violations.length > 0 && steps < whole.steps; steps++) {
    const shorter = await run(steps, false)
    if (shorter.violations.length > 0) return shorter
  }
  return whole
}
