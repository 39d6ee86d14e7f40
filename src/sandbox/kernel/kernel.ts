import { type CallLog, callLog } from './calls.ts'
import { type Chance, seededChance } from './chance.ts'
import type { Clock } from './clock.ts'
import { type Faults, faultList } from './faults.ts'

/** What both emulators share; everything that varies comes from outside. */
export interface Kernel {
  readonly clock: Clock
  readonly chance: Chance
  /** Decides whether a fault of some probability strikes. */
  readonly faultChance: Chance
  readonly calls: CallLog
  readonly faults: Faults
  /** Delivers webhooks; the simulator passes one that calls the engine in-process. */
  readonly fetch: typeof fetch
  /** False lifts the vendors' call limits, for load tests. */
  quotas: boolean
}

export function createKernel(options: {
  clock: Clock
  seed: number
  fetch: typeof fetch
  quotas?: boolean
}): Kernel {
  const chance = seededChance(options.seed)
  const faultChance = seededChance(options.seed ^ 0x5f0a17)
  return {
    clock: options.clock,
    chance,
    faultChance,
    calls: callLog(),
    faults: faultList(faultChance),
    fetch: options.fetch,
    quotas: options.quotas ?? true,
  }
}
