import { mkdirSync } from 'node:fs'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { sql } from 'kysely'
import { endNextKey, type Keys, keysOf } from '#db/key-file.ts'
import type { Db, Store } from '#db/open.ts'
import { type Rotated, rotateKey } from '#db/rotate-key.ts'
import { createVault, type Vault } from '#db/secrets.ts'
import type { Config, Secrets } from './env.ts'

/** What the sign-in's own secrets are sealed with, and its cookies signed. */
export const sessionSecret = (vault: Vault): string => vault.derive('session')

export interface Rotation extends Rotated {
  readonly keyId: string
  /** The file the key of before is kept in; null when there is none. */
  readonly kept: string | null
}

/**
 * The vault of an installation. A change of the key that was broken off, or that the settings ask for, is brought to
 * its end first.
 */
export async function openVault(
  store: Store,
  config: Pick<Config, 'dataDir'>,
  secrets: Pick<Secrets, 'key' | 'keyOld'>,
): Promise<{ readonly vault: Vault; readonly rotation: Rotation | null }> {
  if (!secrets.key) mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const keys = keysOf(config.dataDir, secrets)
  const vault = createVault(keys.current, keys.older)
  if (!keys.isChanging) return { vault, rotation: null }
  return { vault, rotation: await store.exclusive('rotate-key', () => rotate(store.db, config, keys, vault)) }
}

async function rotate(
  db: Db,
  { dataDir }: Pick<Config, 'dataDir'>,
  keys: Keys,
  vault: Vault,
): Promise<Rotation> {
  const rotated = await rotateKey(db, vault)
  await rotateSecondFactors(
    db,
    sessionSecret(vault),
    keys.older.map((key) => sessionSecret(createVault(key))),
  )
  return { ...rotated, keyId: vault.keyId, kept: endNextKey(dataDir) }
}

/** The auth library seals these by itself, with a secret that follows from the key. */
async function rotateSecondFactors(db: Db, present: string, older: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string; secret: string; backupCodes: string }>`
    select id, secret, "backupCodes" from auth_two_factor`.execute(db)
  for (const { id, secret, backupCodes } of rows) {
    const anew = await sealedAnew(secret, present, older)
    const codes = await sealedAnew(backupCodes, present, older)
    if (anew === null && codes === null) continue
    await sql`update auth_two_factor set secret = ${anew ?? secret}, "backupCodes" = ${codes ?? backupCodes}
      where id = ${id}`.execute(db)
  }
}

/** Null when it is sealed with the present secret, or with none of them. */
async function sealedAnew(data: string, present: string, older: readonly string[]): Promise<string | null> {
  if ((await opened(data, present)) !== null) return null
  for (const key of older) {
    const text = await opened(data, key)
    if (text !== null) return symmetricEncrypt({ key: present, data: text })
  }
  return null
}

const opened = (data: string, key: string): Promise<string | null> =>
  symmetricDecrypt({ key, data }).catch(() => null)
