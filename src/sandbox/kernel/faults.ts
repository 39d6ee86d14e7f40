import { z } from 'zod'
import type { Vendor } from './calls.ts'
import type { Chance } from './chance.ts'

/**
 * A fault to inject. `limited_*` force a 429 of that kind; `lost_answer` performs the request, then cuts the
 * connection; `slow` waits `delayMs` first; `status` answers `status`; `hook_*` act on webhook deliveries.
 */
export const Fault = z.object({
  vendor: z.enum(['capsule', 'xero']),
  kind: z.enum([
    'limited',
    'limited_day',
    'limited_concurrent',
    'limited_app',
    'unauthorised',
    'status',
    'lost_answer',
    'slow',
    'hook_drop',
    'hook_duplicate',
    'hook_reorder',
  ]),
  /** Only requests with this method; any when absent. */
  method: z.string().optional(),
  /** Only paths containing this text; any when absent. */
  path: z.string().optional(),
  status: z.int().min(400).max(599).default(503),
  delayMs: z.int().min(0).max(600_000).default(1_000),
  probability: z.number().min(0).max(1).default(1),
  /** How many times it strikes; without end when absent. */
  times: z.int().min(1).optional(),
})
export type Fault = z.infer<typeof Fault>

export interface Faults {
  add(fault: Fault): string
  remove(id: string): boolean
  clear(): void
  list(): readonly (Fault & { readonly id: string; readonly struck: number })[]
  /** The first fault of these kinds that strikes this request, counted as struck. */
  strike(vendor: Vendor, kinds: readonly Fault['kind'][], method: string, path: string): Fault | undefined
}

export function faultList(chance: Chance): Faults {
  let faults: (Fault & { id: string; struck: number })[] = []
  let count = 0
  return {
    add(fault) {
      const id = `f${++count}`
      faults.push({ ...fault, id, struck: 0 })
      return id
    },
    remove(id) {
      const before = faults.length
      faults = faults.filter((f) => f.id !== id)
      return faults.length < before
    },
    clear() {
      faults = []
    },
    list: () => faults,
    strike(vendor, kinds, method, path) {
      for (const fault of faults) {
        if (fault.vendor !== vendor || !kinds.includes(fault.kind)) continue
        if (fault.method && fault.method !== method) continue
        if (fault.path && !path.includes(fault.path)) continue
        if (fault.times !== undefined && fault.struck >= fault.times) continue
        if (fault.probability < 1 && chance.next() >= fault.probability) continue
        fault.struck++
        return fault
      }
      return undefined
    },
  }
}
