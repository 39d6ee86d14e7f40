import { randomUUID } from 'node:crypto'
import type { Store } from '#db/open.ts'
import { createVault } from '#db/secrets.ts'
import { createAccounts } from '#sync/accounts.ts'
import type { Engine, Ports } from '#sync/engine.ts'

/** The engine with real time and chance and without jobs: the bench runs the lane itself. */
export function plainEngine(
  store: Store,
  capsuleUrl: string,
  xeroUrl: string,
  other: Partial<Pick<Ports, 'fetch' | 'now' | 'sleep' | 'random' | 'quotas'>> = {},
): Engine {
  const ports: Ports = {
    store,
    vault: createVault(Buffer.alloc(32, 7)),
    apps: { capsule: async () => null, xero: async () => null },
    endpoints: {
      capsule: { apiUrl: capsuleUrl },
      xero: { loginUrl: xeroUrl, identityUrl: xeroUrl, apiUrl: xeroUrl, appUrl: xeroUrl },
    },
    fetch: (url, init) => fetch(url, init),
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    uuid: () => randomUUID(),
    log: {
      info: () => {},
      warn: (facts, message) => console.error(message, facts),
      error: (facts, message) => console.error(message, facts),
    },
    quotas: false,
    hookBaseUrl: null,
    coalesceMs: 0,
    ...other,
  }
  return { ...ports, db: store.db, accounts: createAccounts(ports), wake: async () => {} }
}
