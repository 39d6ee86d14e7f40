import type { Verdict } from './judge.ts'

const fateOf = ({ caught, survives, unfit }: Verdict): string =>
  unfit ?? (caught ? `${caught.by}: ${caught.what}` : (survives ?? 'nobody notices'))

export function wordsOf(verdict: Verdict): string {
  const { number, file, breaks, caught, survives, seconds } = verdict
  const mark = caught ? '✓' : survives === null ? '✗' : '·'
  return `${mark} ${number} ${file}: ${breaks} (${seconds} s)\n    ${fateOf(verdict)}`
}

/** How many were caught, and why the others were not. */
export function tableOf(
  counts: {
    readonly mutations: number
    readonly caught: number
    readonly unexplained: number
    readonly seconds: number
  },
  survivors: readonly Verdict[],
): string {
  const minutes = Math.ceil(counts.seconds / 60)
  const rows = survivors.map((each) => `  ${each.number} ${each.file}: ${each.breaks}\n      ${fateOf(each)}`)
  return [
    `${counts.caught} of ${counts.mutations} are caught, in ${minutes} minutes; ${counts.unexplained} of the others without explanation.`,
    ...(rows.length > 0 ? ['Not caught:', ...rows] : []),
  ].join('\n')
}
