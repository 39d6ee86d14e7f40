import { type Catch, type Effort, properties, scenario, simulator, Unfit } from './checks.ts'
import type { Mutation } from './mutation.ts'
import type { Tree } from './tree.ts'

export interface Chosen {
  /** Where it stands in the whole list, from 1 on. */
  readonly number: number
  readonly mutation: Mutation
  readonly of: 'planner' | 'engine'
}

/** What became of one mutation. */
export interface Verdict {
  readonly number: number
  readonly file: string
  readonly breaks: string
  readonly caught: Catch | null
  readonly survives: string | null
  /** Why the program could not be asked with this fault in it; then nothing is known. */
  readonly unfit: string | null
  readonly seconds: number
}

type Check = (folder: string, effort: Effort) => Promise<Catch | null>

/** Cheapest first. The planner's properties never run the engine. */
function checksOf({ mutation: { scenario: told }, of }: Chosen): readonly Check[] {
  return [
    ...(of === 'planner' ? [properties] : []),
    simulator,
    ...(told ? [(folder: string, effort: Effort) => scenario(folder, told, effort)] : []),
  ]
}

export async function judge(tree: Tree, chosen: Chosen, effort: Effort): Promise<Verdict> {
  const { file, breaks, survives = null } = chosen.mutation
  const begun = performance.now()
  using _ = tree.mutate(chosen.mutation)
  let caught: Catch | null = null
  let unfit: string | null = null
  try {
    for (const check of checksOf(chosen)) caught ??= await check(tree.folder, effort)
  } catch (fault) {
    if (!(fault instanceof Unfit)) throw fault
    unfit = fault.message
  }
  const seconds = Math.round((performance.now() - begun) / 1_000)
  return { number: chosen.number, file, breaks, caught, survives, unfit, seconds }
}

/** A check that fails anyway catches nothing: in the sound program each has to hold. Null when each does. */
export async function soundness(
  folder: string,
  chosen: readonly Chosen[],
  effort: Effort,
): Promise<string | null> {
  const scenarios = new Map<string, Check>()
  for (const { mutation } of chosen) {
    const told = mutation.scenario
    if (told) scenarios.set(`${told.file} ${told.name}`, (at, how) => scenario(at, told, how))
  }
  const isOf = (of: Chosen['of']) => chosen.some((each) => each.of === of)
  const checks = [...(isOf('planner') ? [properties] : []), simulator, ...scenarios.values()]
  try {
    for (const check of checks) {
      const caught = await check(folder, effort)
      if (caught) return `${caught.by}, ${caught.what}`
    }
    return null
  } catch (fault) {
    if (fault instanceof Unfit) return fault.message
    throw fault
  }
}
