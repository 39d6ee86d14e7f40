import { type Reach, reachNames } from './reach.ts'
import type { Outcome } from './scenario.ts'

/** What a run of many seeds found. */
export interface Report {
  readonly mode: 'engine'
  readonly seeds: number
  readonly failures: readonly { readonly seed: number; readonly violation: string }[]
  readonly perSecond: number
  readonly reach: Readonly<Record<string, number>>
}

/** One seed's result as it travels between processes. */
export interface Line {
  readonly seed: number
  readonly violations: readonly string[]
  readonly reach: readonly (readonly [string, number])[]
}

export const lineOf = ({ seed, violations, reach }: Outcome): Line => ({
  seed,
  violations,
  reach: [...reach],
})

export function reportOf(lines: readonly Line[], seconds: number): Report {
  const reach: Reach = new Map(reachNames.map((name) => [name, 0]))
  for (const line of lines)
    for (const [name, times] of line.reach) reach.set(name, (reach.get(name) ?? 0) + times)
  const failures = lines.flatMap(({ seed, violations }) =>
    violations.map((violation) => ({ seed, violation })),
  )
  return {
    mode: 'engine',
    seeds: lines.length,
    failures: failures.sort((a, b) => a.seed - b.seed),
    perSecond: Math.round((lines.length / seconds) * 100) / 100,
    reach: Object.fromEntries(reach),
  }
}

/** Seeds below which a rare thing may well not have happened. */
const enoughSeeds = 2_000

/** What should have happened and did not. */
export const unreached = ({ seeds, reach }: Report): readonly string[] =>
  seeds < enoughSeeds ? [] : reachNames.filter((name) => (reach[name] ?? 0) === 0)

export function tableOf(report: Report): string {
  const rows = Object.entries(report.reach).map(([name, times]) => `${String(times).padStart(8)}  ${name}`)
  return [`${report.seeds} seeds, ${report.perSecond} a second, reached:`, ...rows].join('\n')
}

export const failureWords = ({ seed, violation }: Report['failures'][number]): string =>
  `seed ${seed}: ${violation}\n  again: npm run sim -- --seed ${seed} --trace`
