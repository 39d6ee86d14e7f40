import { expect, test } from 'vitest'
import { defined } from '#core/assert.ts'
import { type Role, roleMay } from '#core/model/permissions.ts'
import {
  type Ask,
  asksAbout,
  asksOfWhole,
  contentOf,
  everythingAbout,
  isChange,
  type Named,
  nameOfRoute,
  nowhere,
  otherWorkspace,
  statementsOf,
  userIdOf,
  wholeNowhere,
  withoutRecord,
} from './access-changes.ts'
import { accessSeed, type seenBy } from './access-seed.ts'
import { contactId, declaredFor, inStep, partyId, routesOf, setRole, signIn } from './access-world.ts'
import type { Browser } from './browser.ts'
import { type Harness, startHarness } from './harness.ts'

/** The customer each of them sees, and customers they do not: of another team, of another user, in Xero alone. */
const cast = {
  lachlan: { own: 'ours', hidden: ['others', 'sofias', 'wombat'] },
  // A restricted user: what belongs to no team is not theirs either.
  sofia: { own: 'sofias', hidden: ['everyones', 'teamless', 'ours', 'wombat'] },
} as const satisfies Partial<Record<keyof typeof seenBy, unknown>>

async function world(h: Harness, user: keyof typeof cast) {
  const workspaceId = await h.workspaceId()
  const userId = await userIdOf(h, 'hannah')
  const { own, hidden } = cast[user]
  const about = (key: string, n: number) =>
    everythingAbout(h, n, {
      workspaceId,
      userId,
      key,
      partyId: key === 'wombat' ? null : partyId(h, key),
      contactId: contactId(h, key),
    })
  const mine = await about(own, 100)
  const targets: Named[] = []
  for (const [n, key] of hidden.entries()) targets.push(await about(key, 101 + n))
  return { mine, targets: [...targets, await otherWorkspace(h)] }
}

type Answer = Awaited<ReturnType<typeof answer>>

/** Headers that say when, and not what. */
const ofMoment = new Set(['date', 'set-cookie', 'x-request-id'])

/** Everything somebody learns from an answer, and what it took. */
async function answer(h: Harness, browser: Browser, method: string, { address, body }: Ask) {
  h.forgetSent()
  const { result: response, statements } = await statementsOf(h, async () => {
    const one = await browser.send(method, address, body)
    return { status: one.status, headers: [...one.headers], body: await one.text() }
  })
  return {
    status: response.status,
    body: response.body,
    headers: response.headers.filter(([name]) => !ofMoment.has(name)),
    statements,
    asked: h.sent.map((one) => `${one.method} ${one.path.replace(/\d+$/, 'N')}`),
  }
}

test('every changing route is asked about hidden records, or names none', async () => {
  await using h = await startHarness({ seed: accessSeed })
  const known = [
    ...Object.keys(asksAbout(nowhere)),
    ...Object.keys(asksOfWhole),
    ...Object.keys(withoutRecord),
  ]
  expect(new Set(known).size).toBe(known.length)
  expect(routesOf(h).filter(isChange).map(nameOfRoute).sort()).toEqual(known.sort())
})

test.each(['lachlan', 'sofia'] as const)(
  'to %s a hidden record and one that never existed are one answer to every change, by one path, and nothing happens',
  async (user) => {
    await using h = await inStep()
    const { mine, targets } = await world(h, user)
    const browser = await signIn(h, user, 'viewer')
    const asks = asksAbout(mine)
    const routes = routesOf(h).filter(isChange)
    const before = await contentOf(h)
    const tried = new Map<string, Set<Role>>()
    for (const role of ['admin', 'finance', 'member', 'viewer'] as const) {
      await setRole(h, user, role)
      for (const route of routes) {
        const name = nameOfRoute(route)
        const asksOf = asks[name]
        const [declared] = declaredFor(h, route)
        if (!asksOf || !declared || !('needs' in declared) || !roleMay(role, declared.needs)) continue
        // Two roles that may do the same are told the same: the first of them is asked everything.
        const isFirst = !tried.has(name)
        tried.set(name, (tried.get(name) ?? new Set()).add(role))
        const ofNone = new Map<string, Promise<Answer>>()
        for (const target of isFirst ? targets : targets.slice(0, 1)) {
          // What is in Xero alone has no party to be named by.
          const missing = asksOf(target.partyId === null ? { ...nowhere, partyId: null } : nowhere)
          for (const [n, ask] of asksOf(target).entries()) {
            const what = `${role} ${target.key} ${route.method} ${ask.address} ${JSON.stringify(ask.body)}`
            const hidden = await answer(h, browser, route.method, ask)
            expect([403, 404], `${what} ${hidden.body}`).toContain(hidden.status)
            expect(
              hidden.asked.every((one) => one.startsWith('GET ')),
              what,
            ).toBe(true)
            const wanted = defined(missing[n], 'as many')
            const known = JSON.stringify(wanted)
            const none = ofNone.get(known) ?? answer(h, browser, route.method, wanted)
            ofNone.set(known, none)
            expect(hidden, what).toEqual(await none)
          }
        }
      }
    }
    expect([...tried.keys()].sort()).toEqual(Object.keys(asks).sort())
    expect(await contentOf(h)).toEqual(before)
  },
  // Some five hundred requests.
  240_000,
)

test('what belongs to another workspace does not exist for those who see all of their own', async () => {
  await using h = await inStep()
  const { mine, targets } = await world(h, 'lachlan')
  const foreign = defined(
    targets.find(({ key }) => key === 'foreign'),
    'it is there',
  )
  const whole = { ...foreign, ...(await wholeOf(h)) }
  const before = await contentOf(h)
  const asks = asksAbout(mine)
  const pairs: (readonly [string, readonly Ask[], readonly Ask[]])[] = [
    ...Object.entries(asks).map(([name, of]) => [name, of(foreign), of(nowhere)] as const),
    ...Object.entries(asksOfWhole).map(([name, of]) => [name, of(whole), of(wholeNowhere)] as const),
  ]
  for (const [name, there, missing] of pairs) {
    const [method = ''] = name.split(' ')
    for (const [n, ask] of there.entries()) {
      const what = `${method} ${ask.address} ${JSON.stringify(ask.body)}`
      const hidden = await answer(h, h.admin, method, ask)
      expect(hidden.status, `${what} ${hidden.body}`).toBe(404)
      expect(hidden, what).toEqual(await answer(h, h.admin, method, defined(missing[n], 'as many')))
    }
  }
  expect(await contentOf(h)).toEqual(before)
})

const wholeOf = async (h: Harness) => {
  const row = await h.db
    .selectFrom('invitation as i')
    .innerJoin('viewer as v', 'v.workspace_id', 'i.workspace_id')
    .innerJoin('alert_destination as d', 'd.workspace_id', 'i.workspace_id')
    .innerJoin('connection as c', 'c.workspace_id', 'i.workspace_id')
    .select(['v.user_id', 'i.id as invitation', 'd.id as destination', 'c.id as connection'])
    .where('c.side', '=', 'xero')
    .executeTakeFirstOrThrow()
  return {
    userId: row.user_id,
    invitation: row.invitation,
    destination: row.destination,
    connectionId: row.connection,
  }
}

test('the same questions about a record that somebody sees are not refused as if it were not there', async () => {
  await using h = await inStep()
  const { mine } = await world(h, 'lachlan')
  const found = new Set<string>()
  for (const [name, asksOf] of Object.entries(asksAbout(mine))) {
    const [method = ''] = name.split(' ')
    for (const ask of asksOf(mine)) {
      const response = await h.admin.send(method, ask.address, ask.body)
      if (![400, 403, 404].includes(response.status)) found.add(name)
      expect(response.status, `${name} ${JSON.stringify(ask.body)}`).not.toBe(400)
    }
  }
  expect([...found].sort()).toEqual(Object.keys(asksAbout(mine)).sort())
})

test('a person is added to Xero as part of an organisation by those who see the organisation', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'lachlan', 'finance')
  const key = `p${partyId(h, 'quoll')}`
  const before = await contentOf(h)
  for (const [path, body] of [
    [`/api/contacts/${key}/actions`, { action: 'add_to_xero' }],
    [`/api/contacts/${key}/invoice`, { requestKey: '00000000-0000-4000-8000-000000000077' }],
  ] as const) {
    const response = await browser.send('POST', path, body)
    const text = await response.text()
    expect([response.status, text], path).toEqual([422, expect.stringContaining('Ask an administrator')])
    expect(text).not.toContain('Dunnart')
  }
  expect(await contentOf(h)).toEqual(before)
})

test('a field that speaks of hidden people is not settled by those who do not see them', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'lachlan', 'finance')
  const response = await browser.send('POST', `/api/contacts/p${partyId(h, 'everyones')}/actions`, {
    action: 'take',
    field: 'primary_person',
    value: 'keep',
  })
  expect(response.status).toBe(404)
})
