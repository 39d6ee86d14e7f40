import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ActivityPage, UndoPreview } from '#api/activity.ts'
import { Reviews } from '#api/reviews.ts'
import { RulesView } from '#api/rules.ts'
import { defined } from '#core/assert.ts'
import { createApp } from '#server/app.ts'
import { type Harness, startHarness } from '../../test/engine/harness.ts'
import { activityCommand } from './activity.ts'
import type { Command } from './command.ts'
import { Fault } from './fault.ts'
import { createOperator } from './operator.ts'
import { excludeCommand, linkCommand, resyncCommand, takeCommand, unlinkCommand } from './records.ts'
import { decideCommand, reviewsCommand } from './reviews.ts'
import { rulesCommand } from './rules.ts'
import { undoCommand } from './undo.ts'

let h: Harness
const token = 'operator-token-of-the-tests'

beforeAll(async () => {
  h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: false })
})
afterAll(() => h[Symbol.asyncDispose]())

const operatorWith = (...tokens: string[]) => {
  const app = createApp({ ...h.context, operatorToken: token })
  return createOperator(h.server.url, tokens, async (request) => app.fetch(request))
}

interface Flags {
  readonly json?: boolean
  readonly yes?: boolean
  readonly always?: boolean
  readonly party?: string
  readonly kind?: string
}

/** What the command prints. */
async function run(command: Command, words: readonly string[], flags: Flags = {}): Promise<string> {
  const lines: string[] = []
  await command.run({
    operator: operatorWith('of another folder', token),
    words,
    flags: { json: false, yes: false, always: false, ...flags },
    say: (line) => lines.push(line),
  })
  await h.settle()
  return lines.join('\n')
}

const asJson = async <T>(
  shape: z.ZodType<T>,
  command: Command,
  words: readonly string[],
  flags: Flags = {},
) => shape.parse(JSON.parse(await run(command, words, { ...flags, json: true })))

test('the wrong token, or none, opens nothing; the right one does not open consent', async () => {
  const app = createApp({ ...h.context, operatorToken: token })
  const status = async (path: string, authorization: string | null, method = 'GET') => {
    const headers = authorization === null ? {} : { authorization }
    return (await app.fetch(new Request(`${h.server.url}${path}`, { method, headers }))).status
  }
  expect(await status('/api/rules', null)).toBe(401)
  expect(await status('/api/rules', `Bearer ${token}x`)).toBe(401)
  expect(await status('/api/rules', 'Bearer ')).toBe(401)
  expect(await status('/api/rules', `Bearer ${token}`)).toBe(200)
  const begun = await app.fetch(
    new Request(`${h.server.url}/api/connect/xero`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    }),
  )
  expect(begun.headers.get('location')).toBe('/?error=signed_out')
  const without = createApp(h.context)
  const headers = { authorization: 'Bearer undefined' }
  expect((await without.fetch(new Request(`${h.server.url}/api/rules`, { headers }))).status).toBe(401)
  await expect(operatorWith('guess').ask(z.unknown(), 'GET', '/api/rules')).rejects.toThrow(Fault)
})

test('a question is listed and answered, and the answer names who gave it', async () => {
  const { reviews } = await asJson(Reviews, reviewsCommand, [])
  const [match] = reviews
  const id = defined(match, 'a match waits').id
  const listed = await run(reviewsCommand, [], { kind: 'match' })
  expect(listed).toContain(`${id}  match  Corner Bakery Pty Ltd`)
  const party = String(defined(h.keys.partyIds.get('corner'), 'it is seeded'))
  expect(listed).toContain(`link --party ${party}: Corner Bakery, score`)
  expect(await run(decideCommand, [id, 'link'], { party })).toContain('are linked')
  expect(await run(reviewsCommand, [])).toBe('Nothing needs you.')
  const entry = await h.db
    .selectFrom('audit')
    .select('actor')
    .where('action', '=', 'review.linked')
    .executeTakeFirst()
  expect(entry).toEqual({ actor: 'user:operator' })
})

test('rules are shown and set', async () => {
  const before = await asJson(RulesView, rulesCommand, [])
  const words = [
    'set',
    'email.direction=both',
    'email.blank=true',
    'approveOver=99',
    'currency.customField=none',
  ]
  const after = await asJson(RulesView, rulesCommand, words)
  expect(after).toMatchObject({ version: before.version + 1, approveOver: 99, changedBy: 'operator' })
  expect(await run(rulesCommand, [])).toContain('email: direction=both policy=ask blank=true approve=false')
})

test('contact groups are put beside tags, changed and taken out', async () => {
  const pairs = async (...settings: string[]) =>
    (await asJson(RulesView, rulesCommand, ['set', ...settings])).tagGroups.map(
      ({ tag, group }) => `${tag}: ${group}`,
    )
  expect(await pairs('tagGroups.VIP=Key accounts', 'tagGroups.St. Ives = South = West')).toEqual([
    'VIP: Key accounts',
    'St. Ives: South = West',
  ])
  expect(await run(rulesCommand, [])).toContain('tagGroups.VIP=Key accounts  (Xero has no such group)')
  expect(await pairs('tagGroups.vip=Gold', 'approveOver=98')).toEqual(['vip: Gold', 'St. Ives: South = West'])
  expect(await pairs('tagGroups.VIP=')).toEqual(['St. Ives: South = West'])
  expect(await pairs('tagGroups.St. Ives=')).toEqual([])
})

test('a write is undone only when it is said twice', async () => {
  const id = defined(h.keys.partyIds.get('acme'), 'it is seeded')
  await run(takeCommand, [`p${id}`, 'name=capsule'])
  const name = async () =>
    (await h.remote.contacts()).find((each) => each.ContactID === h.keys.contactIds.get('acme'))?.Name
  expect(await name()).toBe('Acme Joinery')
  const shown = await run(undoCommand, ['record', `p${id}`])
  expect(shown).toContain('Name: Acme Joinery -> Acme Joinery Pty Ltd')
  expect(shown).toContain('Nothing was undone. Add --yes to do it.')
  expect(await name()).toBe('Acme Joinery')
  const shape = z.object({ preview: UndoPreview, runId: z.uuid() })
  const { runId } = await asJson(shape, undoCommand, ['record', `p${id}`], { yes: true })
  expect(await name()).toBe('Acme Joinery Pty Ltd')
  const { runs } = await asJson(ActivityPage, activityCommand, [])
  expect(runs.map((each) => each.id)).toContain(runId)
  expect(await run(activityCommand, [runId])).toContain('You: Acme Joinery Pty Ltd: Put name back in Xero')
})

test('records are linked, unlinked, left out and read again', async () => {
  const key = `p${defined(h.keys.partyIds.get('bright'), 'it is seeded')}`
  const other = `x${defined(h.keys.contactIds.get('bright'), 'it is seeded')}`
  expect(await run(resyncCommand, [key])).toContain('is read again')
  expect(await run(unlinkCommand, [key])).toContain('is unlinked')
  expect(await run(linkCommand, [key, other])).toContain('are linked')
  expect(await run(excludeCommand, [key])).toContain('is left out')
})

test('what is not understood, or not possible, is said in words', async () => {
  const said = async (command: Command, words: readonly string[], flags: Flags = {}) => {
    const fault = await run(command, words, flags).catch((error: unknown) => error)
    if (!(fault instanceof Fault)) throw new Error(`${words.join(' ')} was taken: ${String(fault)}`)
    return { message: fault.message, exitCode: fault.exitCode }
  }
  const id = '00000000-0000-4000-8000-000000000001'
  for (const [command, words] of [
    [decideCommand, [id]],
    [decideCommand, [id, 'link']],
    [decideCommand, [id, 'resolve', 'email']],
    [decideCommand, [id, 'resolve', 'email=both']],
    [decideCommand, [id, 'none', 'of', 'them']],
    [rulesCommand, ['set']],
    [rulesCommand, ['set', 'email.colour=red']],
    [rulesCommand, ['set', 'approveOver=-1']],
    [rulesCommand, ['set', 'speed=9']],
    [rulesCommand, ['set', 'tagGroups.VIP']],
    [rulesCommand, ['set', 'tagGroups.=Gold']],
    [rulesCommand, ['set', 'tagGroups.Unknown=']],
    [undoCommand, ['run', 'everything']],
    [undoCommand, []],
    [linkCommand, ['p1']],
    [takeCommand, ['p1', 'email']],
    [resyncCommand, []],
    [reviewsCommand, ['all']],
  ] as const)
    expect((await said(command, words)).exitCode, words.join(' ')).toBe(2)
  expect(await said(reviewsCommand, [], { kind: 'other' })).toMatchObject({ exitCode: 2 })
  expect(await said(decideCommand, [id, 'none'])).toEqual({
    exitCode: 1,
    message: 'This question does not exist, or you may not see it. Go back to the list.',
  })
  expect((await said(resyncCommand, ['nonsense'])).message).toContain('not valid')
})
