import { expect, test } from 'vitest'
import { defined } from '#core/assert.ts'
import { type DemoOutcome, demoExpectations, demoPairs } from '#sandbox/seeds/demo.ts'
import { type Harness, startHarness, urls } from './harness.ts'

const keysOf = (...outcomes: readonly DemoOutcome[]) =>
  Object.entries(demoExpectations).flatMap(([key, outcome]) => (outcomes.includes(outcome) ? [key] : []))
const sorted = (values: readonly string[]) => [...values].sort()
const writes = (h: Harness) => h.sandbox.kernel.calls.list().filter((call) => call.write)

/** Seed keys of the contacts that have a link, by the state and kind of the link. */
async function linkedKeys(h: Harness, confidence: 'certain' | 'name_only' | 'created') {
  const keyOf = new Map([...h.keys.contactIds].map(([key, id]) => [id, key]))
  const rows = await h.db
    .selectFrom('link')
    .select('contact_id')
    .where('confidence', '=', confidence)
    .execute()
  return sorted(rows.map((row) => keyOf.get(row.contact_id) ?? '?'))
}

async function openReviewKeys(h: Harness) {
  const keyOf = new Map([...h.keys.contactIds].map(([key, id]) => [id, key]))
  const rows = await h.db.selectFrom('review').select('contact_id').where('state', '=', 'open').execute()
  return sorted(rows.map((row) => keyOf.get(row.contact_id ?? '') ?? '?'))
}

test('a first comparison finds what the books hold, at the least possible number of calls, and writes nothing', async () => {
  await using h = await startHarness({ seed: 'demo' })
  await h.connectBoth()
  await h.settle()
  const run = await h.latestRun()

  expect(run.state).toBe('planned')
  expect(writes(h)).toEqual([])
  // Definitions of custom fields and two pages of parties; contacts and documents fit one page each.
  expect(run.calls).toEqual({ capsule: 3, xero: 2 })
  expect(run.plan?.counts).toMatchObject({
    contacts: Object.keys(demoExpectations).length,
    link: keysOf('certain').length,
    nameOnly: keysOf('name_only').length,
    create: keysOf('create').length,
    review: keysOf('review').length,
    skipped: keysOf('skip').length,
  })
  expect(await linkedKeys(h, 'certain')).toEqual(sorted(keysOf('certain')))
  expect(await linkedKeys(h, 'name_only')).toEqual(sorted(keysOf('name_only')))
  expect(await linkedKeys(h, 'created')).toEqual(sorted(keysOf('create')))
  expect(await openReviewKeys(h)).toEqual(sorted(keysOf('review')))
  expect(h.sandbox.xero.strays()).toEqual([])
})

test('approving links, creates and cross-references; our own changes coming back cause no writes', async () => {
  await using h = await startHarness({ seed: 'demo' })
  await h.connectBoth()
  await h.settle()
  const numberBefore = new Map((await h.remote.contacts()).map((c) => [c.ContactID, c.ContactNumber ?? '']))
  const partiesBefore = (await h.remote.parties()).map((party) => party.id)
  await h.approve()

  const run = await h.latestRun()
  const linked = keysOf('certain').length + keysOf('create').length
  expect(run).toMatchObject({ state: 'done', outcome: { linked, created: 10, failed: 0 }, failures: [] })
  const links = await h.db.selectFrom('link').selectAll().execute()
  expect(links).toHaveLength(linked)
  expect(links.every((link) => link.state === 'active')).toBe(true)

  const parties = new Map((await h.remote.parties()).map((party) => [party.id, party]))
  const contacts = new Map((await h.remote.contacts()).map((contact) => [contact.ContactID, contact]))
  const known = new Set(partiesBefore)
  expect([...parties.keys()].filter((id) => !known.has(id))).toHaveLength(10)
  for (const link of links) {
    const party = defined(parties.get(link.party_id ?? 0), 'a link leads to a party')
    expect(h.remote.field(party, 'Xero contact ID')).toBe(link.contact_id)
    expect(h.remote.field(party, 'Xero contact link')).toContain(link.contact_id)
    expect(h.remote.field(party, 'Xero contact link')?.startsWith(urls.xero)).toBe(true)
    const before = numberBefore.get(link.contact_id)
    expect(contacts.get(link.contact_id)?.ContactNumber).toBe(before || String(link.party_id))
  }
  const linkedIds = new Set(links.map((link) => link.contact_id))
  for (const [id, contact] of contacts)
    if (!linkedIds.has(id)) expect(contact.ContactNumber ?? '', contact.Name).toBe(numberBefore.get(id))
  expect(contacts.get(h.keys.contactIds.get('odd-switchback') ?? '')?.ContactNumber).toBe('BOOK-00417')
  for (const [contactKey, partyKey] of Object.entries(demoPairs)) {
    if (demoExpectations[contactKey] !== 'certain') continue
    const link = links.find((each) => each.contact_id === h.keys.contactIds.get(contactKey))
    expect(link?.party_id, contactKey).toBe(h.keys.partyIds.get(partyKey))
  }

  // Pairs of one name that nobody ticked are questions now, and carry nothing of ours.
  expect(await openReviewKeys(h)).toEqual(sorted(keysOf('review', 'name_only')))

  const fields = 2
  const references = links.filter((link) => link.confidence === 'certain').length
  expect(writes(h).filter((call) => call.endpoint !== 'POST /api/v2/resthooks')).toHaveLength(
    fields + 10 + references + Math.ceil((run.steps.find((s) => s.id === 'xero_writes')?.total ?? 0) / 50),
  )

  // Both vendors have told us of all that by now: each hook was taken in, and none led to a write.
  const inbox = await h.db.selectFrom('event_inbox').select(['side', 'state']).execute()
  expect(new Set(inbox.map((row) => row.side))).toEqual(new Set(['capsule', 'xero']))
  expect(inbox.every((row) => row.state === 'done')).toBe(true)
  expect(await h.db.selectFrom('run').select('kind').execute()).toEqual([{ kind: 'comparison' }])

  h.sandbox.kernel.calls.clear()
  const again = await h.compare()
  expect(again.state).toBe('planned')
  expect(again.plan?.counts).toMatchObject({
    link: 0,
    create: 0,
    nameOnly: keysOf('name_only').length,
    review: keysOf('review').length,
  })
  await h.approve()
  expect(writes(h)).toEqual([])
  expect(await h.db.selectFrom('link').select('id').execute()).toHaveLength(linked)
})

test('the group of same names is linked when the approver ticks it', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  expect((await h.latestRun()).plan?.counts).toEqual({
    parties: 10,
    contacts: 7,
    documents: 5,
    link: 3,
    nameOnly: 1,
    create: 1,
    review: 0,
    capsuleOnly: 6,
    skipped: 2,
  })
  await h.approve({ includeNameOnly: true })
  expect(await linkedKeys(h, 'name_only')).toEqual(['corner'])
  expect(await openReviewKeys(h)).toEqual([])
  const corner = (await h.remote.contacts()).find((c) => c.ContactID === h.keys.contactIds.get('corner'))
  expect(corner?.ContactNumber).toBe(String(h.keys.partyIds.get('corner')))
  await h.compare()
  await h.approve()
  expect(await h.db.selectFrom('link').select('id').where('state', '=', 'active').execute()).toHaveLength(5)
})

test('without a public address everything works by personal token and custom connection', async () => {
  await using h = await startHarness({ hooks: false })
  await h.connectBoth('token')
  await h.settle()
  await h.approve()
  expect((await h.latestRun()).outcome).toEqual({ linked: 4, created: 1, failed: 0 })
  expect(h.sandbox.capsule.counts().hooks).toBe(0)
})

test('a contact archived between plan and approval is left out; the others are written', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  const newco = defined(h.keys.contactIds.get('newco'), 'newco is seeded')
  await h.remote.inXero(`/app/contacts/${newco}/archive`)
  await h.settle()
  await h.approve()
  expect((await h.latestRun()).outcome).toMatchObject({ linked: 3, created: 0, failed: 0 })
  const names = (await h.remote.parties()).map((party) => party.name)
  expect(names.filter((name) => name?.startsWith('Newco'))).toEqual([])
  const again = await h.compare()
  expect(again.plan?.counts).toMatchObject({ link: 0, create: 0 })

  // Taken out of the archive, it is a customer without counterpart like any other.
  await h.approve()
  await h.remote.inXero(`/app/contacts/${newco}/restore`)
  await h.settle()
  expect((await h.remote.parties()).filter((party) => party.name?.startsWith('Newco'))).toHaveLength(1)
  expect(await linkedKeys(h, 'created')).toEqual(['newco'])
})
