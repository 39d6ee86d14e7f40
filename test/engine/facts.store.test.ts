import { expect, test } from 'vitest'
import { z } from 'zod'
import { defined } from '#core/assert.ts'
import { defaultFactSettings, type FactSettings, fieldsOf } from '#core/fact/fact.ts'
import { changeFacts } from '#sync/facts-change.ts'
import { previewFacts } from '#sync/facts-preview.ts'
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
  h.sent.filter(({ side, method }) => side === 'capsule' && method !== 'GET').map(({ method, path }) => `${method} ${path}`)

/** Pays the first open invoice of this number in full. */
async function pay(h: Harness, number: string): Promise<void> {
  const one = defined((await h.remote.invoices()).find(({ InvoiceNumber }) => InvoiceNumber === number), number)
  await h.remote.inXero(`/invoices/${one.InvoiceID}/pay`, { amount: String(one.AmountDue) })
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
    'Average days to pay': undefined,
    'Lifetime value': '100',
    'Invoice currency': 'AUD',
  })
  expect(acme.tags).toContain('Overdue')
  expect(acme.tasks).toMatchObject([{ description: 'Overdue: invoice INV-1, AUD 110.00, for 26 days', status: 'OPEN' }])
  expect(acme.notes).toEqual([])
  // One call per record, one per task, one per field.
  expect(writes(h)).toHaveLength(5 + 5 + 8)
  h.forgetSent()
  await h.pass(10 * minute)
  expect(writes(h)).toEqual([])
  const again = await previewFacts(h.engine, await h.workspaceId(), allOn)
  expect(again).toMatchObject({ parties: 0, tasks: 0, newFields: [], usedFields: [] })
})
