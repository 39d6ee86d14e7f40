import { sql } from 'kysely'
import { expect, test } from 'vitest'
import {
  contact,
  day,
  earlier,
  insertWorkspace,
  instant,
  invoice,
  later,
  party,
  uuid,
} from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { refreshContactRows } from './contact-rows.ts'
import { upsertDocuments } from './documents.ts'
import { insertLinks } from './links.ts'
import { markParties, upsertContacts, upsertParties } from './mirrors.ts'
import { insertOperations, markEnded } from './operations.ts'
import { openReviews } from './reviews.ts'
import { insertRun } from './runs.ts'

const store = storeOfFile()
const today = day('2026-03-02')

/** Party 1 and contact 1 are linked; party 2 and contact 2 stand alone. */
async function smallWorld() {
  const workspace = await insertWorkspace(store.db)
  const { id, capsule, xero } = workspace
  await upsertParties(store.db, capsule, [
    party(1, {
      owner: { id: 1, name: "O'Neil" },
      emails: [{ id: 1, type: null, address: 'Ann@One.example' }],
    }),
    party(2),
  ])
  await upsertContacts(store.db, xero, [
    contact(1, { name: 'Other name', isSupplier: true }),
    contact(2, { status: 'ARCHIVED' }),
  ])
  const scope = { workspaceId: id, connectionId: xero.connectionId, runId: uuid(500), at: instant(earlier) }
  await insertLinks(store.db, scope, 'pending', [
    {
      id: crypto.randomUUID(),
      partyId: party(1).id,
      contactId: contact(1).id,
      confidence: 'certain',
      score: 100,
      reasons: [],
    },
  ])
  await store.db.updateTable('link').set({ state: 'active' }).where('workspace_id', '=', id).execute()
  const refresh = (on = today) => refreshContactRows(store.db, id, on, instant(later), 'all')
  const rows = () =>
    store.db.selectFrom('contact_row').selectAll().where('workspace_id', '=', id).orderBy('key').execute()
  const row = async (key: string) => (await rows()).find((one) => one.key === key)
  return { ...workspace, refresh, rows, row }
}

const stateOf = (rows: readonly { key: string; state: string }[]) =>
  Object.fromEntries(rows.map((row) => [row.key, row.state]))

test('one line for a linked pair, one for each that stands alone', async () => {
  const { id, refresh, rows, row } = await smallWorld()
  expect((await refresh()).sort()).toEqual(['p1', 'p2', `x${uuid(2)}`])
  expect(stateOf(await rows())).toEqual({ p1: 'linked', p2: 'capsule_only', [`x${uuid(2)}`]: 'xero_only' })
  expect(await row('p1')).toMatchObject({
    party_id: 1,
    contact_id: uuid(1),
    name: 'Party 1',
    owner: "O'Neil",
    is_customer: true,
    is_supplier: true,
    archived: false,
    search: expect.stringContaining('ann@one.example'),
  })
  expect((await row('p1'))?.search).toContain('other name')
  expect(await row(`x${uuid(2)}`)).toMatchObject({ party_id: null, archived: true, type: 'contact' })
  const workspace = await store.db.selectFrom('workspace').select('rows_day').where('id', '=', id).execute()
  expect(workspace).toEqual([{ rows_day: '2026-03-02' }])
})

test('overdue begins the day after the due date, and ends with payment', async () => {
  const { xero, refresh, row } = await smallWorld()
  await upsertDocuments(store.db, xero, [invoice(1, 1, { dueDate: day('2026-03-02') })])
  await refresh(day('2026-03-02'))
  expect(await row('p1')).toMatchObject({
    outstanding: [{ currency: 'AUD', minor: 11_000 }],
    overdue: [],
    days_late: 0,
  })
  await refresh(day('2026-03-05'))
  expect(await row('p1')).toMatchObject({ overdue: [{ currency: 'AUD', minor: 11_000 }], days_late: 3 })
  await upsertDocuments(store.db, xero, [invoice(1, 1, { status: 'PAID', dueMinor: 0, updatedAt: later })])
  await refresh(day('2026-03-05'))
  expect(await row('p1')).toMatchObject({ outstanding: [], overdue: [], days_late: 0 })
})

test('money of several currencies is never added up, and only orders by its worth', async () => {
  const { xero, refresh, row } = await smallWorld()
  await upsertDocuments(store.db, xero, [
    invoice(1, 1, { dueMinor: 10_000, dueDate: day('2026-01-01') }),
    invoice(2, 1, { dueMinor: 5_000, dueDate: null }),
    invoice(3, 1, { currency: 'USD', currencyRate: '0.5', dueMinor: 30_000, dueDate: day('2026-02-28') }),
  ])
  await refresh()
  expect(await row('p1')).toMatchObject({
    outstanding: [
      { currency: 'USD', minor: 30_000 },
      { currency: 'AUD', minor: 15_000 },
    ],
    overdue: [
      { currency: 'USD', minor: 30_000 },
      { currency: 'AUD', minor: 10_000 },
    ],
    outstanding_base: 75_000,
    overdue_base: 70_000,
    days_late: 60,
  })
})

test('drafts, bills, voided and deleted documents owe nothing', async () => {
  const { xero, refresh, row } = await smallWorld()
  await upsertDocuments(store.db, xero, [
    invoice(1, 1, { status: 'DRAFT' }),
    invoice(2, 1, { status: 'SUBMITTED' }),
    invoice(3, 1, { status: 'VOIDED' }),
    invoice(4, 1, { status: 'DELETED' }),
    invoice(5, 1, { kind: 'bill' }),
  ])
  await refresh(day('2027-01-01'))
  expect(await row('p1')).toMatchObject({
    outstanding: [],
    overdue: [],
    outstanding_base: 0,
    overdue_base: 0,
  })
})

test('failed work and open questions show before the link itself', async () => {
  const { id, refresh, rows } = await smallWorld()
  const run = crypto.randomUUID()
  await insertRun(store.db, {
    id: run,
    workspaceId: id,
    kind: 'events',
    state: 'done',
    steps: [],
    requestedBy: null,
    at: instant(earlier),
  })
  const operation = crypto.randomUUID()
  const common = {
    seq: 1,
    kind: 'xero.contact.reference',
    side: 'xero' as const,
    partyId: null,
    approvedBy: null,
    before: null,
    after: null,
  }
  await insertOperations(store.db, id, run, [
    { ...common, id: operation, contactId: uuid(1), idempotencyKey: 'k' },
  ])
  const error = { kind: 'invalid', message: 'no', next: 'edit' }
  await markEnded(store.db, [{ id: operation, state: 'failed', error, result: null }], instant(later))
  await openReviews(store.db, { workspaceId: id, runId: null, at: instant(later) }, [
    {
      id: crypto.randomUUID(),
      review: {
        kind: 'match',
        subject: { side: 'xero', contactId: contact(2).id },
        candidates: [],
        why: 'two candidates',
      },
    },
  ])
  await refresh()
  expect(stateOf(await rows())).toEqual({ p1: 'failed', p2: 'capsule_only', [`x${uuid(2)}`]: 'review' })
})

test('a deleted party leaves its contact standing; a merged contact has no line', async () => {
  const { capsule, xero, refresh, rows } = await smallWorld()
  await refresh()
  await markParties(store.db, capsule, [1], 'deleted')
  await upsertContacts(store.db, xero, [contact(2, { mergedToContactId: contact(1).id, updatedAt: later })])
  await refresh()
  expect((await rows()).map((row) => row.key)).toEqual(['p2', `x${uuid(1)}`])
})

test('a scope refreshes the named lines and their counterparts only', async () => {
  const { id, capsule, xero, refresh, row } = await smallWorld()
  await refresh()
  await upsertParties(store.db, capsule, [party(2, { name: 'Renamed 2', updatedAt: later })])
  await upsertDocuments(store.db, xero, [invoice(1, 1)])
  const keys = await refreshContactRows(store.db, id, today, instant(later), {
    parties: [],
    contacts: [uuid(1)],
  })
  expect(keys).toEqual(['p1'])
  expect(await row('p1')).toMatchObject({ outstanding_base: 11_000 })
  expect(await row('p2')).toMatchObject({ name: 'Party 2' })
  expect(
    await refreshContactRows(store.db, id, today, instant(later), { parties: [], contacts: [] }),
  ).toEqual([])
})

test('a line that came out as it was is not written, and one that nothing stands behind any more goes', async () => {
  const { id, capsule, refresh, rows } = await smallWorld()
  await refresh()
  const writtenIn = async () => {
    const { rows } = await sql<{ key: string; at: string }>`
      select key, xmin::text as at from contact_row where workspace_id = ${id}`.execute(store.db)
    return Object.fromEntries(rows.map(({ key, at }) => [key, at]))
  }
  const before = await writtenIn()
  await refresh()
  expect(await writtenIn()).toEqual(before)
  await upsertParties(store.db, capsule, [party(2, { name: 'Renamed 2', updatedAt: later })])
  const scope = { parties: [party(1).id, party(2).id], contacts: [uuid(2)] }
  await refreshContactRows(store.db, id, today, instant(later), scope)
  const { p2, ...others } = before
  const { p2: after, ...othersAfter } = await writtenIn()
  expect(othersAfter).toEqual(others)
  expect(after).not.toBe(p2)
  await markParties(store.db, capsule, [2], 'deleted')
  expect(await refreshContactRows(store.db, id, today, instant(later), scope)).toEqual(['p1', `x${uuid(2)}`])
  expect((await rows()).map((row) => row.key)).toEqual(['p1', `x${uuid(2)}`])
})

test("nobody else's money or names appear", async () => {
  const one = await smallWorld()
  const two = await smallWorld()
  await upsertDocuments(store.db, one.xero, [invoice(1, 1)])
  await one.refresh()
  await two.refresh()
  expect(await two.row('p1')).toMatchObject({ outstanding: [], outstanding_base: 0 })
  expect(await two.rows()).toHaveLength(3)
})
