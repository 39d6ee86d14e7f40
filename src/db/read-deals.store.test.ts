import { expect, test } from 'vitest'
import { capsuleOpportunityId } from '#core/model/ids.ts'
import type { CapsuleOpportunity } from '#core/model/opportunity.ts'
import { earlier, insertWorkspace, instant, later, party } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import { type Access, seesAll } from './access.ts'
import { claim, dealKey } from './deals.ts'
import { upsertParties } from './mirrors.ts'
import { listUnplannedOpportunities, upsertOpportunities } from './opportunities.ts'
import { countDeals, dealPartyOf, listDeals } from './read-deals.ts'

const store = storeOfFile()
const won = 3

const opportunity = (
  id: number,
  of: number,
  change: Partial<CapsuleOpportunity> = {},
): CapsuleOpportunity => ({
  id: capsuleOpportunityId(id),
  name: `Deal ${id}`,
  description: null,
  partyId: party(of).id,
  milestone: { id: won, name: 'Won' },
  amount: '100',
  currency: 'AUD',
  durationBasis: 'FIXED',
  duration: null,
  expectedCloseOn: null,
  closedOn: null,
  owner: null,
  stageChangedAt: `2026-03-0${id}T00:00:00Z`,
  createdAt: earlier,
  updatedAt: earlier,
  ...change,
})

async function threeDeals() {
  const world = await insertWorkspace(store.db)
  const { id, capsule, xero } = world
  await upsertParties(store.db, capsule, [party(1), party(2)])
  await upsertOpportunities(store.db, capsule, [opportunity(1, 1), opportunity(2, 2), opportunity(3, 2)])
  await claim(store.db, {
    id: crypto.randomUUID(),
    workspaceId: id,
    connectionId: xero.connectionId,
    key: dealKey(2),
    opportunityId: 2,
    partyId: 2,
    contactId: null,
    askedBy: null,
    at: instant(later),
  })
  await store.db
    .updateTable('deal_document')
    .set({ state: 'failed', why: 'Refused.' })
    .where('workspace_id', '=', id)
    .execute()
  const everybody = seesAll(id)
  return { ...world, everybody }
}

const any = { partyId: null, q: null, milestones: [won] }

test('deals are listed and counted by what was made of them, newest first, page by page', async () => {
  const { everybody } = await threeDeals()
  const all = await listDeals(store.db, everybody, { ...any, show: 'all', after: null }, 2)
  expect(all.map((row) => row.id)).toEqual([3, 2, 1])
  const after = { stageAt: '2026-03-02T00:00:00.000Z', id: 2 }
  expect(
    (await listDeals(store.db, everybody, { ...any, show: 'all', after }, 2)).map((row) => row.id),
  ).toEqual([1])
  expect(await countDeals(store.db, everybody, any)).toEqual({ all: 3, attention: 1, made: 0, without: 2 })
  expect(await countDeals(store.db, everybody, { ...any, q: 'DEAL 3' })).toMatchObject({ all: 1 })
  expect(await countDeals(store.db, everybody, { ...any, partyId: 1 })).toMatchObject({ all: 1 })
})

test('nobody sees deals of contacts they do not see, or that Capsule does not show them, in lists, counts or one by one', async () => {
  const { id, capsule, everybody } = await threeDeals()
  const viewerId = `viewer of ${id}`
  await store.db
    .insertInto('auth_user')
    .values({ id: viewerId, name: 'V', email: `${id}@example.com`, twoFactorEnabled: null })
    .execute()
  await store.db
    .insertInto('visible_party')
    .values({ workspace_id: id, user_id: viewerId, party_id: 1 })
    .execute()
  await store.db
    .insertInto('visible_deal')
    .values([1, 2, 4].map((opportunity_id) => ({ workspace_id: id, user_id: viewerId, opportunity_id })))
    .execute()
  // Of a party they see, and shown to others alone.
  await upsertOpportunities(store.db, capsule, [opportunity(5, 1)])
  const viewer: Access = { ...everybody, viewerId }
  const rows = await listDeals(store.db, viewer, { ...any, show: 'all', after: null }, 10)
  expect(rows.map((row) => row.id)).toEqual([1])
  expect(await countDeals(store.db, viewer, any)).toEqual({ all: 1, attention: 0, made: 0, without: 1 })
  expect(await dealPartyOf(store.db, viewer, 1)).toBe(1)
  expect(await dealPartyOf(store.db, viewer, 2)).toBeNull()
  expect(await dealPartyOf(store.db, viewer, 5)).toBeNull()
  expect(await dealPartyOf(store.db, everybody, 5)).toBe(1)
})

test('a claim stands once, and an older look changes nothing', async () => {
  const { id, capsule, xero } = await threeDeals()
  const again = {
    id: crypto.randomUUID(),
    workspaceId: id,
    connectionId: xero.connectionId,
    key: dealKey(2),
    opportunityId: 2,
    partyId: 2,
    contactId: null,
    askedBy: null,
    at: instant(later),
  }
  const [first, second] = await Promise.all([claim(store.db, again), claim(store.db, again)])
  expect(first.id).toBe(second.id)
  expect(first.state).toBe('failed')
  const newer = opportunity(1, 1, {
    updatedAt: later,
    milestone: { id: 9, name: 'Lost' },
    stageChangedAt: null,
  })
  expect(await upsertOpportunities(store.db, capsule, [newer])).toBe(1)
  expect(await upsertOpportunities(store.db, capsule, [opportunity(1, 1)])).toBe(0)
  const [row] = await listUnplannedOpportunities(store.db, id, [9], 10)
  // Capsule does not say since when, so it is since that change.
  expect(row?.stage_at.toISOString()).toBe(new Date(later).toISOString())
})
