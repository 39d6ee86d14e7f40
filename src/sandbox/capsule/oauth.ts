import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { allowsRedirect, authenticateClient, clientById } from './clients.ts'
import { isObject } from './input.ts'
import { consentPage, oauthErrorPage } from './pages/consent.ts'
import { Refusal, unauthorised } from './refusal.ts'
import { accessTokenSeconds, type Code, type TokenPair, type Tokens } from './tokens.ts'
import type { World } from './world.ts'

const knownScopes = ['read', 'write', 'user_preference', 'openid', 'profile', 'email', 'tenant']
const defaultScope = 'read write'

/** A request to authorise whose client and return address are known good. */
export interface Authorisation {
  readonly clientId: string
  readonly clientName: string
  readonly redirectUri: string
  readonly scope: string
  readonly state: string | undefined
  readonly challenge: string | undefined
  readonly challengeMethod: 'S256' | 'plain'
}

/** @source reference capsule.md §2.2 */
export function oauth(world: World, tokens: Tokens): Hono {
  const { store, url } = world
  const app = new Hono()

  app.get('/oauth/authorise', (c) => {
    const asked = readAuthorisation(new URL(c.req.url).searchParams)
    if (typeof asked === 'string') return c.html(oauthErrorPage(asked), 400)
    if ('redirect' in asked) return c.redirect(asked.redirect)
    return c.html(
      consentPage(
        asked,
        [...store.users.values()].filter((user) => !user.deleted),
        store.site.name,
      ),
    )
  })

  app.post('/oauth/authorise', async (c) => {
    const form = new URLSearchParams(await c.req.text())
    const asked = readAuthorisation(form)
    if (typeof asked === 'string') return c.html(oauthErrorPage(asked), 400)
    if ('redirect' in asked) return c.redirect(asked.redirect)
    const chosen = store.users.get(Number(form.get('user')))
    const user = chosen?.deleted ? undefined : chosen
    if (form.get('decision') !== 'allow')
      return c.redirect(
        backTo(asked, { error: 'access_denied', error_description: 'The user refused access' }),
      )
    if (!user) return c.html(oauthErrorPage('Choose the user you are.'), 400)
    const { clientId, redirectUri, scope, challenge, challengeMethod } = asked
    const code = tokens.issueCode({
      clientId,
      redirectUri,
      scope,
      challenge,
      challengeMethod,
      userId: user.id,
    })
    return c.redirect(backTo(asked, { code }))
  })

  app.post('/oauth/token', async (c) => {
    c.header('Cache-Control', 'no-store')
    const body = await readBody(c)
    const client = authenticateClient(c.req.header('Authorization'), body)
    if (!client) throw wrongClient()
    const pair = grant(tokens, client.id, body)
    return c.json(tokenJson(pair, store.site.subdomain))
  })

  for (const path of ['/oauth/token/revoke', '/oauth/revoke'])
    app.post(path, async (c) => {
      const body = await readBody(c)
      const client = authenticateClient(c.req.header('Authorization'), body)
      if (!client) throw wrongClient()
      const token = body.get('token')
      if (!token) throw oauthError('invalid_request', 'token is required')
      tokens.revoke(token, client.id)
      return c.body(null, 200)
    })

  app.get('/oauth/userinfo', (c) => {
    const token = c.req.header('Authorization')?.match(/^Bearer\s+(.+)$/i)?.[1]
    const user = tokens.caller(token ?? '')?.user
    if (!user) throw unauthorised()
    const email = store.party(user.partyId)?.emailAddresses[0]?.address ?? null
    return c.json({ sub: String(user.id), name: user.name, preferred_username: user.username, email })
  })

  for (const name of ['oauth-authorization-server', 'openid-configuration'])
    app.get(`/.well-known/${name}`, (c) => c.json(discovery(url)))

  app.onError((error) => {
    if (error instanceof Refusal) return error.toResponse()
    throw error
  })
  return app
}

/** Words for the person when the caller cannot be trusted with a redirect; else where to send an error; else the request. */
function readAuthorisation(query: URLSearchParams): string | { readonly redirect: string } | Authorisation {
  const client = clientById(query.get('client_id') ?? undefined)
  if (!client) return 'The application is not known (client_id).'
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!allowsRedirect(redirectUri))
    return 'The return address is not registered for this application (redirect_uri).'
  const scope = query.get('scope')?.trim() || defaultScope
  const state = query.get('state') ?? undefined
  const challenge = query.get('code_challenge') ?? undefined
  const challengeMethod = query.get('code_challenge_method') ?? 'plain'
  const refuse = (error: string) => ({ redirect: backTo({ redirectUri, state }, { error }) })
  if (query.get('response_type') !== 'code') return refuse('unsupported_response_type')
  if (!scope.split(/\s+/).every((s) => knownScopes.includes(s))) return refuse('invalid_scope')
  if (challengeMethod !== 'plain' && challengeMethod !== 'S256') return refuse('invalid_request')
  const clientId = client.id
  return { clientId, clientName: client.name, redirectUri, scope, state, challenge, challengeMethod }
}

function backTo(
  asked: Pick<Authorisation, 'redirectUri' | 'state'>,
  answer: Readonly<Record<string, string>>,
): string {
  const target = new URL(asked.redirectUri)
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value)
  if (asked.state !== undefined) target.searchParams.set('state', asked.state)
  return target.href
}

function grant(tokens: Tokens, clientId: string, body: ReadonlyMap<string, string>): TokenPair {
  switch (body.get('grant_type')) {
    case 'authorization_code': {
      const code = tokens.code(body.get('code') ?? '')
      if (!code || code.clientId !== clientId)
        throw oauthError('invalid_grant', 'The code is invalid or expired')
      const redirectUri = body.get('redirect_uri')
      if (redirectUri !== undefined && redirectUri !== code.redirectUri)
        throw oauthError('invalid_grant', 'redirect_uri does not match')
      if (!verifies(code, body.get('code_verifier')))
        throw oauthError('invalid_grant', 'code_verifier does not match')
      return tokens.exchange(code)
    }
    case 'refresh_token': {
      const pair = tokens.rotate(body.get('refresh_token') ?? '', clientId)
      if (!pair) throw oauthError('invalid_grant', 'The refresh token is invalid or expired')
      return pair
    }
    default:
      throw oauthError('unsupported_grant_type', 'grant_type is not supported')
  }
}

function verifies(code: Code, verifier: string | undefined): boolean {
  if (code.challenge === undefined) return true
  if (verifier === undefined) return false
  if (code.challengeMethod === 'plain') return verifier === code.challenge
  return createHash('sha256').update(verifier).digest('base64url') === code.challenge
}

function tokenJson(pair: TokenPair, subdomain: string) {
  return {
    access_token: pair.accessToken,
    refresh_token: pair.refreshToken,
    token_type: 'bearer',
    expires_in: accessTokenSeconds,
    scope: pair.scope,
    subdomain,
  }
}

/** Parameters from a form or from JSON, whichever the content type says. */
async function readBody(c: Context): Promise<ReadonlyMap<string, string>> {
  const raw = await c.req.text()
  if (!c.req.header('Content-Type')?.includes('json')) return new Map(new URLSearchParams(raw))
  const parsed = parseJson(raw)
  if (!isObject(parsed)) throw oauthError('invalid_request', 'The body is not a JSON object')
  return new Map(Object.entries(parsed).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v] as const] : [])))
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

function oauthError(error: string, description: string): Refusal {
  return new Refusal(400, { error, error_description: description }, { 'Cache-Control': 'no-store' })
}

function wrongClient(): Refusal {
  const body = { error: 'invalid_client', error_description: 'Client authentication failed' }
  return new Refusal(401, body, { 'WWW-Authenticate': 'Basic realm="capsule"', 'Cache-Control': 'no-store' })
}

/** @source reference openapi/capsule-oauth-authorization-server.json */
function discovery(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/oauth/authorise`,
    token_endpoint: `${url}/oauth/token`,
    revocation_endpoint: `${url}/oauth/revoke`,
    scopes_supported: ['read', 'email', 'tenant', 'openid', 'profile', 'user_preference', 'write'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['plain', 'S256'],
    service_documentation: 'https://developer.capsulecrm.com',
    ui_locales_supported: ['fr-FR', 'en-US', 'en-GB', 'pt-BR', 'es-ES'],
  }
}
