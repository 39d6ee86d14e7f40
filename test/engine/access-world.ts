import { expect } from 'vitest'
import { z } from 'zod'
import { defined } from '#core/assert.ts'
import type { Role } from '#core/model/permissions.ts'
import { declaredBy } from '#server/routes/permission.ts'
import { uuid } from '../records.ts'
import { accessSeed, deals, nameOf, type seenBy } from './access-seed.ts'
import { type Browser, createBrowser } from './browser.ts'
import { salesIn, saveDeals, wonRule } from './deals.ts'
import { type Harness, type HarnessOptions, startHarness } from './harness.ts'

export type User = keyof typeof seenBy

export async function inStep(options: Pick<HarnessOptions, 'keepAliveMs'> = {}): Promise<Harness> {
  const h = await startHarness({ seed: accessSeed, ...options })
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  // Beyond the moment of the first reads: what everybody sees is older than every look.
  await h.pass(60_000)
  return h
}

export async function signIn(h: Harness, as: User, role: Role): Promise<Browser> {
  const browser = createBrowser(h.server)
  const back = await h.consent('capsule', { browser, as, purpose: 'sign-in' })
  expect(back.headers.get('location')).not.toContain('error')
  await setRole(h, as, role)
  return browser
}

export async function setRole(h: Harness, as: User, role: Role): Promise<void> {
  await h.db
    .updateTable('viewer')
    .set({ role })
    .where('user_id', 'in', h.db.selectFrom('auth_user').select('id').where('email', 'like', `${as}@%`))
    .execute()
}

export const partyId = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is in Capsule`)
export const contactId = (h: Harness, key: string) => defined(h.keys.contactIds.get(key), `${key} is in Xero`)

/** A rule about deals, with opportunities of every kind of ownership; their ids by key. */
export async function inDeals(h: Harness): Promise<Map<string, number>> {
  const sales = await salesIn(h)
  await saveDeals(h, { rules: [wonRule(sales)] })
  await h.pass(1_000)
  const users = await h.remote.users()
  const teams = await h.remote.teams()
  const ids = new Map<string, number>()
  for (const { key, party, name, owner, team } of deals) {
    const assigned = {
      owner: { id: defined(users.get(owner), owner) },
      team: team === null ? null : { id: defined(teams.get(team), team) },
    }
    const id = await sales.add(party, { name, value: { amount: 7_000 + ids.size, currency: 'AUD' } })
    // Whoever adds one owns it.
    await sales.edit(id, assigned)
    ids.set(key, id)
  }
  await h.settle()
  await h.pass(61_000)
  return ids
}

export interface Route {
  readonly method: string
  /** As the app registers it, with `:name` for parameters. */
  readonly path: string
}

/** Every address that answers, from the app's own table. */
export function routesOf(h: Harness): Route[] {
  const found = new Map<string, Route>()
  for (const { method, path } of h.app.routes)
    if (method !== 'ALL') found.set(`${method} ${path}`, { method, path })
  return [...found.values()]
}

export function declaredFor(h: Harness, route: Route) {
  return h.app.routes
    .filter((each) => each.method === route.method && each.path === route.path)
    .flatMap((each) => declaredBy(each.handler) ?? [])
}

/** Questions, failures and conflicts about records that not everybody sees. */
export async function troubles(h: Harness): Promise<void> {
  const workspace_id = await h.workspaceId()
  const run = await h.db.selectFrom('run').select('id').limit(1).executeTakeFirstOrThrow()
  const hidden = contactId(h, 'others')
  const review = {
    workspace_id,
    run_id: run.id,
    state: 'open' as const,
    created_at: new Date(h.clock.now()),
    hash: null,
    decided_by: null,
  }
  await h.db
    .insertInto('review')
    .values([
      {
        ...review,
        id: uuid(901),
        kind: 'match',
        key: `match:${contactId(h, 'wombat')}`,
        contact_id: contactId(h, 'wombat'),
        candidates: JSON.stringify([{ partyId: partyId(h, 'others'), score: 60, reasons: [] }]),
        why: 'Wombat may be Dunnart.',
      },
      ...(['others', 'ours', 'sofias'] as const).map((key, n) => ({
        ...review,
        id: uuid(902 + n),
        kind: 'conflict' as const,
        key: `conflict:${contactId(h, key)}`,
        contact_id: contactId(h, key),
        party_id: partyId(h, key),
        candidates: '[]',
        details: JSON.stringify({
          fields: [
            {
              field: 'email',
              base: null,
              capsule: `${key}@one.example`,
              xero: `${key}@two.example`,
              winners: ['capsule'],
              why: `${nameOf.get(key)} was changed on both sides.`,
            },
          ],
        }),
        why: `${nameOf.get(key)} was changed on both sides.`,
      })),
    ])
    .execute()
  await h.db
    .updateTable('operation')
    .set({
      state: 'failed',
      error: JSON.stringify({
        kind: 'invalid',
        message: 'Dunnart Projects was refused.',
        next: 'Look.',
        details: [],
      }),
    })
    .where('contact_id', '=', hidden)
    .execute()
}

/** What a stream says, read as it comes. */
export async function listen(browser: Browser, path: string) {
  const response = await browser.send('GET', path)
  expect(response.status).toBe(200)
  const stream = defined(response.body ?? undefined, 'a stream has a body').getReader()
  const heard: string[] = []
  let isOver = false
  const done = (async () => {
    for (;;) {
      const { value, done: end } = await stream.read()
      if (end) break
      heard.push(new TextDecoder().decode(value))
    }
    isOver = true
  })()
  return { heard, over: () => isOver, stop: () => stream.cancel().then(() => done) }
}

const Event = z.object({ topics: z.array(z.string()), keys: z.array(z.string()) })
export const keysIn = (heard: readonly string[]) =>
  heard.flatMap((text) =>
    [...text.matchAll(/^data: (.*)$/gm)].flatMap(([, data = '']) => Event.parse(JSON.parse(data)).keys),
  )

export async function until(what: () => boolean): Promise<void> {
  for (let n = 0; n < 200 && !what(); n++) await new Promise((resolve) => setImmediate(resolve))
}
