import { expect, test } from 'vitest'
import { DocumentExtras, Panel } from '#api/panel.ts'
import { defined } from '#core/assert.ts'
import { listConnections } from '#db/connections.ts'
import type { Seed, XeroLineSeed } from '#sandbox/seed.ts'
import { type Harness, type HarnessOptions, startHarness } from './harness.ts'
import { smallSeed } from './small-seed.ts'

/** Bills are shown to administrators. */
const showBills = {
  suppliers: 'show',
  suppliersFor: ['admin'],
  statesOnly: [],
  defaultRole: 'viewer',
  newRecords: { otherwise: { ownerId: null, teamId: null }, customers: null, suppliers: null },
}

const minute = 60_000
const hour = 60 * minute

const lines = (unitAmount: number): XeroLineSeed[] => [
  { description: 'Work', quantity: 1, unitAmount, taxRate: 10 },
]
const seed: Seed = {
  ...smallSeed,
  xero: {
    ...smallSeed.xero,
    creditNotes: [
      {
        contact: 'acme',
        type: 'ACCRECCREDIT',
        status: 'AUTHORISED',
        number: 'CN-1',
        daysAgo: 5,
        lines: lines(20),
      },
      {
        contact: 'acme',
        type: 'ACCPAYCREDIT',
        status: 'AUTHORISED',
        number: 'CR-1',
        daysAgo: 5,
        lines: lines(30),
      },
    ],
    quotes: [
      { contact: 'acme', status: 'SENT', title: 'Bench', daysAgo: 3, validDays: 30, lines: lines(500) },
    ],
    repeating: [
      {
        contact: 'acme',
        type: 'ACCREC',
        status: 'AUTHORISED',
        unit: 'MONTHLY',
        period: 3,
        startedDaysAgo: 100,
        nextInDays: 9,
        lines: lines(40),
      },
    ],
  },
}

async function inStep(options: HarnessOptions = {}): Promise<Harness> {
  const h = await startHarness({ seed, ...options })
  await h.connectBoth(options.hooks === false ? 'token' : 'oauth')
  await h.settle()
  await h.approve({ includeNameOnly: true })
  h.forgetSent()
  return h
}

const partyOf = (h: Harness, key: string) => defined(h.keys.partyIds.get(key), `${key} is seeded`)
const contactOf = (h: Harness, key: string) => defined(h.keys.contactIds.get(key), `${key} is seeded`)
const xeroPaths = (h: Harness) =>
  h.sent.filter((one) => one.side === 'xero').map(({ path }) => path.replace('/api.xro/2.0/', ''))

async function panelOf(h: Harness, key: string): Promise<Panel> {
  const response = await h.admin.send('GET', `/api/contacts/p${partyOf(h, key)}/panel`)
  return Panel.parse(await response.json())
}
const document = (panel: Panel, number: string) =>
  defined(
    panel.documents.find((one) => one.number === number),
    `${number} is shown`,
  )

async function invoiceId(h: Harness, number: string) {
  return defined(
    (await h.remote.invoices()).find((each) => each.InvoiceNumber === number)?.InvoiceID,
    `${number} is in Xero`,
  )
}

const invoiceIdInMirror = async (h: Harness, number: string) =>
  (
    await h.db
      .selectFrom('mirror_document')
      .select('id')
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
  ).id

test('the first comparison reads invoices and bills alone; once it is approved everything else is read, once', async () => {
  await using h = await startHarness({ seed })
  await h.connectBoth()
  await h.settle()
  expect(xeroPaths(h).filter((path) => /Credit|payments|Quotes|Repeating/i.test(path))).toEqual([])
  h.forgetSent()
  await h.approve({ includeNameOnly: true })
  const others = ['CreditNotes', 'Quotes', 'Prepayments', 'Overpayments', 'RepeatingInvoices']
  expect(xeroPaths(h).filter((path) => others.includes(path))).toEqual(others)

  const panel = await panelOf(h, 'acme')
  expect(panel.documents.map((one) => [one.kind, one.state])).toEqual([
    ['quote', 'sent'],
    ['credit_note', 'available'],
    ['invoice', 'overdue'],
    ['repeating_invoice', 'active'],
  ])
  expect(panel).toMatchObject({
    state: 'linked',
    outstanding: [{ minor: 11_000 }],
    credit: [{ currency: 'AUD', minor: 2_200 }],
    // The credit a supplier gave is theirs, as their bills are.
    billsHidden: true,
    bills: null,
    older: 0,
    unreachable: null,
  })
  expect(panel.documents.at(-1)?.schedule).toEqual({ every: 3, unit: 'months', endsOn: null })

  await h.admin.send('PUT', '/api/settings', showBills)
  const whole = await panelOf(h, 'acme')
  expect(document(whole, 'CR-1')).toMatchObject({ side: 'purchases', state: 'available' })
  expect(whole.billsHidden).toBe(false)
  // What a supplier owes us is no credit of the customer.
  expect(whole.credit).toEqual(panel.credit)
})

test('credit used on an invoice is seen with the invoice, in two calls', async () => {
  await using h = await inStep()
  const id = await invoiceId(h, 'INV-1')
  await h.remote.inXero(`/app/invoices/${id}/credits`, { amount: '60.00', reason: 'Scratched' })
  h.forgetSent()
  await h.settle()
  const panel = await panelOf(h, 'acme')
  expect(panel.outstanding).toEqual([{ currency: 'AUD', minor: 5_000 }])
  const [used] = document(panel, 'INV-1').applied
  expect(used).toMatchObject({ kind: 'credit_note', amount: { minor: 6_000 } })
  const note = document(panel, defined(used?.number ?? undefined, 'the note has a number'))
  expect(note).toMatchObject({
    state: 'used',
    amountDue: { minor: 0 },
    applied: [{ kind: 'invoice', number: 'INV-1' }],
  })
  expect(xeroPaths(h).filter((path) => path !== 'Contacts')).toEqual(['Invoices', 'CreditNotes'])
})

test('what webhooks do not tell of is asked for when an invoice uses another part of it', async () => {
  await using h = await inStep()
  h.fault({ vendor: 'xero', kind: 'hook_drop' })
  const id = await invoiceId(h, 'INV-1')
  await h.remote.inXero(`/app/invoices/${id}/credits`, { amount: '60.00', reason: 'Scratched' })
  await h.settle()
  expect(xeroPaths(h)).toEqual([])
  h.sandbox.kernel.faults.clear()
  await h.db
    .insertInto('dirty')
    .values({
      workspace_id: await h.workspaceId(),
      side: 'xero',
      kind: 'document',
      record_id: id,
      since: new Date(h.clock.now()),
    })
    .execute()
  await h.pass(minute)
  expect(xeroPaths(h).filter((path) => path !== 'Contacts')).toEqual(['Invoices', 'CreditNotes'])
  const panel = await panelOf(h, 'acme')
  expect(panel.documents.filter((one) => one.state === 'used')).toHaveLength(1)
})

test('a quote that is accepted shows after the next sweep', async () => {
  await using h = await inStep()
  const row = await h.db
    .selectFrom('mirror_document')
    .select('id')
    .where('kind', '=', 'quote')
    .executeTakeFirstOrThrow()
  await h.remote.inXero(`/app/quotes/${row.id}/accept`)
  await h.pass(hour + minute)
  expect((await panelOf(h, 'acme')).documents.find((one) => one.kind === 'quote')?.state).toBe('accepted')
})

test('documents of every kind move with a contact that is merged', async () => {
  await using h = await inStep()
  await h.remote.inXero(`/app/contacts/${contactOf(h, 'acme')}/merge`, { into: contactOf(h, 'idle') })
  await h.settle()
  const rows = await h.db
    .selectFrom('mirror_document')
    .select('kind')
    .where('contact_id', '=', contactOf(h, 'acme'))
    .execute()
  expect(rows).toEqual([])
  expect((await panelOf(h, 'acme')).documents.map((one) => one.kind)).toContain('quote')
})

test('a connection that may not read quotes goes on without them, and asks once an hour', async () => {
  await using h = await startHarness({ seed })
  await h.connectBoth()
  await h.settle()
  h.fault({ vendor: 'xero', kind: 'status', status: 403, path: '/Quotes' })
  await h.approve({ includeNameOnly: true })
  const panel = await panelOf(h, 'acme')
  expect(panel.documents.map((one) => one.kind)).toEqual(['credit_note', 'invoice', 'repeating_invoice'])
  const [, xero] = await listConnections(h.db, await h.workspaceId())
  expect(xero?.state).toBe('connected')
  h.forgetSent()
  for (let passed = 0; passed < 60; passed += 5) await h.pass(5 * minute)
  expect(xeroPaths(h).filter((path) => path === 'Quotes').length).toBeLessThanOrEqual(2)
})

test('what the customer sees is asked for when somebody looks, and costs one call', async () => {
  await using h = await inStep()
  const ask = async (id: string) => h.admin.send('GET', `/api/documents/${id}/extras`)
  const answer = await ask(await invoiceId(h, 'INV-1'))
  expect(answer.status).toBe(200)
  expect(DocumentExtras.parse(await answer.json())).toEqual({
    onlineUrl: expect.stringMatching(/^http/),
    files: [],
  })
  expect(xeroPaths(h)).toHaveLength(1)
  expect((await ask('00000000-0000-4000-8000-000000000001')).status).toBe(404)
  // A supplier's credit is not shown, and so are its files.
  const hidden = await h.db
    .selectFrom('mirror_document')
    .select('id')
    .where('number', '=', 'CR-1')
    .executeTakeFirstOrThrow()
  expect((await ask(hidden.id)).status).toBe(404)
  h.fault({ vendor: 'xero', kind: 'status', status: 503 })
  expect((await ask(await invoiceIdInMirror(h, 'INV-2'))).status).toBe(502)
})

test('an idle day costs at most 150 calls of Xero where changes are announced', async () => {
  await using h = await inStep()
  for (let passed = 0; passed < 24 * 60; passed += 20) await h.pass(20 * minute)
  // Asking for a token is no call of the organisation's day.
  const calls = xeroPaths(h).filter((path) => path !== '/connect/token')
  expect(calls.length).toBeGreaterThan(50)
  expect(calls.length).toBeLessThanOrEqual(150)
})

test('without webhooks an idle day leaves a fifth of the 1,000 calls for work', async () => {
  await using h = await inStep({ hooks: false })
  for (let passed = 0; passed < 24 * 60; passed += 5) await h.pass(5 * minute)
  expect(xeroPaths(h).length).toBeLessThanOrEqual(800)
})
