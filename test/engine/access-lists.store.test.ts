import { expect, test } from 'vitest'
import { ActivityDetail } from '#api/activity.ts'
import { ContactPage } from '#api/contacts.ts'
import { InvoiceOptions, InvoicePage } from '#api/invoices.ts'
import { uuid } from '../records.ts'
import { contactId, inStep, partyId, signIn } from './access-world.ts'

test('a set that could not be renewed for twelve hours shows nothing in lists, after somebody who sees all asked the same', async () => {
  await using h = await inStep()
  const browser = await signIn(h, 'lachlan', 'finance')
  const asked = ['/api/contacts', '/api/invoices', '/api/invoices/options', '/api/overview']
  h.fault({ vendor: 'capsule', kind: 'status', status: 500, path: '/', times: 10_000 })
  await h.clock.advance(13 * 3_600_000)
  for (const address of asked) expect((await h.admin.send('GET', address)).status).toBe(200)
  const contacts = ContactPage.parse(await (await browser.send('GET', '/api/contacts')).json())
  expect([contacts.total, contacts.rows, Object.values(contacts.byState)]).toEqual([
    0,
    [],
    Object.values(contacts.byState).map(() => 0),
  ])
  const invoices = InvoicePage.parse(await (await browser.send('GET', '/api/invoices')).json())
  expect([invoices.total, invoices.rows, invoices.totals]).toEqual([0, [], []])
  const options = InvoiceOptions.parse(await (await browser.send('GET', '/api/invoices/options')).json())
  expect(options).toMatchObject({ currencies: [], owners: [], teams: [], tags: [] })
  for (const address of [...asked, '/api/invoices/ageing', '/api/invoices/export?format=csv'])
    expect(await (await browser.send('GET', address)).text(), address).not.toMatch(
      /Aardvark|Bandicoot|INV-90/,
    )
})

test('filters offer no currency of bills that are hidden', async () => {
  await using h = await inStep()
  await h.db.updateTable('mirror_document').set({ currency: 'NZD' }).where('kind', '=', 'bill').execute()
  const offered = async () =>
    InvoiceOptions.parse(await (await h.admin.send('GET', '/api/invoices/options')).json()).currencies
  expect(await offered()).toEqual(['AUD'])
  const settings = JSON.stringify({ suppliers: 'show', suppliersFor: ['admin'] })
  await h.db.updateTable('workspace').set({ settings }).execute()
  expect(await offered()).toEqual(['AUD', 'NZD'])
})

test('the marker of a page of writes tells nothing of the writes between', async () => {
  await using h = await inStep()
  const workspace_id = await h.workspaceId()
  const run = await h.db.selectFrom('run').select('id').limit(1).executeTakeFirstOrThrow()
  const write = (n: number, key: string) => ({
    id: uuid(4_000 + n),
    workspace_id,
    run_id: run.id,
    seq: 4_000 + n,
    kind: 'xero.contact.update',
    side: 'xero' as const,
    party_id: partyId(h, key),
    contact_id: contactId(h, key),
    idempotency_key: uuid(4_000 + n),
    state: 'done' as const,
    after: JSON.stringify({ changes: [{ field: 'tax_number', before: null, after: String(n) }] }),
    ended_at: new Date(h.clock.now()),
  })
  // Every third is of a record they see.
  const all = Array.from({ length: 450 }, (_, n) => write(n, n % 3 === 0 ? 'everyones' : 'others'))
  await h.db.insertInto('operation').values(all).execute()
  const browser = await signIn(h, 'lachlan', 'finance')
  const page = async (cursor: string) =>
    ActivityDetail.parse(await (await browser.send('GET', `/api/activity/${run.id}${cursor}`)).json())
  const first = await page('')
  expect(first.operations).toHaveLength(100)
  const marker: unknown = JSON.parse(Buffer.from(first.next ?? '', 'base64url').toString())
  expect(marker).toBe(first.operations.at(-1)?.id)
  const second = await page(`?cursor=${first.next}`)
  const seen = [...first.operations, ...second.operations].map(({ id }) => id)
  const own = all.filter(({ party_id }) => party_id === partyId(h, 'everyones')).map(({ id }) => id)
  expect(seen.filter((id) => all.some((each) => each.id === id))).toEqual(own)
  expect(second.next).toBeNull()
  // A write they do not see marks nothing.
  const hidden = Buffer.from(JSON.stringify(uuid(4_001))).toString('base64url')
  const none = Buffer.from(JSON.stringify(uuid(4_999))).toString('base64url')
  const answers = [
    await browser.send('GET', `/api/activity/${run.id}?cursor=${hidden}`),
    await browser.send('GET', `/api/activity/${run.id}?cursor=${none}`),
  ]
  const [one, other] = await Promise.all(answers.map(async (each) => [each.status, await each.text()]))
  expect(one).toEqual(other)
})
