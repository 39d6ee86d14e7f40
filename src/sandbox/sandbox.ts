import { type CapsuleSandbox, createCapsule } from './capsule/capsule.ts'
import { type Counts, createControl } from './control.ts'
import { seededChance } from './kernel/chance.ts'
import type { Clock } from './kernel/clock.ts'
import { createKernel, type Kernel } from './kernel/kernel.ts'
import { type SeedChoice, seedOf } from './seed-choice.ts'
import { createXero, type XeroSandbox } from './xero/xero.ts'

export interface SandboxOptions {
  readonly clock: Clock
  /** Everything by chance follows from it: the same seed and the same requests give the same answers. */
  readonly seed: number
  /** Delivers webhooks. */
  readonly fetch: typeof fetch
  /** Origins, without a slash at the end. */
  readonly capsuleUrl: string
  readonly xeroUrl: string
  /** False lifts the vendors' call limits. */
  readonly quotas?: boolean
}

/** What a seed's keys became. */
export interface Loaded {
  readonly partyIds: ReadonlyMap<string, number>
  readonly contactIds: ReadonlyMap<string, string>
}

/** Both services on one clock, one chance and one call log. */
export interface Sandbox {
  readonly kernel: Kernel
  readonly capsule: CapsuleSandbox
  readonly xero: XeroSandbox
  /** Replaces all records by those of the seed, and forgets calls and faults. */
  load(choice: SeedChoice): Loaded
  /** Answers requests under `/_sandbox/`, null for all others. */
  control(request: Request): Promise<Response | null>
  /** What stands behind each origin: control first, then the vendor. */
  capsuleFetch(request: Request): Promise<Response>
  xeroFetch(request: Request): Promise<Response>
  /** Resolves when every webhook that is due has been tried. */
  settled(): Promise<void>
}

/** Starts without records and without sign-ins; `load` gives it both. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const kernel = createKernel(options)
  const capsule = createCapsule(kernel, { url: options.capsuleUrl })
  const xero = createXero(kernel, { url: options.xeroUrl })
  let loaded: SeedChoice = 'empty'
  const settled = async () => {
    await Promise.all([capsule.settled(), xero.settled()])
  }
  const load = (choice: SeedChoice): Loaded => {
    capsule.reset()
    xero.reset()
    kernel.calls.clear()
    kernel.faults.clear()
    loaded = choice
    const seed = seedOf(choice, seededChance(options.seed ^ 0x0d3a70))
    const partyIds = capsule.seed(seed.capsule)
    return { partyIds, contactIds: xero.seed(seed.xero, partyIds) }
  }
  const control = createControl({
    kernel,
    urls: { capsule: options.capsuleUrl, xero: options.xeroUrl },
    loaded: () => loaded,
    load,
    counts: (): Counts => ({ capsule: capsule.counts(), xero: xero.counts() }),
    settled,
    setWebhook: (target) => xero.setWebhook(target),
    webhook: () => xero.webhook(),
    disconnect: () => xero.disconnect(),
    setLockDates: (locks) => xero.setLockDates(locks),
  })
  return {
    kernel,
    capsule,
    xero,
    load,
    control,
    capsuleFetch: async (request) => (await control(request)) ?? capsule.fetch(request),
    xeroFetch: async (request) => (await control(request)) ?? xero.fetch(request),
    settled,
  }
}
