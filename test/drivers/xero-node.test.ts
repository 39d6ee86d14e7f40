import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  Contact,
  CreditNote,
  Invoice,
  type LineItem,
  Payment,
  type Quote,
  QuoteStatusCodes,
  XeroClient,
} from 'xero-node'
import { ChargeType, CurrencyCode, ProjectStatus } from 'xero-node/dist/gen/model/projects/models.js'
import { serveSandbox } from '#sandbox/serve.ts'
import { redirectSdk } from './redirect.ts'

/** A day of work by Xero's own SDK, over HTTP, against the sandbox: a client nobody here wrote. */

const scopes = [
  'accounting.contacts',
  'accounting.invoices',
  'accounting.payments',
  'accounting.settings',
  'accounting.attachments',
  'projects',
]

async function connected() {
  const complaints: string[] = []
  const sandbox = await serveSandbox({
    capsulePort: 0,
    xeroPort: 0,
    seed: 3,
    load: 'demo',
    quotas: false,
    log: (line) => complaints.push(line),
  })
  const restore = redirectSdk(sandbox.xeroUrl)
  const xero = new XeroClient({
    clientId: 'counterpart-custom',
    clientSecret: 'counterpart-custom-secret',
    grantType: 'client_credentials',
    scopes,
  })
  await xero.getClientCredentialsToken()
  const [tenant] = await xero.updateTenants()
  const tenantId = String(tenant?.tenantId)
  return { sandbox, restore, xero, tenant: tenantId, organisation: tenant?.orgData, complaints }
}

let day: Awaited<ReturnType<typeof connected>>
beforeAll(async () => {
  day = await connected()
})
afterAll(async () => {
  day.restore()
  await day.sandbox.close()
  expect(day.complaints).toEqual([])
})

/** The SDK makes a Date of a day, though it types it as text. */
const dayOf = (value: unknown) => (value instanceof Date ? value.toISOString().slice(0, 10) : value)

const line: LineItem = { description: 'Bench', quantity: 2, unitAmount: 100, accountCode: '200' }

/** The first of a list that must have one. */
function first<T>(list: readonly T[] | undefined): T {
  const [item] = list ?? []
  if (item === undefined) throw new Error('the SDK found nothing in the answer')
  return item
}

/** What the SDK throws: the answer as text, with its status. */
async function refusalOf(work: Promise<unknown>): Promise<{ status: number; text: string }> {
  try {
    await work
  } catch (error) {
    const text = typeof error === 'string' ? error : JSON.stringify(error)
    return { status: Number(/"statusCode":(\d+)/.exec(text)?.[1] ?? 0), text }
  }
  throw new Error('the SDK was not refused')
}

async function customer(name: string): Promise<Contact & { contactID: string }> {
  const { body } = await day.xero.accountingApi.createContacts(day.tenant, {
    contacts: [{ name, emailAddress: 'driver@customers.example' }],
  })
  const contact = first(body.contacts)
  return { ...contact, contactID: String(contact.contactID) }
}

async function invoiceFor(contactID: string, unitAmount = 100): Promise<Invoice & { invoiceID: string }> {
  const { body } = await day.xero.accountingApi.createInvoices(day.tenant, {
    invoices: [
      {
        type: Invoice.TypeEnum.ACCREC,
        contact: { contactID },
        date: '2026-11-20',
        dueDate: '2026-12-04',
        status: Invoice.StatusEnum.AUTHORISED,
        lineItems: [{ ...line, unitAmount }],
      },
    ],
  })
  const invoice = first(body.invoices)
  return { ...invoice, invoiceID: String(invoice.invoiceID) }
}

async function bankId(): Promise<string> {
  const { body } = await day.xero.accountingApi.getAccounts(day.tenant, undefined, 'Type=="BANK"')
  return String(first(body.accounts).accountID)
}

test('signing in names the organisation', () => {
  expect(day.organisation).toMatchObject({ organisationID: day.tenant, baseCurrency: 'AUD' })
})

test('contacts: created, found, changed, noted, archived', async () => {
  const { accountingApi } = day.xero
  const made = await customer('Driver Kitchens')
  const update = { contacts: [{ contactID: made.contactID, emailAddress: 'driver@kitchens.example' }] }
  const changed = await accountingApi.updateContact(day.tenant, made.contactID, update)
  expect(first(changed.body.contacts)).toMatchObject({
    name: 'Driver Kitchens',
    emailAddress: 'driver@kitchens.example',
  })
  const where = 'EmailAddress=="driver@kitchens.example"'
  const found = await accountingApi.getContacts(day.tenant, undefined, where, 'Name ASC', undefined, 1)
  expect(first(found.body.contacts).contactID).toBe(made.contactID)
  expect(first(found.body.contacts).updatedDateUTC).toBeInstanceOf(Date)
  const details = { historyRecords: [{ details: 'Linked' }] }
  await accountingApi.createContactHistory(day.tenant, made.contactID, details)
  const history = await accountingApi.getContactHistory(day.tenant, made.contactID)
  expect(history.body.historyRecords?.map((record) => record.details)).toContain('Linked')
  const archived = {
    contacts: [{ contactID: made.contactID, contactStatus: Contact.ContactStatusEnum.ARCHIVED }],
  }
  expect(
    first((await accountingApi.updateContact(day.tenant, made.contactID, archived)).body.contacts)
      .contactStatus,
  ).toBe('ARCHIVED')
  expect(await refusalOf(accountingApi.updateContact(day.tenant, made.contactID, update))).toMatchObject({
    status: 400,
  })
})

test('paging walks through every contact once', async () => {
  const seen: string[] = []
  for (let page = 1; ; page++) {
    const { body } = await day.xero.accountingApi.getContacts(
      day.tenant,
      undefined,
      undefined,
      'ContactID ASC',
      undefined,
      page,
      true,
      undefined,
      undefined,
      20,
    )
    seen.push(...(body.contacts ?? []).map((contact) => String(contact.contactID)))
    if (page >= Number(body.pagination?.pageCount)) {
      expect(body.pagination?.itemCount).toBe(seen.length)
      break
    }
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.length).toBeGreaterThan(60)
})

test('a delta by date brings what changed', async () => {
  const later = new Date(Date.now() + 3_600_000)
  const none = await day.xero.accountingApi.getContacts(day.tenant, later)
  expect(none.body.contacts ?? []).toEqual([])
})

test('a batch keeps the good ones and says what is wrong with the others', async () => {
  const contacts = [{ name: 'Driver Batch One' }, { name: '' }, { name: 'Driver Batch Two' }]
  const { body } = await day.xero.accountingApi.createContacts(day.tenant, { contacts }, false)
  expect(body.contacts?.map((contact) => contact.hasValidationErrors ?? false)).toEqual([false, true, false])
  const refused = await refusalOf(
    day.xero.accountingApi.createContacts(day.tenant, { contacts: [{ name: 'driver batch one' }] }),
  )
  expect(refused).toMatchObject({ status: 400 })
  expect(refused.text).toContain('already assigned to another contact')
})

test('an idempotency key makes a retry harmless', async () => {
  const create = () =>
    day.xero.accountingApi.createContacts(
      day.tenant,
      { contacts: [{ name: 'Driver Once' }] },
      true,
      'driver-key-1',
    )
  const [one, two] = [await create(), await create()]
  expect(first(two.body.contacts).contactID).toBe(first(one.body.contacts).contactID)
})

test('groups: made, filled, emptied', async () => {
  const { accountingApi } = day.xero
  const { contactID } = await customer('Driver Grouped')
  const made = await accountingApi.createContactGroup(day.tenant, {
    contactGroups: [{ name: 'Driver group' }],
  })
  const groupId = String(first(made.body.contactGroups).contactGroupID)
  await accountingApi.createContactGroupContacts(day.tenant, groupId, { contacts: [{ contactID }] })
  const group = await accountingApi.getContactGroup(day.tenant, groupId)
  expect(first(group.body.contactGroups).contacts?.map((contact) => contact.contactID)).toEqual([contactID])
  await accountingApi.deleteContactGroupContact(day.tenant, groupId, contactID)
  const empty = await accountingApi.getContactGroup(day.tenant, groupId)
  expect(first(empty.body.contactGroups).contacts ?? []).toEqual([])
})

test('an invoice: made, read, mailed, printed, part paid, reopened', async () => {
  const { accountingApi } = day.xero
  const { contactID } = await customer('Driver Invoiced')
  const made = await invoiceFor(contactID)
  expect(made).toMatchObject({ subTotal: 200, totalTax: 20, total: 220, amountDue: 220 })
  expect(dayOf(made.date)).toBe('2026-11-20')
  const account = { accountID: await bankId() }
  const payment = { invoice: { invoiceID: made.invoiceID }, account, date: '2026-11-21', amount: 120 }
  const paid = await accountingApi.createPayment(day.tenant, payment)
  const read = () => accountingApi.getInvoice(day.tenant, made.invoiceID)
  expect(first((await read()).body.invoices)).toMatchObject({
    amountDue: 100,
    amountPaid: 120,
    status: 'AUTHORISED',
  })
  const paymentId = String(first(paid.body.payments).paymentID)
  await accountingApi.deletePayment(day.tenant, paymentId, { status: 'DELETED' })
  expect(first((await read()).body.invoices)).toMatchObject({ amountDue: 220, amountPaid: 0 })
  await accountingApi.createInvoiceHistory(day.tenant, made.invoiceID, {
    historyRecords: [{ details: 'Seen' }],
  })
  const online = await accountingApi.getOnlineInvoice(day.tenant, made.invoiceID)
  expect(first(online.body.onlineInvoices).onlineInvoiceUrl).toMatch(/^http/)
  const mailed = await accountingApi.emailInvoice(day.tenant, made.invoiceID, {})
  expect(mailed.response.status).toBe(204)
  const pdf = await accountingApi.getInvoiceAsPdf(day.tenant, made.invoiceID)
  expect(Buffer.from(pdf.body).toString('latin1')).toMatch(/^%PDF/)
  const file = await accountingApi.createInvoiceAttachmentByFileName(
    day.tenant,
    made.invoiceID,
    'plan.txt',
    Buffer.from('a plan'),
    true,
    undefined,
    { headers: { 'Content-Type': 'text/plain' } },
  )
  expect(first(file.body.attachments)).toMatchObject({ fileName: 'plan.txt', mimeType: 'text/plain' })
  const ids = await accountingApi.getInvoices(day.tenant, undefined, undefined, undefined, [made.invoiceID])
  expect(ids.body.invoices?.map((invoice) => invoice.invoiceID)).toEqual([made.invoiceID])
})

test('an invoice that is paid in full is paid', async () => {
  const { contactID } = await customer('Driver Paid')
  const { invoiceID } = await invoiceFor(contactID)
  const account = { accountID: await bankId() }
  const payments = [{ invoice: { invoiceID }, account, date: '2026-11-21', amount: 220 }]
  const { body } = await day.xero.accountingApi.createPayments(day.tenant, { payments })
  expect(first(body.payments).status).toBe(Payment.StatusEnum.AUTHORISED)
  const paid = await day.xero.accountingApi.getInvoice(day.tenant, invoiceID)
  expect(first(paid.body.invoices).status).toBe('PAID')
  expect(dayOf(first(paid.body.invoices).fullyPaidOnDate)).toBe('2026-11-21')
  const more = day.xero.accountingApi.createPayments(day.tenant, { payments })
  expect(await refusalOf(more)).toMatchObject({ status: 400 })
})

test('a credit note is raised and used on an invoice', async () => {
  const { accountingApi } = day.xero
  const { contactID } = await customer('Driver Credited')
  const { invoiceID } = await invoiceFor(contactID)
  const made = await accountingApi.createCreditNotes(day.tenant, {
    creditNotes: [
      {
        type: CreditNote.TypeEnum.ACCRECCREDIT,
        contact: { contactID },
        date: '2026-11-21',
        status: CreditNote.StatusEnum.AUTHORISED,
        lineItems: [{ ...line, quantity: 1, unitAmount: 50 }],
      },
    ],
  })
  const credit = first(made.body.creditNotes)
  expect(credit).toMatchObject({ total: 55, remainingCredit: 55 })
  const allocations = { allocations: [{ amount: 30, date: '2026-11-21', invoice: { invoiceID } }] }
  await accountingApi.createCreditNoteAllocation(day.tenant, String(credit.creditNoteID), allocations)
  const invoice = first((await accountingApi.getInvoice(day.tenant, invoiceID)).body.invoices)
  expect(invoice).toMatchObject({ amountCredited: 30, amountDue: 190 })
  const left = first(
    (await accountingApi.getCreditNote(day.tenant, String(credit.creditNoteID))).body.creditNotes,
  )
  expect(left.remainingCredit).toBe(25)
})

test('a quote goes out and is accepted', async () => {
  const { accountingApi } = day.xero
  const { contactID } = await customer('Driver Quoted')
  const draft: Quote = { contact: { contactID }, date: '2026-11-20', lineItems: [line] }
  const made = first((await accountingApi.createQuotes(day.tenant, { quotes: [draft] })).body.quotes)
  const quoteId = String(made.quoteID)
  for (const status of [QuoteStatusCodes.SENT, QuoteStatusCodes.ACCEPTED]) {
    const change = { quotes: [{ ...draft, quoteID: quoteId, status }] }
    const answer = await accountingApi.updateQuote(day.tenant, quoteId, change)
    expect(first(answer.body.quotes).status).toBe(status)
  }
  const listed = await accountingApi.getQuotes(
    day.tenant,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    contactID,
  )
  expect(listed.body.quotes?.map((quote) => quote.quoteID)).toEqual([quoteId])
})

test('a project: task, time, closed', async () => {
  const { projectApi } = day.xero
  const { contactID } = await customer('Driver Project')
  const project = (
    await projectApi.createProject(day.tenant, { contactId: contactID, name: 'Fit-out', estimateAmount: 500 })
  ).body
  const projectId = String(project.projectId)
  expect(project.estimate).toMatchObject({ currency: 'AUD', value: 500 })
  const rate = { currency: CurrencyCode.AUD, value: 90 }
  const task = (
    await projectApi.createTask(day.tenant, projectId, { name: 'Draw', rate, chargeType: ChargeType.TIME })
  ).body
  const users = await projectApi.getProjectUsers(day.tenant)
  const userId = String(first(users.body.items).userId)
  await projectApi.createTimeEntry(day.tenant, projectId, {
    userId,
    taskId: String(task.taskId),
    dateUtc: new Date('2026-11-20T00:00:00Z'),
    duration: 30,
  })
  const entries = await projectApi.getTimeEntries(day.tenant, projectId)
  expect(entries.body.items?.map((entry) => entry.duration)).toEqual([30])
  const closed = await projectApi.patchProject(day.tenant, projectId, { status: ProjectStatus.CLOSED })
  expect(closed.response.status).toBe(204)
  expect((await projectApi.getProject(day.tenant, projectId)).body.status).toBe('CLOSED')
})

test('errors carry their status: unknown record, bad filter, foreign organisation', async () => {
  const { accountingApi } = day.xero
  const nobody = '00000000-0000-4000-8000-000000000000'
  expect(await refusalOf(accountingApi.getContact(day.tenant, nobody))).toMatchObject({ status: 404 })
  const filter = await refusalOf(accountingApi.getContacts(day.tenant, undefined, 'Nonsense("'))
  expect(filter).toMatchObject({ status: 400 })
  expect(filter.text).toContain('QueryParseException')
  expect(await refusalOf(accountingApi.getContacts(nobody))).toMatchObject({ status: 403 })
})
