import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { allScopes, authorizePath, basic, createWorld, redirectUri, reply, type World } from './fixture.ts'

const verifier = 'v'.repeat(43)
const code_challenge = createHash('sha256').update(verifier).digest('base64url')

async function consentOf(world: World, client_id: string, extra: Record<string, string> = {}) {
  const path = authorizePath({ client_id, ...extra })
  const page = await world.page(path)
  const user = /option value="([0-9a-f-]{36})"/.exec(page.text)?.[1] ?? ''
  return world.form(path, { user, decision: 'allow' })
}

const codeIn = (response: Response) =>
  new URL(response.headers.get('location') ?? 'http://localhost').searchParams.get('code') ?? ''

const exchange = async (world: World, fields: Record<string, string>, headers = {}) =>
  reply(
    await world.form(
      '/connect/token',
      { grant_type: 'authorization_code', redirect_uri: redirectUri, ...fields },
      headers,
    ),
  )

test('trap: a public client has no consent without a code challenge (xero §2.2)', async () => {
  const world = await createWorld({ connect: false })
  const page = await world.page(authorizePath({ client_id: 'counterpart-native' }))
  expect([page.status, page.text.includes('code challenge required')]).toEqual([500, true])
  const plain = { client_id: 'counterpart-native', code_challenge, code_challenge_method: 'plain' }
  expect((await world.page(authorizePath(plain))).status).toBe(500)
})

test('trap: a public client names itself in the body and sends no secret (xero §2.2)', async () => {
  const world = await createWorld({ connect: false })
  const challenge = { code_challenge, code_challenge_method: 'S256' }
  const grant = async () => ({
    client_id: 'counterpart-native',
    code: codeIn(await consentOf(world, 'counterpart-native', challenge)),
  })
  const withSecret = { ...(await grant()), code_verifier: verifier, client_secret: 'x' }
  expect((await exchange(world, withSecret)).at('error')).toBe('invalid_client')
  expect((await exchange(world, await grant())).at('error')).toBe('invalid_grant')
  const wrong = { ...(await grant()), code_verifier: 'w'.repeat(43) }
  expect((await exchange(world, wrong)).at('error')).toBe('invalid_grant')
  const good = await exchange(world, { ...(await grant()), code_verifier: verifier })
  expect([good.status, good.at('expires_in')]).toEqual([200, 1800])
  const refresh = { grant_type: 'refresh_token', client_id: 'counterpart-native' }
  const token = { ...refresh, refresh_token: String(good.at('refresh_token')) }
  expect((await reply(await world.form('/connect/token', token))).status).toBe(200)
})

test('trap: an organisation takes two uncertified apps, a custom connection does not count (xero §2.5)', async () => {
  const world = await createWorld()
  const custom = basic('counterpart-custom', 'counterpart-custom-secret')
  await world.form('/connect/token', { grant_type: 'client_credentials' }, { authorization: custom })
  expect(codeIn(await consentOf(world, 'other-app'))).not.toBe('')
  const challenge = { code_challenge, code_challenge_method: 'S256' }
  const third = await consentOf(world, 'counterpart-native', challenge)
  expect(third.status).toBe(500)
  expect(await third.text()).toContain('two uncertified apps')
  expect(codeIn(await consentOf(world, 'counterpart-demo'))).not.toBe('')
})

test('trap: revoking one app leaves the connections of another (xero §2.1)', async () => {
  const world = await createWorld()
  const code = codeIn(await consentOf(world, 'other-app'))
  const auth = { authorization: basic('other-app', 'other-app-secret') }
  const token = await exchange(world, { code }, auth)
  const foreign = { token: String(token.at('refresh_token')) }
  await world.form('/connect/revocation', foreign, {
    authorization: basic('counterpart-demo', 'counterpart-demo-secret'),
  })
  expect((await world.api('GET', 'Organisation')).status).toBe(200)
  expect(world.xero.counts().connections).toBe(2)
  await world.form('/connect/revocation', foreign, auth)
  expect(world.xero.counts().connections).toBe(1)
  expect((await world.api('GET', 'Organisation')).status).toBe(200)
})

test('trap: the id token lives five minutes and says who, for whom and when (xero §2.1)', async () => {
  const world = await createWorld({ connect: false })
  const code = await world.consent(allScopes)
  const answer = await world.token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri })
  const payload = String(answer.at('id_token')).split('.')[1] ?? ''
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  const at = Math.floor(world.clock.now() / 1000)
  expect(claims).toMatchObject({
    aud: 'counterpart-demo',
    iat: at,
    nbf: at,
    exp: at + 300,
    email: 'ada@harbour.example',
    given_name: 'Ada',
    family_name: 'Advisor',
    preferred_username: 'ada@harbour.example',
  })
  for (const name of ['at_hash', 'sid', 'sub', 'auth_time', 'idp', 'xero_userid', 'global_session_id', 'amr'])
    expect(claims).toHaveProperty(name)
})
