import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { keysOf } from '#db/key-file.ts'
import { hasDatabase, openPglite, openPostgres, type Store } from '#db/open.ts'
import { keyIdOf } from '#db/secrets.ts'
import type { Config, Secrets } from '#server/env.ts'
import { Fault } from './fault.ts'

export interface Installation {
  readonly config: Config
  readonly secrets: Secrets
}

/** The store of an installation whose server does not run. @throws Fault, StoreError */
export async function openStopped({ config, secrets }: Installation): Promise<Store> {
  if (secrets.databaseUrl) return openPostgres({ url: secrets.databaseUrl })
  if (hasDatabase(config.dataDir)) return openPglite({ dataDir: config.dataDir })
  throw new Fault(
    `There is no database in ${config.dataDir}. Set COUNTERPART_DATA to the folder of your installation.`,
  )
}

/** Names of the keys this installation has, the one that seals first; none is made. */
export function keyIdsOf({ config, secrets }: Installation): string[] {
  if (!secrets.key && !existsSync(join(config.dataDir, 'key'))) return []
  const { current, older } = keysOf(config.dataDir, secrets)
  return [current, ...older].map(keyIdOf)
}
