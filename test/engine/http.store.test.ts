import { expect, test } from 'vitest'
import { z } from 'zod'
import { ApiError } from '#api/common.ts'
import { ContactPage } from '#api/contacts.ts'
import { Session } from '#api/session.ts'
import { defined } from '#core/assert.ts'
import { listConnections, loadTokens } from '#db/connections.ts'
import { upsertContacts, upsertParties } from '#db/mirrors.ts'
import { insertRun } from '#db/runs.ts'
import { contact, insertWorkspace, instant, later, party, uuid } from '../records.ts'
import { type Browser, createBrowser } from './browser.ts'
import { agree, demoApp, type Harness, startHarness, webhookKey } from './harness.ts'

/** Reachable without a session, each for its own reason; everything else must refuse. */
const open = new Set([
  'GET /api/openapi.json',
  'GET /api/session',
  'POST /api/sign-in/capsule',
  'POST /api/sign-in/capsule/token',
  'POST /api/sign-in/xero',
  'POST /api/sign-in/password',
  'POST /api/sign-in/code',
  'POST /api/sign-out',
  // Whoever has an invitation's address; and a local account that has no second factor yet.
  'POST /api/invitation',
  'POST /api/invitation/accept',
  'POST /api/second-factor',
  'POST /api/second-factor/confirm',
])

const parameters: Readonly<Record<string, string>> = {
  runId: uuid(5),
  id: uuid(6),
  key: 'p1',
  partyId: '1',
  side: 'xero',
}

/** A body each route takes, so that it gets as far as asking who is there. */
const bodies: Readonly<Record<string, unknown>> = {
  'POST /api/comparison/{runId}/approve': { hash: 'x', includeNameOnly: false },
  'POST /api/connect/capsule/token': { token: 'x' },
  'POST /api/sign-in/capsule/token': { token: 'x' },
  'POST /api/connect/xero/client-credentials': { clientId: 'x', clientSecret: 'x' },
  'PUT /api/apps/{side}': { clientId: 'x', clientSecret: 'x' },
  'PUT /api/settings': {
    suppliers: 'show',
    suppliersFor: ['admin'],
    statesOnly: [],
    defaultRole: 'viewer',
    newRecords: { otherwise: { ownerId: null, teamId: null }, customers: null, suppliers: null },
  },
  'PUT /api/rules': { version: 0 },
  'POST /api/reviews/{id}/decision': { kind: 'none' },
  'POST /api/contacts/{key}/actions': { action: 'resync' },
  'POST /api/panel/party/{partyId}/link': {},
  'POST /api/undo/preview': { kind: 'run', id: uuid(5) },
  'POST /api/undo': { target: { kind: 'run', id: uuid(5) }, hash: 'x' },
}

interface Route {
  readonly method: string
  /** With `{name}` for parameters. */
  readonly path: string
}

/** Every address under /api that answers, described or not: a new one is in here by itself. */
async function routes(h: Harness): Promise<Route[]> {
  const found = new Map<string, Route>()
  const add = (method: string, path: string) => {
    if (path.startsWith('/api/')) found.set(`${method} ${path}`, { method, path })
  }
  for (const { method, path } of h.app.routes) {
    if (method !== 'ALL') add(method, path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}'))
  }
  const document = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(await (await h.admin.send('GET', '/api/openapi.json')).json())
  for (const [path, methods] of Object.entries(document.paths))
    for (const method of Object.keys(methods)) add(method.toUpperCase(), path)
  return [...found.values()]
}

const nameOf = ({ method, path }: Route) => `${method} ${path}`
const addressOf = ({ path }: Route) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => defined(parameters[name], `a value for {${name}}`))

function call(browser: Browser, route: Route, headers: Record<string, string> = {}) {
  return browser.send(route.method, addressOf(route), bodies[nameOf(route)], headers)
}

const codeOf = async (response: Response) => ApiError.parse(await response.json()).error.code

/** Forms are answered by a page: their refusals lead back to one that has the words. */
const forms = new Set(['POST /api/connect/capsule', 'POST /api/connect/xero'])

async function expectRefusal(route: Route, response: Response, status: number, code: string) {
  if (forms.has(nameOf(route))) {
    expect(response.status, nameOf(route)).toBe(303)
    expect(response.headers.get('location'), nameOf(route)).toBe(`/?error=${code}`)
    return
  }
  expect(response.status, `${nameOf(route)}: ${code}`).toBe(status)
  expect(await codeOf(response)).toBe(code)
}

async function connected(): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  return h
}

/** Somebody of the same Capsule account to whom nobody gave a role. */
async function outsider(h: Harness): Promise<Browser> {
  const browser = createBrowser(h.server)
  const back = await h.consent('capsule', { browser, as: 'lachlan', purpose: 'sign-in' })
  expect(back.headers.get('location')).not.toContain('error')
  await h.db.updateTable('viewer').set({ role: 'none' }).where('role', '<>', 'admin').execute()
  const session = Session.parse(await (await browser.send('GET', '/api/session')).json())
  expect(session).toMatchObject({ state: 'signed_in', user: { role: 'none' } })
  return browser
}

test('every route refuses who is not signed in, and who has no role', async () => {
  await using h = await connected()
  const all = await routes(h)
  expect(all.length).toBeGreaterThan(15)
  expect(all.map(nameOf)).toEqual(expect.arrayContaining([...open, 'GET /api/events']))
  const stranger = createBrowser(h.server)
  const nobody = await outsider(h)
  const calls = h.sent.length
  for (const route of all.filter((each) => !open.has(nameOf(each)))) {
    await expectRefusal(route, await call(stranger, route), 401, 'signed_out')
    const withoutRole = await call(nobody, route)
    await expectRefusal(route, withoutRole, 403, 'not_allowed')
    expect(withoutRole.headers.get('cache-control')).toBe('no-store')
  }
  expect(h.sent).toHaveLength(calls)
  expect(await listConnections(h.db, await h.workspaceId())).toMatchObject([
    { state: 'connected' },
    { state: 'connected' },
  ])
})

test('a session that ended opens nothing, and a cookie that was altered neither', async () => {
  await using h = await connected()
  const cookies = [...h.admin.cookies]
  const [name, value] = defined(
    cookies.find(([key]) => key.includes('session')),
    'a session has a cookie',
  )
  const altered = `${name}=${value.slice(0, -6)}AAAAAA`
  const forged = await h.server.fetch(
    new Request(`${h.server.url}/api/overview`, { headers: { cookie: altered } }),
  )
  expect(forged.status).toBe(401)
  expect((await h.admin.send('POST', '/api/sign-out')).status).toBe(200)
  const replayed = await h.server.fetch(
    new Request(`${h.server.url}/api/overview`, { headers: { cookie: `${name}=${value}` } }),
  )
  expect(replayed.status).toBe(401)
})

test("another site's page changes nothing, whoever's cookies it rides on", async () => {
  await using h = await connected()
  const changing = (await routes(h)).filter(({ method }) => method !== 'GET')
  const foreign = [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: h.server.url, 'sec-fetch-site': 'same-site' },
    { origin: 'http://localhost:3000.evil.example', 'sec-fetch-site': 'same-origin' },
  ]
  for (const route of changing)
    for (const headers of foreign) {
      const response = await call(h.admin, route, headers)
      expect(response.status, `${nameOf(route)} from ${headers.origin}`).toBe(403)
      expect(await codeOf(response)).toBe('foreign_origin')
    }
  // A form of an old browser that says nothing of where it comes from, but brings the cookies.
  const cookie = [...h.admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const silent = new Request(`${h.server.url}/api/sign-out`, { method: 'POST', headers: { cookie } })
  expect((await h.server.fetch(silent)).status).toBe(403)
  expect((await h.admin.send('GET', '/api/overview')).status).toBe(200)
})

test('records of another workspace do not exist for this one', async () => {
  await using h = await connected()
  const other = await insertWorkspace(h.db)
  await upsertParties(h.db, other.capsule, [party(999_001, { name: 'Not Yours' })])
  await upsertContacts(h.db, other.xero, [contact(77, { name: 'Not Yours Either' })])
  const runId = uuid(78)
  await insertRun(h.db, {
    id: runId,
    workspaceId: other.id,
    kind: 'comparison',
    state: 'planned',
    steps: [],
    requestedBy: 'somebody',
    at: instant(later),
  })
  const hidden: Route[] = [
    { method: 'GET', path: '/api/contacts/p999001' },
    { method: 'GET', path: '/api/contacts/p999001/panel' },
    { method: 'GET', path: `/api/contacts/x${uuid(77)}` },
    { method: 'GET', path: `/api/contacts/x${uuid(77)}/panel` },
    { method: 'GET', path: `/api/runs/${runId}` },
    { method: 'GET', path: `/api/activity/${runId}` },
  ]
  const deeds: [string, unknown][] = [
    ['/api/contacts/p999001/actions', { action: 'exclude' }],
    [`/api/contacts/x${uuid(77)}/actions`, { action: 'add_to_capsule' }],
    ['/api/undo/preview', { kind: 'run', id: runId }],
    ['/api/undo/preview', { kind: 'operation', id: uuid(79) }],
    ['/api/undo/preview', { kind: 'record', key: 'p999001' }],
    ['/api/undo', { target: { kind: 'run', id: runId }, hash: 'x' }],
    [`/api/reviews/${uuid(80)}/decision`, { kind: 'none' }],
  ]
  await h.db
    .insertInto('review')
    .values({
      id: uuid(80),
      workspace_id: other.id,
      kind: 'match',
      key: `match:${uuid(77)}`,
      contact_id: uuid(77),
      candidates: '[]',
      why: 'Not Yours to answer.',
      state: 'open',
      created_at: instant(later),
      run_id: null,
      hash: null,
      decided_by: null,
    })
    .execute()
  for (const [path, body] of deeds) expect((await h.admin.send('POST', path, body)).status, path).toBe(404)
  for (const route of hidden) expect((await call(h.admin, route)).status, nameOf(route)).toBe(404)
  const approval = { hash: 'x', includeNameOnly: false }
  expect((await h.admin.send('POST', `/api/comparison/${runId}/approve`, approval)).status).toBe(404)

  const own = await (await h.admin.send('GET', '/api/session')).json()
  expect(Session.parse(own).workspace).toEqual({ name: 'Wattlebird Commercial Kitchens' })
  for (const path of [
    '/api/contacts',
    '/api/overview',
    '/api/reviews',
    '/api/comparison',
    '/api/connections',
    '/api/activity',
    '/api/rules',
  ]) {
    const text = await (await h.admin.send('GET', path)).text()
    expect(text, path).not.toContain('Not Yours')
    expect(text, path).not.toContain(other.id)
  }
})

test('only the very plan that was shown can be approved, and only once', async () => {
  await using h = await connected()
  const run = await h.latestRun()
  const path = `/api/comparison/${run.id}/approve`
  const hash = defined(run.plan, 'the plan is ready').hash
  const stale = await h.admin.send('POST', path, { hash: `${hash}0`, includeNameOnly: false })
  expect(stale.status).toBe(409)
  expect(await codeOf(stale)).toBe('plan_changed')
  await h.settle()
  expect(h.sandbox.kernel.calls.list().filter((one) => one.write)).toEqual([])

  await h.admin.send('POST', '/api/comparison')
  await h.settle()
  const replaced = await h.admin.send('POST', path, { hash, includeNameOnly: false })
  expect(replaced.status).toBe(409)
  const approvals = await Promise.all([latestApproval(h), latestApproval(h)])
  expect(approvals.map((each) => each.status).sort()).toEqual([200, 409])
})

async function latestApproval(h: Harness) {
  const run = await h.latestRun()
  const hash = defined(run.plan, 'the plan is ready').hash
  return h.admin.send('POST', `/api/comparison/${run.id}/approve`, { hash, includeNameOnly: false })
}

test('two comparisons asked for at once are one', async () => {
  await using h = await connected()
  const asked = await Promise.all(Array.from({ length: 3 }, () => h.admin.send('POST', '/api/comparison')))
  expect(asked.map((each) => each.status)).toEqual([200, 200, 200])
  await h.settle()
  const states = await h.db.selectFrom('run').select('state').orderBy('state').execute()
  expect(states.filter(({ state }) => state !== 'superseded')).toEqual([{ state: 'planned' }])
  await h.approve()
  expect((await h.latestRun()).outcome).toEqual({ linked: 4, created: 1, failed: 0 })
})

test('bad input is refused in words, before anything happens', async () => {
  await using h = await connected()
  const bad: [string, string, unknown?][] = [
    ['GET', '/api/contacts?limit=100000'],
    ['GET', '/api/contacts?state=whatever'],
    ['GET', '/api/contacts?cursor=%00%ff'],
    ['GET', "/api/contacts/p1'%20or%201=1"],
    ['GET', '/api/runs/not-a-uuid'],
    ['PUT', '/api/settings', { suppliers: 'yes' }],
    ['POST', '/api/connect/capsule/token', { token: '' }],
    ['DELETE', '/api/connections/myob'],
    ['GET', '/api/reviews?kind=other'],
    ['GET', '/api/activity?cursor=%00%ff'],
    ['GET', '/api/activity/not-a-uuid'],
    ['GET', `/api/activity/${uuid(5)}?cursor=bm8`],
    ['POST', '/api/reviews/1/decision', { kind: 'none' }],
    ['POST', `/api/reviews/${uuid(6)}/decision`, { kind: 'whatever' }],
    ['POST', `/api/reviews/${uuid(6)}/decision`, { kind: 'resolve', fields: { email: 'both' } }],
    ['POST', '/api/contacts/p1/actions', { action: 'delete' }],
    ['POST', "/api/contacts/p1'--/actions", { action: 'resync' }],
    ['PUT', '/api/rules', { version: '1' }],
    ['PUT', '/api/rules', { version: 0, approveOver: 0 }],
    ['PUT', '/api/rules', { version: 0, fields: [{ field: 'email', direction: 'sideways' }] }],
    ['POST', '/api/undo/preview', { kind: 'run', id: 'everything' }],
    ['POST', '/api/undo', { target: { kind: 'world' }, hash: 'x' }],
  ]
  for (const [method, path, body] of bad) {
    const response = await h.admin.send(method, path, body)
    expect(response.status, path).toBe(400)
    const { error } = ApiError.parse(await response.json())
    expect(error.message, path).not.toMatch(/select|syntax|undefined|at \w+ \(/i)
    expect(error.next).toBeTruthy()
  }
  expect((await h.admin.send('GET', '/api/nothing-here')).status).toBe(404)
  const found = await h.admin.send('GET', `/api/contacts?q=${encodeURIComponent("%' or 1=1 --_\u0000")}`)
  expect(ContactPage.parse(await found.json()).rows).toEqual([])
  const first = ContactPage.parse(await (await h.admin.send('GET', '/api/contacts?limit=3')).json())
  const next = defined(first.next, 'there are more than three')
  const rest = ContactPage.parse(await (await h.admin.send('GET', `/api/contacts?cursor=${next}`)).json())
  expect(first.rows.length + rest.rows.length).toBe(first.total)
  for (const sort of ['changed', 'overdue'])
    expect((await h.admin.send('GET', `/api/contacts?sort=${sort}&cursor=${next}`)).status, sort).toBe(400)
})

test('no secret is in any answer or in the log', async () => {
  await using h = await connected()
  await h.approve()
  const stored = await h.admin.send('PUT', '/api/apps/xero', { clientId: 'x', clientSecret: 'pasted-secret' })
  expect(stored.status).toBe(409)
  await h.admin.send('POST', '/api/connect/xero/client-credentials', {
    clientId: 'counterpart-custom',
    clientSecret: 'mistyped-secret',
  })
  h.fault({ vendor: 'xero', kind: 'status', status: 500, times: 2 })
  await h.pass(2 * 3_600_000)

  const answers: string[] = []
  for (const route of (await routes(h)).filter(
    (each) => each.method === 'GET' && !each.path.endsWith('/events'),
  )) {
    const response = await call(h.admin, route)
    answers.push(JSON.stringify([...response.headers]), await response.text())
  }
  const secrets = [
    demoApp.clientSecret,
    webhookKey,
    'pasted-secret',
    'mistyped-secret',
    'counterpart-custom-secret',
  ]
  for (const connection of await listConnections(h.db, await h.workspaceId())) {
    const { tokens } = defined(await loadTokens(h.db, h.vault, connection.id), 'tokens are stored')
    secrets.push(tokens.accessToken, ...(tokens.refreshToken ? [tokens.refreshToken] : []))
  }
  for (const [, value] of h.admin.cookies) secrets.push(value)
  const hook = h.sent.find((one) => one.path.endsWith('/resthooks') && one.method === 'POST')
  secrets.push(defined(/hooks\/capsule\/([\w-]+)/.exec(hook?.body ?? '')?.[1], 'hooks are registered'))
  for (const secret of secrets) {
    expect(answers.join('\n').includes(secret), secret.slice(0, 4)).toBe(false)
    expect(h.logs.join('\n').includes(secret), secret.slice(0, 4)).toBe(false)
  }
  const dump = await h.db.selectFrom('connection').selectAll().execute()
  for (const secret of secrets) expect(JSON.stringify(dump).includes(secret)).toBe(false)
})

test('apps pasted on the set-up page are sealed, and never shown again', async () => {
  await using h = await startHarness({
    secrets: { capsule: null, xero: null },
    hooks: false,
    setupCode: 'open-sesame',
  })
  const app = { ...demoApp, webhookKey: 'pasted-key' }
  const refused = await h.admin.send('PUT', '/api/apps/capsule', { ...app, setupCode: 'guess' })
  expect(refused.status).toBe(403)
  for (const side of ['capsule', 'xero'])
    expect(
      (await h.admin.send('PUT', `/api/apps/${side}`, { ...app, setupCode: 'open-sesame' })).status,
    ).toBe(200)
  const shown = await (await h.admin.send('GET', '/api/connections')).text()
  expect(shown).not.toContain(demoApp.clientSecret)
  expect(shown).not.toContain('pasted-key')
  const rows = JSON.stringify(await h.db.selectFrom('app_secret').selectAll().execute())
  expect(rows).not.toContain(demoApp.clientSecret)
  expect(rows).not.toContain('pasted-key')

  // Without the code nobody can claim the installation.
  const withoutCode = await h.admin.form('/api/connect/capsule')
  expect(withoutCode.headers.get('location')).toBe('/?error=setup_code')
  const begun = await h.admin.form('/api/connect/capsule', { setupCode: 'open-sesame' })
  const page = defined(begun.headers.get('location'), 'connecting leads to the consent page')
  await h.admin.visit(await agree(h.sandbox, 'capsule', page, {}))
  await h.consent('xero')
  expect(await listConnections(h.db, await h.workspaceId())).toHaveLength(2)
  expect(h.logs.join()).not.toContain(demoApp.clientSecret)
})

/** An answer of a vendor's consent page, not yet followed. */
async function consentAnswer(h: Harness, side: 'capsule' | 'xero', browser = h.admin): Promise<string> {
  const begun = await browser.form(`/api/connect/${side}`)
  return agree(h.sandbox, side, defined(begun.headers.get('location'), 'it leads to the consent page'), {})
}

const mismatch = /\?error=state_mismatch$/

test('an answer of consent counts only in the browser that asked, for the side that was asked, once, and soon', async () => {
  await using h = await startHarness()
  const visit = async (url: string, browser = h.admin) => (await browser.visit(url)).headers.get('location')

  const first = await consentAnswer(h, 'capsule')
  expect(await visit(first, createBrowser(h.server)), 'another browser').toMatch(mismatch)
  expect(await visit(first), 'used up by the attempt').toMatch(mismatch)
  expect(await h.db.selectFrom('workspace').select('id').execute()).toEqual([])

  const late = await consentAnswer(h, 'capsule')
  await h.clock.advance(16 * 60_000)
  expect(await visit(late), 'after a quarter of an hour').toMatch(mismatch)

  const good = await consentAnswer(h, 'capsule')
  expect(await visit(good)).toBe('/connections')
  expect(await visit(good), 'a second time').toMatch(mismatch)

  const wrongSide = new URL(await consentAnswer(h, 'xero'))
  wrongSide.pathname = '/connect/capsule/callback'
  expect(await visit(wrongSide.href), "the other vendor's callback").toMatch(mismatch)
  const invented = new URL(await consentAnswer(h, 'xero'))
  invented.searchParams.set('state', 'invented')
  expect(await visit(invented.href), 'a state nobody gave out').toMatch(mismatch)
  invented.searchParams.delete('state')
  expect(await visit(invented.href), 'no state').toMatch(mismatch)

  // Begun signed in, finished signed out: the session is part of the attempt.
  const signedIn = await consentAnswer(h, 'xero')
  await h.admin.send('POST', '/api/sign-out')
  expect(await visit(signedIn), 'another session').toMatch(mismatch)
  const connections = await h.db.selectFrom('connection').select('side').execute()
  expect(connections).toEqual([{ side: 'capsule' }])
})

test('somebody who is no administrator of Capsule cannot connect it, nor claim the installation', async () => {
  await using h = await startHarness()
  const refused = await h.consent('capsule', { as: 'lachlan' })
  expect(refused.headers.get('location')).toBe('/?error=not_admin')
  expect(await h.db.selectFrom('workspace').select('id').execute()).toEqual([])
  expect(await h.db.selectFrom('auth_user').select('id').execute()).toEqual([])
  await h.consent('capsule', { as: 'hannah' })
  const session = Session.parse(await (await h.admin.send('GET', '/api/session')).json())
  expect(session).toMatchObject({ state: 'signed_in', user: { role: 'admin' } })
})

test('of two people who claim an installation at once one becomes its administrator, and the other changes nothing', async () => {
  await using h = await startHarness()
  const people = ['hannah', 'daniel'].map((as) => ({ as, browser: createBrowser(h.server) }))
  const answers = await Promise.all(people.map((person) => h.consent('capsule', person)))
  expect(answers.map((answer) => answer.headers.get('location')).sort()).toEqual([
    '/?error=already_claimed',
    '/connections',
  ])
  expect(await h.db.selectFrom('workspace').select('name').execute()).toHaveLength(1)
  expect(await h.db.selectFrom('connection').select('side').execute()).toEqual([{ side: 'capsule' }])
  const roles = await h.db.selectFrom('viewer').select('role').orderBy('role').execute()
  expect(roles).toEqual([{ role: 'admin' }])
})

test('a personal token signs its owner in, and nobody else', async () => {
  await using h = await connected()
  const browser = createBrowser(h.server)
  const path = '/api/sign-in/capsule/token'
  expect((await browser.send('POST', path, { token: 'not-a-token' })).status).toBe(422)
  expect([...browser.cookies]).toEqual([])
  expect((await browser.send('POST', path, { token: 'sandbox-pat' })).status).toBe(200)
  const session = Session.parse(await (await browser.send('GET', '/api/session')).json())
  expect(session.user).toMatchObject({ name: 'Hannah Whitlock', role: 'admin' })
  expect(h.logs.join()).not.toContain('not-a-token')
})

test('who signs in comes back as the same person, and a second one with the role that is set', async () => {
  await using h = await connected()
  await outsider(h)
  await outsider(h)
  const again = createBrowser(h.server)
  await h.consent('capsule', { browser: again, as: 'hannah', purpose: 'sign-in' })
  const session = Session.parse(await (await again.send('GET', '/api/session')).json())
  expect(session.user?.role).toBe('admin')
  expect(await h.db.selectFrom('viewer').select('role').orderBy('role').execute()).toEqual([
    { role: 'admin' },
    { role: 'none' },
  ])
})
