/** One measured figure, as `npm run bench -- --json` prints it. `ok` is null for figures without a goal. */
export interface Figure {
  readonly bench: string
  readonly figure: string
  readonly value: number
  readonly unit: string
  readonly goal: string | null
  readonly ok: boolean | null
}

export function atMost(bench: string, figure: string, value: number, unit: string, most: number): Figure {
  return { bench, figure, value: round(value), unit, goal: `<= ${most}`, ok: value <= most }
}

export function atLeast(bench: string, figure: string, value: number, unit: string, least: number): Figure {
  return { bench, figure, value: round(value), unit, goal: `>= ${least}`, ok: value >= least }
}

export function plain(bench: string, figure: string, value: number, unit: string): Figure {
  return { bench, figure, value: round(value), unit, goal: null, ok: null }
}

const round = (value: number) => Math.round(value * 1_000) / 1_000
