import { expect, test } from 'vitest'
import { createWorld, documentScopes, origin, type World } from './fixture.ts'

const world = () => createWorld({ scope: documentScopes, quotas: false })

const attach = (w: World, path: string, name: string, text = 'hello', type = 'text/plain') =>
  w.api('PUT', `${path}/Attachments/${encodeURIComponent(name)}`, text, { 'content-type': type })

test('a file is listed and comes back byte by byte, by name and by id', async () => {
  const w = await world()
  const made = await attach(w, 'Invoices/INV-0100', 'Plan (final).pdf', '%PDF-x', 'application/pdf')
  expect(made.at('Attachments', 0)).toMatchObject({
    FileName: 'Plan (final).pdf',
    MimeType: 'application/pdf',
    ContentLength: 6,
    IncludeOnline: false,
  })
  const id = String(made.at('Attachments', 0, 'AttachmentID'))
  for (const name of [id, 'Plan%20(final).pdf']) {
    const file = await w.api('GET', `Invoices/INV-0100/Attachments/${name}`, undefined, { accept: '*/*' })
    expect([file.text, file.headers.get('content-type')]).toEqual(['%PDF-x', 'application/pdf'])
  }
  expect((await w.api('GET', 'Invoices/INV-0100')).at('Invoices', 0)).toMatchObject({
    HasAttachments: true,
    Attachments: [{ AttachmentID: id }],
  })
})

test('bytes that are no text survive', async () => {
  const w = await world()
  const bytes = new Uint8Array([0, 255, 254, 128, 10])
  const headers = {
    authorization: `Bearer ${w.session.token}`,
    'xero-tenant-id': w.session.tenant,
    accept: 'application/json',
  }
  const url = `${origin}/api.xro/2.0/Contacts/${w.id('acme')}/Attachments/raw.bin`
  await w.xero.fetch(new Request(url, { method: 'PUT', headers, body: bytes }))
  const answer = await w.xero.fetch(new Request(url, { headers }))
  expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([...bytes])
})

test('trap: the same name overwrites, and the eleventh file is refused (xero §6.4)', async () => {
  const w = await world()
  const path = `Contacts/${w.id('acme')}`
  for (let i = 1; i <= 10; i++) expect((await attach(w, path, `f${i}.txt`)).status).toBe(200)
  const eleventh = await attach(w, path, 'f11.txt')
  expect([eleventh.status, eleventh.at('Type')]).toEqual([400, 'ValidationException'])
  expect((await attach(w, path, 'F3.txt', 'newer')).status).toBe(200)
  expect((await w.api('GET', `${path}/Attachments/f3.txt`)).text).toBe('newer')
  expect((await w.api('GET', `${path}/Attachments`)).at('Attachments', 9)).toBeDefined()
  expect((await w.api('GET', `${path}/Attachments`)).at('Attachments', 10)).toBeUndefined()
})

test.each(['a<b', 'a>b', 'a:b', 'a"b', 'a|b', 'a?b', 'a*b', 'a+b', 'a\\b', 'a/b', 'a\0b'])(
  'trap: a file may not be called %j (xero §6.4)',
  async (name) => {
    const w = await world()
    expect((await attach(w, 'Invoices/INV-0100', name)).status).toBe(400)
    expect((await w.api('GET', 'Invoices/INV-0100/Attachments')).at('Attachments')).toEqual([])
  },
)

test('trap: only sales documents show a file online (xero §6.4)', async () => {
  const w = await world()
  const online = await attach(w, 'Invoices/INV-0100', 'a.txt?IncludeOnline=true')
  expect(online.status).toBe(400)
  const shown = await w.api('PUT', 'Invoices/INV-0100/Attachments/a.txt?IncludeOnline=true', 'x')
  expect(shown.at('Attachments', 0, 'IncludeOnline')).toBe(true)
  const contact = await w.api('PUT', `Contacts/${w.id('acme')}/Attachments/a.txt?IncludeOnline=true`, 'x')
  expect(contact.status).toBe(400)
})

test('trap: files need a scope of their own, reports and bank transactions too (xero §2.4)', async () => {
  const w = await createWorld()
  expect((await attach(w, 'Invoices/INV-0100', 'a.txt')).status).toBe(401)
  const report = await w.api('GET', `Reports/AgedReceivablesByContact?contactId=${w.id('acme')}`)
  expect(report.at('Detail')).toBe('AuthorizationUnsuccessful')
  expect((await w.api('GET', 'BankTransactions')).status).toBe(401)
  expect((await w.api('GET', 'CreditNotes')).status).toBe(200)
})

test('trap: an empty file and one over the size are refused (xero §6.4)', async () => {
  const w = await world()
  expect((await attach(w, 'Invoices/INV-0100', 'a.txt', '')).status).toBe(400)
  expect((await attach(w, 'Invoices/INV-0100', 'a.txt', 'x'.repeat(10 * 1024 * 1024 + 1))).status).toBe(400)
})

test.each([
  ['Invoices/INV-0100/pdf', 'application/json'],
  ['Invoices/INV-0100', 'application/pdf'],
])('GET %s with Accept %s is a PDF', async (path, accept) => {
  const answer = await (await world()).api('GET', path, undefined, { accept })
  expect(answer.headers.get('content-type')).toBe('application/pdf')
  expect(answer.text).toMatch(/^%PDF-1\.4\n/)
  const start = Number(/startxref\n(\d+)/.exec(answer.text)?.[1])
  expect(answer.text.slice(start, start + 4)).toBe('xref')
  expect(answer.text).toContain('Invoice INV-0100')
})
