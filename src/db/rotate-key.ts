import { type RawBuilder, sql } from 'kysely'
import type { Db } from './open.ts'
import { StoreError } from './open.ts'
import type { Vault } from './secrets.ts'

interface Sealed {
  readonly table: string
  readonly column: string
  /** What tells the rows apart. */
  readonly key: string
  /** What its envelopes are bound to. */
  readonly purpose: (key: string) => string
}

/** Every place a sealed envelope lies in. */
export const sealedPlaces: readonly Sealed[] = [
  { table: 'app_secret', column: 'envelope', key: 'name', purpose: (name) => `app:${name}` },
  { table: 'connection', column: 'tokens', key: 'id', purpose: (id) => `connection:${id}` },
  { table: 'viewer', column: 'tokens', key: 'user_id', purpose: (id) => `viewer:${id}` },
  { table: 'alert_destination', column: 'config', key: 'id', purpose: (id) => `alert:${id}` },
  { table: 'organisation_choice', column: 'envelope', key: 'id', purpose: (id) => `choice:${id}` },
  { table: 'oauth_attempt', column: 'verifier', key: 'id', purpose: (id) => `attempt:${id}` },
]

export interface Rotated {
  /** Secrets that are sealed with the present key now and were not before. */
  readonly sealed: number
  /** Those that no known key opens; they stay as they are. */
  readonly unopened: number
}

/**
 * Seals every secret with the vault's present key. What it did stays done when it breaks off, and starting again goes
 * on with the rest: each row changes for itself, and only if nobody changed it meanwhile.
 */
export async function rotateKey(db: Db, vault: Vault): Promise<Rotated> {
  let sealed = 0
  let unopened = 0
  for (const place of sealedPlaces) {
    for (const { key, envelope } of await envelopesOf(db, place)) {
      const anew = rewrapped(vault, envelope, place.purpose(key))
      if (anew === 'unopened') unopened += 1
      else if (anew !== null) {
        await replace(db, place, envelope, anew)
        sealed += 1
      }
    }
  }
  return { sealed, unopened }
}

async function envelopesOf(db: Db, { table, column, key }: Sealed) {
  const { rows } = await sql<{ key: string; envelope: string }>`
    select ${sql.id(key)}::text as key, ${sql.id(column)} as envelope from ${sql.id(table)}
    where ${sql.id(column)} is not null`.execute(db)
  return rows
}

function rewrapped(vault: Vault, envelope: string, purpose: string): string | null | 'unopened' {
  try {
    return vault.rewrap(envelope, purpose)
  } catch (error) {
    if (error instanceof StoreError) return 'unopened'
    throw error
  }
}

async function replace(db: Db, { table, column }: Sealed, old: string, anew: string): Promise<void> {
  const name: RawBuilder<unknown> = sql.id(column)
  await sql`update ${sql.id(table)} set ${name} = ${anew} where ${name} = ${old}`.execute(db)
}
