import { expect, test } from 'vitest'
import { DealPage, DealSettingsView, InvoiceButton, InvoiceRequest } from '#api/deals.ts'
import { defined } from '#core/assert.ts'
import { listConnections } from '#db/connections.ts'
import { askForDeal, beginInvoice } from '#sync/deal-asking.ts'
import { decideReview } from '#sync/decisions.ts'
import { claims, dealing, madeInvoices, madeQuotes, salesIn, saveDeals, setQuote, wonRule } from './deals.ts'
import { type Harness, startHarness, urls } from './harness.ts'

const minute = 60_000
const invoiceWrites = (h: Harness) =>
  h.sent.filter((each) => each.method === 'PUT' && /\/(Invoices|Quotes)$/.test(each.path))
const only = <T>(rows: readonly T[]): T => {
  expect(rows).toHaveLength(1)
  return defined(rows[0], 'there is one')
}

test('without a rule nothing is asked and nothing is made', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  const sales = await salesIn(h)
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await h.pass(61 * minute)
  expect(h.sent.filter((each) => each.path.includes('opportunit'))).toEqual([])
  expect(await claims(h)).toEqual([])
  expect(await madeInvoices(h)).toEqual([])
})

test('a won opportunity becomes one draft invoice with everything on it, by the hook alone', async () => {
  const { h, sales } = await dealing()
  await using _ = h
  const id = await sales.add('acme', { durationBasis: 'MONTH', duration: 3 })
  await h.settle()
  expect(await madeInvoices(h)).toEqual([])
  await sales.move(id, 'Won')
  await h.settle()
  const invoice = only(await madeInvoices(h))
  expect(invoice).toMatchObject({
    Status: 'DRAFT',
    Reference: 'Shop fit-out',
    Contact: { ContactID: h.keys.contactIds.get('acme') },
    DateString: '2026-11-22T00:00:00',
    DueDateString: '2026-12-06T00:00:00',
    SubTotal: 3601.5,
    LineItems: [{ Description: 'Shop fit-out', Quantity: 3, UnitAmount: 1200.5, AccountCode: '200' }],
  })
  expect(invoice.Url).toMatch(new RegExp(`/opportunity/${id}$`))
  const claim = only(await claims(h))
  expect(claim).toMatchObject({ state: 'made', document_id: invoice.InvoiceID, document_status: 'DRAFT' })
  const mirrored = await h.db
    .selectFrom('mirror_document')
    .select(['status', 'url'])
    .where('id', '=', invoice.InvoiceID)
    .executeTakeFirst()
  expect(mirrored).toMatchObject({ status: 'DRAFT', url: invoice.Url })
  expect(invoiceWrites(h)).toHaveLength(1)
  // The hooks of opportunities are there, in place of asking.
  await h.pass(30 * minute)
  expect(h.sent.filter((each) => each.method === 'GET' && each.path === '/api/v2/opportunities')).toEqual([])
})

test('opened and won again, moved about, told of twice: still one', async () => {
  const { h, sales } = await dealing()
  await using _ = h
  h.fault({ vendor: 'capsule', kind: 'hook_duplicate', times: 6 })
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await h.settle()
  for (const name of ['Bid', 'Won', 'Lost', 'Won']) {
    await sales.move(id, name)
    await h.settle()
  }
  await h.pass(61 * minute)
  only(await madeInvoices(h))
  expect(invoiceWrites(h)).toHaveLength(1)
})

test('an answer that was lost is looked for, also after the key is forgotten', async () => {
  const { h, sales } = await dealing()
  await using _ = h
  // More often than the client itself tries.
  h.fault({ vendor: 'xero', kind: 'lost_answer', method: 'PUT', path: '/Invoices', times: 9 })
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await h.settle()
  const written = invoiceWrites(h).length
  await h.pass(20 * minute)
  const invoice = only(await madeInvoices(h))
  expect(only(await claims(h))).toMatchObject({ state: 'made', document_id: invoice.InvoiceID })
  // It was found, and not sent once more.
  expect(invoiceWrites(h)).toHaveLength(written)
})

test('a machine that dies between intent and outcome makes no second one', async () => {
  const { h, sales } = await dealing()
  await using _ = h
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await h.settle()
  const invoice = only(await madeInvoices(h))
  // As the store would be found: the intent is there, the outcome is not, the copy neither.
  const claim = only(await claims(h))
  await h.db
    .updateTable('deal_document')
    .set({ state: 'planned', document_id: null, document_status: null })
    .execute()
  await h.db
    .updateTable('operation')
    .set({ state: 'sent', ended_at: null })
    .where('id', '=', claim.operation_id ?? '')
    .execute()
  await h.db
    .updateTable('run')
    .set({ state: 'applying' })
    .where('id', '=', claim.run_id ?? '')
    .execute()
  await h.db.deleteFrom('mirror_document').where('id', '=', invoice.InvoiceID).execute()
  await h.pass(10 * minute)
  expect(only(await madeInvoices(h)).InvoiceID).toBe(invoice.InvoiceID)
  expect(only(await claims(h))).toMatchObject({ state: 'made', document_id: invoice.InvoiceID })
})

test('a claim that was lost with the database finds the invoice by its link', async () => {
  const { h, sales } = await dealing()
  await using _ = h
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await h.settle()
  const invoice = only(await madeInvoices(h))
  await h.db.deleteFrom('deal_document').execute()
  await sales.edit(id, { description: 'with shelves' })
  await h.settle()
  only(await madeInvoices(h))
  expect(only(await claims(h))).toMatchObject({ state: 'made', document_id: invoice.InvoiceID })
})

test('what was won before the rule is left alone, and made by a person on demand', async () => {
  await using h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  const sales = await salesIn(h)
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await h.pass(minute)
  await saveDeals(h, { rules: [wonRule(sales)] })
  await h.pass(61 * minute)
  expect(await claims(h)).toEqual([])
  const workspaceId = await h.workspaceId()
  const ask = () => askForDeal(h.engine, workspaceId, { opportunityId: id, by: 'hannah' })
  expect(await ask()).toMatchObject({ outcome: 'decided' })
  await h.settle()
  // Xero lets us read only: that is said, and nothing is tried.
  expect(only(await claims(h))).toMatchObject({ state: 'wanted', wait: 'permission' })
  expect(invoiceWrites(h)).toEqual([])
  await h.consent('xero')
  await h.settle()
  const [connection] = (await listConnections(h.db, workspaceId)).filter((one) => one.side === 'xero')
  expect(connection?.scopes).toContain('accounting.invoices')
  only(await madeInvoices(h))
  expect(await ask()).toMatchObject({ outcome: 'not_allowed' })
})

test('a customer who is not in Xero is created there first', async () => {
  const { h, sales } = await dealing()
  await using _ = h
  const id = await sales.add('lead')
  await sales.move(id, 'Won')
  await h.pass(minute)
  const contact = defined(
    (await h.remote.contacts()).find((each) => each.Name === 'Lonely Lead'),
    'the contact was created',
  )
  expect(only(await madeInvoices(h)).Contact.ContactID).toBe(contact.ContactID)
  expect(only(await claims(h))).toMatchObject({ state: 'made' })
})

test('an archived contact is asked about in words, and nothing is tried', async () => {
  const { h, sales } = await dealing()
  await using _ = h
  const contactId = defined(h.keys.contactIds.get('bright'), 'bright is seeded')
  await h.remote.inXero(`/app/contacts/${contactId}/archive`)
  await h.settle()
  const id = await sales.add('bright')
  await sales.move(id, 'Won')
  await h.settle()
  const claim = only(await claims(h))
  expect(claim.state).toBe('wanted')
  expect(`${claim.why} ${claim.next}`).toMatch(/Xero/)
  expect(invoiceWrites(h)).toEqual([])
})

test('approval: nothing before, one after; refused stays refused; a changed value asks anew', async () => {
  const { h, sales } = await dealing({ make: 'approved_invoice', approve: true })
  await using _ = h
  const workspaceId = await h.workspaceId()
  const review = async () =>
    only(
      await h.db
        .selectFrom('review')
        .selectAll()
        .where('state', '=', 'open')
        .where('key', 'like', 'run:%')
        .execute(),
    )
  const answer = async (kind: 'approve' | 'refuse') => {
    const decision = kind === 'approve' ? ({ kind, always: false } as const) : ({ kind } as const)
    const { id } = await review()
    expect(await decideReview(h.engine, workspaceId, { reviewId: id, decision, by: 'mia' })).toMatchObject({
      outcome: 'decided',
    })
    await h.settle()
  }
  const first = await sales.add('acme')
  await sales.move(first, 'Won')
  await h.settle()
  expect((await review()).why).toBe('An approved invoice for Acme Joinery is to be made of “Shop fit-out”.')
  expect((await review()).details).toMatchObject({
    document: {
      title: 'Invoice of “Shop fit-out”',
      lines: expect.arrayContaining([{ label: 'Line', value: 'Shop fit-out, 1 × 1200.5 AUD' }]),
    },
  })
  expect(invoiceWrites(h)).toEqual([])
  await sales.edit(first, { value: { amount: 500, currency: 'AUD' } })
  await h.settle()
  await answer('approve')
  expect(only(await madeInvoices(h))).toMatchObject({ Status: 'AUTHORISED', SubTotal: 500 })

  const second = await sales.add('corner')
  await sales.move(second, 'Won')
  await h.settle()
  await answer('refuse')
  await h.pass(61 * minute)
  expect((await claims(h)).map((each) => each.state).sort()).toEqual(['made', 'refused'])
  only(await madeInvoices(h))

  const third = await sales.add('delta')
  await sales.move(third, 'Won')
  await h.settle()
  await review()
  await sales.move(third, 'Lost')
  await h.settle()
  expect(await h.db.selectFrom('review').select('id').where('state', '=', 'open').execute()).toEqual([])
  expect(await claims(h)).toHaveLength(2)
  only(await madeInvoices(h))
})

test('a draft that was deleted in Xero says so; another one is a person’s wish', async () => {
  const { h, sales } = await dealing()
  await using _ = h
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await h.settle()
  const invoice = only(await madeInvoices(h))
  await h.remote.inXero(`/app/invoices/${invoice.InvoiceID}/delete`)
  await h.settle()
  expect(only(await claims(h))).toMatchObject({ state: 'gone', why: 'The invoice was deleted in Xero.' })
  await sales.move(id, 'Bid')
  await sales.move(id, 'Won')
  await h.pass(61 * minute)
  only(await madeInvoices(h))
  await askForDeal(h.engine, await h.workspaceId(), { opportunityId: id, by: 'hannah' })
  await h.settle()
  const all = await madeInvoices(h)
  expect(all.map((each) => each.Status).sort()).toEqual(['DELETED', 'DRAFT'])
  expect(only(await claims(h))).toMatchObject({ state: 'made', earlier: [invoice.InvoiceID] })
})

test('a refusal by Xero is a problem in words, and tried again when asked', async () => {
  const { h, sales } = await dealing()
  await using _ = h
  const id = await sales.add('acme', { value: { amount: 10, currency: 'CHF' } })
  await sales.move(id, 'Won')
  await h.pass(61 * minute)
  expect(only(await claims(h))).toMatchObject({ state: 'failed', why: expect.stringContaining('CHF') })
  expect(invoiceWrites(h)).toHaveLength(1)
  await sales.edit(id, { value: { amount: 10, currency: 'AUD' } })
  await h.settle()
  await askForDeal(h.engine, await h.workspaceId(), { opportunityId: id, by: 'hannah' })
  await h.settle()
  expect(only(await madeInvoices(h))).toMatchObject({ SubTotal: 10 })
})

test('a quote, accepted, moves its opportunity and leaves a note, once', async () => {
  const { h, sales } = await dealing(
    { make: 'quote' },
    { accepted: { milestoneId: null, milestoneName: null, note: true } },
  )
  await using _ = h
  await saveDeals(h, {
    accepted: { milestoneId: sales.milestone('New'), milestoneName: 'New', note: true },
  })
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await h.settle()
  const quotes = (await madeQuotes(h)).filter((each) => each.Reference?.endsWith(`[Capsule ${id}]`))
  const quote = only(quotes)
  expect(quote).toMatchObject({ Status: 'DRAFT', Title: 'Shop fit-out' })
  await setQuote(h, quote.QuoteID, 'SENT')
  await setQuote(h, quote.QuoteID, 'ACCEPTED')
  h.fault({ vendor: 'capsule', kind: 'lost_answer', method: 'POST', path: '/entries', times: 1 })
  await h.pass(61 * minute)
  await h.pass(2 * minute)
  expect(await sales.at(id)).toBe('New')
  expect((await sales.notes(id)).filter((note) => note.includes('was accepted'))).toHaveLength(1)
  await h.pass(61 * minute)
  expect(await sales.notes(id)).toHaveLength(1)
  expect(invoiceWrites(h)).toHaveLength(1)
})

test('a paid invoice tells its opportunity', async () => {
  const { h, sales } = await dealing(
    { make: 'approved_invoice' },
    { paid: { milestoneId: null, milestoneName: null, note: true } },
  )
  await using _ = h
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await h.settle()
  const invoice = only(await madeInvoices(h))
  await h.remote.inXero(`/app/invoices/${invoice.InvoiceID}/payments`, { amount: String(invoice.Total) })
  await h.settle()
  expect(only(await sales.notes(id))).toMatch(/^Xero: invoice .+ was paid in full on 2026-11-22\./)
  expect(await sales.at(id)).toBe('Won')
})

test('an invoice begun by a person is one draft, however often the button is pressed', async () => {
  const { h } = await dealing({ on: false }, { button: true })
  await using _ = h
  const workspaceId = await h.workspaceId()
  const request = {
    key: `p${h.keys.partyIds.get('lead')}`,
    requestKey: 'a3b1c9d2-0000-4000-8000-000000000001',
    by: 'hannah',
  }
  h.fault({ vendor: 'xero', kind: 'lost_answer', method: 'PUT', path: '/Invoices', times: 1 })
  const answers = await Promise.all([1, 2, 3].map(() => beginInvoice(h.engine, workspaceId, request)))
  expect(new Set(answers.map((each) => (each.outcome === 'decided' ? each.claimId : '')))).toHaveLength(1)
  await h.pass(2 * minute)
  const invoice = only(await madeInvoices(h))
  expect(invoice).toMatchObject({ Status: 'DRAFT', Total: 0, Contact: { Name: 'Lonely Lead' } })
  expect(invoice.Url).toContain(`/party/${h.keys.partyIds.get('lead')}?counterpart=`)
  expect(only(await claims(h))).toMatchObject({ state: 'made', document_id: invoice.InvoiceID })
  // Somebody else's press is another wish.
  const other = { ...request, requestKey: 'a3b1c9d2-0000-4000-8000-000000000002' }
  await beginInvoice(h.engine, workspaceId, other)
  await h.settle()
  expect(await madeInvoices(h)).toHaveLength(2)
  expect(h.sent.some((each) => each.path.includes('opportunit'))).toBe(false)
})

test('a deleted opportunity calls for nothing any more', async () => {
  const { h, sales } = await dealing({ make: 'approved_invoice', approve: true })
  await using _ = h
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await h.settle()
  only(await claims(h))
  await sales.remove(id)
  await h.settle()
  expect(await claims(h)).toEqual([])
  expect(await h.db.selectFrom('review').select('id').where('state', '=', 'open').execute()).toEqual([])
  expect(urls.capsule).toContain('http')
})

test('the pages of deals and the button say what there is, and obey the switch', async () => {
  const { h, sales } = await dealing({}, { button: false })
  await using _ = h
  const id = await sales.add('acme')
  await sales.move(id, 'Won')
  await sales.add('corner', { name: 'Still open' })
  await h.settle()
  const page = DealPage.parse(await (await h.admin.send('GET', '/api/deals?show=made')).json())
  expect(page).toMatchObject({
    on: true,
    mayWrite: true,
    counts: { all: 2, made: 1, attention: 0, without: 0 },
  })
  expect(only(page.rows)).toMatchObject({
    id,
    state: 'made',
    customer: { name: 'Acme Joinery' },
    value: { minor: 120_050, currency: 'AUD' },
    document: { kind: 'invoice', status: 'DRAFT', total: { currency: 'AUD' } },
    canMake: false,
  })
  expect(only(page.rows).document?.url).toMatch(/\/app\/.+\/invoicing\/edit\//)
  const ofCorner = h.keys.partyIds.get('corner')
  const theirs = DealPage.parse(await (await h.admin.send('GET', `/api/deals?party=${ofCorner}`)).json())
  expect(only(theirs.rows)).toMatchObject({ name: 'Still open', state: 'none' })

  const key = `p${h.keys.partyIds.get('acme')}`
  const button = async () =>
    InvoiceButton.parse(await (await h.admin.send('GET', `/api/contacts/${key}/invoice`)).json())
  expect((await button()).state).toBe('off')
  const requestKey = 'a3b1c9d2-0000-4000-8000-0000000000aa'
  const press = () => h.admin.send('POST', `/api/contacts/${key}/invoice`, { requestKey })
  expect((await press()).status).toBe(422)
  await saveDeals(h, { button: true })
  expect((await button()).state).toBe('ready')
  const begun = InvoiceRequest.parse(await (await press()).json())
  expect(begun.state).toBe('working')
  await h.settle()
  const ready = InvoiceRequest.parse(
    await (await h.admin.send('GET', `/api/invoice-requests/${begun.id}`)).json(),
  )
  expect(ready.state).toBe('ready')
  expect(ready.invoiceUrl).toContain('/invoicing/edit/')
  expect(ready.contactUrl).toContain(h.keys.contactIds.get('acme'))
  expect(InvoiceRequest.parse(await (await press()).json()).id).toBe(begun.id)
})

test('the settings name what there is on both sides, and refuse what cannot work', async () => {
  const { h } = await dealing()
  await using _ = h
  const read = async () =>
    DealSettingsView.parse(await (await h.admin.send('GET', '/api/deals/settings')).json())
  const shown = await read()
  expect(shown.choices?.pipelines[0]?.milestones.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    'New open',
    'Bid open',
    'Won won',
    'Lost lost',
  ])
  expect(shown.choices?.accounts.map(({ code }) => code)).toContain('200')
  expect(shown.choices?.taxTypes.map(({ type }) => type)).toContain('OUTPUT')
  const [rule] = shown.rules
  const { since: _since, ...plain } = defined(rule, 'a rule was saved')
  const settings = { button: true, accepted: shown.accepted, paid: shown.paid, rules: [plain] }
  const put = (change: object) =>
    h.admin.send('PUT', '/api/deals/settings', {
      version: shown.version,
      settings: { ...settings, ...change },
    })
  expect((await put({ rules: [{ ...plain, reference: '{price}' }] })).status).toBe(422)
  expect((await put({ rules: [{ ...plain, make: 'quote' }] })).status).toBe(200)
  const after = await read()
  expect(after).toMatchObject({ button: true, rules: [{ make: 'quote', since: rule?.since }] })
})
