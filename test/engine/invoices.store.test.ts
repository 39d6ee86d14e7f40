import { expect, test } from 'vitest'
import { ApiError } from '#api/common.ts'
import { InvoiceAgeing, InvoiceOptions, InvoicePage } from '#api/invoices.ts'
import { SavedViews } from '#api/views.ts'
import { defined } from '#core/assert.ts'
import { createBrowser } from './browser.ts'
import { type Harness, startHarness } from './harness.ts'

async function inStep(): Promise<Harness> {
  const h = await startHarness()
  await h.connectBoth()
  await h.settle()
  await h.approve({ includeNameOnly: true })
  return h
}

const get = async (h: Harness, path: string) => h.admin.send('GET', path)
const page = async (h: Harness, query = '') =>
  InvoicePage.parse(await (await get(h, `/api/invoices?${query}`)).json())
const codeOf = async (response: Response) => ApiError.parse(await response.json()).error.code

test('the list says what the panels say, and follows Xero', async () => {
  await using h = await inStep()
  const before = await page(h, 'state=overdue,outstanding')
  expect(before.rows.map(({ number }) => number).sort()).toEqual([
    'INV-1',
    'INV-2',
    'INV-3',
    'INV-4',
    'INV-5',
  ])
  expect(before.totals).toEqual([
    {
      group: 'invoice',
      side: 'sales',
      currency: 'AUD',
      converted: false,
      documents: 5,
      unconverted: 0,
      totalMinor: 55_000,
      leftMinor: 55_000,
      overdueMinor: 55_000,
    },
  ])
  const invoice = defined(
    (await h.remote.invoices()).find((each) => each.InvoiceNumber === 'INV-1'),
    'it is seeded',
  )
  await h.remote.inXero(`/app/invoices/${invoice.InvoiceID}/payments`, { amount: '110.00' })
  await h.settle()
  expect((await page(h, 'state=overdue,outstanding')).total).toBe(4)
  expect(await page(h, 'state=paid')).toMatchObject({ total: 1, rows: [{ number: 'INV-1', daysLate: null }] })
})

test('pages follow each other whatever the order, and a marker of another order is refused', async () => {
  await using h = await inStep()
  for (const sort of ['issued', 'due', 'number', 'customer', 'total', 'left']) {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const answer: InvoicePage = await page(
        h,
        `sort=${sort}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      seen.push(...answer.rows.map(({ id }) => id))
      cursor = answer.next
    }
    expect(new Set(seen).size).toBe(5)
    expect(seen).toHaveLength(5)
  }
  const { next } = await page(h, 'sort=customer&limit=2')
  const wrong = await get(h, `/api/invoices?sort=total&cursor=${next}`)
  expect([wrong.status, await codeOf(wrong)]).toEqual([400, 'bad_cursor'])
})

test('owners, tags and currencies are offered as they occur, and ageing adds up to what is owed', async () => {
  await using h = await inStep()
  const options = InvoiceOptions.parse(await (await get(h, '/api/invoices/options')).json())
  expect(options).toMatchObject({
    currencies: ['AUD'],
    baseCurrency: 'AUD',
    organisations: [],
    amounts: true,
  })
  expect(options.owners).toContain('Mei-Lin Chau')
  for (const by of ['customer', 'owner', 'team', 'tag']) {
    const ageing = InvoiceAgeing.parse(await (await get(h, `/api/invoices/ageing?by=${by}`)).json())
    expect(ageing.total.buckets.days1to30).toEqual({ documents: 5, minor: 55_000 })
    expect(ageing.rows.reduce((sum, row) => sum + (row.sum.minor ?? 0), 0)).toBe(55_000)
  }
})

test('an export holds every document of the filter, as a file', async () => {
  await using h = await inStep()
  const csv = await get(h, '/api/invoices/export?format=csv&sort=number&direction=asc')
  expect(csv.headers.get('content-disposition')).toMatch(
    /^attachment; filename="invoices-2026-11-\d\d\.csv"$/,
  )
  const lines = (await csv.text()).trimEnd().split('\r\n')
  expect(lines[0]).toMatch(/^\ufeff?Kind,Side,Number,Reference,Customer,Owner,State,/)
  expect(lines.slice(1).map((line) => line.split(',')[2])).toEqual([
    'INV-1',
    'INV-2',
    'INV-3',
    'INV-4',
    'INV-5',
  ])
  expect(lines[1]).toContain(',AUD,110.00,110.00,')
  const xlsx = await get(h, '/api/invoices/export?format=xlsx&state=overdue')
  expect(new Uint8Array(await xlsx.arrayBuffer()).subarray(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]))
  expect((await createBrowser(h.server).send('GET', '/api/invoices/export?format=csv')).status).toBe(401)
})

/** Somebody else, who signed in with Capsule. */
async function colleague(h: Harness, role: 'finance' | 'member') {
  const browser = createBrowser(h.server)
  await h.consent('capsule', { browser, as: 'meilin', purpose: 'sign-in' })
  const users = h.db.selectFrom('auth_user').select('id').where('email', 'like', 'meilin@%')
  await h.db.updateTable('viewer').set({ role }).where('user_id', 'in', users).execute()
  return browser
}

test('who may not see amounts sees states, and can neither sort nor filter by what is hidden', async () => {
  await using h = await inStep()
  const other = await colleague(h, 'member')
  const settings = JSON.stringify({ statesOnly: ['member'] })
  await h.db.updateTable('workspace').set({ settings }).execute()
  const answer = InvoicePage.parse(await (await other.send('GET', '/api/invoices?state=overdue')).json())
  expect(answer.amounts).toBe(false)
  expect(answer.total).toBe(answer.rows.length)
  expect(answer.total).toBeGreaterThan(0)
  for (const row of answer.rows) expect([row.state, row.total, row.left]).toEqual(['overdue', null, null])
  for (const total of answer.totals) {
    expect([total.totalMinor, total.leftMinor, total.overdueMinor]).toEqual([null, null, null])
  }
  for (const query of ['sort=total', 'sort=left', 'min=1', 'max=10.50']) {
    for (const path of [`/api/invoices?${query}`, `/api/invoices/export?format=csv&${query}`]) {
      const refused = await other.send('GET', path)
      expect([path, refused.status, await codeOf(refused)]).toEqual([path, 403, 'amounts_hidden'])
    }
  }
  const ageing = InvoiceAgeing.parse(await (await other.send('GET', '/api/invoices/ageing')).json())
  expect(ageing.total.sum).toEqual({ documents: answer.total, minor: null })
  const csv = await (await other.send('GET', '/api/invoices/export?format=csv')).text()
  expect(csv.split('\r\n')[0]).not.toMatch(/Total|Amount|Currency/)
  expect(csv).not.toContain('110.00')
})

test('a view is its owner’s until it is shared, and sharing is for those who may', async () => {
  await using h = await inStep()
  const view = { page: 'invoices', name: 'Late', query: 'late=over90', shared: false }
  const other = await colleague(h, 'member')
  const viewsOf = async (who: typeof other) =>
    SavedViews.parse(await (await who.send('GET', '/api/views?page=invoices')).json())
  const mine = SavedViews.parse(await (await h.admin.send('POST', '/api/views', view)).json())
  const id = defined(mine.views[0]?.id, 'it was saved')
  expect(mine).toMatchObject({ mayShare: true, views: [{ name: 'Late', mine: true, by: null }] })
  expect(await viewsOf(other)).toEqual({ views: [], mayShare: false })

  await h.admin.send('PUT', `/api/views/${id}`, { name: 'Very late', query: 'late=over90', shared: true })
  expect((await viewsOf(other)).views).toMatchObject([
    { name: 'Very late', mine: false, by: expect.any(String) },
  ])
  expect((await other.send('DELETE', `/api/views/${id}`)).status).toBe(404)
  expect((await other.send('PUT', `/api/views/${id}`, { name: 'x', query: '', shared: false })).status).toBe(
    404,
  )
  expect((await other.send('POST', '/api/views', { ...view, shared: true })).status).toBe(403)
  expect((await h.admin.send('DELETE', `/api/views/${id}`)).status).toBe(200)
  expect((await viewsOf(other)).views).toEqual([])
})
