import { expect, test } from 'vitest'
import { ContactPage } from '#api/contacts.ts'
import { Overview } from '#api/overview.ts'
import { Panel, PanelLink } from '#api/panel.ts'
import { defined } from '#core/assert.ts'
import { type Permission, permissions, roleMay, roles } from '#core/model/permissions.ts'
import { uuid } from '../records.ts'
import { accessSeed, deals, dealsSeenBy, nameOf, owed, seenBy } from './access-seed.ts'
import {
  contactId,
  declaredFor,
  inDeals,
  inStep,
  keysIn,
  listen,
  partyId,
  routesOf,
  setRole,
  signIn,
  troubles,
  until,
} from './access-world.ts'
import { createBrowser } from './browser.ts'
import { type Harness, startHarness } from './harness.ts'

/** Everything an answer would betray a record by. */
interface Traces {
  readonly key: string
  readonly words: readonly string[]
}

async function tracesOf(h: Harness): Promise<Traces[]> {
  const documents = await h.db
    .selectFrom('mirror_document')
    .select(['id', 'contact_id', 'number', 'total_minor'])
    .execute()
  return [...nameOf].map(([key, name]) => {
    const contact = h.keys.contactIds.get(key)
    const own = documents.filter((each) => each.contact_id === contact)
    return {
      key,
      words: [
        name,
        `p${partyId(h, key)}`,
        `/party/${partyId(h, key)}`,
        key === 'quoll' ? 'quentin@' : `${key}@`,
        ...(contact ? [contact] : []),
        ...own.flatMap((each) => [each.id, each.number ?? each.id, String(each.total_minor)]),
      ],
    }
  })
}

test('every route says whom it answers', async () => {
  await using h = await startHarness({ seed: accessSeed })
  for (const route of routesOf(h))
    expect(declaredFor(h, route), `${route.method} ${route.path}`).toHaveLength(1)
})

test('every route refuses the roles that the table does not give it to', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'meilin', 'none')
  const tried = new Set<string>()
  for (const role of roles) {
    await setRole(h, 'meilin', role)
    for (const route of routesOf(h)) {
      const [declared] = declaredFor(h, route)
      if (!declared || !('needs' in declared) || roleMay(role, declared.needs)) continue
      const address = route.path
        .replace(/:partyId/, '1')
        .replace(/:key/, 'p1')
        .replace(/:side/, 'xero')
        .replace(/:\w+(\{[^}]*\})?/g, uuid(5))
      const response = await browser.send(route.method, address, route.method === 'GET' ? undefined : {})
      const name = `${role}: ${route.method} ${route.path}`
      // A form is answered by a page, which has the words.
      if (response.status === 303) expect(response.headers.get('location'), name).toBe('/?error=not_allowed')
      // What asks by itself may read the request first.
      else if (declared.unless !== null) expect([400, 403], name).toContain(response.status)
      else expect(response.status, name).toBe(403)
      tried.add(`${role} ${declared.needs}`)
    }
  }
  expect(tried.size).toBeGreaterThan(20)
})

/** What can be asked about a record, with its address; and what concerns all of them. */
function questions(h: Harness): readonly string[] {
  const keys = [...nameOf.keys()]
  const about = keys.flatMap((key) => {
    const contact = h.keys.contactIds.get(key)
    const pages = [`p${partyId(h, key)}`, ...(contact ? [`x${contact}`] : [])]
    return [
      ...pages.flatMap((page) => [
        `/api/contacts/${page}`,
        `/api/contacts/${page}/panel`,
        `/api/contacts/${page}/invoice`,
      ]),
      `/api/panel/party/${partyId(h, key)}`,
      `/api/contacts?q=${encodeURIComponent(defined(nameOf.get(key), 'it has a name').split(' ')[0] ?? '')}`,
    ]
  })
  const sorts = ['name', 'outstanding', 'overdue', 'changed'].flatMap((sort) =>
    ['asc', 'desc'].map((direction) => `/api/contacts?sort=${sort}&direction=${direction}&limit=1`),
  )
  return [
    ...about,
    ...sorts,
    `/api/contacts/x${contactId(h, 'wombat')}`,
    `/api/contacts/x${contactId(h, 'wombat')}/panel`,
    '/api/contacts',
    '/api/contacts?state=linked',
    '/api/contacts?state=xero_only',
    '/api/contacts?owing=overdue',
    '/api/overview',
    '/api/reviews',
    '/api/reviews?kind=conflict',
    '/api/activity',
    '/api/comparison',
    '/api/session',
    '/api/problems',
    '/api/problems?state=ignored',
    '/api/invoices',
    '/api/invoices?sort=due',
    '/api/invoices/options',
    '/api/invoices/ageing',
    '/api/invoices/export?format=csv',
    '/api/views?page=invoices',
    '/api/rules',
    '/api/settings',
    '/api/settings/owners',
    '/api/people',
    '/api/alerts',
    '/api/backups',
    '/api/budget',
    '/api/facts',
    '/api/deals',
    '/api/deals?show=all',
    '/api/deals?show=all&q=roof',
    `/api/deals?show=all&party=${partyId(h, 'others')}`,
    '/api/deals/settings',
    `/api/invoice-requests/${uuid(5)}`,
    '/api/connections',
    '/api/connect/xero/choice?secret=x',
    ...keys.flatMap((key) => {
      const contact = h.keys.contactIds.get(key)
      return [
        `/api/go/xero-contact?code=${partyId(h, key)}`,
        ...(contact ? [`/api/go/xero-contact?id=${contact}`] : []),
      ]
    }),
  ]
}

/** Routes that hold nothing of customers, each for its reason. */
const noCustomers = new Set([
  // A description of the addresses.
  'GET /api/openapi.json',
  // Streams have tests of their own.
  'GET /api/events',
  'GET /api/panel/party/:partyId/events',
])

const formOf = (path: string) =>
  new RegExp(`^${path.replace(/:(\w+)(\{[^}]*\})?/g, '[^/]+').replace(/\{\w+\}/g, '[^/]+')}$`)

test.each(['lachlan', 'meilin', 'sofia'] as const)(
  'nothing that %s may not see stands in any answer, whatever the role',
  async (user) => {
    await using h = await inStep()
    await troubles(h)
    await inDeals(h)
    const traces = await tracesOf(h)
    const hidden = [
      ...traces.filter(({ key }) => !seenBy[user].some((one) => one === key)),
      ...deals
        .filter(({ key }) => !dealsSeenBy[user].some((one) => one === key))
        .map(({ key, name }) => ({ key, words: [name] })),
    ]
    expect(hidden.length).toBeGreaterThan(0)
    const wombat = ['Wombat', contactId(h, 'wombat'), 'ap@wombat']
    const browser = await signIn(h, user, 'viewer')
    const runs = await h.db.selectFrom('run').select('id').execute()
    const documents = await h.db.selectFrom('mirror_document').select('id').execute()
    // Problems have their own table; there may be none.
    const problems = [{ id: uuid(5) }, ...(await h.db.selectFrom('problem').select('id').execute())]
    // What the others may ask is part of what these two may.
    for (const role of ['viewer', 'admin'] as const) {
      await setRole(h, user, role)
      const addresses = [
        ...questions(h),
        ...runs.flatMap(({ id }) => [`/api/runs/${id}`, `/api/activity/${id}`]),
        ...documents.map(({ id }) => `/api/documents/${id}/extras`),
        ...problems.map(({ id }) => `/api/problems/${id}`),
      ]
      const asked = addresses.map((address) => address.split('?')[0] ?? '')
      for (const { method, path } of routesOf(h)) {
        if (method !== 'GET' || !path.startsWith('/api/') || noCustomers.has(`${method} ${path}`)) continue
        expect(
          asked.some((address) => formOf(path).test(address)),
          `a question to ${path}`,
        ).toBe(true)
      }
      for (const address of addresses) {
        const response = await browser.send('GET', address)
        const text = `${await response.text()} ${JSON.stringify([...response.headers])}`
        for (const { words } of hidden)
          for (const word of words)
            expect(text.includes(word), `${role} ${address} holds ${word}: ${text.slice(0, 2_000)}`).toBe(
              false,
            )
        for (const word of wombat) expect(text.includes(word), `${role} ${address} holds ${word}`).toBe(false)
      }
    }
  },
)

test('whoever sees all finds every trace by the same questions', async () => {
  await using h = await inStep()
  await troubles(h)
  await inDeals(h)
  await h.db
    .updateTable('workspace')
    .set({ settings: JSON.stringify({ suppliers: 'show', suppliersFor: ['admin'] }) })
    .execute()
  const answers: string[] = []
  for (const address of questions(h)) answers.push(await (await h.admin.send('GET', address)).text())
  const all = answers.join('\n')
  for (const { words } of await tracesOf(h))
    for (const word of words) expect(all.includes(word), word).toBe(true)
  for (const { name } of deals) expect(all.includes(name), name).toBe(true)
  expect(all).toContain('Wombat may be Dunnart.')
})

test.each(['hannah', 'lachlan', 'meilin', 'sofia'] as const)(
  'counts, totals, pages and order are those of what %s sees',
  async (user) => {
    await using h = await inStep()
    const browser = await signIn(h, user, 'finance')
    const seen: readonly string[] = seenBy[user]
    const all = user === 'hannah'
    const read = async (query: string) =>
      ContactPage.parse(await (await browser.send('GET', `/api/contacts${query}`)).json())
    const expected = [
      ...seen.map((key) => `p${partyId(h, key)}`),
      ...(all ? [`x${contactId(h, 'wombat')}`] : []),
    ]
    // Owners are parties of their own in Capsule, whoever sees them.
    const customers = (page: ContactPage) =>
      page.rows.filter(({ key }) => known.has(key)).map(({ key }) => key)
    const known = new Set([
      ...[...nameOf.keys()].map((key) => `p${partyId(h, key)}`),
      `x${contactId(h, 'wombat')}`,
    ])

    const page = await read('')
    expect(customers(page).sort()).toEqual([...expected].sort())
    expect(page.total).toBe(page.rows.length)
    expect(Object.values(page.byState).reduce((sum, n) => sum + n, 0)).toBe(page.total)
    for (const sort of ['name', 'outstanding', 'overdue', 'changed'] as const) {
      const whole = await read(`?sort=${sort}`)
      const one: string[] = []
      for (let cursor: string | null = '', n = 0; cursor !== null && n < 50; n++) {
        const next: ContactPage = await read(`?sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`)
        one.push(...next.rows.map(({ key }) => key))
        cursor = next.next
      }
      expect(one).toEqual(whole.rows.map(({ key }) => key))
    }

    const overview = Overview.parse(await (await browser.send('GET', '/api/overview')).json())
    const total = seen.reduce((sum, key) => sum + (owed.get(key) ?? 0), 0)
    expect(overview.outstanding).toEqual(total === 0 ? [] : [{ currency: 'AUD', minor: total }])
    expect(overview.overdue).toEqual(overview.outstanding)
    expect(overview.tiles.inStep).toBe(seen.filter((key) => owed.has(key)).length)
    expect(overview.owing.map(({ name }) => name)).toEqual(
      seen
        .filter((key) => owed.has(key))
        .sort((a, b) => (owed.get(b) ?? 0) - (owed.get(a) ?? 0))
        .slice(0, 5)
        .map((key) => nameOf.get(key)),
    )
  },
)

test('a record that is hidden and one that does not exist are the same answer, after the same questions', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'lachlan', 'admin')
  const ask = async (method: string, address: string, body?: unknown) => {
    h.forgetSent()
    const response = await browser.send(method, address, body)
    const asked = h.sent.map(({ method: how, path }) => `${how} ${path.replace(/\d+$/, 'N')}`)
    return { status: response.status, body: await response.text(), asked }
  }
  const hidden = partyId(h, 'others')
  const document = await h.db
    .selectFrom('mirror_document')
    .select('id')
    .where('contact_id', '=', contactId(h, 'others'))
    .executeTakeFirstOrThrow()
  const pairs: [string, string, string, unknown?][] = [
    ['GET', `/api/contacts/p${hidden}`, '/api/contacts/p987654321'],
    ['GET', `/api/contacts/p${hidden}/panel`, '/api/contacts/p987654321/panel'],
    ['GET', `/api/contacts/x${contactId(h, 'others')}`, `/api/contacts/x${uuid(9)}`],
    ['GET', `/api/contacts/x${contactId(h, 'wombat')}/panel`, `/api/contacts/x${uuid(9)}/panel`],
    ['GET', `/api/panel/party/${hidden}`, '/api/panel/party/987654321'],
    ['POST', `/api/panel/party/${hidden}/link`, '/api/panel/party/987654321/link', {}],
    ['GET', `/api/documents/${document.id}/extras`, `/api/documents/${uuid(9)}/extras`],
    ['POST', `/api/contacts/p${hidden}/actions`, '/api/contacts/p987654321/actions', { action: 'exclude' }],
    [
      'POST',
      `/api/contacts/p${partyId(h, 'ours')}/actions`,
      `/api/contacts/p${partyId(h, 'ours')}/actions`,
      { action: 'link', other: `x${contactId(h, 'wombat')}` },
    ],
  ]
  for (const [method, there, nowhere, body] of pairs) {
    const one = await ask(method, there, body)
    expect(one.status, there).toBe(404)
    expect(await ask(method, nowhere, body), there).toEqual(one)
  }
  expect(await h.db.selectFrom('exclusion').selectAll().execute()).toEqual([])
})

test('a stream tells of nothing its listener may not see, and of a record that leaves what they may', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'lachlan', 'viewer')
  const { heard, stop } = await listen(browser, '/api/events')
  const page = `/api/contacts/p${partyId(h, 'ours')}`
  expect((await browser.send('GET', page)).status).toBe(200)

  await h.remote.editParty(partyId(h, 'others'), { about: 'Changed for those who see it.' })
  await h.remote.invoice('Dunnart Projects Pty Ltd', '12.34')
  await h.settle()
  await h.remote.editParty(partyId(h, 'everyones'), { name: 'Aardvark Renamed' })
  await h.settle()
  await until(() => keysIn(heard).includes(`p${partyId(h, 'everyones')}`))
  expect(keysIn(heard)).toContain(`p${partyId(h, 'everyones')}`)
  expect(keysIn(heard)).not.toContain(`p${partyId(h, 'others')}`)
  expect(heard.join()).not.toContain(contactId(h, 'others'))

  heard.length = 0
  await h.clock.advance(1_000)
  const users = await h.remote.users()
  const teams = await h.remote.teams()
  await h.remote.editParty(partyId(h, 'ours'), {
    owner: { id: users.get('Mei-Lin Chau') },
    team: { id: teams.get('Projects') },
  })
  await h.settle()
  await until(() => keysIn(heard).includes(`p${partyId(h, 'ours')}`))
  expect(keysIn(heard), 'the open page hears that it has to look again').toContain(`p${partyId(h, 'ours')}`)
  expect((await browser.send('GET', page)).status).toBe(404)
  const list = await (await browser.send('GET', '/api/contacts')).text()
  expect(list).not.toContain('Bandicoot')
  await stop()
})

test('a record that Capsule takes away from somebody is gone for them within a minute, and one it gives is there', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'sofia', 'viewer')
  const names = async () =>
    ContactPage.parse(await (await browser.send('GET', '/api/contacts')).json()).rows.map(({ name }) => name)
  expect(await names()).toContain('Echidna Estimates')
  const users = await h.remote.users()
  await h.remote.editParty(partyId(h, 'sofias'), { owner: { id: users.get('Mei-Lin Chau') }, team: null })
  await h.remote.editParty(partyId(h, 'everyones'), {
    owner: { id: users.get('Sofia Marchetti') },
    team: null,
  })
  // Nothing has announced it to us yet: opening the page asks Capsule.
  await h.pass(61_000)
  expect(await names()).not.toContain('Echidna Estimates')
  expect(await names()).toContain('Aardvark Everyones')
})

test('whoever Capsule sends away sees nothing any more, and is told why', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'lachlan', 'member')
  const { over, stop } = await listen(browser, '/api/events')
  const link = PanelLink.parse(
    await (await browser.send('POST', `/api/panel/party/${partyId(h, 'ours')}/link`, {})).json(),
  )
  const shared = `/api/panel/party/${partyId(h, 'ours')}?${new URL(link.url).searchParams}`
  const stranger = createBrowser(h.server)
  expect(Panel.parse(await (await stranger.send('GET', shared)).json()).documents).toHaveLength(1)

  h.fault({ vendor: 'capsule', kind: 'unauthorised', path: '/api/v2/parties', times: 1_000 })
  h.fault({ vendor: 'capsule', kind: 'unauthorised', path: '/oauth/token', times: 1_000 })
  await h.clock.advance(61_000)
  const refused = await browser.send('GET', '/api/contacts')
  expect(refused.status).toBe(401)
  expect(await refused.json()).toMatchObject({ error: { code: 'access_ended' } })
  expect((await browser.send('GET', '/api/contacts')).status).toBe(401)
  expect((await stranger.send('GET', shared)).status).toBe(403)
  expect(await h.db.selectFrom('visible_party').selectAll().execute()).toEqual([])
  expect(
    await h.db.selectFrom('viewer').select(['look', 'tokens']).where('look', '=', 'ended').execute(),
  ).toEqual([{ look: 'ended', tokens: null }])
  await until(over)
  expect(over()).toBe(true)
  await stop()
})

test('a shared panel shows what its maker may see now', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'lachlan', 'member')
  const id = partyId(h, 'ours')
  const link = PanelLink.parse(await (await browser.send('POST', `/api/panel/party/${id}/link`, {})).json())
  const shared = `/api/panel/party/${id}?${new URL(link.url).searchParams}`
  const stranger = createBrowser(h.server)
  expect((await stranger.send('GET', shared)).status).toBe(200)
  const users = await h.remote.users()
  const teams = await h.remote.teams()
  await h.remote.editParty(id, {
    owner: { id: users.get('Mei-Lin Chau') },
    team: { id: teams.get('Projects') },
  })
  await h.pass(61_000)
  expect((await stranger.send('GET', shared)).status).toBe(404)
  await setRole(h, 'lachlan', 'viewer')
  expect((await stranger.send('GET', shared)).status, 'a role that may not share').toBe(403)
})

test('states without amounts are told without any amount', async () => {
  await using h = await inStep()
  const { workspaceId } = { workspaceId: await h.workspaceId() }
  await h.db
    .updateTable('workspace')
    .set({ settings: JSON.stringify({ statesOnly: ['viewer'] }) })
    .where('id', '=', workspaceId)
    .execute()
  const browser = await signIn(h, 'meilin', 'viewer')
  for (const sort of ['outstanding', 'overdue'])
    expect((await browser.send('GET', `/api/contacts?sort=${sort}`)).status).toBe(403)
  for (const address of questions(h).filter((each) => !/sort=(outstanding|overdue)/.test(each))) {
    const text = await (await browser.send('GET', address)).text()
    for (const minor of owed.values()) {
      expect(text.includes(String(minor)), `${address} holds ${minor}`).toBe(false)
      expect(text.includes((minor / 100).toFixed(2)), `${address} holds ${minor / 100}`).toBe(false)
    }
  }
  const panel = Panel.parse(
    await (await browser.send('GET', `/api/contacts/p${partyId(h, 'others')}/panel`)).json(),
  )
  expect(panel.documents.map(({ state, total }) => [state, total])).toEqual([['overdue', null]])
})

test('bills are shown to whom the policy names, and supplier-only contacts hidden where it says so', async () => {
  await using h = await inStep()
  const set = async (settings: object) =>
    h.db
      .updateTable('workspace')
      .set({ settings: JSON.stringify(settings) })
      .where('id', '=', await h.workspaceId())
      .execute()
  const browser = await signIn(h, 'meilin', 'member')
  const kinds = async () =>
    Panel.parse(await (await browser.send('GET', `/api/contacts/p${partyId(h, 'everyones')}/panel`)).json())
      .documents.map(({ kind }) => kind)
      .sort()
  expect(await kinds()).toEqual(['invoice'])
  await set({ suppliers: 'show', suppliersFor: ['finance'] })
  expect(await kinds()).toEqual(['invoice'])
  await set({ suppliers: 'show', suppliersFor: ['finance', 'member'] })
  expect(await kinds()).toEqual(['bill', 'invoice'])

  await h.db
    .updateTable('contact_row')
    .set({ is_customer: false, is_supplier: true })
    .where('party_id', '=', partyId(h, 'everyones'))
    .execute()
  await set({ suppliers: 'hide_suppliers' })
  expect((await browser.send('GET', `/api/contacts/p${partyId(h, 'everyones')}`)).status).toBe(404)
  expect(await (await browser.send('GET', '/api/contacts')).text()).not.toContain('Aardvark')
})

test('every permission belongs to some role, and the viewer changes nothing', () => {
  for (const permission of permissions) expect(roleMay('admin', permission)).toBe(true)
  const ofViewer: Permission[] = permissions.filter((one) => roleMay('viewer', one))
  expect(ofViewer).toEqual(['look'])
  expect(permissions.filter((one) => roleMay('none', one))).toEqual([])
})

test('an administrator of Capsule who is one no more sees their own records from then on', async () => {
  await using h = await inStep()
  const browser = createBrowser(h.server)
  await h.consent('capsule', { browser, as: 'daniel', purpose: 'sign-in' })
  const names = async () =>
    ContactPage.parse(await (await browser.send('GET', '/api/contacts')).json()).rows.map(({ name }) => name)
  expect(await names()).toEqual(expect.arrayContaining(['Dunnart Projects', 'Wombat Unlinked']))
  // Rows of an earlier time, when they were none.
  await h.db
    .insertInto('visible_party')
    .columns(['workspace_id', 'user_id', 'party_id'])
    .expression(
      h.db
        .selectFrom('viewer')
        .select((e) => ['workspace_id', 'user_id', e.val(partyId(h, 'others')).as('party_id')])
        .where('sees_all', '=', true),
    )
    .execute()
  h.fault({ vendor: 'capsule', kind: 'status', status: 403, path: '/resthooks', times: 2 })
  await h.clock.advance(61_000)
  const later = await names()
  // The sandbox still lists all of Capsule to them; what is in Xero alone is not theirs any more.
  expect(later).toContain('Dunnart Projects')
  expect(later).not.toContain('Wombat Unlinked')
  expect(await h.db.selectFrom('viewer').select('sees_all').where('look', '=', 'ready').execute()).toEqual([
    { sees_all: false },
  ])
})
