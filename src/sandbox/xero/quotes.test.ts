import { expect, test } from 'vitest'
import { createWorld, documentScopes, type World } from './fixture.ts'

const line = { Description: 'Bench', Quantity: 3, UnitAmount: 33.3333 }
const world = () => createWorld({ scope: documentScopes, quotas: false })

async function quote(w: World, more: Record<string, unknown> = {}) {
  const answer = await w.api('PUT', 'Quotes', {
    Contact: { ContactID: w.id('acme') },
    Date: '2026-11-20',
    LineItems: [line],
    ...more,
  })
  return { answer, id: String(answer.at('Quotes', 0, 'QuoteID')) }
}

const move = (w: World, id: string, Status: string) =>
  w.api('POST', `Quotes/${id}`, { Contact: { ContactID: w.id('acme') }, Date: '2026-11-20', Status })

test('trap: quotes have their own envelope, plain dates, a short contact and amounts in capitals (xero §8.3)', async () => {
  const { answer } = await quote(await world(), { ExpiryDate: '2026-12-20', LineAmountTypes: 'Inclusive' })
  expect(answer.text).toMatch(/^\{"SummarizeErrors":true,"Id":/)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.at('Quotes', 0)).toMatchObject({
    QuoteNumber: 'QU-0001',
    Status: 'DRAFT',
    Date: '/Date(1795132800000)/',
    ExpiryDateString: '2026-12-20T00:00:00',
    LineAmountTypes: 'INCLUSIVE',
  })
  expect(Object.keys(answer.at('Quotes', 0, 'Contact') ?? {})).toEqual(['ContactID', 'Name', 'EmailAddress'])
})

test('trap: unit prices keep four decimals without asking (xero §8.3)', async () => {
  const { answer } = await quote(await world())
  expect(answer.at('Quotes', 0, 'LineItems', 0)).toMatchObject({ UnitAmount: 33.3333, LineAmount: 100 })
})

test('trap: a draft line without TaxType has no tax, a sent one takes the account (xero §8.3)', async () => {
  const w = await world()
  const lines = { LineItems: [{ ...line, AccountCode: '200' }] }
  expect((await quote(w, lines)).answer.at('Quotes', 0, 'TotalTax')).toBe(0)
  expect((await quote(w, { ...lines, Status: 'SENT' })).answer.at('Quotes', 0, 'TotalTax')).toBe(10)
})

test.each([
  ['DRAFT', 'SENT', 200],
  ['DRAFT', 'INVOICED', 400],
  ['DRAFT', 'ACCEPTED', 400],
  ['SENT', 'ACCEPTED', 200],
  ['SENT', 'DECLINED', 200],
  ['SENT', 'INVOICED', 400],
])('trap: a quote goes from %s to %s with %i (xero §8.3)', async (from, to, status) => {
  const w = await world()
  const { id } = await quote(w, { Status: from })
  const answer = await move(w, id, to)
  expect(answer.status).toBe(status)
  const now = (await w.api('GET', `Quotes/${id}`)).at('Quotes', 0, 'Status')
  expect(now).toBe(status === 200 ? to : from)
})

test('trap: INVOICED makes no invoice, DELETED is the end (xero §8.3)', async () => {
  const w = await world()
  const { id } = await quote(w, { Status: 'SENT' })
  const before = w.xero.counts().invoices
  await move(w, id, 'ACCEPTED')
  expect((await move(w, id, 'INVOICED')).status).toBe(200)
  expect(w.xero.counts().invoices).toBe(before)
  const { id: other } = await quote(w)
  await move(w, other, 'DELETED')
  expect((await move(w, other, 'DRAFT')).status).toBe(400)
})

test('trap: an update without Contact and Date is refused (xero §8.3)', async () => {
  const w = await world()
  const { id } = await quote(w)
  const answer = await w.api('POST', `Quotes/${id}`, { Title: 'Only this' })
  expect(answer.text).toContain('A Contact must be specified')
  expect(answer.text).toContain('Date must be specified')
})

test('trap: quotes know no where, IDs or pageSize, only their own filters (xero §8.3)', async () => {
  const w = await world()
  const { id } = await quote(w)
  await quote(w, { Status: 'SENT', Date: '2026-10-01', ExpiryDate: '2026-10-31' })
  const count = async (query: string) =>
    ((await w.api('GET', `Quotes?${query}`)).at('Quotes') as readonly unknown[]).length
  expect(await count(`where=${encodeURIComponent('Status=="SENT"')}`)).toBe(2)
  expect(await count(`IDs=${id}`)).toBe(2)
  expect(await count('pageSize=1')).toBe(2)
  expect(await count('Status=SENT')).toBe(1)
  expect(await count('Status=')).toBe(0)
  expect(await count('DateFrom=2026-11-01')).toBe(1)
  expect(await count('ExpiryDateTo=2026-11-01')).toBe(1)
  expect(await count(`ContactID=${w.id('birch')}`)).toBe(0)
  expect(await count('QuoteNumber=qu-0001')).toBe(1)
  expect(await count('page=2')).toBe(0)
  expect((await w.api('GET', 'Quotes?page=1')).at('pagination')).toBeUndefined()
  expect(w.xero.strays()).toContain('GET Quotes ?pageSize')
})

test.each([
  ['Title', 100],
  ['Summary', 3_000],
  ['Terms', 4_000],
  ['Reference', 4_000],
  ['QuoteNumber', 255],
])('trap: %s of a quote ends at %i characters (xero §8.3)', async (name, max) => {
  const w = await world()
  expect((await quote(w, { [name]: 'x'.repeat(max) })).answer.status).toBe(200)
  expect((await quote(w, { [name]: 'y'.repeat(max + 1) })).answer.text).toContain(`maximum length of ${max}`)
})

test('trap: If-Modified-Since narrows quotes (xero §8.3)', async () => {
  const w = await world()
  await quote(w)
  const since = { 'if-modified-since': '2026-11-22T02:00:00' }
  expect((await w.api('GET', 'Quotes', undefined, since)).at('Quotes')).toEqual([])
})
