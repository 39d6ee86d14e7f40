import { expect, test } from 'vitest'
import { connectionId, type WorkspaceId } from '#core/model/ids.ts'
import {
  contact,
  day,
  earlier,
  insertWorkspace,
  instant,
  invoice,
  later,
  party,
  testVault,
  uuid,
} from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { saveConnection } from './connections.ts'
import { refreshContactMoney } from './contact-money.ts'
import { refreshContactRows } from './contact-rows.ts'
import { upsertDocuments } from './documents.ts'
import { insertLinks } from './links.ts'
import { upsertContacts, upsertParties } from './mirrors.ts'

const store = storeOfFile()

/** Party 1 is linked with contact 1, and with contact 3 of another organisation; contact 2 stands alone. */
async function world() {
  const workspace = await insertWorkspace(store.db)
  const { id, capsule, xero } = workspace
  await upsertParties(store.db, capsule, [party(1)])
  const other = { ...xero, connectionId: await furtherOrganisation(id) }
  await upsertContacts(store.db, xero, [contact(1), contact(2)])
  await upsertContacts(store.db, other, [contact(3)])
  const scope = { workspaceId: id, connectionId: xero.connectionId, runId: uuid(500), at: instant(earlier) }
  const linked = (n: number) => ({
    id: crypto.randomUUID(),
    partyId: party(1).id,
    contactId: contact(n).id,
    confidence: 'certain' as const,
    score: 100,
    reasons: [],
  })
  await insertLinks(store.db, scope, 'pending', [linked(1)])
  await insertLinks(store.db, { ...scope, connectionId: other.connectionId }, 'pending', [linked(3)])
  const days = { [xero.connectionId]: day('2026-03-02'), [other.connectionId]: day('2026-03-01') }
  await refreshContactRows(store.db, id, days, instant(later), 'all')
  const rows = async () => {
    const all = await store.db
      .selectFrom('contact_row')
      .selectAll()
      .where('workspace_id', '=', id)
      .orderBy('key')
      .execute()
    return all.map((row) => ({ ...row, changed_in: null }))
  }
  return { ...workspace, other, days, rows }
}

function furtherOrganisation(workspaceId: WorkspaceId) {
  return saveConnection(store.db, testVault, {
    id: connectionId(crypto.randomUUID()),
    workspaceId,
    side: 'xero',
    method: 'oauth',
    organisationId: crypto.randomUUID(),
    organisationName: 'Other',
    scopes: [],
    credentials: null,
    at: instant(later),
    tokens: { accessToken: 'access', refreshToken: null, expiresAt: null, scopes: [] },
    details: {
      timeZone: 'America/New_York',
      baseCurrency: 'USD',
      shortCode: '!def',
      countryCode: 'US',
      userName: null,
      xeroConnectionId: null,
    },
  })
}

test('lines say the same as if they were computed as a whole', async () => {
  const { id, xero, other, days, rows } = await world()
  await upsertDocuments(store.db, xero, [
    invoice(1, 1, { dueMinor: 500, dueDate: day('2026-02-20') }),
    invoice(2, 1, { dueMinor: 900, dueDate: day('2026-03-20') }),
    invoice(4, 2, { dueMinor: 300, dueDate: day('2026-02-28') }),
    invoice(5, 2, { dueMinor: 300, status: 'DRAFT' }),
  ])
  await upsertDocuments(store.db, other, [
    invoice(3, 3, { dueMinor: 700, dueDate: day('2026-01-20'), currency: 'USD', currencyRate: '0.5' }),
    invoice(6, 3, { dueMinor: 100, dueDate: day('2026-03-01') }),
  ])
  const keys = await refreshContactMoney(store.db, id, days, [uuid(1), uuid(2)])
  expect(keys.sort()).toEqual(['p1', `x${uuid(2)}`])
  const updated = await rows()
  expect(updated.map((row) => row.overdue)).not.toContainEqual([])
  await refreshContactRows(store.db, id, days, instant(later), 'all')
  expect(updated).toEqual(await rows())
})

test('a further contact of a party brings the line of the party, and what is paid is owed no more', async () => {
  const { id, other, days, rows } = await world()
  const owed = invoice(3, 3, { dueMinor: 700, dueDate: day('2026-01-20') })
  await upsertDocuments(store.db, other, [owed])
  expect(await refreshContactMoney(store.db, id, days, [uuid(3)])).toEqual(['p1'])
  expect((await rows())[0]?.outstanding_base).toBe(700)
  await upsertDocuments(store.db, other, [{ ...owed, status: 'PAID', dueMinor: 0 }])
  await refreshContactMoney(store.db, id, days, [uuid(3)])
  expect((await rows())[0]).toMatchObject({ outstanding: [], overdue: [], outstanding_base: 0, days_late: 0 })
})

test('a contact without a line changes nothing', async () => {
  const { id, days } = await world()
  expect(await refreshContactMoney(store.db, id, days, [uuid(77)])).toEqual([])
  expect(await refreshContactMoney(store.db, id, days, [])).toEqual([])
})
