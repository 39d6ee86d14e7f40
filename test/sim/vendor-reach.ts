import type { Fault } from '#sandbox/kernel/faults.ts'
import { count, type ReachName } from './reach.ts'
import type { World } from './world.ts'

const names: Readonly<Record<Fault['kind'], Readonly<Record<Fault['vendor'], ReachName | null>>>> = {
  limited: { capsule: '429 hour in Capsule', xero: '429 minute' },
  limited_day: { capsule: null, xero: '429 day' },
  limited_concurrent: { capsule: null, xero: '429 concurrent' },
  limited_app: { capsule: null, xero: '429 app' },
  unauthorised: { capsule: '401 renewed', xero: '401 renewed' },
  status: { capsule: null, xero: null },
  lost_answer: { capsule: 'answer lost after commit', xero: 'answer lost after commit' },
  slow: { capsule: 'slow', xero: 'slow' },
  hook_drop: { capsule: 'webhook dropped', xero: 'webhook gap' },
  hook_duplicate: { capsule: 'webhook duplicate', xero: 'webhook duplicate' },
  hook_reorder: { capsule: 'webhook reordered', xero: 'webhook reordered' },
}

/** Counts the faults that really struck. */
export function countVendorFaults(world: World): void {
  for (const { kind, vendor, struck } of world.sandbox.kernel.faults.list()) {
    const name = names[kind][vendor]
    if (name) count(world.reach, name, struck)
  }
}
