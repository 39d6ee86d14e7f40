import type { CapsuleEndpoints } from '#capsule/endpoints.ts'
import type { WorkspaceId } from '#core/model/ids.ts'
import type { Db, Store } from '#db/open.ts'
import type { Vault } from '#db/secrets.ts'
import type { XeroEndpoints } from '#xero/endpoints.ts'
import type { Accounts } from './accounts.ts'

/** App registrations, from the environment or the set-up page; null while unknown. */
export interface Apps {
  capsule(): Promise<{ readonly clientId: string; readonly clientSecret: string } | null>
  xero(): Promise<{
    readonly clientId: string
    readonly clientSecret: string
    /** Two while a key is being rotated. */
    readonly webhookKeys: readonly string[]
  } | null>
}

export interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** The outside world as the engine sees it: everything that varies is handed in. */
export interface Ports {
  readonly store: Store
  readonly vault: Vault
  readonly apps: Apps
  readonly endpoints: { readonly capsule: CapsuleEndpoints; readonly xero: XeroEndpoints }
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  /** 0 <= x < 1. */
  readonly random: () => number
  readonly uuid: () => string
  readonly log: Log
  /** False paces nothing: for load tests against sandboxes without quotas. */
  readonly quotas: boolean
  /** Where vendors deliver webhooks, without trailing slash; null when they cannot reach us. */
  readonly hookBaseUrl: string | null
  /** How long the lane waits for more events before it reads. */
  readonly coalesceMs: number
}

export interface Engine extends Ports {
  readonly db: Db
  readonly accounts: Accounts
  /** Has the workspace's lane look for work, now or later. */
  wake(workspaceId: WorkspaceId, afterMs?: number): Promise<void>
}

export type { WorkspaceId }
