import fc from 'fast-check'
import { drawn } from './history.ts'
import { type PropertyName, properties, propertyNames } from './properties.ts'
import type { Reach } from './reach.ts'

export interface Failure {
  readonly property: string
  readonly seed: number
  readonly path: string
  readonly counterexample: string
}

export interface Task {
  readonly name: PropertyName
  readonly cases: number
  readonly seed: number
  readonly path?: string
}

/** Checks one property over drawn cases; the failure has what reproduces it. */
export function check({ name, cases, seed, path }: Task, reach: Reach): Failure | null {
  const property = fc.property(drawn, (given) => properties[name](given, reach))
  const details = fc.check(property, { numRuns: cases, seed, ...(path === undefined ? {} : { path }) })
  if (!details.failed) return null
  const words = details.errorInstance instanceof Error ? details.errorInstance.message : 'interrupted'
  return {
    property: name,
    seed: details.seed,
    path: details.counterexamplePath ?? '',
    counterexample: `${words} · ${JSON.stringify(details.counterexample)}`.slice(0, 4000),
  }
}

interface Choice {
  readonly only?: PropertyName | undefined
  readonly path?: string | undefined
  readonly casesPerTask: number
}

/** An equal share of the cases for each property, in pieces that each have a seed of their own. */
export function tasksFor(cases: number, seed: number, { only, path, casesPerTask }: Choice): Task[] {
  if (only !== undefined && path !== undefined) return [{ name: only, cases, seed, path }]
  const names = only === undefined ? propertyNames : [only]
  const tasks: Task[] = []
  for (const [i, name] of names.entries()) {
    let left = Math.floor(cases / names.length) + (i < cases % names.length ? 1 : 0)
    for (let piece = 0; left > 0; piece++, left -= casesPerTask) {
      tasks.push({ name, cases: Math.min(left, casesPerTask), seed: seed + piece })
    }
  }
  return tasks
}
