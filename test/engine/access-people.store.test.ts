import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { ApiError } from '#api/common.ts'
import { InvitationMade, InvitationShown, People, SecondFactorBegun } from '#api/people.ts'
import { Session } from '#api/session.ts'
import { defined } from '#core/assert.ts'
import { accessSeed } from './access-seed.ts'
import { type Browser, createBrowser } from './browser.ts'
import { type Harness, startHarness } from './harness.ts'

async function inStep(): Promise<Harness> {
  const h = await startHarness({ seed: accessSeed })
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  return h
}

const people = async (h: Harness) => People.parse(await (await h.admin.send('GET', '/api/people')).json())
const personOf = async (h: Harness, name: string) =>
  defined(
    (await people(h)).people.find((each) => each.name.startsWith(name)),
    `${name} is here`,
  )
const sessionOf = async (browser: Browser) =>
  Session.parse(await (await browser.send('GET', '/api/session')).json())
const codeOf = async (response: Response) => ApiError.parse(await response.json()).error.code

async function invite(h: Harness, input: object): Promise<string> {
  const made = await h.admin.send('POST', '/api/people/invitations', {
    name: 'Ines Accounts',
    email: 'ines@books.example',
    role: 'finance',
    way: 'local',
    ...input,
  })
  expect(made.status).toBe(200)
  const { url } = InvitationMade.parse(await made.json())
  return defined(new URL(url).searchParams.get('token') ?? undefined, 'the address carries a token')
}

/** What an authenticator app shows. @source RFC 6238 */
function codeFor(secret: string, atMs: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((char) => alphabet.indexOf(char).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

const password = 'a long enough password'

test('a local account sees nothing before it has a second factor, and everything of its role with one', async () => {
  await using h = await inStep()
  const token = await invite(h, {})
  const ines = createBrowser(h.server)
  const shown = await ines.send('POST', '/api/invitation', { token })
  expect(InvitationShown.parse(await shown.json())).toMatchObject({
    email: 'ines@books.example',
    way: 'local',
  })
  expect((await ines.send('POST', '/api/invitation/accept', { token, password: 'short' })).status).toBe(400)
  expect(await (await ines.send('POST', '/api/invitation/accept', { token, password })).json()).toEqual({
    next: 'set_up',
  })
  expect(await codeOf(await ines.send('POST', '/api/invitation/accept', { token, password }))).toBe(
    'invitation_over',
  )
  expect((await sessionOf(ines)).user).toMatchObject({ role: 'none', may: [], secondFactorDue: true })
  for (const path of ['/api/contacts', '/api/overview', '/api/events', '/api/activity', '/api/people'])
    expect((await ines.send('GET', path)).status, path).toBe(403)
  expect((await personOf(h, 'Ines')).secondFactor).toBe('missing')

  // Somebody who knows the password alone signs in elsewhere meanwhile.
  const thief = createBrowser(h.server)
  expect(
    (await thief.send('POST', '/api/sign-in/password', { email: 'ines@books.example', password })).status,
  ).toBe(200)

  expect((await ines.send('POST', '/api/second-factor', { password: 'wrong' })).status).toBe(422)
  const begun = SecondFactorBegun.parse(
    await (await ines.send('POST', '/api/second-factor', { password })).json(),
  )
  expect((await ines.send('POST', '/api/second-factor/confirm', { code: '000000' })).status).toBe(422)
  expect((await ines.send('GET', '/api/contacts')).status).toBe(403)
  expect(
    (await ines.send('POST', '/api/second-factor/confirm', { code: codeFor(begun.secret, Date.now()) }))
      .status,
  ).toBe(200)
  expect((await sessionOf(ines)).user).toMatchObject({
    role: 'finance',
    seesAll: true,
    secondFactorDue: false,
  })
  expect((await ines.send('GET', '/api/contacts')).status).toBe(200)
  expect((await ines.send('GET', '/api/reviews')).status).toBe(200)
  expect((await ines.send('GET', '/api/settings')).status).toBe(403)
  expect((await thief.send('GET', '/api/contacts')).status, 'a password alone').toBe(401)

  const later = createBrowser(h.server)
  const signedIn = await later.send('POST', '/api/sign-in/password', {
    email: 'ines@books.example',
    password,
  })
  expect(await signedIn.json()).toEqual({ next: 'code' })
  expect((await later.send('GET', '/api/contacts')).status, 'a password without the code').toBe(401)
  expect((await later.send('POST', '/api/sign-in/code', { code: '123456' })).status).toBe(422)
  expect(
    (await later.send('POST', '/api/sign-in/code', { code: codeFor(begun.secret, Date.now()) })).status,
  ).toBe(200)
  expect((await later.send('GET', '/api/contacts')).status).toBe(200)
  const [recovery = ''] = begun.recoveryCodes
  const lost = createBrowser(h.server)
  await lost.send('POST', '/api/sign-in/password', { email: 'ines@books.example', password })
  expect((await lost.send('POST', '/api/sign-in/code', { code: recovery })).status).toBe(200)
  expect((await lost.send('GET', '/api/contacts')).status).toBe(200)

  const dump = JSON.stringify(await h.db.selectFrom('invitation').selectAll().execute())
  for (const secret of [token, password, begun.secret, recovery]) {
    expect(dump).not.toContain(secret)
    expect(h.logs.join()).not.toContain(secret)
  }
})

test('guessing passwords is stopped for a quarter of an hour', async () => {
  await using h = await inStep()
  const token = await invite(h, {})
  await createBrowser(h.server).send('POST', '/api/invitation/accept', { token, password })
  const stranger = createBrowser(h.server)
  const guess = (value: string, email = 'ines@books.example') =>
    stranger.send('POST', '/api/sign-in/password', { email, password: value })
  const unknown = await guess('guess', 'nobody@books.example')
  const known = await guess('guess')
  expect([unknown.status, await unknown.text()]).toEqual([known.status, await known.text()])
  for (let n = 0; n < 9; n++) expect((await guess(`guess ${n}`)).status).toBe(422)
  expect((await guess(password)).status).toBe(429)
  await h.clock.advance(16 * 60_000)
  expect((await guess(password)).status).toBe(200)
})

test('people of the Xero organisation come in when they were invited, and nobody else', async () => {
  await using h = await inStep()
  const stranger = createBrowser(h.server)
  const refused = await h.consent('xero', { browser: stranger, as: 'hannah', purpose: 'sign-in' })
  expect(refused.headers.get('location')).toBe('/?error=not_invited')
  expect((await stranger.send('GET', '/api/contacts')).status).toBe(401)
  const before = h.sent.filter(({ path }) => path.startsWith('/connections')).length

  const xero = await h.db.selectFrom('connection').select('id').where('side', '=', 'xero').execute()
  await invite(h, { name: 'Petra Books', email: 'PRIYA@example.example', way: 'xero' })
  const email = defined(
    accessSeed.xero.users.find(({ key }) => key !== 'hannah'),
    'Xero has another user',
  ).email
  await invite(h, { name: 'Petra Books', email: email.toUpperCase(), way: 'xero', role: 'finance' })
  const petra = createBrowser(h.server)
  const back = await h.consent('xero', { browser: petra, as: email.split('@')[0] ?? '', purpose: 'sign-in' })
  expect(back.headers.get('location')).toBe('/')
  expect((await sessionOf(petra)).user).toMatchObject({ role: 'finance', seesAll: true })
  expect((await petra.send('GET', '/api/contacts')).status).toBe(200)
  // It names a person and connects nothing.
  expect(h.sent.filter(({ path }) => path.startsWith('/connections')).length).toBe(before)
  expect(await h.db.selectFrom('connection').select('id').where('side', '=', 'xero').execute()).toEqual(xero)
  const again = createBrowser(h.server)
  await h.consent('xero', { browser: again, as: email.split('@')[0] ?? '', purpose: 'sign-in' })
  expect((await again.send('GET', '/api/contacts')).status).toBe(200)
})

test('roles are given on one page, at once and to everybody but the last administrator', async () => {
  await using h = await inStep()
  const browser = createBrowser(h.server)
  await h.consent('capsule', { browser, as: 'lachlan', purpose: 'sign-in' })
  expect((await sessionOf(browser)).user).toMatchObject({ role: 'viewer', seesAll: false })
  const lachlan = await personOf(h, 'Lachlan')
  expect(lachlan).toMatchObject({
    way: 'capsule',
    secondFactor: 'not_needed',
    sees: 'The customers Capsule shows them.',
  })
  const hannah = await personOf(h, 'Hannah')
  const give = (id: string, role: string, who = h.admin) => who.send('PUT', `/api/people/${id}`, { role })

  expect((await give(lachlan.id, 'finance', browser)).status, 'their own').toBe(403)
  expect((await give(hannah.id, 'viewer')).status).toBe(409)
  expect((await h.admin.send('DELETE', `/api/people/${hannah.id}`)).status).toBe(409)
  expect((await give('nobody', 'viewer')).status).toBe(404)
  expect((await give(lachlan.id, 'none')).status).toBe(200)
  expect((await browser.send('GET', '/api/contacts')).status).toBe(403)
  expect((await give(lachlan.id, 'admin')).status).toBe(200)
  expect((await give(hannah.id, 'viewer')).status).toBe(200)
  expect((await h.admin.send('GET', '/api/people')).status).toBe(403)
  expect((await browser.send('DELETE', `/api/people/${hannah.id}`)).status).toBe(200)
  expect((await h.admin.send('GET', '/api/contacts')).status).toBe(401)
  expect((await give(lachlan.id, 'viewer', browser)).status, 'the last one').toBe(409)
})

test('who may decide and what new people may do is set in one place', async () => {
  await using h = await inStep()
  const settings = {
    suppliers: 'hide_bills',
    suppliersFor: ['admin'],
    statesOnly: ['viewer'],
    defaultRole: 'none',
    newRecords: { otherwise: { ownerId: null, teamId: null }, customers: null, suppliers: null },
  }
  expect((await h.admin.send('PUT', '/api/settings', settings)).status).toBe(200)
  expect(await (await h.admin.send('GET', '/api/settings')).json()).toEqual(settings)
  const browser = createBrowser(h.server)
  await h.consent('capsule', { browser, as: 'sofia', purpose: 'sign-in' })
  expect((await sessionOf(browser)).user).toMatchObject({ role: 'none' })
})

test('new Capsule records belong to the owner and team that the settings name', async () => {
  await using h = await startHarness({ seed: accessSeed })
  await h.connectBoth()
  await h.settle()
  const users = await h.remote.users()
  const teams = await h.remote.teams()
  const assigned = { ownerId: users.get('Lachlan Reid'), teamId: teams.get('Service') }
  const owners = await (await h.admin.send('GET', '/api/settings/owners')).json()
  expect(owners).toMatchObject({ teams: [{ name: 'Projects' }, { name: 'Service' }] })
  const set = (customers: object) =>
    h.admin.send('PUT', '/api/settings', {
      suppliers: 'hide_bills',
      suppliersFor: [],
      statesOnly: [],
      defaultRole: 'viewer',
      newRecords: { otherwise: { ownerId: null, teamId: null }, customers, suppliers: null },
    })
  await set(assigned)
  await h.approve({ includeNameOnly: true })
  const parties = async () =>
    (
      await h.db
        .selectFrom('mirror_party')
        .select(['name', 'data'])
        .where('name', 'like', 'Wombat%')
        .execute()
    ).map(({ name, data }) => [name, data.owner?.id, data.team?.id])
  expect(await parties(), 'without a document it stays in Xero').toEqual([])
  await h.remote.invoice('Wombat Unlinked', '20.00')
  await h.settle()
  expect(await parties()).toEqual([['Wombat Unlinked', assigned.ownerId, assigned.teamId]])
})
