import { loadAppSecret } from '#db/app-secrets.ts'
import type { Db } from '#db/open.ts'
import type { Vault } from '#db/secrets.ts'
import type { Apps } from '#sync/engine.ts'
import type { Secrets } from './env.ts'

/** Where an app registration comes from; the secret itself is not part of it. */
export interface AppSource {
  readonly clientId: string | null
  readonly hasWebhookKey: boolean
  readonly source: 'environment' | 'page' | 'none'
}

export interface AppRegistry extends Apps {
  describe(): Promise<Readonly<Record<'capsule' | 'xero', AppSource>>>
  /** The set-up page stored another one. */
  changed(): void
}

/** App registrations: the environment goes before the set-up page. */
export function createApps(db: Db, vault: Vault, secrets: Pick<Secrets, 'capsule' | 'xero'>): AppRegistry {
  let pages: Promise<{ capsule: Stored; xero: Stored }> | null = null
  const stored = () => {
    pages ??= load(db, vault)
    return pages
  }
  return {
    async capsule() {
      return secrets.capsule ?? (await stored()).capsule
    },
    async xero() {
      if (secrets.xero) return secrets.xero
      const page = (await stored()).xero
      return page && { ...page, webhookKeys: page.webhookKey ? [page.webhookKey] : [] }
    },
    async describe() {
      const { capsule, xero } = await stored()
      return {
        capsule: source(secrets.capsule, capsule, false),
        xero: source(secrets.xero, xero, (secrets.xero?.webhookKeys.length ?? 0) > 0),
      }
    },
    changed() {
      pages = null
    },
  }
}

type Stored = Awaited<ReturnType<typeof loadAppSecret>>

async function load(db: Db, vault: Vault) {
  return { capsule: await loadAppSecret(db, vault, 'capsule'), xero: await loadAppSecret(db, vault, 'xero') }
}

function source(
  environment: { readonly clientId: string } | null,
  page: Stored,
  environmentHasKey: boolean,
): AppSource {
  if (environment)
    return { clientId: environment.clientId, hasWebhookKey: environmentHasKey, source: 'environment' }
  if (page) return { clientId: page.clientId, hasWebhookKey: page.webhookKey !== null, source: 'page' }
  return { clientId: null, hasWebhookKey: false, source: 'none' }
}
