import { type CapsuleSandbox, createCapsule } from './capsule/capsule.ts'
import { type Counts, createControl } from './control.ts'
import { seededChance } from './kernel/chance.ts'
import type { Clock } from './kernel/clock.ts'
import { createKernel, type Kernel } from './kernel/kernel.ts'
import { type SeedChoice, seedOf } from './seed-choice.ts'
import { withSentinel } from './sentinels.ts'
import { createJournal, movable, requestOf, type Snapshot } from './snapshot.ts'
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
  /** The whole state as plain JSON; null when more was asked since loading than one holds. */
  snapshot(): Snapshot | null
  /** Puts a state back: the same requests then get the same answers, byte for byte. The clock goes on from then. */
  restore(snapshot: Snapshot): Promise<void>
  /** What stands behind each origin: control first, then the vendor. */
  capsuleFetch(request: Request): Promise<Response>
  xeroFetch(request: Request): Promise<Response>
  /** Resolves when every webhook that is due has been tried. */
  settled(): Promise<void>
}

/** Starts without records and without sign-ins; `load` gives it both. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const clock = movable(options.clock)
  const journal = createJournal(clock.now)
  // While a state is put back, nobody outside hears of it.
  const deliver: typeof fetch = (input, init) =>
    journal.paused ? Promise.resolve(new Response(null, { status: 200 })) : options.fetch(input, init)
  const kernel = createKernel({ ...options, clock, fetch: deliver })
  const capsule = createCapsule(kernel, { url: options.capsuleUrl })
  const xero = createXero(kernel, { url: options.xeroUrl })
  let loaded: SeedChoice = 'empty'
  const settled = async () => {
    await Promise.all([capsule.settled(), xero.settled()])
  }
  const standing = () => ({
    loadedAt: clock.now(),
    chance: kernel.chance.state(),
    faultChance: kernel.faultChance.state(),
    quotas: kernel.quotas,
  })
  let begun = standing()
  const load = (choice: SeedChoice): Loaded => {
    begun = standing()
    if (!journal.paused) journal.start()
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
    snapshot: () => snapshot(),
    restore: (from) => restore(from),
    setLockDates: (locks) => xero.setLockDates(locks),
  })
  const served = { capsule: capsule.fetch, xero: xero.fetch }
  const answer = async (vendor: 'capsule' | 'xero', request: Request): Promise<Response> =>
    (await control(request)) ?? withSentinel(kernel, vendor, request, served[vendor])
  const noted = (vendor: 'capsule' | 'xero') => async (request: Request) => {
    await journal.note(vendor, request)
    return answer(vendor, request)
  }
  return {
    kernel,
    capsule,
    xero,
    load,
    control,
    snapshot,
    restore,
    capsuleFetch: noted('capsule'),
    xeroFetch: noted('xero'),
    settled,
  }

  function snapshot(): Snapshot | null {
    const entries = journal.entries()
    if (!entries) return null
    return { version: 1, seed: loaded, ...begun, at: clock.now(), entries: [...entries] }
  }

  async function restore(from: Snapshot): Promise<void> {
    journal.paused = true
    try {
      clock.hold(from.loadedAt)
      kernel.quotas = from.quotas
      kernel.chance.resume(from.chance)
      kernel.faultChance.resume(from.faultChance)
      load(from.seed)
      for (const entry of from.entries) {
        clock.hold(entry.at)
        const origin = entry.vendor === 'capsule' ? options.capsuleUrl : options.xeroUrl
        // A lost answer breaks while it is read, as it did then.
        await answer(entry.vendor, requestOf(entry, origin))
          .then((response) => response.arrayBuffer())
          .catch(() => {})
      }
      await settled()
    } finally {
      journal.paused = false
      clock.release(from.at)
    }
    journal.start(from.entries)
  }
}
