import type { ReachName } from '../reach.ts'
import type { World } from '../world.ts'

/** Something people do, or that befalls the product, at one step of a scenario. */
export interface Action {
  readonly name: string
  /** How often, compared with the others. */
  readonly weight: number
  /** False when there was nothing it could be done to, or the vendor refused. */
  readonly act: (world: World) => Promise<boolean>
  /** What it is counted as, when it was done. */
  readonly reach?: ReachName
}

export const pickWeighted = <T extends { readonly weight: number }>(items: readonly T[], roll: number): T => {
  const total = items.reduce((sum, item) => sum + item.weight, 0)
  let left = roll * total
  for (const item of items) {
    left -= item.weight
    if (left < 0) return item
  }
  throw new Error('nothing to pick from')
}
