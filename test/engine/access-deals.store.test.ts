import { expect, test } from 'vitest'
import { DealPage } from '#api/deals.ts'
import { InvoicePage } from '#api/invoices.ts'
import { defined } from '#core/assert.ts'
import { deals, dealsSeenBy, seenBy } from './access-seed.ts'
import { contactId, inDeals, inStep, partyId, setRole, signIn } from './access-world.ts'
import type { Browser } from './browser.ts'
import { salesIn } from './deals.ts'

const pageOf = async (browser: Browser, query = '') =>
  DealPage.parse(await (await browser.send('GET', `/api/deals?show=all${query}`)).json())
const namesOf = async (browser: Browser, query = '') =>
  (await pageOf(browser, query)).rows.map(({ name }) => name).sort()

test.each(['hannah', 'lachlan', 'meilin', 'sofia'] as const)(
  '%s sees a deal where Capsule shows them the opportunity, in rows, counts, searches and of a customer',
  async (user) => {
    await using h = await inStep()
    await inDeals(h)
    const browser = await signIn(h, user, 'finance')
    const seen = deals.filter(({ key }) => dealsSeenBy[user].some((one) => one === key))
    const page = await pageOf(browser)
    expect(page.rows.map(({ name }) => name).sort()).toEqual(seen.map(({ name }) => name).sort())
    expect(page.counts.all).toBe(seen.length)
    expect(page.next).toBeNull()
    for (const { name, party } of deals) {
      const [word = ''] = name.split(' ')
      expect(await namesOf(browser, `&q=${word}`), word).toEqual(
        seen.filter((each) => each.name === name).map((each) => each.name),
      )
      const own = await pageOf(browser, `&party=${partyId(h, party)}`)
      const seesParty = seenBy[user].some((one) => one === party)
      // A person's deal counts to their organisation.
      const theirs = seen.filter(
        (each) => each.party === party || (each.party === 'quoll' && party === 'others' && seesParty),
      )
      expect(own.counts.all, party).toBe(theirs.length)
      expect(own.rows.length, party).toBe(theirs.length)
    }
  },
)

test('a deal that is hidden and one that does not exist are the same answer, and nothing is made of it', async () => {
  await using h = await inStep()
  const ids = await inDeals(h)
  await (await salesIn(h)).move(defined(ids.get('theirs'), 'it is there'), 'Won')
  await h.settle()
  const made = await h.db.selectFrom('deal_document').selectAll().orderBy('key').execute()
  const browser = await signIn(h, 'lachlan', 'member')
  const ask = async (id: number) => {
    h.forgetSent()
    const response = await browser.send('POST', `/api/deals/${id}/document`, {})
    const asked = h.sent.map(({ method, path }) => `${method} ${path.replace(/\d+$/, 'N')}`)
    return { status: response.status, body: await response.text(), asked }
  }
  const nothing = await ask(987_654_321)
  expect(nothing.status).toBe(404)
  for (const key of ['theirs', 'crossed']) {
    const answer = await ask(defined(ids.get(key), key))
    expect({ ...answer, asked: [] }, key).toEqual({ ...nothing, asked: [] })
  }
  expect(await ask(defined(ids.get('theirs'), 'it is there'))).toEqual(nothing)
  expect(await h.db.selectFrom('deal_document').selectAll().orderBy('key').execute()).toEqual(made)
})

test('what was made of a deal names it to nobody who does not see the deal', async () => {
  await using h = await inStep()
  const ids = await inDeals(h)
  await h.consent('xero')
  await (await salesIn(h)).move(defined(ids.get('theirs'), 'it is there'), 'Won')
  await h.settle()
  const run = await h.db
    .selectFrom('operation')
    .select('run_id')
    .where('kind', '=', 'xero.invoice.create')
    .executeTakeFirstOrThrow()
  const contact = contactId(h, 'everyones')
  const addresses = [
    '/api/activity',
    `/api/activity/${run.run_id}`,
    '/api/reviews',
    '/api/problems',
    '/api/overview',
    `/api/contacts/p${partyId(h, 'everyones')}`,
    `/api/contacts/x${contact}`,
    `/api/contacts/x${contact}/panel`,
    '/api/invoices',
    '/api/invoices/export?format=csv',
  ]
  const browser = await signIn(h, 'lachlan', 'finance')
  const words = async (who: Browser) =>
    (await Promise.all(addresses.map(async (each) => (await who.send('GET', each)).text()))).join('\n')
  expect(await words(h.admin)).toContain('Mezzanine')
  for (const role of ['viewer', 'finance', 'admin'] as const) {
    await setRole(h, 'lachlan', role)
    expect(await words(browser), role).not.toContain('Mezzanine')
  }
  expect((await browser.send('GET', `/api/activity/${run.run_id}`)).status).toBe(404)
  // The document itself is their customer's, and is found by its number, not by the deal.
  const found = async (who: Browser, q: string) =>
    InvoicePage.parse(await (await who.send('GET', `/api/invoices?q=${q}`)).json())
  const [document] = (await found(h.admin, 'mezzanine')).rows
  expect(document?.reference).toBe('Mezzanine of Projects')
  expect(await found(browser, 'mezzanine')).toMatchObject({ rows: [], total: 0, totals: [] })
  const own = await found(browser, 'aardvark')
  expect(own.rows.find(({ id }) => id === document?.id)).toMatchObject({ reference: null })
})

test('the document of a person’s deal is of their organisation, and for those who see it', async () => {
  await using h = await inStep()
  const ids = await inDeals(h)
  const id = defined(ids.get('person'), 'it is there')
  const contact = contactId(h, 'others')
  await h.consent('xero')
  await (await salesIn(h)).move(id, 'Won')
  await h.settle()
  const claim = await h.db
    .selectFrom('deal_document')
    .select(['contact_id', 'document_id'])
    .where('opportunity_id', '=', id)
    .executeTakeFirstOrThrow()
  expect(claim.contact_id).toBe(contact)
  const documentFor = async (browser: Browser) =>
    (await pageOf(browser)).rows.find((row) => row.id === id)?.document
  expect(await documentFor(await signIn(h, 'meilin', 'finance'))).toMatchObject({ kind: 'invoice' })
  const lachlan = await signIn(h, 'lachlan', 'finance')
  expect(await documentFor(lachlan)).toBeNull()
  const asked = await lachlan.send('POST', `/api/deals/${id}/document`, {})
  const words = await asked.text()
  expect([asked.status, words]).toEqual([422, expect.stringContaining('Ask an administrator')])
  expect(words).not.toContain('Dunnart')
})

test('a deal that Capsule takes away is gone within a minute, for two calls more than before', async () => {
  await using h = await inStep()
  const ids = await inDeals(h)
  const sales = await salesIn(h)
  const browser = await signIn(h, 'lachlan', 'viewer')
  expect(await namesOf(browser)).toContain('Pump overhaul')
  const users = await h.remote.users()
  const teams = await h.remote.teams()
  const assign = (key: string, owner: string, team: string | null) =>
    sales.edit(defined(ids.get(key), key), {
      owner: { id: users.get(owner) },
      team: team === null ? null : { id: teams.get(team) },
    })
  await assign('service', 'Mei-Lin Chau', 'Projects')
  await assign('theirs', 'Lachlan Reid', 'Service')
  // Nothing has announced it to us yet: opening the page asks Capsule.
  await h.clock.advance(61_000)
  h.forgetSent()
  expect(await namesOf(browser)).toEqual([
    'Fit-out for everybody',
    'Mezzanine of Projects',
    'Workshop of a person',
  ])
  expect(h.sent.map(({ path }) => path.replace('/api/v2', '')).sort()).toEqual([
    '/opportunities',
    '/opportunities/deleted',
    '/parties',
    '/parties/deleted',
  ])
})

test('somebody whom Capsule refuses opportunities sees their customers and no deal', async () => {
  await using h = await inStep()
  await inDeals(h)
  h.fault({ vendor: 'capsule', kind: 'status', status: 403, path: '/opportunities', times: 100 })
  const browser = await signIn(h, 'lachlan', 'viewer')
  expect(await namesOf(browser)).toEqual([])
  expect((await browser.send('GET', `/api/contacts/p${partyId(h, 'ours')}`)).status).toBe(200)
})

test('without a rule about deals nobody is asked for them', async () => {
  await using h = await inStep()
  h.forgetSent()
  const browser = await signIn(h, 'lachlan', 'viewer')
  await browser.send('GET', '/api/deals?show=all')
  expect(h.sent.filter(({ path }) => path.includes('opportunit'))).toEqual([])
})
