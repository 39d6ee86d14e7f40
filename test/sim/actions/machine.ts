import type { WireFault } from '../wire.ts'
import type { World } from '../world.ts'
import type { Action } from './action.ts'

const wire = (
  name: string,
  weight: number,
  kind: WireFault['kind'],
  strikes: WireFault['strikes'],
  timesMax: number,
): Action => ({
  name,
  weight,
  async act(world: World) {
    const times = world.chance.int(1, timesMax)
    world.trace.note(`fault wire ${kind} x${times}`)
    world.wire.faults.push({ kind, strikes, times })
    return true
  },
})

const any = () => true
/** Lists and batches of parties and contacts. */
const reads: WireFault['strikes'] = ({ method, path }) =>
  method === 'GET' && /\/(?:parties(?:\/[\d,]+)?|Contacts)$/.test(path)

/** What goes wrong in our own machine and on the way to the vendors. */
export const machineActions: readonly Action[] = [
  wire('no connection', 1.5, 'refused', any, 3),
  wire('lost by the wire', 1, 'lost', any, 2),
  wire('write lost by the wire', 2, 'lost', (call) => call.write, 2),
  wire('rotation lost', 2, 'lost', (call) => call.path.endsWith('/token'), 1),
  wire('no answer in time', 0.7, 'timeout', any, 1),
  wire('older answer', 2, 'older', reads, 3),
  {
    name: 'commit refused',
    weight: 1.5,
    async act(world) {
      world.commits.refuseIn(world.chance.int(1, 30))
      return true
    },
  },
]

/** How the engine may die; only in every second world. */
export const crashActions: readonly Action[] = [
  {
    name: 'crash at a commit',
    weight: 5,
    async act(world) {
      const when = world.chance.next() < 0.5 ? 'crash_before' : 'crash_after'
      world.commits.crashIn(world.chance.int(1, 40), when)
      return true
    },
  },
  wire('crash before a write', 0.7, 'crash_before', (call) => call.write, 1),
  wire('crash after a write', 1.5, 'crash_after', (call) => call.write, 1),
  wire('crash after a renewal', 0.7, 'crash_after', (call) => call.path.endsWith('/token'), 1),
]
