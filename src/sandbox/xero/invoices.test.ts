import { expect, test } from 'vitest'
import { createWorld, type World } from './fixture.ts'

const line = { Description: 'Work', Quantity: 1, UnitAmount: 100, AccountCode: '200' }

const draft = (world: World, more: Record<string, unknown> = {}) => ({
  Type: 'ACCREC',
  Contact: { ContactID: world.id('acme') },
  DueDate: '2026-12-01',
  LineItems: [line],
  ...more,
})

const put = async (world: World, more: Record<string, unknown> = {}) => {
  const answer = await world.api('PUT', 'Invoices', draft(world, more))
  expect(answer.text).not.toContain('ValidationErrors":[{')
  return { answer, id: String(answer.at('Invoices', 0, 'InvoiceID')) }
}

test('trap: dates are the calendar day at midnight UTC, with companions (xero §13.10)', async () => {
  const { answer } = await put(await createWorld(), { Date: '2026-09-14' })
  expect(answer.at('Invoices', 0, 'Date')).toBe('/Date(1789344000000+0000)/')
  expect(answer.at('Invoices', 0, 'DateString')).toBe('2026-09-14T00:00:00')
  expect(answer.at('Invoices', 0, 'UpdatedDateUTCString')).toBe('2026-11-22T01:30:00Z')
  expect(answer.at('DateTimeUTC')).toMatch(/^\/Date\(\d+\)\/$/)
})

test('trap: today is the day in the organisation, the MS form is taken too (xero §1)', async () => {
  const world = await createWorld()
  await world.clock.advance(12 * 3_600_000)
  await world.connect()
  const { answer } = await put(world, { DueDate: '/Date(1789344000000+0000)/' })
  expect(answer.at('Invoices', 0, 'DateString')).toBe('2026-11-23T00:00:00')
  expect(answer.at('Invoices', 0, 'DueDateString')).toBe('2026-09-14T00:00:00')
})

test('tax is taken per line from the account: exclusive', async () => {
  const { answer } = await put(await createWorld(), {
    LineItems: [{ ...line, Quantity: 3, UnitAmount: 33.33 }],
  })
  expect(answer.at('Invoices', 0, 'LineItems', 0)).toMatchObject({
    LineAmount: 99.99,
    TaxAmount: 10,
    TaxType: 'OUTPUT',
  })
  expect([answer.at('Invoices', 0, 'SubTotal'), answer.at('Invoices', 0, 'Total')]).toEqual([99.99, 109.99])
})

test('trap: inclusive: the subtotal is what is left of the total (xero §8.1)', async () => {
  const { answer } = await put(await createWorld(), {
    LineAmountTypes: 'Inclusive',
    LineItems: [{ ...line, UnitAmount: 541.25 }],
  })
  expect([answer.at('Invoices', 0, 'TotalTax'), answer.at('Invoices', 0, 'SubTotal')]).toEqual([49.2, 492.05])
})

test('trap: discounts count, and only on sales (xero §8.1)', async () => {
  const world = await createWorld()
  const { answer } = await put(world, { LineItems: [{ ...line, DiscountRate: 12.5 }] })
  expect(answer.at('Invoices', 0, 'SubTotal')).toBe(87.5)
  expect(answer.at('Invoices', 0, 'TotalDiscount')).toBe(12.5)
  const bill = draft(world, { Type: 'ACCPAY', LineItems: [{ ...line, AccountCode: '429', DiscountRate: 5 }] })
  expect((await world.api('PUT', 'Invoices', bill)).text).toContain('The discount rate')
})

test('trap: UnitAmount keeps four decimals only with unitdp=4 (xero §1)', async () => {
  const world = await createWorld()
  const body = draft(world, { LineItems: [{ ...line, Quantity: 1000, UnitAmount: 0.1234 }] })
  expect((await world.api('PUT', 'Invoices', body)).at('Invoices', 0, 'SubTotal')).toBe(120)
  expect((await world.api('PUT', 'Invoices?unitdp=4', body)).at('Invoices', 0, 'SubTotal')).toBe(123.4)
})

test.each([
  [
    'a wrong line amount',
    { LineItems: [{ ...line, LineAmount: 99 }] },
    'The line total 99 does not match the expected line total 100',
  ],
  ['a wrong total', { Total: 1 }, 'The invoice total does not equal the sum of the lines.'],
  ['a foreign currency', { CurrencyCode: 'CHF' }, 'Organisation is not subscribed to currency CHF'],
  [
    'a bank account code',
    { LineItems: [{ ...line, AccountCode: '090' }] },
    "Account code '090' is not a valid code for this document.",
  ],
  [
    'a purchase tax on a sale',
    { LineItems: [{ ...line, TaxType: 'INPUT' }] },
    "The TaxType code 'INPUT' cannot be used with account code '200'",
  ],
  ['a taken number', { InvoiceNumber: 'inv-0100' }, 'Invoice # must be unique.'],
  ['no lines', { LineItems: [] }, 'One or more line items must be specified.'],
  ['no due date when approved', { Status: 'AUTHORISED', DueDate: null }, 'Due date must be specified.'],
  ['a new invoice that is paid', { Status: 'PAID' }, 'Invoice not of valid status for modification'],
  ['an unknown type', { Type: 'ACCRECCREDIT' }, "The invoice type 'ACCRECCREDIT' is not valid."],
])('%s is refused', async (_, more, text) => {
  const world = await createWorld()
  const answer = await world.api('PUT', 'Invoices', draft(world, more))
  expect(answer.status).toBe(400)
  expect(answer.at('Elements', 0, 'ValidationErrors', 0, 'Message')).toBe(text)
})

test('trap: an archived contact takes no documents (xero §4)', async () => {
  const world = await createWorld()
  const answer = await world.api('PUT', 'Invoices', draft(world, { Contact: { ContactID: world.id('old') } }))
  expect(answer.text).toContain('must be un-archived before creating new invoices')
})

test('trap: status table (xero §13.13)', async () => {
  const world = await createWorld()
  const moves: [string, string, boolean][] = [
    ['DRAFT', 'SUBMITTED', true],
    ['DRAFT', 'DELETED', true],
    ['DRAFT', 'VOIDED', false],
    ['SUBMITTED', 'DRAFT', true],
    ['AUTHORISED', 'DRAFT', false],
    ['AUTHORISED', 'DELETED', false],
    ['AUTHORISED', 'VOIDED', true],
  ]
  for (const [from, to, allowed] of moves) {
    const { id } = await put(world, { Status: from })
    const answer = await world.api('POST', 'Invoices', { InvoiceID: id, Status: to })
    expect([from, to, answer.status]).toEqual([from, to, allowed ? 200 : 400])
  }
})

test('trap: deleting an approved invoice is recorded as an error on the element (xero §13.13)', async () => {
  const world = await createWorld()
  const { id } = await put(world, { Status: 'AUTHORISED' })
  const answer = await world.api('POST', 'Invoices?summarizeErrors=False', {
    InvoiceID: id,
    Status: 'DELETED',
  })
  expect(answer.at('Invoices', 0)).toMatchObject({
    HasErrors: true,
    StatusAttributeString: 'ERROR',
    ValidationErrors: [{ Message: 'Invoice not of valid status for modification' }],
  })
})

test('trap: lines not listed are deleted, listed ones keep their id, absent LineItems keep all (xero §13.9)', async () => {
  const world = await createWorld()
  const { id, answer } = await put(world, { LineItems: [line, { ...line, Description: 'Second' }] })
  const first = answer.at('Invoices', 0, 'LineItems', 0, 'LineItemID')
  const changed = await world.api('POST', 'Invoices', {
    InvoiceID: id,
    LineItems: [
      { LineItemID: first, UnitAmount: 5 },
      { ...line, Description: 'Third' },
    ],
  })
  expect(changed.at('Invoices', 0, 'LineItems', 'length')).toBe(2)
  expect(changed.at('Invoices', 0, 'LineItems', 0)).toMatchObject({
    LineItemID: first,
    Description: 'Work',
    LineAmount: 5,
  })
  const approved = await world.api('POST', 'Invoices', { InvoiceID: id, Status: 'AUTHORISED' })
  expect(approved.at('Invoices', 0, 'LineItems', 'length')).toBe(2)
})

test('trap: a nested contact with more than its id is changed and loses its other people (xero §13.8)', async () => {
  const world = await createWorld()
  await world.api('POST', 'Contacts', { ContactID: world.id('acme'), ContactPersons: [{ FirstName: 'Pat' }] })
  await put(world, { Contact: { ContactID: world.id('acme'), Name: 'Acme Surprise' } })
  const contact = await world.api('GET', `Contacts/${world.id('acme')}`)
  expect(contact.at('Contacts', 0, 'Name')).toBe('Acme Surprise')
  expect(contact.at('Contacts', 0, 'ContactPersons')).toEqual([])
})

test('trap: ContactID alone, or a known name alone, leaves the contact as it is (xero §13.8)', async () => {
  const world = await createWorld()
  await world.api('POST', 'Contacts', { ContactID: world.id('acme'), ContactPersons: [{ FirstName: 'Pat' }] })
  await put(world)
  await put(world, { Contact: { Name: 'ACME CAFÉS PTY LTD' } })
  const contact = await world.api('GET', `Contacts/${world.id('acme')}`)
  expect(contact.at('Contacts', 0, 'Name')).toBe('Acme Cafés Pty Ltd')
  expect(contact.at('Contacts', 0, 'ContactPersons', 'length')).toBe(1)
})

test('trap: a nested unknown name creates the contact, unless the invoice is refused (xero §13.8)', async () => {
  const world = await createWorld()
  const refused = await world.api(
    'PUT',
    'Invoices',
    draft(world, { Contact: { Name: 'Newcomer' }, CurrencyCode: 'CHF' }),
  )
  expect(refused.status).toBe(400)
  expect((await world.api('GET', 'Contacts?searchTerm=newcomer')).at('Contacts', 'length')).toBe(0)
  await put(world, { Contact: { Name: 'Newcomer' } })
  const found = await world.api('GET', 'Contacts?searchTerm=newcomer')
  expect(found.at('Contacts', 0, 'IsCustomer')).toBe(true)
})

test('trap: a listing without page has no LineItems, a paged one has (xero §13.7)', async () => {
  const world = await createWorld()
  expect((await world.api('GET', 'Invoices')).at('Invoices', 0, 'LineItems')).toEqual([])
  expect((await world.api('GET', 'Invoices?page=1')).at('Invoices', 0, 'LineItems', 'length')).toBe(1)
})

test.each([
  ['Statuses=AUTHORISED', 1],
  ['Statuses=PAID,AUTHORISED', 2],
  ['Statuses=', 0],
  ['InvoiceNumbers=INV-0100', 1],
  [`where=${encodeURIComponent('Type=="ACCPAY" AND AmountDue==0')}`, 1],
  [`where=${encodeURIComponent('Contact.Name=="acme cafes pty ltd"')}`, 1],
  [`where=${encodeURIComponent('Date>=DateTime(2026,10,20)')}`, 1],
  ['searchTerm=inv-01', 1],
  ['createdByMyApp=true', 0],
])('GET Invoices?%s finds %i', async (query, count) => {
  const answer = await (await createWorld()).api('GET', `Invoices?${query}`)
  expect(answer.at('Invoices', 'length')).toBe(count)
})

test('ContactIDs filters, the order can be turned', async () => {
  const world = await createWorld()
  const mine = await world.api('GET', `Invoices?ContactIDs=${world.id('birch')}`)
  expect(mine.at('Invoices', 0, 'InvoiceNumber')).toBe('B-9')
  const sorted = await world.api('GET', 'Invoices?order=Total%20ASC')
  expect(sorted.at('Invoices', 0, 'InvoiceNumber')).toBe('B-9')
  expect((await world.api('GET', 'Invoices?order=Nonsense')).at('Type')).toBe('QueryParseException')
})

test('numbers are given out in turn and found in the path', async () => {
  const world = await createWorld()
  const [one, two] = [await put(world), await put(world)]
  expect([
    one.answer.at('Invoices', 0, 'InvoiceNumber'),
    two.answer.at('Invoices', 0, 'InvoiceNumber'),
  ]).toEqual(['INV-0001', 'INV-0002'])
  expect((await world.api('GET', 'Invoices/INV-0002')).at('Invoices', 0, 'InvoiceID')).toBe(two.id)
})

test('a batch with one bad element keeps the others', async () => {
  const world = await createWorld()
  const batch = { Invoices: [draft(world), draft(world, { CurrencyCode: 'CHF' }), draft(world)] }
  const answer = await world.api('PUT', 'Invoices?summarizeErrors=false', batch)
  const states = [0, 1, 2].map((i) => answer.at('Invoices', i, 'StatusAttributeString'))
  expect(states).toEqual(['OK', 'ERROR', 'OK'])
})

test('trap: a foreign document counts in the balances in the base currency (xero §8.1)', async () => {
  const world = await createWorld()
  await put(world, {
    Status: 'AUTHORISED',
    CurrencyCode: 'USD',
    CurrencyRate: 0.5,
    Contact: { Name: 'Overseas Inc' },
  })
  const found = await world.api('GET', 'Contacts?page=1&searchTerm=overseas')
  expect(found.at('Contacts', 0, 'Balances', 'AccountsReceivable', 'Outstanding')).toBe(220)
})

test('trap: the online address exists for approved sales only (xero §8.1)', async () => {
  const world = await createWorld()
  const { id } = await put(world)
  expect((await world.api('GET', `Invoices/${id}/OnlineInvoice`)).status).toBe(404)
  await world.api('POST', `Invoices/${id}`, { Status: 'AUTHORISED' })
  expect(
    (await world.api('GET', `Invoices/${id}/OnlineInvoice`)).at('OnlineInvoices', 0, 'OnlineInvoiceUrl'),
  ).toContain(id)
})

test('what is not built answers 501 and says so', async () => {
  const answer = await (await createWorld()).api('GET', 'PurchaseOrders')
  expect(answer.status).toBe(501)
  expect(answer.text).toContain('GET /api.xro/2.0/PurchaseOrders')
})
