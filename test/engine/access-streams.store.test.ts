import { expect, test } from 'vitest'
import { ChangeEvent } from '#api/events.ts'
import { defined } from '#core/assert.ts'
import { notifyChange } from '#db/notify.ts'
import { contactId, inDeals, inStep, listen, partyId, signIn, troubles, until } from './access-world.ts'
import { salesIn } from './deals.ts'
import type { Harness } from './harness.ts'

const saidIn = (heard: readonly string[]) =>
  [...heard.join('').matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data)
const eventsIn = (heard: readonly string[]) =>
  saidIn(heard).map((data) => ChangeEvent.parse(JSON.parse(data)))

/** A change that everybody hears of, so that all that came before was heard by then. */
async function untilHeard(h: Harness, heard: readonly string[]) {
  await notifyChange(h.db, { workspaceId: await h.workspaceId(), topics: ['rules'], keys: [] })
  const last = () => heard.join('').includes('"rules"') || heard.join('').includes('changed')
  await until(last)
}

/** Everything that happens to records lachlan does not see. */
async function busyElsewhere(h: Harness) {
  const ids = await inDeals(h)
  await h.remote.editParty(partyId(h, 'others'), { about: 'Changed.' })
  await h.remote.editParty(partyId(h, 'sofias'), { name: 'Echidna Renamed' })
  await h.remote.invoice('Dunnart Projects Pty Ltd', '12.34')
  await h.remote.editContact(contactId(h, 'wombat'), { Name: 'Wombat Renamed' })
  await h.settle()
  await (await salesIn(h)).move(defined(ids.get('theirs'), 'it is there'), 'Won')
  await h.settle()
  await troubles(h)
  await h.pass(60_000)
  const workspaceId = await h.workspaceId()
  const keyless = [
    'run',
    'overview',
    'contacts',
    'documents',
    'reviews',
    'deals',
    'problems',
    'budget',
    'alerts',
  ]
  for (const topic of ChangeEvent.shape.topics.element.options)
    if (keyless.includes(topic)) await notifyChange(h.db, { workspaceId, topics: [topic], keys: [] })
  await notifyChange(h.db, {
    workspaceId,
    topics: ['contacts', 'problems'],
    keys: [`p${partyId(h, 'others')}`, `x${contactId(h, 'wombat')}`],
  })
}

test('whatever happens to records that somebody does not see, their streams stay silent', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'lachlan', 'finance')
  const all = await listen(browser, '/api/events')
  const hidden = await listen(browser, `/api/panel/party/${partyId(h, 'others')}/events`)
  const missing = await listen(browser, '/api/panel/party/987654321/events')
  const other = await listen(h.admin, '/api/events')
  await busyElsewhere(h)
  await untilHeard(h, all.heard)
  await until(() => saidIn(other.heard).length > 10)
  expect(saidIn(other.heard).length).toBeGreaterThan(10)
  // Deals of a customer they see were added: their own pages changed.
  const own = new Set(['everyones', 'ours', 'quoll', 'teamless'].map((key) => `p${partyId(h, key)}`))
  for (const { topics, keys } of eventsIn(all.heard)) {
    expect(
      keys.every((key) => own.has(key)),
      keys.join(),
    ).toBe(true)
    // The rules are everybody's.
    if (keys.length === 0) expect(topics).toContain('rules')
    for (const topic of topics)
      expect(['rules', 'overview', 'contacts', 'documents', 'reviews']).toContain(topic)
  }
  expect(saidIn(hidden.heard)).toEqual([])
  expect(saidIn(missing.heard)).toEqual([])
  for (const each of [all, hidden, missing, other]) await each.stop()
})

test('who sees some records is told to look again at fixed times, whether or not anything happened', async () => {
  await using h = await inStep({ keepAliveMs: 5 })
  const browser = await signIn(h, 'lachlan', 'viewer')
  const all = await listen(browser, '/api/events')
  const panel = await listen(browser, `/api/panel/party/${partyId(h, 'ours')}/events`)
  const admin = await listen(h.admin, '/api/events')
  const enough = () =>
    saidIn(all.heard).length > 2 &&
    saidIn(panel.heard).length > 2 &&
    admin.heard.join('').includes('still here')
  while (!enough()) await new Promise((resolve) => setImmediate(resolve))
  for (const { topics, keys } of eventsIn(all.heard)) {
    expect(keys).toEqual([])
    expect(topics).toContain('deals')
  }
  expect(saidIn(admin.heard)).toEqual([])
  for (const each of [all, panel, admin]) await each.stop()
  // What was asked for the last time is answered before the store closes.
  await until(() => false)
})

test('an open panel hears once that its customer is theirs no more, and nothing from then on', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'lachlan', 'viewer')
  const id = partyId(h, 'ours')
  const panel = await listen(browser, `/api/panel/party/${id}/events`)
  expect((await browser.send('GET', `/api/panel/party/${id}`)).status).toBe(200)
  const users = await h.remote.users()
  const teams = await h.remote.teams()
  await h.clock.advance(1_000)
  await h.remote.editParty(id, {
    owner: { id: users.get('Mei-Lin Chau') },
    team: { id: teams.get('Projects') },
  })
  await h.settle()
  await until(() => saidIn(panel.heard).length > 0)
  expect(saidIn(panel.heard)).toContain('changed')
  expect((await browser.send('GET', `/api/panel/party/${id}`)).status).toBe(404)
  const before = saidIn(panel.heard).length
  await h.remote.editParty(id, { about: 'Changed again.' })
  await h.settle()
  const all = await listen(browser, '/api/events')
  await untilHeard(h, all.heard)
  expect(saidIn(panel.heard).length).toBe(before)
  for (const each of [all, panel]) await each.stop()
})
