import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { account } from './capsule/fixture.ts'
import { createWorld, origin, type World } from './xero/fixture.ts'

const seed = 20261122
const casesPerVendor = 8_000
/** The store is looked through after so many requests. */
const stride = 500

interface Sent {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const json = (value: unknown) => JSON.stringify(value)
const rare = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: odd })

/** Values people and broken programs send. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, '', ' ', true, false, 0, -1, 0.005, 1e13, -1e308, '2026-02-31', '/Date(0)/'),
  fc.constantFrom<unknown>(
    '<b>',
    'ü@exämple',
    '\u0000',
    '\ud800',
    '𝒳'.repeat(300),
    '__proto__',
    '%',
    '1e999',
    'NaN',
  ),
  fc.string({ maxLength: 12 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
)

/** What the kind asks for, whole or with a few odd fields; sometimes fields of every kind at once. */
const spoilt = (good: fc.Arbitrary<object> = fc.constant({}), odd: fc.Arbitrary<object>) =>
  fc.oneof(
    { weight: 4, arbitrary: good },
    {
      weight: 3,
      arbitrary: fc.tuple(good, odd, fc.nat()).map(([base, spoil, nth]) => {
        const fields = Object.entries(spoil)
        const from = fields.length === 0 ? 0 : nth % fields.length
        return { ...base, ...Object.fromEntries(fields.slice(from, from + 2)) }
      }),
    },
    { weight: 1, arbitrary: odd },
  )

const junkBody = fc.oneof(fc.constantFrom('', '{', 'null', '[]', '0', '"x"', '\ufeff{}', '<x/>'), fc.string())

/** One request after the other, all of them answered as a vendor would; `look` goes through the store. */
async function storm(
  requests: fc.Arbitrary<Sent>,
  send: (sent: Sent) => Promise<Response>,
  look: () => Promise<void>,
): Promise<ReadonlyMap<number, number>> {
  const statuses = new Map<number, number>()
  let count = 0
  for (const sent of fc.sample(requests, { seed, numRuns: casesPerVendor })) {
    const response = await send(sent).catch((error: unknown) => {
      throw new Error(`threw at ${json(sent)}`, { cause: error })
    })
    const { status } = response
    await response.arrayBuffer()
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (status >= 500 && status !== 501 && status !== 503)
      throw new Error(`answered ${status} to ${json(sent)}`)
    count++
    if (count % stride === 0) await look()
  }
  return statuses
}

const request = (base: string, sent: Sent, headers: Readonly<Record<string, string>>): Request => {
  const query = new URLSearchParams(sent.query).toString()
  const bodiless = sent.method === 'GET' || sent.body === undefined
  return new Request(`${base}${sent.path}${query && `?${query}`}`, {
    method: sent.method,
    headers: { ...headers, ...sent.headers },
    ...(bodiless ? {} : { body: sent.body }),
  })
}

// ── Xero

const xeroKinds = [
  'Contacts',
  'Contacts',
  'Invoices',
  'Invoices',
  'Payments',
  'CreditNotes',
  'Quotes',
  'ContactGroups',
  'BatchPayments',
  'BankTransactions',
  'Overpayments',
  'Prepayments',
  'RepeatingInvoices',
  'Items',
  'Accounts',
  'TaxRates',
  'Currencies',
  'TrackingCategories',
  'Organisation',
  'Users',
  'Reports/AgedReceivablesByContact',
]
const xeroParts = [
  '',
  '',
  '',
  '/:id',
  '/:id',
  '/:id/History',
  '/:id/Allocations',
  '/:id/Attachments/a%2e.pdf',
]
const xeroMoreParts = [
  '/:id/Contacts',
  '/:id/Options',
  '/:id/Email',
  '/:id/pdf',
  '/:id/OnlineInvoice',
  '/:id/:id/:id',
]
const scope =
  'offline_access openid accounting.contacts accounting.settings accounting.invoices accounting.payments accounting.attachments accounting.banktransactions accounting.reports.aged.read projects'

function xeroRequests(ids: readonly string[]): fc.Arbitrary<Sent> {
  const id = rare(
    fc.constantFrom(...ids),
    fc.constantFrom('00000000-0000-4000-8000-000000000000', 'x', '%00', '%E0%A4%A'),
  )
  const line = fc.record(
    {
      Description: rare(fc.constant<unknown>('Bench'), odd),
      Quantity: rare(fc.constantFrom<unknown>(1, 2.5), odd),
      UnitAmount: rare(fc.constantFrom<unknown>(10, 33.333), odd),
      AccountCode: rare(fc.constantFrom<unknown>('200', '429'), odd),
      TaxType: odd,
      DiscountRate: odd,
      LineAmount: odd,
      LineItemID: fc.oneof(id, odd),
      Tracking: odd,
    },
    { requiredKeys: ['Description', 'Quantity', 'UnitAmount', 'AccountCode'] },
  )
  const pointer = (name: string) =>
    rare(
      id.map((value): unknown => ({ [name]: value })),
      odd,
    )
  const element = fc.record(
    {
      Name: rare(fc.constantFrom<unknown>('Alpha', 'alpha', 'Beta', 'Gamma Pty Ltd', 'Birch & Co'), odd),
      Type: rare(
        fc.constantFrom<unknown>('ACCREC', 'ACCPAY', 'ACCRECCREDIT', 'RECEIVE-OVERPAYMENT', 'BANK'),
        odd,
      ),
      Contact: pointer('ContactID'),
      LineItems: rare(fc.array(line, { maxLength: 3 }), fc.array(line, { maxLength: 0 })),
      Status: rare(
        fc.constantFrom<unknown>('DRAFT', 'AUTHORISED', 'SUBMITTED', 'VOIDED', 'DELETED', 'SENT'),
        odd,
      ),
      Date: rare(fc.constantFrom<unknown>('2026-11-20', '/Date(1789344000000+0000)/'), odd),
      DueDate: rare(fc.constant<unknown>('2026-12-20'), odd),
      Amount: rare(fc.constantFrom<unknown>(1, 5.5, 1000), odd),
      Account: rare(fc.constant<unknown>({ Code: '090' }), odd),
      Invoice: pointer('InvoiceID'),
      CreditNote: pointer('CreditNoteID'),
      ContactID: fc.oneof(id, odd),
      InvoiceID: fc.oneof(id, odd),
      ContactNumber: rare(fc.constantFrom<unknown>('n1', 'N1', 'n2'), odd),
      AccountNumber: rare(fc.constantFrom<unknown>('a1', 'A1'), odd),
      ContactStatus: rare(fc.constantFrom<unknown>('ARCHIVED', 'ACTIVE'), odd),
      EmailAddress: rare(fc.constant<unknown>('a@b.example'), odd),
      ContactPersons: rare<unknown>(
        fc.array(fc.record({ FirstName: fc.string({ maxLength: 5 }) }), { maxLength: 7 }),
        fc.constant([]),
      ),
      Phones: odd,
      Addresses: odd,
      PaymentTerms: odd,
      InvoiceNumber: rare(fc.constantFrom<unknown>('INV-0100', 'X-1', 'x-1'), odd),
      CurrencyCode: rare(fc.constantFrom<unknown>('AUD', 'USD', 'XXX'), odd),
      CurrencyRate: odd,
      Code: rare(fc.constantFrom<unknown>('C1', '200'), odd),
      Details: odd,
      Allocations: odd,
      Payments: odd,
      BankAccount: rare(fc.constant<unknown>({ Code: '090' }), odd),
    },
    { requiredKeys: [] },
  )
  const goodLine = { Description: 'Bench', Quantity: 2, UnitAmount: 33.33, AccountCode: '200' }
  const draft = fc.record({
    Type: fc.constantFrom('ACCREC', 'ACCPAY'),
    Contact: fc.constantFrom({ ContactID: ids[0] }, { ContactID: ids[1] }, { Name: 'Met on the way' }),
    Status: fc.constantFrom('DRAFT', 'SUBMITTED', 'AUTHORISED'),
    DueDate: fc.constant('2026-12-20'),
    LineItems: fc.constantFrom([goodLine], [goodLine, goodLine]),
  })
  const invoice = fc.constantFrom(...ids.slice(2)).map((InvoiceID) => ({ InvoiceID }))
  const good: Readonly<Record<string, fc.Arbitrary<object>>> = {
    Contacts: fc.nat(160).map((nth) => ({ Name: `${nth % 2 ? 'Alpha' : 'ALPHA'} ${nth >> 1}` })),
    Invoices: fc.oneof(draft, invoice),
    CreditNotes: draft.map((sent) => ({ ...sent, Type: `${sent.Type}CREDIT` })),
    Quotes: draft.map(({ Contact, LineItems }) => ({ Contact, LineItems, Date: '2026-11-20' })),
    Payments: invoice.map((Invoice) => ({
      Invoice,
      Account: { Code: '090' },
      Date: '2026-11-20',
      Amount: 1.5,
    })),
    BankTransactions: draft.map(({ Contact }) => ({
      Type: 'RECEIVE-OVERPAYMENT',
      Contact,
      BankAccount: { Code: '090' },
      LineItems: [{ Description: 'Too much', LineAmount: 30 }],
    })),
    ContactGroups: fc.nat(120).map((nth) => ({ Name: `Group ${nth}` })),
  }
  const bodyOf = (kind: string) =>
    rare(
      fc
        .tuple(
          fc.array(spoilt(good[kind], element), { minLength: 1, maxLength: 3 }),
          fc.boolean(),
          rare(fc.constant(kind), fc.constantFrom('HistoryRecords', 'Options')),
        )
        .map(([list, wrapped, name]) => json(wrapped ? { [name]: list } : list[0])),
      junkBody,
    )
  const query = fc.dictionary(
    fc.constantFrom(
      'page',
      'pageSize',
      'where',
      'order',
      'IDs',
      'ContactIDs',
      'Statuses',
      'searchTerm',
      'summaryOnly',
      'includeArchived',
      'summarizeErrors',
      'unitdp',
      'Status',
      'contactId',
      'date',
    ),
    fc.oneof(
      fc.constantFrom('1', '0', '-5', '1000', 'true', 'false', 'Name ASC', 'Date DESC, Total', ids.join(',')),
      fc.constantFrom(
        'Name=="Alpha"',
        'Name.Contains("a") AND (1==1',
        'Total>=DateTime(2026,13,1)',
        'Contact.ContactID==Guid("x")',
        'EmailAddress!=null&&EmailAddress.StartsWith("a")',
      ),
      fc.string({ maxLength: 20 }),
    ),
    { maxKeys: 3 },
  )
  const headers = fc.dictionary(
    fc.constantFrom(
      'if-modified-since',
      'idempotency-key',
      'accept',
      'content-type',
      'xero-tenant-id',
      'authorization',
    ),
    fc.constantFrom(
      '',
      'x',
      '2026-11-01T00:00:00',
      '2026-99-99',
      'k1',
      'k'.repeat(200),
      'application/json',
      'application/pdf',
      'text/xml',
      'Bearer x',
    ),
    { maxKeys: 1 },
  )
  const accounting = fc
    .tuple(fc.constantFrom(...xeroKinds), fc.constantFrom(...xeroParts, ...xeroParts, ...xeroMoreParts), id)
    .map(([kind, part, value]) => ({ kind, path: `/api.xro/2.0/${kind}${part.replaceAll(':id', value)}` }))
  const projects = fc
    .tuple(fc.constantFrom('', '/:id', '/:id/Tasks', '/:id/Time', '/:id/Tasks/:id'), id)
    .map(([part, value]) => ({
      kind: 'Projects',
      path: `/projects.xro/2.0/Projects${part.replaceAll(':id', value)}`,
    }))
  const others = fc
    .constantFrom('/connections', '/connections/x', '/api.xro/2.0/', '/api.xro/2.0//', '/files.xro/1.0/Files')
    .map((path) => ({ kind: 'Contacts', path }))
  const place = fc.oneof(
    { weight: 14, arbitrary: accounting },
    { weight: 2, arbitrary: projects },
    { weight: 1, arbitrary: others },
  )
  return place.chain(({ kind, path }) =>
    fc.record({
      method: fc.constantFrom('GET', 'GET', 'PUT', 'PUT', 'POST', 'POST', 'PATCH', 'DELETE'),
      path: fc.constant(path),
      query: rare(fc.constant({}), query),
      headers: rare(fc.constant({}), headers),
      body: fc.option(bodyOf(kind), { nil: undefined, freq: 12 }),
    }),
  )
}

const cents = (value: number) => Math.round(value * 100)
const Money = z.number().transform(cents)
const Contacts = z.object({
  Contacts: z.array(
    z.object({
      ContactID: z.string(),
      Name: z.string(),
      ContactStatus: z.string(),
      ContactNumber: z.string().optional(),
      ContactPersons: z.array(z.unknown()).max(5).optional(),
    }),
  ),
})
const Invoices = z.object({
  Invoices: z.array(
    z.object({
      InvoiceID: z.string(),
      Type: z.string(),
      Status: z.string(),
      InvoiceNumber: z.string().optional(),
      Total: Money,
      SubTotal: Money,
      TotalTax: Money,
      AmountDue: Money,
      AmountPaid: Money,
      AmountCredited: Money.optional(),
      Payments: z.array(z.object({ Amount: Money })).optional(),
      LineItems: z.array(z.object({ LineItemID: z.string() })),
    }),
  ),
})

const repeated = (values: readonly string[]) => values.filter((value, at) => values.indexOf(value) !== at)

/** Balances are sums, names and numbers are unique where they must be, rows have ids of their own. */
async function xeroHolds(world: World): Promise<void> {
  const whole = async (path: string): Promise<unknown> => {
    const { status, text } = await world.api('GET', path)
    expect([status, path]).toEqual([200, path])
    return JSON.parse(text)
  }
  const all = 'page=1&pageSize=1000'
  const { Contacts: contacts } = Contacts.parse(await whole(`Contacts?${all}&includeArchived=true`))
  const active = contacts.filter((c) => c.ContactStatus === 'ACTIVE').map((c) => c.Name.trim().toLowerCase())
  expect(repeated(active)).toEqual([])
  expect(repeated(contacts.flatMap((c) => (c.ContactNumber ? [c.ContactNumber.toLowerCase()] : [])))).toEqual(
    [],
  )
  const { Invoices: invoices } = Invoices.parse(await whole(`Invoices?${all}`))
  expect(repeated(invoices.map((i) => i.InvoiceID))).toEqual([])
  expect(repeated(invoices.flatMap((i) => i.LineItems.map((line) => line.LineItemID)))).toEqual([])
  for (const i of invoices) {
    const settled = ['VOIDED', 'DELETED'].includes(i.Status)
    const paid = (i.Payments ?? []).reduce((sum, payment) => sum + payment.Amount, 0)
    expect([i.InvoiceID, i.SubTotal + i.TotalTax]).toEqual([i.InvoiceID, i.Total])
    if (!settled)
      expect([i.InvoiceID, i.AmountDue + i.AmountPaid + (i.AmountCredited ?? 0)]).toEqual([
        i.InvoiceID,
        i.Total,
      ])
    expect([i.InvoiceID, paid]).toEqual([i.InvoiceID, i.AmountPaid])
    expect(i.AmountDue).toBeGreaterThanOrEqual(0)
    if (i.Status === 'PAID') expect(i.AmountDue).toBe(0)
  }
  const sales = invoices.filter((i) => i.Type === 'ACCREC' && !['VOIDED', 'DELETED'].includes(i.Status))
  expect(repeated(sales.flatMap((i) => (i.InvoiceNumber ? [i.InvoiceNumber.toLowerCase()] : [])))).toEqual([])
}

test(`${casesPerVendor} requests of any kind leave Xero answering as Xero, with books that add up`, async () => {
  const world = await createWorld({ quotas: false, scope })
  const invoices = Invoices.parse(JSON.parse((await world.api('GET', 'Invoices?page=1')).text)).Invoices
  const ids = [world.id('acme'), world.id('birch'), ...invoices.map((i) => i.InvoiceID), '4711', 'INV-0100']
  const gates = {
    authorization: `Bearer ${world.session.token}`,
    'xero-tenant-id': world.session.tenant,
    accept: 'application/json',
  }
  const statuses = await storm(
    xeroRequests(ids),
    (sent) => world.xero.fetch(request(origin, sent, gates)),
    () => xeroHolds(world),
  )
  // Were everything refused, nothing would be tried.
  expect(statuses.get(200)).toBeGreaterThan(casesPerVendor / 20)
  expect(statuses.get(400)).toBeGreaterThan(casesPerVendor / 20)
})

// ── Capsule

const capsuleUrl = 'http://capsule.test'
const nouns = [
  'parties',
  'parties',
  'parties',
  'opportunities',
  'kases',
  'tasks',
  'entries',
  'users',
  'teams',
  'pipelines',
  'boards',
  'stages',
  'milestones',
  'lostreasons',
  'activitytypes',
  'categories',
  'tracks',
  'trackdefinitions',
  'resthooks',
  'site',
  'countries',
  'jobs',
  'attachments',
]
const capsuleParts = [
  ...Array<string>(10).fill(''),
  '/:id',
  '/:id',
  '/:id',
  '/deleted',
  '/search',
  '/filters/results',
  '/tags',
  '/tags/:id',
  '/fields/definitions',
  '/fields/definitions/:id',
  '/:id/people',
  '/:id/parties/:id',
  '/:id/entries',
  '/:id,:id',
  '/upload',
  '/current',
  '/:id/milestones',
]
const wrappers = [
  'party',
  'opportunity',
  'kase',
  'task',
  'entry',
  'tag',
  'definition',
  'filter',
  'restHook',
  'user',
  'track',
  'pipeline',
  'milestone',
]

const wrapperOf: Readonly<Record<string, string>> = {
  parties: 'party',
  opportunities: 'opportunity',
  kases: 'kase',
  tasks: 'task',
  entries: 'entry',
  tags: 'tag',
  definitions: 'definition',
}

function capsuleRequests(known: readonly number[]): fc.Arbitrary<Sent> {
  const number = rare(fc.constantFrom(...known), fc.constantFrom(0, -1, 999_999_999_999, 1.5))
  const pointer = rare(
    number.map((id): unknown => ({ id })),
    odd,
  )
  const row = fc.record(
    {
      id: rare<unknown>(number, odd),
      type: rare(fc.constantFrom<unknown>('Work', 'Home', null), odd),
      number: rare(fc.constant<unknown>('1'), odd),
      address: rare(fc.constant<unknown>('a@b.example'), odd),
      country: rare(fc.constantFrom<unknown>('Australia', 'USA', 'UK'), odd),
      name: rare(fc.constantFrom<unknown>('Customer', 'customer', 'New'), odd),
      definition: pointer,
      value: odd,
      service: odd,
      _delete: fc.constantFrom<unknown>(true, false, 'true'),
    },
    { requiredKeys: [] },
  )
  const rows = rare<unknown>(fc.array(row, { maxLength: 3 }), odd)
  const condition = fc.record(
    {
      field: fc.constantFrom('name', 'id', 'email', 'tag', 'updatedOn', 'custom:1', 'createdAt', '__proto__'),
      operator: fc.constantFrom(
        'is',
        'is not',
        'contains',
        'is after',
        'is greater than',
        'is within last',
        'x',
      ),
      value: odd,
    },
    { requiredKeys: [] },
  )
  const inner = fc.record(
    {
      type: rare(fc.constantFrom<unknown>('person', 'organisation', 'text', 'list', 'note'), odd),
      name: rare(fc.constantFrom<unknown>('Acme', 'Customer', 'Bench'), odd),
      firstName: rare(fc.constant<unknown>('Jo'), odd),
      lastName: odd,
      organisation: fc.oneof(pointer, fc.constant({ name: 'Acme Pty Ltd' })),
      owner: pointer,
      team: pointer,
      addresses: rows,
      phoneNumbers: rows,
      emailAddresses: rows,
      websites: rows,
      tags: rows,
      fields: rows,
      party: pointer,
      opportunity: pointer,
      kase: pointer,
      milestone: pointer,
      stage: pointer,
      probability: odd,
      value: rare(fc.constant<unknown>({ amount: 5, currency: 'AUD' }), odd),
      status: rare(fc.constantFrom<unknown>('OPEN', 'CLOSED', 'COMPLETED', 'PENDING'), odd),
      description: rare(fc.constant<unknown>('Call'), odd),
      content: rare(fc.constant<unknown>('Note'), odd),
      dueOn: rare(fc.constant<unknown>('2026-12-01'), odd),
      event: rare(fc.constantFrom<unknown>('party/updated', 'x'), odd),
      targetUrl: rare(fc.constant<unknown>('https://hooks.example/1'), odd),
      options: odd,
      attachments: odd,
      conditions: rare<unknown>(fc.array(condition, { maxLength: 3 }), odd),
    },
    { requiredKeys: [] },
  )
  const good: Readonly<Record<string, fc.Arbitrary<object>>> = {
    parties: fc.constantFrom(
      { type: 'organisation', name: 'Bench' },
      { type: 'person', firstName: 'Jo', organisation: { name: 'Acme Pty Ltd' } },
      {
        type: 'person',
        lastName: 'Wren',
        emailAddresses: [{ address: 'a@b.example' }],
        tags: [{ name: 'New' }],
      },
    ),
    opportunities: fc
      .constantFrom(...known)
      .map((id) => ({ name: 'Kitchen', party: { id }, value: { amount: 5, currency: 'AUD' } })),
    kases: fc.constantFrom(...known).map((id) => ({ name: 'Project', party: { id } })),
    tasks: fc
      .constantFrom(...known)
      .map((id) => ({ description: 'Call', dueOn: '2026-12-01', party: { id } })),
    entries: fc.constantFrom(...known).map((id) => ({ type: 'note', content: 'Seen', party: { id } })),
    tags: fc.nat(200).map((nth) => ({ name: `Tag ${nth}` })),
    definitions: fc.constant({ name: 'Kind', type: 'text' }),
  }
  const bodyOf = (path: string) => {
    const noun = path.split('/')[3] ?? ''
    const kind = path.includes('/tags') ? 'tags' : path.includes('/definitions') ? 'definitions' : noun
    const wrapper = rare(fc.constant(wrapperOf[kind] ?? 'party'), fc.constantFrom(...wrappers))
    return rare(
      fc.tuple(wrapper, spoilt(good[kind], inner)).map(([name, sent]) => json({ [name]: sent })),
      junkBody,
    )
  }
  const query = fc.dictionary(
    fc.constantFrom('page', 'perPage', 'since', 'embed', 'q', 'status', 'owner'),
    fc.oneof(
      fc.constantFrom(
        '1',
        '100',
        '101',
        '0',
        'tags,fields',
        '2026-01-01T00:00:00Z',
        '2026-13-01',
        'acme',
        '',
      ),
      fc.string({ maxLength: 15 }),
    ),
    { maxKeys: 3 },
  )
  const headers = fc.dictionary(
    fc.constantFrom('authorization', 'content-type', 'x-attachment-filename', 'accept'),
    fc.constantFrom('', 'Bearer x', 'Bearer sandbox-pat-read', 'application/json', 'text/plain', '%E0%A4%A'),
    { maxKeys: 1 },
  )
  const path = fc
    .tuple(fc.constantFrom(...nouns), fc.constantFrom(...capsuleParts), number)
    .map(([noun, part, id]) => `/api/v2/${noun}${part.replaceAll(':id', String(id))}`)
  const kept = known.slice(0, 2).map((id) => `/api/v2/parties/${id}`)
  const odder = fc.constantFrom(
    '/api/v2',
    '/api/v2/',
    '/api/v1/parties',
    '/api/v2/parties/%00',
    '/api/v2/parties/1,2,x',
  )
  return rare(path, odder).chain((place) =>
    fc.record({
      // Two parties stay, so that others can belong to them.
      method: kept.includes(place)
        ? fc.constantFrom('GET', 'PUT', 'PUT', 'PATCH')
        : fc.constantFrom('GET', 'POST', 'POST', 'POST', 'PUT', 'PUT', 'PATCH', 'DELETE'),
      path: fc.constant(place),
      query: rare(fc.constant({}), query),
      headers: rare(fc.constant({}), headers),
      body: fc.option(bodyOf(place), { nil: undefined, freq: 12 }),
    }),
  )
}

const Row = z.object({ id: z.int() })
const Parties = z.object({
  parties: z.array(
    z.object({
      id: z.int(),
      addresses: z.array(Row),
      phoneNumbers: z.array(Row),
      emailAddresses: z.array(Row),
      websites: z.array(Row),
      fields: z.array(Row),
      tags: z.array(z.object({ id: z.int(), name: z.string() })),
      organisation: z.object({ id: z.int() }).nullish(),
    }),
  ),
})
const Tags = z.object({ tags: z.array(z.object({ id: z.int(), name: z.string() })) })

test(`${casesPerVendor} requests of any kind leave Capsule answering as Capsule, with rows of their own`, async () => {
  const world = account({ quotas: false })
  const { call, idOf, capsule } = world
  const pages = async <T>(path: string, read: (body: unknown) => readonly T[]): Promise<T[]> => {
    const found: T[] = []
    for (let page = 1; ; page++) {
      const answer = await call('GET', `${path}?perPage=100&page=${page}&embed=tags,fields`)
      expect(answer.status).toBe(200)
      found.push(...read(answer.body))
      if (answer.headers.get('x-pagination-has-more') !== 'true') return found
    }
  }
  const holds = async () => {
    const parties = await pages('/parties', (body) => Parties.parse(body).parties)
    const ids = new Set(parties.map((party) => party.id))
    expect(ids.size).toBe(parties.length)
    const rows = parties.flatMap((p) =>
      [p.addresses, p.phoneNumbers, p.emailAddresses, p.websites, p.fields].flat(),
    )
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length)
    for (const party of parties) {
      expect(new Set(party.tags.map((tag) => tag.id)).size).toBe(party.tags.length)
      if (party.organisation) expect(ids.has(party.organisation.id)).toBe(true)
    }
    const tags = await pages('/parties/tags', (body) => Tags.parse(body).tags)
    expect(repeated(tags.map((tag) => tag.name.toLowerCase()))).toEqual([])
  }
  const known = ['acme', 'jo', 'sales', 'board'].map(idOf)
  // Ids rise from here, so the records made on the way are met too.
  const later = Array.from({ length: 12 }, (_, nth) => Math.max(...known) + nth)
  const statuses = await storm(
    capsuleRequests([...known, ...later]),
    (sent) => capsule.fetch(request(capsuleUrl, sent, { authorization: 'Bearer sandbox-pat' })),
    holds,
  )
  expect(statuses.get(201)).toBeGreaterThan(casesPerVendor / 100)
  expect(statuses.get(422)).toBeGreaterThan(casesPerVendor / 50)
})
