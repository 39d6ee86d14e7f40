import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Effort } from './checks.ts'
import { engineMutations } from './engine-mutations.ts'
import { judge, soundness, type Verdict } from './judge.ts'
import { plannerMutations } from './planner-mutations.ts'
import { tableOf, wordsOf } from './report.ts'
import { copyTree, misfits } from './tree.ts'

/**
 * Breaks one chosen line after the other in copies of the program, and shows which check notices.
 *
 * `--list` names them; `--only text,text` takes those of whose file or words it is a part, `--from N` goes on at the
 * Nth. `--cases`, `--seeds` and `--patience` (seconds) say how hard to look, `--processes` how many at a time,
 * `--unproven` leaves out that the sound program is looked at first. `--json` prints a line for each, and one at
 * the end.
 *
 * Exit code 1: something survives that no words explain. 2: the lines or the program are not fit for it.
 */
const { values } = parseArgs({
  options: {
    list: { type: 'boolean', default: false },
    only: { type: 'string' },
    from: { type: 'string', default: '1' },
    cases: { type: 'string', default: '80000' },
    seeds: { type: 'string', default: '40' },
    patience: { type: 'string', default: '420' },
    processes: { type: 'string', default: String(Math.min(availableParallelism(), 4)) },
    unproven: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const number = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`not a number from 1 on: ${text}`)
  return value
}
const effort: Effort = {
  cases: number(values.cases),
  seeds: number(values.seeds),
  patienceMs: number(values.patience) * 1_000,
}
const from = number(values.from)
const words = values.only?.split(',').map((text) => text.trim())
const all = [
  ...plannerMutations.map((mutation) => ({ mutation, of: 'planner' as const })),
  ...engineMutations.map((mutation) => ({ mutation, of: 'engine' as const })),
].map((each, at) => ({ ...each, number: at + 1 }))
const chosen = all.filter(
  ({ number, mutation: { file, breaks } }) =>
    number >= from &&
    (words === undefined || words.some((text) => file.includes(text) || breaks.includes(text))),
)
const out = (line: string) => process.stdout.write(`${line}\n`)

// What the copies are in goes with the process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

if (values.list)
  for (const { number, mutation } of chosen) out(`${number} ${mutation.file}: ${mutation.breaks}`)
else process.exitCode = await mutate()

async function mutate(): Promise<number> {
  const begun = performance.now()
  using sound = copyTree()
  const unfit = misfits(
    chosen.map(({ mutation }) => mutation),
    sound.folder,
  )
  if (unfit.length > 0) {
    process.stderr.write(`Lines to break have changed; choose them anew:\n${unfit.join('\n')}\n`)
    return 2
  }
  const fault = values.unproven ? null : await soundness(sound.folder, chosen, effort)
  if (fault !== null) {
    process.stderr.write(`The program fails before anything is broken: ${fault}\n`)
    return 2
  }
  const verdicts: Verdict[] = []
  const queue = [...chosen]
  const work = async () => {
    using tree = copyTree()
    for (let next = queue.shift(); next; next = queue.shift()) {
      const verdict = await judge(tree, next, effort)
      verdicts.push(verdict)
      out(values.json ? JSON.stringify(verdict) : wordsOf(verdict))
    }
  }
  await Promise.all(Array.from({ length: number(values.processes) }, work))
  verdicts.sort((a, b) => a.number - b.number)
  const survivors = verdicts.filter((verdict) => verdict.caught === null)
  const unexplained = survivors.filter((verdict) => verdict.survives === null).length
  const counts = {
    mutations: verdicts.length,
    caught: verdicts.length - survivors.length,
    unexplained,
    seconds: Math.round((performance.now() - begun) / 1_000),
  }
  if (values.json) out(JSON.stringify({ ...counts, survivors }))
  else out(tableOf(counts, survivors))
  return verdicts.some((verdict) => verdict.unfit !== null) ? 2 : unexplained > 0 ? 1 : 0
}
