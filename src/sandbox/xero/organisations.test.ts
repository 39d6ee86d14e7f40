import { expect, test } from 'vitest'
import { authorizePath, createWorld, redirectUri, smallSeed, type World } from './fixture.ts'
import { signature } from './webhooks.ts'

/** Two organisations of the same people; the second has one contact and trades in New Zealand. */
async function twoOrganisations(fetch?: typeof globalThis.fetch): Promise<World> {
  const world = await createWorld({ connect: false, ...(fetch && { fetch }) })
  world.xero.reset()
  const second = {
    organisation: {
      ...smallSeed.organisation,
      name: 'Harbour Joinery NZ',
      countryCode: 'NZ',
      baseCurrency: 'NZD',
      shortCode: '!Nz9',
      currencies: ['NZD'],
    },
    contacts: [{ key: 'kea', name: 'Kea Homes' }],
    invoices: [],
  }
  world.xero.seed({ ...smallSeed, organisations: [second] }, new Map())
  return world
}

async function connect(world: World, name: string) {
  const path = authorizePath({})
  const page = await world.page(path)
  const user = /option value="([0-9a-f-]{36})"/.exec(page.text)?.[1] ?? ''
  const tenant = new RegExp(`option value="([0-9a-f-]{36})">${name}<`).exec(page.text)?.[1] ?? ''
  const answer = await world.form(path, { user, tenant, decision: 'allow' })
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const token = await world.token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri })
  world.session.token = String(token.at('access_token'))
  world.session.tenant = tenant
  return tenant
}

test('trap: one token serves every organisation the user connected, each with its own records (xero §2.5)', async () => {
  const world = await twoOrganisations()
  const first = await connect(world, 'Harbour Joinery')
  const second = await connect(world, 'Harbour Joinery NZ')
  const rows = await world.api('GET', '/connections')
  expect([rows.at(0, 'tenantName'), rows.at(1, 'tenantName')]).toEqual([
    'Harbour Joinery',
    'Harbour Joinery NZ',
  ])
  const names = async (tenant: string) =>
    (await world.api('GET', 'Contacts?order=Name', undefined, { 'xero-tenant-id': tenant })).at(
      'Contacts',
      0,
      'Name',
    )
  expect([await names(first), await names(second)]).toEqual(['Acme Cafés Pty Ltd', 'Kea Homes'])
  const organisation = await world.api('GET', 'Organisation', undefined, { 'xero-tenant-id': second })
  expect(organisation.at('Organisations', 0)).toMatchObject({ OrganisationID: second, BaseCurrency: 'NZD' })
})

test('trap: an organisation the user did not choose stays closed (xero §13.2)', async () => {
  const world = await twoOrganisations()
  const second = await connect(world, 'Harbour Joinery NZ')
  expect((await world.api('GET', 'Contacts')).at('Contacts', 0, 'Name')).toBe('Kea Homes')
  expect((await world.api('GET', '/connections')).at(1)).toBeUndefined()
  const fresh = await twoOrganisations()
  await connect(fresh, 'Harbour Joinery')
  expect((await fresh.api('GET', 'Contacts', undefined, { 'xero-tenant-id': second })).status).toBe(403)
})

test('trap: one Idempotency-Key in two organisations is two different requests (xero §6.2)', async () => {
  const world = await twoOrganisations()
  const first = await connect(world, 'Harbour Joinery')
  await connect(world, 'Harbour Joinery NZ')
  const put = (tenant: string) =>
    world.api('PUT', 'Contacts', { Name: 'Twice' }, { 'idempotency-key': 'k', 'xero-tenant-id': tenant })
  expect((await put(first)).status).toBe(200)
  expect((await put(world.session.tenant)).status).toBe(400)
})

test('trap: webhook events name their organisation, and only connected ones send any (xero §10)', async () => {
  const hook = { url: 'https://hooks.example/xero', key: 'hook-key' }
  const bodies: string[] = []
  const world = await twoOrganisations(async (input, init) => {
    const request = new Request(input, init)
    const body = await request.text()
    const right = signature(body, hook.key) === request.headers.get('x-xero-signature')
    if (right) bodies.push(body)
    return new Response(null, { status: right ? 200 : 401 })
  })
  await connect(world, 'Harbour Joinery NZ')
  expect(await world.xero.setWebhook(hook)).toEqual({ ok: true, problem: null })
  await world.form('/app/contacts', { Name: 'Not connected' })
  await world.api('PUT', 'Contacts', { Name: 'Connected' })
  await world.clock.advance(1_000)
  await world.xero.settled()
  const events = bodies.join('').match(/"tenantId":"[^"]+"/g)
  expect(events).toEqual([`"tenantId":"${world.session.tenant}"`])
})

test('pages follow the short code of a link, and stay there', async () => {
  const world = await twoOrganisations()
  expect((await world.page('/')).text).toContain('Acme')
  expect((await world.page('/app/!Nz9/settings')).text).toContain('Your organisations')
  expect((await world.page('/')).text).toContain('Kea Homes')
  await world.page('/organisationlogin/default.aspx?shortcode=!Ab1c2&redirecturl=/')
  expect((await world.page('/')).text).toContain('Acme')
})
