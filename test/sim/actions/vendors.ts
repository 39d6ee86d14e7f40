import { Fault } from '#sandbox/kernel/faults.ts'
import type { World } from '../world.ts'
import type { Action } from './action.ts'

type VendorFault = Partial<Fault> & Pick<Fault, 'vendor' | 'kind'>

const add = (weight: number, fault: VendorFault, timesMax: number): Action => ({
  name: `${fault.vendor} ${fault.kind}${fault.status ?? ''}`,
  weight,
  async act(world: World) {
    const times = world.chance.int(1, timesMax)
    world.trace.note(
      `fault ${fault.vendor} ${fault.kind} ${fault.method ?? ''} ${fault.status ?? ''} x${times}`,
    )
    world.sandbox.kernel.faults.add(Fault.parse({ ...fault, times }))
    return true
  },
})

const vendors = ['capsule', 'xero'] as const
const writes = ['POST', 'PUT'] as const

/** What goes wrong at the vendors. */
export const vendorActions: readonly Action[] = [
  add(2, { vendor: 'xero', kind: 'limited' }, 2),
  add(1.5, { vendor: 'xero', kind: 'limited', method: 'POST' }, 2),
  add(0.3, { vendor: 'xero', kind: 'limited_day' }, 1),
  add(1, { vendor: 'xero', kind: 'limited_concurrent' }, 2),
  add(1, { vendor: 'xero', kind: 'limited_app' }, 2),
  add(0.7, { vendor: 'capsule', kind: 'limited' }, 1),
  add(1.5, { vendor: 'capsule', kind: 'limited', method: 'POST', path: '/parties' }, 1),
  ...vendors.flatMap((vendor) => [
    add(1, { vendor, kind: 'unauthorised' }, 1),
    add(0.5, { vendor, kind: 'unauthorised' }, 4),
    add(1, { vendor, kind: 'status', status: 503 }, 6),
    add(0.7, { vendor, kind: 'status', status: 500 }, 3),
    add(1, { vendor, kind: 'slow', delayMs: 8_000 }, 3),
    add(0.5, { vendor, kind: 'lost_answer', method: 'GET' }, 3),
    ...writes.map((method) => add(1.5, { vendor, kind: 'lost_answer', method }, 2)),
    add(1.2, { vendor, kind: 'hook_drop' }, 3),
    add(1.2, { vendor, kind: 'hook_duplicate' }, 3),
    add(1.2, { vendor, kind: 'hook_reorder' }, 3),
  ]),
]
