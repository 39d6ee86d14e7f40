import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changeKey } from '#cli/rotate-key.ts'
import { defined } from '#core/assert.ts'
import { loadAppSecret, saveAppSecret } from '#db/app-secrets.ts'
import { beginNextKey, keyFromFile, keysOf } from '#db/key-file.ts'
import type { Db } from '#db/open.ts'
import { rotateKey, sealedPlaces } from '#db/rotate-key.ts'
import { createVault, type Vault } from '#db/secrets.ts'
import { openVault, sessionSecret } from '#server/keys.ts'
import { type Harness, startHarness } from './harness.ts'

let h: Harness
let dataDir: string
let old: Buffer

const app = { clientId: 'id', clientSecret: 'the-secret-of-an-app', webhookKey: null }
const totp = 'the-secret-of-a-second-factor'
const destination = '00000000-0000-4000-8000-00000000000a'

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'counterpart-keys-'))
  old = keyFromFile(dataDir)
  h = await startHarness({ key: old })
  await h.connectBoth()
  const at = new Date(h.clock.now())
  await saveAppSecret(h.db, h.vault, 'capsule', app, at)
  await h.db
    .insertInto('alert_destination')
    .values({
      id: destination,
      workspace_id: await h.workspaceId(),
      kind: 'slack',
      name: 'Slack',
      shown: '{}',
      config: h.vault.seal('{}', `alert:${destination}`),
      topics: [],
      enabled: true,
      created_at: at,
      last_error: null,
    })
    .execute()
  const key = sessionSecret(h.vault)
  const sealed = await symmetricEncrypt({ key, data: totp })
  await sql`insert into auth_two_factor (id, secret, "backupCodes", "userId")
    select 'two', ${sealed}, ${await symmetricEncrypt({ key, data: '["a"]' })}, id from auth_user limit 1`.execute(
    h.db,
  )
})
afterEach(async () => {
  await h[Symbol.asyncDispose]()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Every sealed envelope of the database, wherever it lies. */
async function envelopes(db: Db): Promise<{ readonly place: string; readonly kid: string }[]> {
  const { rows: columns } = await sql<{ table: string; column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type in ('text', 'jsonb', 'json')`.execute(db)
  const found = []
  for (const { table, column } of columns) {
    const { rows } = await sql<{ text: string }>`select ${sql.id(column)}::text as text from ${sql.id(table)}
      where ${sql.id(column)}::text like '%"kid"%'`.execute(db)
    for (const { text } of rows)
      found.push({ place: `${table}.${column}`, kid: String(JSON.parse(text).kid) })
  }
  return found
}

async function everythingOpens(vault: Vault): Promise<void> {
  for (const { table, column, key, purpose } of sealedPlaces) {
    const { rows } = await sql<{ key: string; envelope: string }>`select ${sql.id(key)}::text as key,
      ${sql.id(column)} as envelope from ${sql.id(table)} where ${sql.id(column)} is not null`.execute(h.db)
    for (const row of rows) expect(vault.open(row.envelope, purpose(row.key)).length).toBeGreaterThan(0)
  }
  expect(await loadAppSecret(h.db, vault, 'capsule')).toEqual(app)
}

async function secondFactor(vault: Vault): Promise<string> {
  const { rows } = await sql<{ secret: string }>`select secret from auth_two_factor`.execute(h.db)
  return symmetricDecrypt({ key: sessionSecret(vault), data: defined(rows[0], 'it was put there').secret })
}

test('every secret is sealed with the new key, and the old one opens none of them', async () => {
  const before = await envelopes(h.db)
  const known = new Set(sealedPlaces.map(({ table, column }) => `${table}.${column}`))
  expect(before.filter(({ place }) => !known.has(place))).toEqual([])
  expect(new Set(before.map(({ place }) => place)).size).toBeGreaterThan(2)
  const rotation = await changeKey(h.store, { dataDir }, { key: null })
  expect(rotation).toMatchObject({ sealed: before.length, unopened: 0 })
  expect(new Set((await envelopes(h.db)).map(({ kid }) => kid))).toEqual(new Set([rotation.keyId]))
  const { vault } = await openVault(h.store, { dataDir }, { key: null })
  expect(vault.keyId).toBe(rotation.keyId)
  const alone = createVault(keyFromFile(dataDir))
  await everythingOpens(alone)
  expect(await secondFactor(alone)).toBe(totp)
  await expect(everythingOpens(createVault(old))).rejects.toThrow(/cannot be opened/)
  expect(readFileSync(defined(rotation.kept, 'the old key is kept'), 'utf8').trim()).toBe(
    old.toString('base64'),
  )
  // Once more, because somebody wants to.
  const again = await changeKey(h.store, { dataDir }, { key: null })
  expect(again.sealed).toBe(before.length)
  await everythingOpens(createVault(keyFromFile(dataDir)))
  expect(readdirSync(dataDir).filter((name) => name.endsWith('.old'))).toHaveLength(2)
})

test('wherever it breaks off, everything opens, and the next start brings it to its end', async () => {
  beginNextKey(dataDir)
  const keys = keysOf(dataDir, { key: null })
  const vault = createVault(keys.current, keys.older)
  let brokenOff = 0
  for (let writes = 0; ; writes++) {
    let left = writes
    const dying = h.db.withPlugin({
      transformQuery({ node }) {
        if (JSON.stringify(node).includes('update ') && left-- <= 0) throw new Error('killed')
        return node
      },
      transformResult: async ({ result }) => result,
    })
    const done = await rotateKey(dying, vault).catch(() => null)
    const { current, older } = keysOf(dataDir, { key: null })
    await everythingOpens(createVault(current, older))
    if (done) break
    brokenOff += 1
  }
  expect(brokenOff).toBeGreaterThan(2)
  const { rotation, vault: after } = await openVault(h.store, { dataDir }, { key: null })
  expect(rotation).toMatchObject({ unopened: 0 })
  expect(after.keyId).toBe(vault.keyId)
  await everythingOpens(createVault(keyFromFile(dataDir)))
  expect(await secondFactor(after)).toBe(totp)
  expect((await openVault(h.store, { dataDir }, { key: null })).rotation).toBeNull()
})

test('a key of the settings takes over from the one of before, or from the file', async () => {
  const key = randomBytes(32)
  const first = await changeKey(h.store, { dataDir }, { key })
  expect(first).toMatchObject({ unopened: 0, kept: null })
  await everythingOpens(createVault(key))
  const other = randomBytes(32)
  rmSync(join(dataDir, 'key'))
  await expect(changeKey(h.store, { dataDir }, { key: other })).rejects.toThrow(/COUNTERPART_KEY_OLD/)
  const second = await changeKey(h.store, { dataDir }, { key: other, keyOld: key })
  expect(second).toMatchObject({ sealed: first.sealed, unopened: 0 })
  await everythingOpens(createVault(other))
})

test('what no known key opens stays as it is, and is counted', async () => {
  const strange = createVault(randomBytes(32)).seal('x', 'app:xero')
  await h.db
    .insertInto('app_secret')
    .values({ name: 'xero', envelope: strange, updated_at: new Date(h.clock.now()) })
    .execute()
  expect(await changeKey(h.store, { dataDir }, { key: null })).toMatchObject({ unopened: 1 })
  const row = await h.db
    .selectFrom('app_secret')
    .select('envelope')
    .where('name', '=', 'xero')
    .executeTakeFirst()
  expect(row).toEqual({ envelope: strange })
})
