import { expect, test } from 'vitest'
import { authorizePath, createWorld, documentScopes, redirectUri, smallSeed, type World } from './fixture.ts'
import { roleAllows } from './roles.ts'

test.each([
  ['READONLY', 'invoices', 'GET', true],
  ['READONLY', 'invoices', 'POST', false],
  ['READONLY', 'contacts', 'PUT', false],
  ['INVOICEONLY', 'invoices', 'PUT', true],
  ['INVOICEONLY', 'reports/agedreceivablesbycontact', 'GET', false],
  ['INVOICEONLY', 'banktransactions', 'PUT', false],
  ['STANDARD', 'banktransactions', 'PUT', true],
  [null, 'banktransactions', 'PUT', true],
] as const)('trap: %s on %s by %s is allowed: %s (xero §4)', (role, resource, method, allowed) => {
  expect(roleAllows(role, resource, method)).toBe(allowed)
})

async function connectAs(w: World, email: string) {
  const path = authorizePath({ scope: documentScopes })
  const page = await w.page(path)
  const user = new RegExp(`value="([0-9a-f-]{36})">[^<]*${email}`).exec(page.text)?.[1] ?? ''
  const answer = await w.form(path, { user, decision: 'allow' })
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  w.session.token = String((await w.token(fields)).at('access_token'))
  w.session.tenant = String((await w.api('GET', '/connections')).at(0, 'tenantId'))
}

test('trap: an app acts with the role of the user who allowed it (xero §4)', async () => {
  const w = await createWorld({ connect: false })
  w.xero.seed(
    {
      ...smallSeed,
      contacts: [],
      invoices: [],
      users: [{ ...reader, role: 'READONLY' }, ...smallSeed.users],
    },
    new Map(),
  )
  await connectAs(w, reader.email)
  expect((await w.api('GET', 'Contacts')).status).toBe(200)
  const refused = await w.api('PUT', 'Contacts', { Name: 'New' })
  expect([refused.status, refused.at('Title')]).toEqual([403, 'Forbidden'])
  const actions = await w.api('GET', 'Organisation/Actions')
  expect(actions.text).toContain('{"Name":"CreateDraftInvoice","Status":"NOT-ALLOWED"}')
  await connectAs(w, 'bo@harbour.example')
  const allowed = await w.api('GET', 'Organisation/Actions')
  expect(allowed.text).toContain('{"Name":"CreateDraftInvoice","Status":"ALLOWED"}')
  expect((await w.api('PUT', 'Contacts', { Name: 'New' })).status).toBe(200)
})

const reader = { key: 'cy', firstName: 'Cy', lastName: 'Reader', email: 'cy@harbour.example' }
