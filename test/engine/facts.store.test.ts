import { expect, test } from 'vitest'
import { z } from 'zod'
import { defined } from '#core/assert.ts'
import { defaultFactSettings, type FactSettings, fieldsOf } from '#core/fact/fact.ts'
import { loadRules } from '#db/rules.ts'
import { changeFacts } from '#sync/facts-change.ts'
import { previewFacts } from '#sync/facts-preview.ts'
import { changeRules } from '#sync/rules.ts'
import { previewUndo, startUndo } from '#sync/undoing.ts'
import { type Harness, startHarness, urls } from './harness.ts'

const minute = 60_000
const day = 24 * 60 * minute

const allOn: FactSettings = {
  ...defaultFactSettings,
  fields: fieldsOf((key) => ({ on: true, name: defaultFactSettings.fields[key].name })),
  tag: { on: true, name: 'Overdue' },
  task: { on: true, days: 7, defaultOwnerId: null },
  notes: { paid: true, overdue: true },
}

async function inStep(): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  h.forgetSent()
  return h
}

const partyOf = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)

async function switchOn(h: Harness, settings: FactSettings = allOn) {
  const workspaceId = await h.workspaceId()
  const shown = await previewFacts(h.engine, workspaceId, settings)
  if (shown.outcome !== 'decided') throw new Error(JSON.stringify(shown))
  const done = await changeFacts(h.engine, workspaceId, { settings, hash: shown.hash, by: 'hannah' })
  expect(done).toMatchObject({ outcome: 'decided' })
  await h.settle()
  return shown
}

async function ask(h: Harness, method: string, path: string, body?: object): Promise<unknown> {
  const response = await h.sandbox.capsuleFetch(
    new Request(`${urls.capsule}/api/v2${path}`, {
      method,
      headers: { authorization: 'Bearer sandbox-pat', 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }),
  )
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

const Party = z.object({
  party: z.object({
    lastContactedAt: z.string().nullish(),
    tags: z.array(z.object({ name: z.string() })),
    fields: z.array(z.object({ value: z.unknown(), definition: z.object({ name: z.string() }) })),
  }),
})
const Tasks = z.object({
  tasks: z.array(
    z.object({
      id: z.int(),
      description: z.string(),
      status: z.string(),
      owner: z.object({ id: z.int() }).nullish(),
      party: z.object({ id: z.int() }).nullish(),
    }),
  ),
})
const Entries = z.object({ entries: z.array(z.object({ type: z.string(), content: z.string().nullish() })) })

async function seen(h: Harness, key: string) {
  const id = partyOf(h, key)
  const { party } = Party.parse(await ask(h, 'GET', `/parties/${id}?embed=fields,tags`))
  const { tasks } = Tasks.parse(await ask(h, 'GET', '/tasks?perPage=100'))
  const { entries } = Entries.parse(await ask(h, 'GET', `/parties/${id}/entries`))
  return {
    fields: Object.fromEntries(party.fields.map(({ definition, value }) => [definition.name, value])),
    tags: party.tags.map(({ name }) => name),
    tasks: tasks.filter((task) => task.party?.id === id),
    notes: entries.flatMap(({ type, content }) => (type === 'note' ? [content] : [])),
    lastContactedAt: party.lastContactedAt ?? null,
  }
}

const writes = (h: Harness) =>
  h.sent
    .filter(({ side, method, path }) => side === 'capsule' && method !== 'GET' && path !== '/oauth/token')
    .map(({ method, path }) => `${method} ${path}`)

/** What happened in Xero has arrived, and the time in which more is waited for is over. */
async function quiet(h: Harness): Promise<void> {
  await h.settle()
  await h.pass(minute)
}

/** Pays the first open invoice of this number in full. */
async function pay(h: Harness, number: string): Promise<void> {
  const one = defined(
    (await h.remote.invoices()).find(({ InvoiceNumber }) => InvoiceNumber === number),
    number,
  )
  await h.remote.inXero(`/app/invoices/${one.InvoiceID}/payments`, { amount: String(one.AmountDue) })
}

test('what was shown is written, and nothing twice', async () => {
  await using h = await inStep()
  const shown = await switchOn(h)
  expect(shown).toMatchObject({ customers: 5, parties: 5, tagged: 5, tasks: 5, daily: 5 })
  expect(shown.newFields).toHaveLength(8)
  const acme = await seen(h, 'acme')
  expect(acme.fields).toMatchObject({
    Outstanding: '110',
    Overdue: '110',
    'Oldest overdue (days)': '26',
    'Lifetime value': '100',
    'Invoice currency': 'AUD',
  })
  expect(acme.tags).toContain('Overdue')
  expect(acme.tasks).toMatchObject([
    { description: 'Overdue: invoice INV-1, AUD 110.00, for 26 days', status: 'OPEN' },
  ])
  expect(acme.notes).toEqual([])
  // One call per record, one per task, one per field.
  expect(writes(h)).toHaveLength(5 + 5 + 8)
  h.forgetSent()
  await quiet(h)
  expect(writes(h)).toEqual([])
  const again = await previewFacts(h.engine, await h.workspaceId(), allOn)
  expect(again).toMatchObject({ parties: 0, tasks: 0, newFields: [], usedFields: [] })
})

test('what a person types into a field stays until its figure changes', async () => {
  await using h = await inStep()
  await switchOn(h)
  const id = partyOf(h, 'acme')
  await h.remote.editParty(id, {
    fields: [
      { definition: { name: 'Outstanding' }, value: '5' },
      { definition: { name: 'Invoice currency' }, value: 'beads' },
    ],
  })
  await h.settle()
  h.forgetSent()
  await h.remote.invoice('Acme Joinery Pty Ltd', '50')
  await quiet(h)
  const { fields } = await seen(h, 'acme')
  expect(fields).toMatchObject({ Outstanding: '165', Overdue: '110', 'Invoice currency': 'beads' })
  expect(writes(h)).toEqual([`PUT /api/v2/parties/${id}`])
})

test('many documents of one customer are one write', async () => {
  await using h = await inStep()
  await switchOn(h)
  h.forgetSent()
  for (const price of ['1', '2', '3', '4', '5']) await h.remote.invoice('Acme Joinery Pty Ltd', price)
  await quiet(h)
  expect(writes(h)).toEqual([`PUT /api/v2/parties/${partyOf(h, 'acme')}`])
  expect((await seen(h, 'acme')).fields).toMatchObject({ Outstanding: '126.5' })
})

test('a record that is written to anyhow gets its facts in the same call', async () => {
  await using h = await inStep()
  await switchOn(h)
  const workspaceId = await h.workspaceId()
  const { version } = await loadRules(h.db, workspaceId)
  const fields = [{ field: 'email', direction: 'both' as const }]
  await changeRules(h.engine, workspaceId, { version, fields }, 'hannah')
  await h.settle()
  h.forgetSent()
  await h.remote.editContact(defined(h.keys.contactIds.get('acme'), 'acme is seeded'), {
    EmailAddress: 'new@acme.example',
  })
  await h.remote.invoice('Acme Joinery Pty Ltd', '50')
  await quiet(h)
  expect(writes(h)).toEqual([`PUT /api/v2/parties/${partyOf(h, 'acme')}`])
  expect((await seen(h, 'acme')).fields).toMatchObject({ Outstanding: '165' })
})

test('paid: the task is closed, the tag goes, and a note says so without counting as a contact', async () => {
  await using h = await inStep()
  await switchOn(h)
  await pay(h, 'INV-1')
  await quiet(h)
  const after = await seen(h, 'acme')
  expect(after.fields).toMatchObject({ Outstanding: '0', Overdue: '0', 'Average days to pay': '40' })
  expect(after.fields).not.toHaveProperty('Oldest overdue (days)')
  expect(after.tags).not.toContain('Overdue')
  expect(after.tasks).toMatchObject([{ status: 'COMPLETED' }])
  expect(after.notes).toEqual(['Paid in full: invoice INV-1, AUD 110.00, on 2026-11-22.'])
  h.forgetSent()
  await h.pass(day)
  // The other customers are a day later; nobody hears of this payment again.
  expect(writes(h).some((each) => each.includes(`/parties/${partyOf(h, 'acme')}`))).toBe(false)
  expect(writes(h).filter((each) => each.startsWith('POST'))).toEqual([])
})

test('a task that a person closed early is not made again while the invoices stay overdue', async () => {
  await using h = await inStep()
  await switchOn(h)
  const [task] = (await seen(h, 'bright')).tasks
  await ask(h, 'PUT', `/tasks/${task?.id}`, { task: { status: 'COMPLETED' } })
  await h.remote.invoice('Bright Cafe Pty Ltd', '7')
  await quiet(h)
  await h.pass(day)
  expect((await seen(h, 'bright')).tasks).toHaveLength(1)
  await pay(h, 'INV-2')
  await quiet(h)
  expect((await seen(h, 'bright')).tasks).toMatchObject([{ status: 'COMPLETED' }])
  // Overdue for long once more: another spell, another task.
  await h.pass(25 * day)
  await quiet(h)
  expect((await seen(h, 'bright')).tasks).toHaveLength(2)
})

test('a note counts as no contact with the customer', async () => {
  await using h = await inStep()
  const before = await seen(h, 'acme')
  await switchOn(h, { ...defaultFactSettings, notes: { paid: true, overdue: true } })
  await pay(h, 'INV-1')
  await quiet(h)
  const after = await seen(h, 'acme')
  expect(after.notes).toHaveLength(1)
  expect(after.lastContactedAt).toBe(before.lastContactedAt)
})

test('the task is for the owner of the record', async () => {
  await using h = await inStep()
  await switchOn(h)
  const id = partyOf(h, 'acme')
  const { party } = z
    .object({ party: z.object({ owner: z.object({ id: z.int() }).nullish() }) })
    .parse(await ask(h, 'GET', `/parties/${id}`))
  expect((await seen(h, 'acme')).tasks[0]?.owner?.id).toBe(defined(party.owner, 'acme has an owner').id)
})

test('at midnight of the organisation only those are written to whose facts change', async () => {
  await using h = await inStep()
  const fields = fieldsOf((key) => ({ on: key === 'overdue', name: defaultFactSettings.fields[key].name }))
  await switchOn(h, { ...defaultFactSettings, fields, tag: { on: true, name: 'Overdue' } })
  await pay(h, 'INV-1')
  await h.remote.invoice('Acme Joinery Pty Ltd', '80')
  await quiet(h)
  expect(await seen(h, 'acme')).toMatchObject({ fields: { Overdue: '0' } })
  h.forgetSent()
  await h.pass(14 * day)
  expect(writes(h)).toEqual([])
  await h.pass(day)
  expect(writes(h)).toEqual([`PUT /api/v2/parties/${partyOf(h, 'acme')}`])
  const acme = await seen(h, 'acme')
  expect(acme).toMatchObject({ fields: { Overdue: '88' } })
  expect(acme.tags).toContain('Overdue')
})

test.each([
  ['a field', '/fields/definitions'],
  ['a task', '/tasks'],
  ['a note', '/entries'],
  ['a record', '/parties/'],
])('after a lost answer about %s nothing stands there twice', async (_what, path) => {
  await using h = await inStep()
  const method = path === '/parties/' ? 'PUT' : 'POST'
  h.fault({ vendor: 'capsule', kind: 'lost_answer', method, path, times: 1 })
  await switchOn(h)
  await pay(h, 'INV-1')
  for (let n = 0; n < 4; n++) await quiet(h)
  const acme = await seen(h, 'acme')
  expect(acme.notes).toHaveLength(1)
  expect(acme.tasks).toMatchObject([{ status: 'COMPLETED' }])
  expect(acme.fields).toMatchObject({ Outstanding: '0' })
  expect((await seen(h, 'bright')).tasks).toMatchObject([{ status: 'OPEN' }])
  const { definitions } = z
    .object({ definitions: z.array(z.object({ name: z.string() })) })
    .parse(await ask(h, 'GET', '/parties/fields/definitions?perPage=100'))
  const names = definitions.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const open = await h.db
    .selectFrom('operation')
    .select('kind')
    .where('state', 'in', ['planned', 'sent', 'failed'])
    .execute()
  expect(open).toEqual([])
})

test('undo puts fields and tags back and takes tasks away; nothing is done again by itself', async () => {
  await using h = await inStep()
  const id = partyOf(h, 'acme')
  const before = await seen(h, 'acme')
  await switchOn(h)
  await h.remote.editParty(id, { fields: [{ definition: { name: 'Overdue' }, value: '1' }] })
  await h.settle()
  const workspaceId = await h.workspaceId()
  const run = await h.db.selectFrom('run').select('id').where('kind', '=', 'facts').executeTakeFirstOrThrow()
  const target = { kind: 'run', id: run.id } as const
  const shown = await previewUndo(h.engine, workspaceId, target)
  if (shown.outcome !== 'decided') throw new Error(JSON.stringify(shown))
  expect(shown.plan.kept.map(({ why }) => why)).toContain('Overdue: Edited in Capsule since, so it stays.')
  await startUndo(h.engine, workspaceId, { target, hash: shown.hash, by: 'hannah' })
  await h.settle()
  const after = await seen(h, 'acme')
  expect(after.fields).toEqual({ ...before.fields, Overdue: '1' })
  expect(after).toMatchObject({ tags: before.tags, tasks: [] })
  h.forgetSent()
  await quiet(h)
  expect(writes(h)).toEqual([])
})

test('switched off, nothing is written; figures that changed meanwhile are written once it is on again', async () => {
  await using h = await inStep()
  await switchOn(h)
  await switchOn(h, defaultFactSettings)
  h.forgetSent()
  await h.remote.invoice('Acme Joinery Pty Ltd', '50')
  await quiet(h)
  expect(writes(h)).toEqual([])
  const shown = await switchOn(h, { ...allOn, notes: { paid: false, overdue: false } })
  expect(shown).toMatchObject({ parties: 1, newFields: [] })
  expect((await seen(h, 'acme')).fields).toMatchObject({ Outstanding: '165' })
})

test('a field of another type, a mapped tag and names that are the same are refused in words', async () => {
  await using h = await inStep()
  const workspaceId = await h.workspaceId()
  await ask(h, 'POST', '/parties/fields/definitions', { definition: { name: 'Outstanding', type: 'text' } })
  const refused = await previewFacts(h.engine, workspaceId, allOn)
  expect(refused).toMatchObject({
    outcome: 'not_allowed',
    words: expect.stringContaining('holds a text, not a number'),
  })
  const shown = await previewFacts(h.engine, workspaceId, defaultFactSettings)
  if (shown.outcome !== 'decided') throw new Error(JSON.stringify(shown))
  const other = await changeFacts(h.engine, workspaceId, {
    settings: defaultFactSettings,
    hash: 'other',
    by: 'hannah',
  })
  expect(other).toMatchObject({ outcome: 'changed' })
})
