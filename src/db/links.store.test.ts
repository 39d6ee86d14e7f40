import { expect, test } from 'vitest'
import type { PlannedLink } from '#core/plan/plan.ts'
import { contact, earlier, insertWorkspace, instant, later, party, uuid } from '../../test/records.ts'
import { storeOfFile } from '../../test/store.ts'
import {
  activateLinks,
  approveProposals,
  dropProposals,
  insertLinks,
  listLinks,
  remainingProposals,
  setLinkParty,
} from './links.ts'

const store = storeOfFile()
const run = uuid(500)

const planned = (contactOf: number, partyOf: number | null, confidence: PlannedLink['confidence']) => ({
  id: crypto.randomUUID(),
  partyId: partyOf === null ? null : party(partyOf).id,
  contactId: contact(contactOf).id,
  confidence,
  score: 90,
  reasons: [{ key: 'name' as const, agrees: true, words: `O'Brien "same" name\u0000` }],
})

async function proposed() {
  const { id, xero } = await insertWorkspace(store.db)
  const scope = { workspaceId: id, connectionId: xero.connectionId, runId: run, at: instant(earlier) }
  await insertLinks(store.db, scope, 'proposed', [
    planned(1, 11, 'certain'),
    planned(2, 12, 'name_only'),
    planned(3, null, 'created'),
  ])
  const states = async () => {
    const links = await listLinks(store.db, id, xero.connectionId)
    return Object.fromEntries(links.map((link) => [link.contactId, `${link.state} ${link.partyId}`]))
  }
  return { id, scope, states }
}

test('proposals count for nothing until they are approved; name-only ones need their own tick', async () => {
  const { id, states } = await proposed()
  expect(await states()).toEqual({})
  await approveProposals(store.db, id, uuid(501), true)
  expect(await states()).toEqual({})

  await approveProposals(store.db, id, run, false)
  expect(await states()).toEqual({ [uuid(1)]: 'pending 11', [uuid(3)]: 'pending null' })
  const rest = await remainingProposals(store.db, id, run)
  expect(rest).toMatchObject([{ contact_id: uuid(2), party_id: 12, score: 90 }])
  expect(rest[0]?.reasons[0]?.words).toBe(`O'Brien "same" name`)

  await approveProposals(store.db, id, run, true)
  expect(await states()).toMatchObject({ [uuid(2)]: 'pending 12' })
})

test('a link becomes active once, and only when it has both sides', async () => {
  const { id, states } = await proposed()
  await approveProposals(store.db, id, run, true)
  const all = [uuid(1), uuid(2), uuid(3)]
  expect(await activateLinks(store.db, id, all, instant(later))).toHaveLength(2)
  expect(await activateLinks(store.db, id, all, instant(later))).toEqual([])
  await setLinkParty(store.db, id, uuid(3), 13)
  expect(await activateLinks(store.db, id, all, instant(later))).toHaveLength(1)
  expect(await states()).toEqual({
    [uuid(1)]: 'active 11',
    [uuid(2)]: 'active 12',
    [uuid(3)]: 'active 13',
  })
})

test('an unapproved link is never activated, and dropping proposals keeps what was approved', async () => {
  const { id, states } = await proposed()
  expect(await activateLinks(store.db, id, [uuid(1)], instant(later))).toEqual([])
  await approveProposals(store.db, id, run, false)
  await dropProposals(store.db, id)
  expect(Object.keys(await states())).toEqual([uuid(1), uuid(3)])
  expect(await remainingProposals(store.db, id, run)).toEqual([])
})

test('a contact and a party have one counterpart each', async () => {
  const { scope } = await proposed()
  await expect(insertLinks(store.db, scope, 'pending', [planned(1, 99, 'certain')])).rejects.toThrow(/unique/)
  await expect(insertLinks(store.db, scope, 'pending', [planned(9, 11, 'certain')])).rejects.toThrow(/unique/)
})

test('links of another workspace are out of reach', async () => {
  const one = await proposed()
  const two = await proposed()
  await approveProposals(store.db, one.id, run, true)
  await activateLinks(store.db, one.id, [uuid(1)], instant(later))
  expect(await two.states()).toEqual({})
  await dropProposals(store.db, two.id)
  expect(Object.keys(await one.states())).toHaveLength(3)
})
