import { expect, test } from 'vitest'
import { xeroContactId } from '#core/model/ids.ts'
import { createGovernor } from '#core/remote/governor.ts'
import { fixedToken } from '#core/remote/tokens.ts'
import { listContacts, updateContacts } from './contacts.ts'
import { createXeroHttp } from './http.ts'
import { listInvoices } from './invoices.ts'
import { getOrganisation } from './organisation.ts'

interface Asked {
  readonly url: URL
  readonly init: RequestInit
}

/** A vendor that answers whatever it likes. */
function hostile(answer: (asked: Asked, number: number) => Response) {
  const asked: Asked[] = []
  const outside = { now: () => 0, sleep: async () => {}, random: () => 0 }
  const http = createXeroHttp({
    ...outside,
    fetch: async (url, init) => {
      const one = { url: new URL(url), init }
      asked.push(one)
      return answer(one, asked.length)
    },
    apiUrl: 'https://api.example',
    tenantId: 'tenant',
    tokens: fixedToken('xero', 'secret'),
    governor: createGovernor({ ...outside, side: 'xero', inFlightMax: 4, perMinuteMax: null }),
  })
  return { http, asked }
}

const guid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const date = '/Date(1789378193493+0000)/'
const contact = (n: number) => ({ ContactID: guid(n), UpdatedDateUTC: date })

test.each([
  ['empty HTML', 404, '', 'text/html', 'missing'],
  ['prose', 404, '<p>The resource 503 you are looking for 401</p>', 'text/html', 'missing'],
  ['a sentence', 503, 'The Xero API is currently offline for maintenance', 'text/plain', 'remote_fault'],
  ['nothing', 500, '', null, 'remote_fault'],
  ['problem in capitals', 401, '{"Detail":"AuthorizationUnsuccessful"}', null, 'scope'],
  ['problem in small letters', 401, '{"detail":"AuthorizationUnsuccessful"}', null, 'scope'],
  ['problem', 401, '{"Type":null,"Detail":"AuthenticationUnsuccessful"}', null, 'auth'],
  ['problem', 403, '{"Detail":"AuthenticationUnsuccessful"}', null, 'forbidden'],
  ['redirect', 302, '', null, 'bad_reply'],
  ['conflict', 409, '', null, 'clash'],
  ['not implemented', 501, '', null, 'bad_reply'],
  ['odd types', 400, '{"Elements":"?","ErrorNumber":"x","Message":5}', null, 'invalid'],
])('%s with status %s', async (_, status, body, type, kind) => {
  const headers = { location: 'https://evil.example', ...(type ? { 'content-type': type } : {}) }
  const { http, asked } = hostile(() => new Response(body, { status, headers }))
  await expect(getOrganisation(http)).rejects.toMatchObject({ kind, status })
  expect(asked.every((a) => a.url.host === 'api.example' && a.init.redirect === 'manual')).toBe(true)
})

test.each([
  ['HTML', '<html>hello</html>'],
  ['XML', '<?xml version="1.0"?><Response/>'],
  ['nothing', ''],
  ['half', '{"Contacts":[{"Conta'],
  ['a number for a name', JSON.stringify({ Contacts: [{ ...contact(1), Name: 5 }] })],
  ['an odd id', JSON.stringify({ Contacts: [{ ...contact(1), ContactID: '../x' }] })],
  ['an odd date', JSON.stringify({ Contacts: [{ ...contact(1), UpdatedDateUTC: '2026-01-01' }] })],
])('%s with status 200 is a bad reply', async (_, body) => {
  await expect(listContacts(hostile(() => new Response(body)).http).next()).rejects.toMatchObject({
    kind: 'bad_reply',
  })
})

test('an amount no ledger holds is a bad reply, not a wrong sum', async () => {
  const invoice = {
    InvoiceID: guid(1),
    Type: 'ACCREC',
    Status: 'PAID',
    Contact: { ContactID: guid(2) },
    CurrencyCode: 'AUD',
    UpdatedDateUTC: date,
  }
  const ok = hostile(() => Response.json({ Invoices: [invoice] }))
  const page = (await listInvoices(ok.http).next()).value
  expect(page?.rows[0]).toMatchObject({
    totalMinor: 0,
    dueDate: null,
    lines: [],
    payments: [],
    contactName: '',
  })
  const bad = hostile(() => Response.json({ Invoices: [{ ...invoice, Total: 1e300 }] }))
  await expect(listInvoices(bad.http).next()).rejects.toMatchObject({ kind: 'bad_reply' })
})

test('every call asks for JSON in the name of the organisation', async () => {
  const { http, asked } = hostile(() => Response.json({ Contacts: [] }))
  await listContacts(http, { since: '2026-11-22T01:02:03.999Z' }).next()
  expect(asked[0]?.init.headers).toEqual({
    accept: 'application/json',
    authorization: 'Bearer secret',
    'xero-tenant-id': 'tenant',
    'if-modified-since': '2026-11-22T01:02:03',
  })
  expect(asked[0]?.url.search).toBe('?page=1&pageSize=1000&order=ContactID+ASC&includeArchived=true')
})

test('paging ends with the last page, without an empty call behind it', async () => {
  const { http, asked } = hostile(({ url }, n) =>
    Response.json({
      DateTimeUTC: `/Date(${1_000 * n})/`,
      pagination: { page: n, pageSize: 1_000, pageCount: 3, itemCount: 5 },
      Contacts: url.searchParams.get('page') === '3' ? [contact(5)] : [contact(n * 2), contact(n * 2 + 1)],
    }),
  )
  const pages = []
  for await (const page of listContacts(http)) pages.push(page)
  expect(asked).toHaveLength(3)
  expect(pages.map((p) => p.received)).toEqual([2, 4, 5])
  expect(pages.map((p) => p.serverTime)).toEqual(Array(3).fill('1970-01-01T00:00:01.000Z'))
})

test('a server that promises pages without end is left when a page is empty', async () => {
  const { http, asked } = hostile((_, n) =>
    Response.json({
      pagination: { page: n, pageSize: 1, pageCount: 9_999_999, itemCount: 1 },
      Contacts: n < 4 ? [contact(n)] : [],
    }),
  )
  for await (const _ of listContacts(http));
  expect(asked).toHaveLength(4)
})

test('an update carries its key and its id, and asks for outcomes per element', async () => {
  const { http, asked } = hostile(() =>
    Response.json({ Contacts: [{ ...contact(1), StatusAttributeString: 'OK' }] }),
  )
  await updateContacts(http, [{ contactId: xeroContactId(guid(1)), contactNumber: '7' }], {
    idempotencyKey: 'key',
  })
  expect(asked[0]?.url.search).toBe('?summarizeErrors=false')
  expect(asked[0]?.init.headers).toMatchObject({
    'idempotency-key': 'key',
    'content-type': 'application/json',
  })
  expect(asked[0]?.init.body).toBe(`{"Contacts":[{"ContactID":"${guid(1)}","ContactNumber":"7"}]}`)
})

test('elements are matched whatever their order; one that is not mentioned is unknown', async () => {
  const { http } = hostile(() =>
    Response.json({
      Contacts: [
        {
          ContactID: guid(0),
          ContactNumber: 'n3',
          HasValidationErrors: true,
          ValidationErrors: [{ Message: 'No.' }],
        },
        {
          ...contact(2),
          ContactID: guid(2).toUpperCase(),
          StatusAttributeString: 'WARNING',
          Warnings: [{ Message: 'Hm.' }],
        },
        { ...contact(1), StatusAttributeString: 'OK' },
        { ContactID: guid(5), StatusAttributeString: 'OK' },
      ],
    }),
  )
  const batch = [1, 2, 3, 4, 5].map((n) => ({ contactId: xeroContactId(guid(n)), contactNumber: `n${n}` }))
  expect(await updateContacts(http, batch, { idempotencyKey: 'key' })).toMatchObject([
    { outcome: 'written', warnings: [] },
    { outcome: 'written', warnings: ['Hm.'] },
    { outcome: 'refused', messages: ['No.'] },
    { outcome: 'unknown' },
    { outcome: 'unknown' },
  ])
})

test('a write that was answered with rubbish is ambiguous', async () => {
  const { http } = hostile(() => new Response('<html>'))
  const batch = [{ contactId: xeroContactId(guid(1)) }]
  await expect(updateContacts(http, batch, { idempotencyKey: 'k' })).rejects.toMatchObject({
    kind: 'bad_reply',
    ambiguous: true,
  })
})
