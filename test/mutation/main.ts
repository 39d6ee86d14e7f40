import { parseArgs } from 'node:util'
import { type Catch, properties, scenario, simulator } from './checks.ts'
import { engineMutations, type Mutation, plannerMutations } from './mutations.ts'
import { copyTree, misfits } from './tree.ts'

/**
 * Breaks one chosen line after the other in a copy of the program, and shows which check notices: `--only text,text`
 * (of the file or of what it breaks), `--cases` and `--seeds` for how hard to look, `--json`.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    cases: { type: 'string', default: '80000' },
    seeds: { type: 'string', default: '120' },
    json: { type: 'boolean', default: false },
  },
})
const cases = Number(values.cases)
const seeds = Number(values.seeds)

interface Verdict {
  readonly file: string
  readonly breaks: string
  readonly caught: Catch | null
  readonly survives: string | null
}

const chosen = values.only?.split(',').map((text) => text.trim())
const isChosen = ({ file, breaks }: Mutation) =>
  chosen === undefined || chosen.some((text) => file.includes(text) || breaks.includes(text))
const all = [
  ...plannerMutations.map((mutation) => ({ mutation, checks: [planner, engine] })),
  ...engineMutations.map((mutation) => ({ mutation, checks: [told(mutation), engine] })),
].filter(({ mutation }) => isChosen(mutation))

function planner(folder: string): Promise<Catch | null> {
  return properties(folder, cases)
}
function engine(folder: string): Promise<Catch | null> {
  return simulator(folder, seeds)
}

function told({ scenario: told }: Mutation): (folder: string) => Promise<Catch | null> {
  return async (folder) => (told === undefined ? null : scenario(folder, told))
}

/** A scenario that fails anyway catches nothing: in the sound program each has to hold. */
async function scenarios(folder: string): Promise<Catch | null> {
  for (const { mutation } of all) {
    const spoilt = await told(mutation)(folder)
    if (spoilt) return spoilt
  }
  return null
}

using tree = copyTree()
const unfit = misfits(all.map(({ mutation }) => mutation))
const sound =
  unfit.length > 0
    ? null
    : ((await planner(tree.folder)) ?? (await engine(tree.folder)) ?? (await scenarios(tree.folder)))
if (unfit.length > 0) {
  process.stderr.write(`Lines to break have changed; choose them anew:\n${unfit.join('\n')}\n`)
  process.exitCode = 2
} else if (sound !== null) {
  process.stderr.write(`The program fails before anything is broken: ${sound.by}, ${sound.what}\n`)
  process.exitCode = 2
} else await mutate()

async function mutate(): Promise<void> {
  const verdicts: Verdict[] = []
  for (const { mutation, checks } of all) {
    const verdict = await judge(mutation, checks)
    verdicts.push(verdict)
    if (!values.json) process.stdout.write(`${line(verdict)}\n`)
  }
  const survivors = verdicts.filter((verdict) => verdict.caught === null)
  const unexplained = survivors.filter((verdict) => verdict.survives === null)
  const counts = { mutations: verdicts.length, caught: verdicts.length - survivors.length }
  if (values.json) process.stdout.write(`${JSON.stringify({ ...counts, survivors, verdicts })}\n`)
  else process.stdout.write(`${counts.caught} of ${counts.mutations} are caught\n`)
  process.exitCode = unexplained.length > 0 ? 1 : 0
}

async function judge(
  mutation: Mutation,
  checks: readonly ((folder: string) => Promise<Catch | null>)[],
): Promise<Verdict> {
  using _ = tree.mutate(mutation)
  let caught: Catch | null = null
  for (const check of checks) caught ??= await check(tree.folder)
  const { file, breaks, survives = null } = mutation
  return { file, breaks, caught, survives }
}

function line({ file, breaks, caught, survives }: Verdict): string {
  const what = caught ? `${caught.by}: ${caught.what}` : (survives ?? 'nobody notices')
  return `${caught ? '✓' : '✗'} ${file}: ${breaks}\n    ${what}`
}
