import fc from 'fast-check'
import { type Drawn, drawn } from './history.ts'
import { type PropertyName, properties, propertyNames } from './properties.ts'
import { noReach, type Reach } from './reach.ts'

export interface Failure {
  readonly property: string
  readonly seed: number
  readonly path: string
  readonly counterexample: string
}

/** Some worlds, and the properties that are checked on each of them. */
export interface Task {
  readonly names: readonly PropertyName[]
  readonly worlds: number
  readonly seed: number
  readonly path?: string
}

/** Number checks throw by the million, and nobody reads where from. */
Error.stackTraceLimit = 0

/** Checks properties over drawn worlds; each failure is the smallest found, with what reproduces it. */
export function check({ names, worlds, seed, path }: Task, reach: Reach): Failure[] {
  const [only, ...others] = names
  if (only !== undefined && others.length === 0) return smallest(only, { worlds, seed, path }, reach)
  const failed = new Set<PropertyName>()
  const together = fc.property(drawn, (given) => {
    for (const name of names) {
      if (!failed.has(name) && !holds(name, given, reach)) failed.add(name)
    }
  })
  fc.assert(together, { numRuns: worlds, seed })
  // Drawn again from the same seed, one property alone fails at the same world, and shrinks.
  return [...failed].flatMap((name) => smallest(name, { worlds, seed }, noReach()))
}

function holds(name: PropertyName, given: Drawn, reach: Reach): boolean {
  try {
    properties[name](given, reach)
    return true
  } catch {
    return false
  }
}

function smallest(
  name: PropertyName,
  {
    worlds,
    seed,
    path,
  }: { readonly worlds: number; readonly seed: number; readonly path?: string | undefined },
  reach: Reach,
): Failure[] {
  const alone = fc.property(drawn, (given) => properties[name](given, reach))
  const details = fc.check(alone, { numRuns: worlds, seed, ...(path === undefined ? {} : { path }) })
  if (!details.failed) return []
  const words = details.errorInstance instanceof Error ? details.errorInstance.message : 'interrupted'
  return [
    {
      property: name,
      seed: details.seed,
      path: details.counterexamplePath ?? '',
      counterexample: `${words} · ${JSON.stringify(details.counterexample)}`.slice(0, 4000),
    },
  ]
}

interface Choice {
  readonly only?: PropertyName | undefined
  readonly path?: string | undefined
  /** How many worlds are one piece of work. */
  readonly worldsPerTask: number
}

/**
 * Worlds enough that each property is checked its share of the cases, a case being one property on one world, in
 * pieces that each have a seed of their own.
 */
export function tasksFor(cases: number, seed: number, { only, path, worldsPerTask }: Choice): Task[] {
  const names = only === undefined ? propertyNames : [only]
  if (only !== undefined && path !== undefined) return [{ names, worlds: cases, seed, path }]
  const tasks: Task[] = []
  let left = Math.ceil(cases / names.length)
  for (let piece = 0; left > 0; piece++, left -= worldsPerTask) {
    tasks.push({ names, worlds: Math.min(left, worldsPerTask), seed: seed + piece })
  }
  return tasks
}

export const casesOf = (tasks: readonly Task[]): number =>
  tasks.reduce((sum, task) => sum + task.worlds * task.names.length, 0)
