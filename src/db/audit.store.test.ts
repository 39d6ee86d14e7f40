import { expect, test } from 'vitest'
import { earlier, insertWorkspace, instant, later } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { type AuditEntry, appendAudit, brokenAudit } from './audit.ts'

const store = storeOfFile()

const entry = (action: string, changes: Partial<AuditEntry> = {}): AuditEntry => ({
  at: instant(earlier),
  actor: 'user:Mia',
  action,
  subject: 'contact:1',
  details: { z: 1, a: { y: [1, 'two', null], b: true } },
  ...changes,
})

async function chain() {
  const { id } = await insertWorkspace(store.db)
  await appendAudit(store.db, id, [entry('one'), entry('two', { subject: null, at: instant(later) })])
  await appendAudit(store.db, id, [entry('three', { actor: 'O\'Brien "x" 🧾', details: {} })])
  const rows = await store.db
    .selectFrom('audit')
    .selectAll()
    .where('workspace_id', '=', id)
    .orderBy('id')
    .execute()
  return { id, rows }
}

test('a chain grows over several writes and is whole', async () => {
  const { id, rows } = await chain()
  expect(rows.map((row) => row.action)).toEqual(['one', 'two', 'three'])
  expect(rows.slice(1).map((row) => row.previous_hash)).toEqual(rows.slice(0, 2).map((row) => row.hash))
  expect(await brokenAudit(store.db, id)).toBeNull()
})

test('many writers at once make one chain', async () => {
  const { id } = await insertWorkspace(store.db)
  const write = (n: number) =>
    store.db.transaction().execute((tx) => appendAudit(tx, id, [entry(`${n} a`), entry(`${n} b`)]))
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(write))
  expect(await brokenAudit(store.db, id)).toBeNull()
  const rows = await store.db.selectFrom('audit').select('id').where('workspace_id', '=', id).execute()
  expect(rows).toHaveLength(16)
})

test.each([
  ['actor', { actor: 'user:Eve' }],
  ['action', { action: 'other' }],
  ['subject', { subject: 'contact:2' }],
  ['time', { at: instant('2020-01-01T00:00:00Z') }],
  ['details', { details: JSON.stringify({ z: 1, a: { y: [1, 'two', null], b: false } }) }],
  ['hash', { hash: 'f'.repeat(64) }],
  ['previous hash', { previous_hash: 'f'.repeat(64) }],
])('a changed %s shows at its line', async (_what, change) => {
  const { id, rows } = await chain()
  const victim = rows[1]?.id ?? 0
  await store.db.updateTable('audit').set(change).where('id', '=', victim).execute()
  expect(await brokenAudit(store.db, id)).toBe(victim)
})

test('a removed line shows at the next', async () => {
  const { id, rows } = await chain()
  await store.db
    .deleteFrom('audit')
    .where('id', '=', rows[0]?.id ?? 0)
    .execute()
  expect(await brokenAudit(store.db, id)).toBe(rows[1]?.id)
})

test('text that PostgreSQL cannot store neither stops the entry nor breaks the chain', async () => {
  const { id } = await insertWorkspace(store.db)
  await appendAudit(store.db, id, [
    entry('odd\u0000', { details: { name: 'half \uD83D, nul \u0000' } }),
    entry('next'),
  ])
  expect(await brokenAudit(store.db, id)).toBeNull()
})
