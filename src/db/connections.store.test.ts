import { expect, test } from 'vitest'
import { insertWorkspace, testVault } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import {
  connectionByHookHash,
  connectionById,
  listConnections,
  loadTokens,
  markDisconnected,
  markLost,
  saveHookPath,
  saveTokens,
} from './connections.ts'
import { createVault, type Vault } from './secrets.ts'

const store = storeOfFile()

test('connections come back whole, with their own tokens and those of no other', async () => {
  const one = await insertWorkspace(store.db)
  const two = await insertWorkspace(store.db)
  const connections = await listConnections(store.db, one.id)
  expect(connections.map((c) => c.side).sort()).toEqual(['capsule', 'xero'])
  expect(await connectionById(store.db, one.xero.connectionId)).toMatchObject({
    side: 'xero',
    details: { timeZone: 'Australia/Sydney', shortCode: '!abc' },
  })
  const tokensOf = async (id: typeof one.xero.connectionId) =>
    (await loadTokens(store.db, testVault, id))?.tokens
  const mine = await tokensOf(one.xero.connectionId)
  expect(mine?.accessToken).toMatch(/^access-/)
  expect((await tokensOf(two.xero.connectionId))?.accessToken).not.toBe(mine?.accessToken)
})

test('tokens lie sealed: not in clear, not under another key, not moved to another row', async () => {
  const { xero, capsule } = await insertWorkspace(store.db)
  const secret = { accessToken: 'very-secret', refreshToken: 'more-secret', expiresAt: 5, scopes: ['a'] }
  await saveTokens(store.db, testVault, xero.connectionId, secret)
  expect(await loadTokens(store.db, testVault, xero.connectionId)).toEqual({
    tokens: secret,
    credentials: null,
  })
  const rows = store.db.selectFrom('connection')
  const row = await rows.selectAll().where('id', '=', xero.connectionId).executeTakeFirstOrThrow()
  expect(JSON.stringify(row)).not.toContain('secret')
  const other: Vault = createVault(Buffer.alloc(32, 9))
  await expect(loadTokens(store.db, other, xero.connectionId)).rejects.toThrow(/cannot be opened/)

  await store.db
    .updateTable('connection')
    .set({ tokens: row.tokens })
    .where('id', '=', capsule.connectionId)
    .execute()
  await expect(loadTokens(store.db, testVault, capsule.connectionId)).rejects.toThrow(/cannot be opened/)
})

test('a lost connection keeps its tokens, a disconnected one forgets them and its hook path', async () => {
  const { capsule } = await insertWorkspace(store.db)
  const id = capsule.connectionId
  const hash = `hash of ${id}`
  await saveHookPath(store.db, id, hash, capsule.at)
  expect((await connectionByHookHash(store.db, hash))?.id).toBe(id)
  expect(await connectionByHookHash(store.db, 'other')).toBeNull()

  expect(await markLost(store.db, id, 'revoked\u0000')).toBe(true)
  expect(await markLost(store.db, id, 'again')).toBe(false)
  expect(await connectionById(store.db, id)).toMatchObject({ state: 'lost', problem: 'revoked' })
  expect(await loadTokens(store.db, testVault, id)).not.toBeNull()

  await markDisconnected(store.db, id)
  expect(await loadTokens(store.db, testVault, id)).toBeNull()
  expect(await connectionByHookHash(store.db, hash)).toBeNull()
  await saveTokens(store.db, testVault, id, {
    accessToken: 'late',
    refreshToken: null,
    expiresAt: null,
    scopes: [],
  })
  expect(await loadTokens(store.db, testVault, id)).toBeNull()
})
