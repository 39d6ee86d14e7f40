import { expect, test } from 'vitest'
import { civilDate } from '#core/civil-date.ts'
import { xeroContactId, xeroDocumentId } from '#core/model/ids.ts'
import { createGovernor } from '#core/remote/governor.ts'
import { fixedToken } from '#core/remote/tokens.ts'
import { Fault } from '#sandbox/kernel/faults.ts'
import { createWorld, documentScopes, origin, type World } from '#sandbox/xero/fixture.ts'
import { listAttachments } from './attachments.ts'
import {
  getCreditNotes,
  getOverpayments,
  getPrepayments,
  listCreditNotes,
  listOverpayments,
  listPrepayments,
} from './credits.ts'
import { documentLimits, type NewInvoice, type NewQuote } from './document-edit.ts'
import { createXeroHttp, type XeroHttp } from './http.ts'
import { createInvoice, endingStatus, setInvoiceStatus } from './invoice-writes.ts'
import { findOwnInvoices, getInvoices, listInvoices, onlineInvoiceUrl } from './invoices.ts'
import { getPayments, listPayments } from './payments.ts'
import { createQuote, setQuoteStatus } from './quote-writes.ts'
import { getQuote, listQuotes } from './quotes.ts'
import { listRepeatingInvoices } from './repeating-invoices.ts'

const outside = { now: () => 0, sleep: async () => {}, random: () => 0 }

function client(fetch: (url: string, init: RequestInit) => Promise<Response>, token: string, tenant: string) {
  return createXeroHttp({
    ...outside,
    fetch,
    apiUrl: origin,
    tenantId: tenant,
    tokens: fixedToken('xero', token),
    governor: createGovernor({ ...outside, side: 'xero', inFlightMax: 4, perMinuteMax: null }),
  })
}

async function connected() {
  const w = await createWorld({ scope: documentScopes, quotas: false })
  const fetch = (url: string, init: RequestInit) => w.xero.fetch(new Request(url, init))
  return { w, http: client(fetch, w.session.token, w.session.tenant) }
}

/** A vendor that says one thing, whatever it is asked. */
function saying(body: unknown) {
  const asked: URL[] = []
  const http = client(
    async (url) => {
      asked.push(new URL(url))
      return Response.json(body)
    },
    'token',
    'tenant',
  )
  return { http, asked }
}

async function all<T>(pages: AsyncIterable<{ readonly rows: readonly T[] }>): Promise<T[]> {
  const rows: T[] = []
  for await (const page of pages) rows.push(...page.rows)
  return rows
}

const wanted = {
  Status: 'AUTHORISED',
  LineItems: [{ Description: 'x', UnitAmount: 100, AccountCode: '200' }],
}

async function creditNote(w: World, more: Record<string, unknown> = {}) {
  const body = { Type: 'ACCRECCREDIT', Contact: { ContactID: w.id('acme') }, Date: '2026-11-10', ...wanted }
  const answer = await w.api('PUT', 'CreditNotes', { ...body, ...more })
  return String(answer.at('CreditNotes', 0, 'CreditNoteID'))
}

async function received(w: World, Type: string, more: Record<string, unknown> = {}) {
  const bank = { BankAccount: { Code: '090' }, Date: '2026-11-10', Contact: { ContactID: w.id('acme') } }
  const answer = await w.api('PUT', 'BankTransactions', { Type, ...bank, ...wanted, ...more })
  const name = Type.endsWith('PREPAYMENT') ? 'PrepaymentID' : 'OverpaymentID'
  return String(answer.at('BankTransactions', 0, name))
}

const invoiceIn = async (http: XeroHttp) =>
  (await all(listInvoices(http))).find((d) => d.number === 'INV-0100')

test('a credit note shows where it was used, and the invoice shows what was used on it', async () => {
  const { w, http } = await connected()
  const id = await creditNote(w, { CreditNoteNumber: 'CN-7', Reference: 'returned' })
  const before = await invoiceIn(http)
  await w.api('PUT', `CreditNotes/${id}/Allocations`, {
    Amount: 30,
    Date: '2026-11-12',
    Invoice: { InvoiceID: before?.id },
  })
  await w.api('PUT', 'Payments', {
    CreditNote: { CreditNoteID: id },
    Account: { Code: '090' },
    Amount: 15.5,
    Date: '2026-11-13',
  })
  const [note, ...others] = await all(listCreditNotes(http))
  expect(others).toEqual([])
  expect(note).toMatchObject({
    kind: 'credit_note',
    id,
    side: 'sales',
    contactId: w.id('acme'),
    number: 'CN-7',
    reference: 'returned',
    status: 'AUTHORISED',
    date: '2026-11-10',
    currency: 'AUD',
    currencyRate: '1',
    subTotalMinor: 10_000,
    taxMinor: 1_000,
    totalMinor: 11_000,
    remainingMinor: 11_000 - 3_000 - 1_550,
    lines: [{ description: 'x', accountCode: '200', taxType: 'OUTPUT', lineMinor: 10_000 }],
    allocations: [
      { invoiceId: before?.id, invoiceNumber: 'INV-0100', date: '2026-11-12', amountMinor: 3_000 },
    ],
    refunds: [{ date: '2026-11-13', amountMinor: 1_550 }],
  })
  expect(await invoiceIn(http)).toMatchObject({
    creditedMinor: 3_000,
    dueMinor: (before?.dueMinor ?? 0) - 3_000,
    credits: [{ kind: 'credit_note', id, number: 'CN-7', date: '2026-11-12', amountMinor: 3_000 }],
  })
  const unknown = xeroDocumentId('00000000-0000-4000-8000-000000000009')
  expect(await getCreditNotes(http, [xeroDocumentId(id), unknown])).toEqual([note])
  expect(w.xero.strays()).toEqual([])
})

test('money paid ahead or too much is told apart, and by whose it is', async () => {
  const { w, http } = await connected()
  const ahead = await received(w, 'RECEIVE-PREPAYMENT', { Reference: 'deposit' })
  const tooMuch = await received(w, 'SPEND-OVERPAYMENT')
  const prepayments = await all(listPrepayments(http))
  const overpayments = await all(listOverpayments(http))
  expect(prepayments).toMatchObject([
    { kind: 'prepayment', id: ahead, side: 'sales', remainingMinor: 11_000, taxMinor: 1_000 },
  ])
  expect(overpayments).toMatchObject([
    {
      kind: 'overpayment',
      id: tooMuch,
      side: 'purchases',
      remainingMinor: 10_000,
      taxMinor: 0,
      number: null,
    },
  ])
  expect(await getPrepayments(http, [xeroDocumentId(ahead)])).toEqual(prepayments)
  expect(await getOverpayments(http, [xeroDocumentId(tooMuch)])).toEqual(overpayments)
  const invoice = await invoiceIn(http)
  await w.api('PUT', `Prepayments/${ahead}/Allocations`, { Amount: 70, Invoice: { InvoiceID: invoice?.id } })
  expect(await invoiceIn(http)).toMatchObject({
    credits: [{ kind: 'prepayment', id: ahead, number: null, amountMinor: 7_000 }],
  })
  expect(w.xero.strays()).toEqual([])
})

test('payments name what they pay, and deleted ones stay in the list', async () => {
  const { w, http } = await connected()
  const invoice = await invoiceIn(http)
  const pay = (fields: object) =>
    w.api('PUT', 'Payments', { Account: { Code: '090' }, Amount: 12.34, ...fields })
  await pay({ Invoice: { InvoiceID: invoice?.id }, Date: '2026-11-15', Reference: 'card' })
  const refund = await pay({ CreditNote: { CreditNoteID: await creditNote(w) } })
  const refunded = String(refund.at('Payments', 0, 'PaymentID'))
  await w.api('POST', `Payments/${refunded}`, { Status: 'DELETED' })
  const payments = await all(listPayments(http))
  expect(payments.find((p) => p.reference === 'card')).toMatchObject({
    status: 'AUTHORISED',
    date: '2026-11-15',
    currency: 'AUD',
    amountMinor: 1_234,
    accountCode: '090',
    paid: {
      kind: 'invoice',
      side: 'sales',
      id: invoice?.id,
      number: 'INV-0100',
      contactId: w.id('acme'),
    },
  })
  expect(payments.find((p) => p.paid?.kind === 'bill')).toMatchObject({ paid: { side: 'purchases' } })
  const [gone] = await getPayments(http, [xeroDocumentId(refunded)])
  expect(gone).toMatchObject({ status: 'DELETED', paid: { kind: 'credit_note', side: 'sales' } })
  expect(w.xero.strays()).toEqual([])
})

test('only what changed since is read again', async () => {
  const { w, http } = await connected()
  await creditNote(w)
  await w.clock.advance(60_000)
  const since = new Date(w.clock.now()).toISOString()
  expect(await all(listCreditNotes(http, { since }))).toEqual([])
  expect(await all(listPayments(http, { since }))).toEqual([])
  expect(await all(listQuotes(http, { since }))).toEqual([])
  const id = await creditNote(w)
  expect(await all(listCreditNotes(http, { since }))).toMatchObject([{ id }])
})

test('a filter that Xero refuses is asked one by one', async () => {
  const { w, http } = await connected()
  const ids = [xeroDocumentId(await creditNote(w)), xeroDocumentId(await creditNote(w))]
  w.kernel.faults.add(
    Fault.parse({ vendor: 'xero', kind: 'status', status: 400, times: 1, path: '/CreditNotes' }),
  )
  const found = await getCreditNotes(http, [...ids, xeroDocumentId('00000000-0000-4000-8000-000000000009')])
  expect(found.map((c) => c.id)).toEqual(ids)
  expect(w.kernel.faults.list()).toMatchObject([{ struck: 1 }])
})

const quote = (w: World): NewQuote => ({
  status: 'SENT',
  contactId: xeroContactId(w.id('acme')),
  reference: 'OPP-1',
  title: 'Kitchen',
  summary: 'All of it',
  date: civilDate('2026-11-20'),
  expiresOn: civilDate('2026-12-20'),
  lineAmounts: 'exclusive',
  lines: [{ description: 'Bench', quantity: '3', unitAmount: '33.3333', accountCode: '200' }],
})

test('quotes are created, read and moved on; beyond a hundred all are read', async () => {
  const { w, http } = await connected()
  const made = await createQuote(http, quote(w), { idempotencyKey: 'q1' })
  if (made.outcome !== 'written') throw new Error(made.outcome)
  expect(made.document).toMatchObject({
    kind: 'quote',
    status: 'SENT',
    number: 'QU-0001',
    title: 'Kitchen',
    expiresOn: '2026-12-20',
    subTotalMinor: 10_000,
    totalMinor: 11_000,
    lineAmounts: 'exclusive',
    lines: [{ quantity: '3', unitAmount: '33.3333', lineMinor: 10_000 }],
  })
  expect(await getQuote(http, made.document.id)).toEqual(made.document)
  const accepted = await setQuoteStatus(http, made.document, 'ACCEPTED', { idempotencyKey: 'q2' })
  expect(accepted).toMatchObject({ outcome: 'written', document: { status: 'ACCEPTED', number: 'QU-0001' } })
  const back = await setQuoteStatus(http, made.document, 'DRAFT', { idempotencyKey: 'q3' })
  expect(back).toMatchObject({ outcome: 'refused', messages: [expect.stringContaining('ACCEPTED')] })
  const line = { Description: 'y', Quantity: 1, UnitAmount: 1 }
  const Quotes = Array.from({ length: 100 }, () => ({
    Contact: { ContactID: w.id('birch') },
    LineItems: [line],
  }))
  await w.api('PUT', 'Quotes', { Quotes })
  expect(new Set((await all(listQuotes(http))).map((q) => q.id)).size).toBe(101)
  expect(await all(listQuotes(http, { contactId: xeroContactId(w.id('acme')) }))).toHaveLength(1)
  expect(await getQuote(http, xeroDocumentId('00000000-0000-4000-8000-000000000009'))).toBeNull()
  expect(w.xero.strays()).toEqual([])
})

test.each([
  ['title', documentLimits.quoteTitle],
  ['summary', documentLimits.quoteSummary],
  ['terms', documentLimits.quoteTerms],
  ['reference', documentLimits.quoteReference],
  ['number', documentLimits.number],
] as const)('the %s of a quote has at most %i characters', async (field, max) => {
  const { w, http } = await connected()
  const fits = { ...quote(w), [field]: 'x'.repeat(max) }
  expect(await createQuote(http, fits, { idempotencyKey: 'a' })).toMatchObject({ outcome: 'written' })
  const tooLong = { ...quote(w), [field]: 'x'.repeat(max + 1) }
  expect(await createQuote(http, tooLong, { idempotencyKey: 'b' })).toMatchObject({ outcome: 'refused' })
})

const invoice = (w: World, more: Partial<NewInvoice> = {}): NewInvoice => ({
  kind: 'invoice',
  status: 'DRAFT',
  contactId: xeroContactId(w.id('acme')),
  reference: 'Deal 7',
  date: civilDate('2026-11-22'),
  dueDate: civilDate('2026-12-06'),
  url: 'https://crm.example/opportunity/7',
  lineAmounts: 'exclusive',
  lines: [
    { description: 'Work', quantity: '1.5', unitAmount: '99.9999', accountCode: '200', discountRate: '10' },
    { description: 'With thanks', quantity: null, unitAmount: null },
  ],
  ...more,
})

test('an invoice is created for a contact that stays as it is, approved, and ended', async () => {
  const { w, http } = await connected()
  const contactBefore = (await w.api('GET', `Contacts/${w.id('acme')}`)).at('Contacts', 0, 'UpdatedDateUTC')
  const made = await createInvoice(http, invoice(w), { idempotencyKey: 'i1' })
  if (made.outcome !== 'written') throw new Error(JSON.stringify(made))
  const { document } = made
  expect(document).toMatchObject({
    kind: 'invoice',
    status: 'DRAFT',
    contactId: w.id('acme'),
    reference: 'Deal 7',
    url: 'https://crm.example/opportunity/7',
    subTotalMinor: 13_500,
    taxMinor: 1_350,
    discountMinor: 1_500,
    dueMinor: 14_850,
    lines: [{ unitAmount: '99.9999', discountRate: '10', taxType: 'OUTPUT' }, { description: 'With thanks' }],
  })
  expect((await w.api('GET', `Contacts/${w.id('acme')}`)).at('Contacts', 0, 'UpdatedDateUTC')).toEqual(
    contactBefore,
  )
  expect(await findOwnInvoices(http, document.contactId)).toMatchObject([
    { id: document.id, url: document.url },
  ])
  expect(await onlineInvoiceUrl(http, document.id)).toBeNull()
  const approved = await setInvoiceStatus(http, document.id, 'AUTHORISED', { idempotencyKey: 'i2' })
  expect(approved).toMatchObject({
    outcome: 'written',
    document: { status: 'AUTHORISED', totalMinor: 14_850 },
  })
  expect(await onlineInvoiceUrl(http, document.id)).toMatch(/^http/)
  expect(endingStatus('AUTHORISED')).toBe('VOIDED')
  await setInvoiceStatus(http, document.id, 'VOIDED', { idempotencyKey: 'i3' })
  expect(await getInvoices(http, [document.id])).toMatchObject([{ status: 'VOIDED', dueMinor: 0 }])
  const again = await setInvoiceStatus(http, document.id, 'AUTHORISED', { idempotencyKey: 'i4' })
  expect(again).toMatchObject({ outcome: 'refused', messages: [expect.any(String)] })
  expect(w.xero.strays()).toEqual([])
})

test('what Xero refuses is told in its words, and nothing is made', async () => {
  const { w, http } = await connected()
  const wrong = invoice(w, {
    lines: [{ description: 'x', quantity: '1', unitAmount: '1', accountCode: '999' }],
  })
  expect(await createInvoice(http, wrong, { idempotencyKey: 'i1' })).toEqual({
    outcome: 'refused',
    messages: ["Account code '999' is not a valid code for this document."],
  })
  const archived = invoice(w, { contactId: xeroContactId(w.id('old')) })
  expect(await createInvoice(http, archived, { idempotencyKey: 'i2' })).toMatchObject({ outcome: 'refused' })
  const unknown = xeroDocumentId('00000000-0000-4000-8000-000000000009')
  expect(await setInvoiceStatus(http, unknown, 'VOIDED', { idempotencyKey: 'i3' })).toEqual({
    outcome: 'refused',
    messages: ['The document does not exist in Xero any more.'],
  })
  expect(await findOwnInvoices(http, xeroContactId(w.id('acme')))).toEqual([])
  const sloppy = invoice(w, { lines: [{ description: 'x', quantity: '1,5', unitAmount: '1' }] })
  expect(() => createInvoice(http, sloppy, { idempotencyKey: 'i4' })).toThrow('not a decimal')
})

test('after a lost answer the same key makes no second invoice', async () => {
  const { w, http } = await connected()
  w.kernel.faults.add(Fault.parse({ vendor: 'xero', kind: 'lost_answer', times: 1, path: '/Invoices' }))
  const made = await createInvoice(http, invoice(w), { idempotencyKey: 'once' })
  expect(made).toMatchObject({ outcome: 'written' })
  expect(await findOwnInvoices(http, xeroContactId(w.id('acme')))).toHaveLength(1)
})

test('files are listed when asked for', async () => {
  const { w, http } = await connected()
  const found = await invoiceIn(http)
  if (!found) throw new Error('no invoice')
  expect(await listAttachments(http, found)).toEqual([])
  await w.api('PUT', `Invoices/${found.id}/Attachments/plan.pdf?IncludeOnline=true`, 'pdf', {
    'content-type': 'application/pdf',
  })
  expect(await listAttachments(http, found)).toEqual([
    {
      id: expect.any(String),
      fileName: 'plan.pdf',
      mimeType: 'application/pdf',
      bytes: 3,
      includeOnline: true,
    },
  ])
  expect(await invoiceIn(http)).toMatchObject({ hasAttachments: true })
})

test('templates come with their schedule', async () => {
  const guid = '428C0D75-909f-4b04-8403-a48dc27283b0'
  const template = {
    Schedule: {
      Period: 2,
      Unit: 'WEEKLY',
      DueDate: 10,
      DueDateType: 'OFFOLLOWINGMONTH',
      StartDate: '/Date(1555286400000+0000)/',
      NextScheduledDate: '/Date(1555372800000+0000)/',
    },
    RepeatingInvoiceID: guid,
    Type: 'ACCPAY',
    Reference: '',
    Contact: { ContactID: guid, Name: 'Kw' },
    Status: 'AUTHORISED',
    LineAmountTypes: 'NoTax',
    SubTotal: 1.005,
    TotalTax: 0,
    Total: 1.005,
    CurrencyCode: 'KWD',
  }
  const { http, asked } = saying({ RepeatingInvoices: [template] })
  expect(await listRepeatingInvoices(http)).toEqual([
    {
      kind: 'repeating_invoice',
      id: guid.toLowerCase(),
      side: 'purchases',
      contactId: guid.toLowerCase(),
      contactName: 'Kw',
      reference: null,
      status: 'AUTHORISED',
      schedule: { every: 2, unit: 'weeks', startsOn: '2019-04-15', nextOn: '2019-04-16', endsOn: null },
      currency: 'KWD',
      subTotalMinor: 1_005,
      taxMinor: 0,
      totalMinor: 1_005,
      lineAmounts: 'no_tax',
      lines: [],
      approvedForSending: false,
      hasAttachments: false,
    },
  ])
  expect(asked[0]?.search).toBe('')
})

test('a payment whose document has no named currency has no amount rather than a wrong one', async () => {
  const guid = '99ea7f6b-c513-4066-bc27-b7c65dcd76c2'
  const Payments = [
    {
      PaymentID: guid,
      Date: '/Date(1543449600000+0000)/',
      Amount: 46,
      Status: 'AUTHORISED',
      PaymentType: 'APOVERPAYMENTPAYMENT',
      Overpayment: { OverpaymentID: guid },
      UpdatedDateUTC: '/Date(1541176592690+0000)/',
    },
  ]
  expect(await all(listPayments(saying({ Payments }).http))).toMatchObject([
    { currency: null, amountMinor: null, paid: { kind: 'overpayment', side: 'purchases', contactId: null } },
  ])
})

test('an online address that is none of the web is no link', async () => {
  const { http } = saying({ OnlineInvoices: [{ OnlineInvoiceUrl: 'javascript:alert(1)' }] })
  expect(await onlineInvoiceUrl(http, xeroDocumentId('99ea7f6b-c513-4066-bc27-b7c65dcd76c2'))).toBeNull()
})
