export type Vendor = 'capsule' | 'xero'

/** One request a vendor API received, as the control API reports it. */
export interface Call {
  readonly at: number
  readonly vendor: Vendor
  readonly method: string
  readonly path: string
  readonly query: string
  /** Path with ids replaced, e.g. `GET /api/v2/parties/:id`. */
  readonly endpoint: string
  readonly status: number
  /** True for a request that changes the vendor's records: POST, PUT, PATCH, DELETE outside sign-in. */
  readonly write: boolean
}

export interface CallLog {
  add(call: Call): void
  list(): readonly Call[]
  clear(): void
}

/** Keeps the newest `callsMax` calls. */
export function callLog(callsMax = 200_000): CallLog {
  let calls: Call[] = []
  return {
    add(call) {
      calls.push(call)
      if (calls.length > callsMax * 1.1) calls = calls.slice(-callsMax)
    },
    list: () => calls,
    clear() {
      calls = []
    },
  }
}
