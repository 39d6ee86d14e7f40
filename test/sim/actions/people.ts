import { approve, compare, connect, lostSides, swapUser } from '../operator.ts'
import { type Action, pickWeighted } from './action.ts'
import { edits } from './edits.ts'

/** What the product's own people do. */
export const peopleActions: readonly Action[] = [
  {
    name: 'compare again',
    weight: 0.8,
    async act(world) {
      return compare(world)
    },
  },
  {
    name: 'approve what waits',
    weight: 1.5,
    async act(world) {
      return (await approve(world, () => pickWeighted(edits, world.chance.next()).act(world))) === 'approved'
    },
  },
  {
    name: 'reconnect',
    weight: 2,
    async act(world) {
      const sides = await lostSides(world)
      for (const side of sides) await connect(world, side)
      return sides.length > 0
    },
  },
  {
    name: 'see less in Capsule',
    weight: 0.8,
    reach: 'party restricted',
    act: (world) => swapUser(world, 'lachlan'),
  },
  {
    name: 'see everything in Capsule',
    weight: 1.2,
    reach: 'party visible again',
    act: (world) => swapUser(world, 'hannah'),
  },
]
