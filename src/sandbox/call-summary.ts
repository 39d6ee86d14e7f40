import type { Call, Vendor } from './kernel/calls.ts'

interface EndpointCalls {
  readonly vendor: Vendor
  /** Method and path with ids replaced. */
  readonly endpoint: string
  readonly calls: number
  readonly writes: number
  /** Answers of 400 and above. */
  readonly refused: number
}

export interface CallSummary {
  readonly calls: number
  readonly writes: number
  readonly byVendor: Readonly<Record<Vendor, { readonly calls: number; readonly writes: number }>>
  /** Most called first. */
  readonly endpoints: readonly EndpointCalls[]
}

export function summarise(calls: readonly Call[]): CallSummary {
  const endpoints = new Map<string, { -readonly [Key in keyof EndpointCalls]: EndpointCalls[Key] }>()
  const byVendor = { capsule: { calls: 0, writes: 0 }, xero: { calls: 0, writes: 0 } }
  for (const { vendor, endpoint, write, status } of calls) {
    const key = `${vendor} ${endpoint}`
    const row = endpoints.get(key) ?? { vendor, endpoint, calls: 0, writes: 0, refused: 0 }
    endpoints.set(key, row)
    row.calls++
    byVendor[vendor].calls++
    if (status >= 400) row.refused++
    if (!write) continue
    row.writes++
    byVendor[vendor].writes++
  }
  return {
    calls: byVendor.capsule.calls + byVendor.xero.calls,
    writes: byVendor.capsule.writes + byVendor.xero.writes,
    byVendor,
    endpoints: [...endpoints.values()].sort(
      (a, b) => b.calls - a.calls || (a.endpoint < b.endpoint ? -1 : 1),
    ),
  }
}
