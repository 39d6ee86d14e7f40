import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  allScopes,
  authorizePath,
  createWorld,
  customAuth,
  demoAuth,
  origin,
  redirectUri,
  reply,
  type World,
} from './fixture.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

async function signIn(world: World, scope = allScopes) {
  const code = await world.consent(scope)
  return world.token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri })
}

const refresh = (world: World, token: unknown) =>
  world.token({ grant_type: 'refresh_token', refresh_token: String(token) })

test.each([
  ['an unknown client', { client_id: 'who' }, 'unauthorized_client'],
  ['the custom connection', { client_id: 'counterpart-custom' }, 'unauthorized_client'],
  ['127.0.0.1', { redirect_uri: 'http://127.0.0.1:3000/callback' }, 'Invalid redirect_uri'],
  ['a foreign address', { redirect_uri: 'http://evil.example/callback' }, 'Invalid redirect_uri'],
  ['an unknown scope', { scope: 'accounting.everything' }, 'invalid_scope'],
  ['a broad scope', { scope: 'accounting.transactions' }, 'unauthorized_client : Invalid scope for client'],
  ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
])('consent for %s shows an error page and does not redirect', async (_, fields, text) => {
  const world = await createWorld({ connect: false })
  const page = await world.page(authorizePath(fields))
  expect(page.status).toBe(500)
  expect(page.headers.get('location')).toBeNull()
  expect(page.text).toContain(text)
})

test('refusing consent comes back with access_denied and the state', async () => {
  const world = await createWorld({ connect: false })
  const answer = await world.form(authorizePath({ state: 'keep me' }), { decision: 'cancel' })
  const back = new URL(answer.headers.get('location') ?? '')
  expect(back.origin + back.pathname).toBe(redirectUri)
  expect(back.searchParams.get('error')).toBe('access_denied')
  expect(back.searchParams.get('state')).toBe('keep me')
})

test('the access token carries the documented claims', async () => {
  const world = await createWorld({ connect: false })
  const answer = await signIn(world)
  expect(answer.at('expires_in')).toBe(1800)
  const [, part = ''] = String(answer.at('access_token')).split('.')
  const claims = JSON.parse(Buffer.from(part, 'base64url').toString())
  expect(Object.keys(claims)).toEqual(
    expect.arrayContaining([
      'nbf',
      'exp',
      'iss',
      'aud',
      'client_id',
      'sub',
      'auth_time',
      'idp',
      'xero_userid',
      'global_session_id',
      'jti',
      'scope',
      'amr',
      'authentication_event_id',
    ]),
  )
  const id = JSON.parse(
    Buffer.from(String(answer.at('id_token')).split('.')[1] ?? '', 'base64url').toString(),
  )
  expect(id).toMatchObject({ email: 'ada@harbour.example', given_name: 'Ada', aud: 'counterpart-demo' })
})

test('without offline_access there is no refresh token, without openid no id token', async () => {
  const answer = await signIn(await createWorld({ connect: false }), 'accounting.contacts')
  expect(answer.at('refresh_token')).toBeUndefined()
  expect(answer.at('id_token')).toBeUndefined()
})

test('trap: a code works once, for five minutes, with its own redirect address (xero §2.1)', async () => {
  const world = await createWorld({ connect: false })
  const exchange = (code: string, uri = redirectUri) =>
    world.token({ grant_type: 'authorization_code', code, redirect_uri: uri })
  const code = await world.consent()
  expect((await exchange(code)).status).toBe(200)
  expect((await exchange(code)).at('error')).toBe('invalid_grant')
  expect((await exchange(await world.consent(), 'http://localhost:3000/other')).at('error')).toBe(
    'invalid_grant',
  )
  const late = await world.consent()
  await world.clock.advance(5 * minuteMs + 1)
  expect((await exchange(late)).at('error')).toBe('invalid_grant')
})

test('trap: a challenge needs its verifier (xero §2.2)', async () => {
  const world = await createWorld({ connect: false })
  const verifier = 'v'.repeat(50)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const extra = `&code_challenge=${challenge}&code_challenge_method=S256`
  const exchange = async (fields: Record<string, string>) =>
    world.token({
      grant_type: 'authorization_code',
      code: await world.consent(allScopes, extra),
      redirect_uri: redirectUri,
      ...fields,
    })
  expect((await exchange({})).at('error')).toBe('invalid_grant')
  expect((await exchange({ code_verifier: 'w'.repeat(50) })).at('error')).toBe('invalid_grant')
  expect((await exchange({ code_verifier: verifier })).status).toBe(200)
})

test.each([
  [
    'a wrong secret',
    { grant_type: 'refresh_token' },
    `Basic ${btoa('counterpart-demo:wrong')}`,
    'invalid_client',
  ],
  ['no client', { grant_type: 'refresh_token' }, '', 'invalid_client'],
  ['an unknown grant', { grant_type: 'password' }, demoAuth, 'unsupported_grant_type'],
  [
    'an unknown refresh token',
    { grant_type: 'refresh_token', refresh_token: 'x' },
    demoAuth,
    'invalid_grant',
  ],
  ['client credentials for a web app', { grant_type: 'client_credentials' }, demoAuth, 'unauthorized_client'],
])('the token endpoint with %s answers 400', async (_, fields, authorization, error) => {
  const world = await createWorld({ connect: false })
  const answer = await reply(await world.form('/connect/token', fields, { authorization }))
  expect(answer.status).toBe(400)
  expect(answer.at('error')).toBe(error)
})

test('trap: refresh rotates; the previous token has 30 minutes of grace (xero §13.3)', async () => {
  const world = await createWorld({ connect: false })
  const first = (await signIn(world)).at('refresh_token')
  const second = (await refresh(world, first)).at('refresh_token')
  expect(second).not.toBe(first)
  await world.clock.advance(29 * minuteMs)
  expect((await refresh(world, first)).status).toBe(200)
  await world.clock.advance(2 * minuteMs)
  expect((await refresh(world, first)).at('error')).toBe('invalid_grant')
  expect((await refresh(world, second)).status).toBe(200)
})

test('trap: a refresh token dies after 60 idle days (xero §13.3)', async () => {
  const world = await createWorld({ connect: false })
  const token = (await signIn(world)).at('refresh_token')
  await world.clock.advance(60 * dayMs + 1)
  expect((await refresh(world, token)).at('error')).toBe('invalid_grant')
})

test('trap: revoking kills the refresh token and removes the connections (xero §13.3)', async () => {
  const world = await createWorld({ connect: false })
  const answer = await signIn(world)
  world.session.token = String(answer.at('access_token'))
  const token = String(answer.at('refresh_token'))
  expect((await world.form('/connect/revocation', { token }, { authorization: demoAuth })).status).toBe(200)
  expect((await refresh(world, token)).at('error')).toBe('invalid_grant')
  expect((await world.api('GET', '/connections')).text).toBe('[]')
})

test('trap: an access token lasts 30 minutes, then says when it expired (xero §13.2)', async () => {
  const world = await createWorld()
  await world.clock.advance(30 * minuteMs)
  const answer = await world.api('GET', 'Organisation')
  expect(answer.status).toBe(401)
  expect(answer.at('Detail')).toBe('TokenExpired: token expired at 11/22/2026 02:00:00')
})

test('trap: a bad token, a foreign tenant and no tenant are told apart (xero §13.2)', async () => {
  const world = await createWorld()
  const bad = await world.api('GET', 'Organisation', undefined, {
    authorization: 'Bearer x',
    'xero-tenant-id': 'y',
  })
  expect([bad.status, bad.at('Detail')]).toEqual([401, 'AuthenticationUnsuccessful'])
  for (const tenant of ['', '11111111-2222-4333-8444-555555555555']) {
    const answer = await world.api('GET', 'Organisation', undefined, { 'xero-tenant-id': tenant })
    expect([answer.status, answer.at('Title'), answer.at('Detail')]).toEqual([
      403,
      'Forbidden',
      'AuthenticationUnsuccessful',
    ])
  }
})

test.each([
  ['GET', 'Invoices', 'accounting.contacts'],
  ['PUT', 'Contacts', 'accounting.contacts.read'],
  ['GET', 'Organisation', 'accounting.contacts'],
  ['PUT', 'Payments', 'accounting.invoices accounting.payments.read'],
])('%s %s with only %s answers 401 AuthorizationUnsuccessful', async (method, path, scope) => {
  const world = await createWorld({ scope })
  const answer = await world.api(method, path, method === 'GET' ? undefined : {})
  expect([answer.status, answer.at('Detail')]).toEqual([401, 'AuthorizationUnsuccessful'])
})

test('trap: scopes add up over consents of the same user (xero §2.4)', async () => {
  const world = await createWorld({ connect: false })
  await signIn(world, 'accounting.contacts')
  expect((await signIn(world, 'accounting.payments')).at('scope')).toBe(
    'accounting.contacts accounting.payments',
  )
})

test('trap: connections: seven digits, filtered by authEventId, deleted once (xero §2.5)', async () => {
  const world = await createWorld()
  const all = await world.api('GET', '/connections')
  expect(all.at(0)).toMatchObject({
    tenantType: 'ORGANISATION',
    tenantName: 'Harbour Joinery',
    createdDateUtc: '2026-11-22T01:30:00.0000000',
  })
  const other = await world.api('GET', '/connections?authEventId=11111111-2222-4333-8444-555555555555')
  expect(other.text).toBe('[]')
  const mine = await world.api('GET', `/connections?authEventId=${all.at(0, 'authEventId')}`)
  expect(mine.at('length')).toBe(1)
  expect((await world.api('DELETE', `/connections/${all.at(0, 'id')}`)).status).toBe(204)
  expect((await world.api('DELETE', `/connections/${all.at(0, 'id')}`)).status).toBe(404)
  expect((await world.api('GET', 'Organisation')).status).toBe(403)
})

test('trap: connecting again keeps created and moves updated (xero §2.5)', async () => {
  const world = await createWorld()
  await world.clock.advance(minuteMs)
  await world.consent()
  expect((await world.api('GET', '/connections')).at(0)).toMatchObject({
    createdDateUtc: '2026-11-22T01:30:00.0000000',
    updatedDateUtc: '2026-11-22T01:31:00.0000000',
  })
})

test('trap: disconnected inside Xero: calls answer 403, the token still refreshes (xero §13.2)', async () => {
  const world = await createWorld({ connect: false })
  const answer = await signIn(world)
  world.session.token = String(answer.at('access_token'))
  world.session.tenant = String((await world.api('GET', '/connections')).at(0, 'tenantId'))
  expect((await world.api('GET', 'Organisation')).status).toBe(200)
  await world.form('/app/disconnect', {})
  expect((await world.api('GET', 'Organisation')).status).toBe(403)
  expect((await refresh(world, answer.at('refresh_token'))).status).toBe(200)
})

test('trap: a custom connection needs no tenant header and gets no refresh token (xero §2.3)', async () => {
  const world = await createWorld({ connect: false })
  const token = await reply(
    await world.form(
      '/connect/token',
      { grant_type: 'client_credentials', scope: 'accounting.settings' },
      { authorization: customAuth },
    ),
  )
  expect(token.at('refresh_token')).toBeUndefined()
  const answer = await world.xero.fetch(
    new Request(`${origin}/api.xro/2.0/Organisation`, {
      headers: { authorization: `Bearer ${token.at('access_token')}`, accept: 'application/json' },
    }),
  )
  expect((await reply(answer)).at('Organisations', 0, 'ShortCode')).toBe('!Ab1c2')
})

test('discovery names the endpoints of this origin', async () => {
  const answer = await (await createWorld({ connect: false })).page('/.well-known/openid-configuration')
  expect(answer.at('token_endpoint')).toBe(`${origin}/connect/token`)
})

test('userinfo says who signed in, when openid was asked for', async () => {
  const world = await createWorld()
  const answer = await world.xero.fetch(
    new Request(`${origin}/connect/userinfo`, {
      headers: { authorization: `Bearer ${world.session.token}` },
    }),
  )
  expect(await answer.json()).toMatchObject({ email: 'ada@harbour.example', family_name: 'Advisor' })
  const without = await createWorld({ scope: 'accounting.contacts' })
  const refused = await without.xero.fetch(
    new Request(`${origin}/connect/userinfo`, {
      headers: { authorization: `Bearer ${without.session.token}` },
    }),
  )
  expect(refused.status).toBe(401)
})
