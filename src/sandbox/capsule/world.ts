import type { Kernel } from '../kernel/kernel.ts'
import type { Caller } from './access.ts'
import type { Delivery } from './delivery.ts'
import type { Store } from './store.ts'

/** What every resource of the emulator is built from; one per life of the account, thrown away by a reset. */
export interface World {
  readonly kernel: Kernel
  readonly store: Store
  /** Public address without a slash at its end. */
  readonly url: string
  readonly delivery: Delivery
}

/** What an API handler knows besides its request. */
export interface ApiEnv {
  Bindings: { readonly caller: Caller }
}
