import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { account, at, client, codeOf, secrets, text, url } from './fixture.ts'

const asked = { ...client, response_type: 'code', state: 'abc' }

function query(values: Record<string, string>): string {
  return `/oauth/authorise?${new URLSearchParams(values)}`
}

/** Consents as the account owner; answers the code. */
async function consent(base: ReturnType<typeof account>, more: Record<string, string> = {}): Promise<string> {
  const user = String(await base.userId('ann@tryout.test'))
  return codeOf(await base.form('/oauth/authorise', { ...asked, ...more, user, decision: 'allow' }))
}

describe('consent', () => {
  test('the page names the app, the users and that it is a sandbox', async () => {
    const { request } = account()
    const response = await request('GET', query({ ...asked, scope: 'read write' }))
    const page = await response.text()
    expect(response.status).toBe(200)
    for (const words of ['Allow Counterpart', 'Ann Owner', 'Restricted user', 'Capsule sandbox', 'Refuse'])
      expect(page).toContain(words)
  })

  test('refusing goes back with access_denied and the state', async () => {
    const { form } = account()
    const response = await form('/oauth/authorise', { ...asked, decision: 'refuse' })
    expect(response.status).toBe(302)
    const target = new URL(response.headers.get('Location') ?? '')
    expect(target.origin + target.pathname).toBe('http://localhost:4000/back')
    expect(target.searchParams.get('error')).toBe('access_denied')
    expect(target.searchParams.get('state')).toBe('abc')
  })

  test.each([
    ['an unknown client', { client_id: 'other' }],
    ['a foreign return address', { redirect_uri: 'http://evil.test/back' }],
    ['a return address that only looks local', { redirect_uri: 'http://localhost.evil.test/' }],
  ])('%s gets a page, never a redirect', async (_, more) => {
    const { request } = account()
    const response = await request('GET', query({ ...asked, ...more }))
    expect(response.status).toBe(400)
    expect(response.headers.get('Location')).toBeNull()
  })

  test.each([
    [{ scope: 'everything' }, 'invalid_scope'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ code_challenge: 'x', code_challenge_method: 'MD5' }, 'invalid_request'],
  ])('%j goes back with %s', async (more, error) => {
    const { request } = account()
    const response = await request('GET', query({ ...asked, ...more }))
    expect(new URL(response.headers.get('Location') ?? '').searchParams.get('error')).toBe(error)
  })
})

describe('token', () => {
  test('trap: a code is exchanged once; its second use ends the tokens (capsule §19.1)', async () => {
    const base = account()
    const code = await consent(base)
    const exchange = () => base.form('/oauth/token', { grant_type: 'authorization_code', code, ...secrets })
    const first = await exchange()
    const body: unknown = await first.json()
    expect(body).toMatchObject({
      token_type: 'bearer',
      expires_in: 604_799,
      scope: 'read write',
      subdomain: 'tryout',
    })
    const token = text(body, 'access_token')
    expect((await base.call('GET', '/site', undefined, token)).status).toBe(200)
    const second = await exchange()
    expect(second.status).toBe(400)
    expect(await second.json()).toMatchObject({ error: 'invalid_grant' })
    expect((await base.call('GET', '/site', undefined, token)).status).toBe(401)
  })

  test('Basic and JSON work as well as the form', async () => {
    const base = account()
    const basic = `Basic ${Buffer.from('counterpart-demo:counterpart-demo-secret').toString('base64')}`
    const code = await consent(base)
    const grant = { grant_type: 'authorization_code', code }
    expect((await base.form('/oauth/token', grant, { Authorization: basic })).status).toBe(200)
    const json = await base.request('POST', '/oauth/token', {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...grant, code: await consent(base), ...secrets }),
    })
    expect(json.status).toBe(200)
  })

  test('a wrong secret is 401 invalid_client', async () => {
    const base = account()
    const grant = {
      grant_type: 'authorization_code',
      code: await consent(base),
      ...secrets,
      client_secret: 'no',
    }
    const response = await base.form('/oauth/token', grant)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: 'invalid_client' })
  })

  const verifier = 'a-verifier-of-enough-length-for-anyone-to-use'
  const s256 = createHash('sha256').update(verifier).digest('base64url')
  test.each([
    ['S256', s256, verifier, 200],
    ['S256', s256, 'another', 400],
    ['S256', s256, undefined, 400],
    ['plain', verifier, verifier, 200],
    ['plain', verifier, 'another', 400],
  ])(
    'trap: PKCE %s with challenge %s and verifier %s answers %i (capsule §2.2)',
    async (method, challenge, given, status) => {
      const base = account()
      const code = await consent(base, { code_challenge: challenge, code_challenge_method: method })
      const grant = { grant_type: 'authorization_code', code, ...secrets }
      const response = await base.form(
        '/oauth/token',
        given === undefined ? grant : { ...grant, code_verifier: given },
      )
      expect(response.status).toBe(status)
    },
  )

  test('trap: another return address than at consent is refused (capsule §2.2)', async () => {
    const base = account()
    const grant = {
      grant_type: 'authorization_code',
      code: await consent(base),
      redirect_uri: 'http://localhost:1/',
    }
    expect((await base.form('/oauth/token', { ...grant, ...secrets })).status).toBe(400)
  })

  test('a code lasts ten minutes', async () => {
    const base = account()
    const code = await consent(base)
    await base.clock.advance(600_000)
    const response = await base.form('/oauth/token', { grant_type: 'authorization_code', code, ...secrets })
    expect(response.status).toBe(400)
  })

  test('trap: refreshing rotates: the old refresh token is worth nothing, the old access token still works (capsule §19.1)', async () => {
    const { signIn, form, call } = account()
    const { access, refresh } = await signIn('ann@tryout.test')
    const grant = { grant_type: 'refresh_token', refresh_token: refresh, ...secrets }
    const body: unknown = await (await form('/oauth/token', grant)).json()
    expect(text(body, 'refresh_token')).not.toBe(refresh)
    expect((await call('GET', '/site', undefined, text(body, 'access_token'))).status).toBe(200)
    expect((await call('GET', '/site', undefined, access)).status).toBe(200)
    const again = await form('/oauth/token', grant)
    expect(again.status).toBe(400)
    expect(await again.json()).toMatchObject({ error: 'invalid_grant' })
  })

  test('trap: an access token ends after its seven days (capsule §2.2)', async () => {
    const { signIn, call, clock } = account()
    const { access } = await signIn('ann@tryout.test')
    await clock.advance(604_798_000)
    expect((await call('GET', '/site', undefined, access)).status).toBe(200)
    await clock.advance(1000)
    const { status, body, headers } = await call('GET', '/site', undefined, access)
    expect(status).toBe(401)
    expect(at(body, 'error')).toBe('invalid_token')
    expect(headers.get('WWW-Authenticate')).toContain('error="invalid_token"')
  })

  test.each(['/oauth/token/revoke', '/oauth/revoke'])(
    '%s ends the whole grant by its refresh token',
    async (path) => {
      const { signIn, call, form } = account()
      const { access, refresh } = await signIn('ann@tryout.test')
      expect((await form(path, { token: refresh, ...secrets })).status).toBe(200)
      expect((await call('GET', '/site', undefined, access)).status).toBe(401)
      const grant = { grant_type: 'refresh_token', refresh_token: refresh, ...secrets }
      expect((await form('/oauth/token', grant)).status).toBe(400)
    },
  )

  test('discovery names the vendor’s endpoints on this origin', async () => {
    const { request } = account()
    for (const path of ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'])
      expect(await (await request('GET', path)).json()).toMatchObject({
        issuer: url,
        authorization_endpoint: `${url}/oauth/authorise`,
        token_endpoint: `${url}/oauth/token`,
        code_challenge_methods_supported: ['plain', 'S256'],
      })
  })
})

describe('scopes', () => {
  test('trap: a token that may only read gets 403 on writes, and may still search with filters (capsule §19.1)', async () => {
    const { signIn, call } = account()
    const { access } = await signIn('ann@tryout.test', 'read')
    const write = await call('POST', '/parties', { party: { type: 'organisation', name: 'X' } }, access)
    expect(write.status).toBe(403)
    expect(at(write.body, 'error')).toBe('insufficient_scope')
    expect(write.headers.get('WWW-Authenticate')).toContain('insufficient_scope')
    const filter = { conditions: [{ field: 'name', operator: 'is', value: 'Of Cy' }] }
    expect((await call('POST', '/parties/filters/results', { filter }, access)).status).toBe(200)
  })

  test('trap: no token, a wrong token and a read-only personal token (capsule §2.3)', async () => {
    const { request, call } = account()
    expect((await request('GET', '/api/v2/parties')).status).toBe(401)
    expect((await call('GET', '/parties', undefined, 'wrong')).status).toBe(401)
    expect((await call('GET', '/parties', undefined, 'sandbox-pat-read')).status).toBe(200)
    expect((await call('DELETE', '/parties/1', undefined, 'sandbox-pat-read')).status).toBe(403)
  })
})
