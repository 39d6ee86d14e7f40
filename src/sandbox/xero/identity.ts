import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Kernel } from '../kernel/kernel.ts'
import { brokenResponse, wait } from './api.ts'
import type { Connections } from './connections.ts'
import { consentPage, errorPage } from './pages/consent.ts'
import type { User } from './records.ts'
import { scopeProblem, scopesOf } from './scopes.ts'
import type { Store } from './store.ts'
import { switches } from './switches.ts'
import { profileClaims, subjectOf, type TokenAnswer, type Tokens } from './tokens.ts'

export interface Client {
  readonly id: string
  /** Null for a public client: it has no secret and must use PKCE. */
  readonly secret: string | null
  readonly name: string
  /** A custom connection: client credentials only, bound to one organisation. */
  readonly custom: boolean
}

export const presetClients: readonly Client[] = [
  { id: 'counterpart-demo', secret: 'counterpart-demo-secret', name: 'Counterpart', custom: false },
  {
    id: 'counterpart-custom',
    secret: 'counterpart-custom-secret',
    name: 'Counterpart (custom connection)',
    custom: true,
  },
  { id: 'counterpart-native', secret: null, name: 'Counterpart (desktop)', custom: false },
  { id: 'other-app', secret: 'other-app-secret', name: 'Another app', custom: false },
]

const codeLifeMs = 5 * 60_000

interface Code {
  readonly clientId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly user: User
  readonly authEventId: string
  readonly challenge: string | null
  readonly issuedMs: number
}

export interface IdentityParts {
  readonly kernel: Kernel
  readonly url: string
  readonly store: () => Store
  /** Every organisation the people of the sandbox have. */
  readonly stores: () => readonly Store[]
  readonly tokens: () => Tokens
  readonly connections: Connections
}

/** `http://localhost` with any port is fine for the preset client; `http://127.0.0.1` is refused, as at Xero. */
function redirectAllowed(uri: string): boolean {
  if (!URL.canParse(uri)) return false
  const { protocol, hostname } = new URL(uri)
  return protocol === 'http:' && hostname === 'localhost'
}

interface Asked {
  readonly client: Client
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string | null
  readonly challenge: string | null
}

/** @source xero.md, "2.1 Authorization code": a wrong request shows an error page, it does not redirect */
function readRequest(query: URLSearchParams): Asked | { readonly fault: string } {
  const client = presetClients.find((c) => c.id === query.get('client_id') && !c.custom)
  if (!client) return { fault: 'unauthorized_client : Unknown client or client not enabled' }
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!redirectAllowed(redirectUri)) return { fault: 'unauthorized_client : Invalid redirect_uri' }
  if (query.get('response_type') !== 'code') return { fault: 'unsupported_response_type' }
  const scopes = scopesOf(query.get('scope') ?? '')
  const fault = scopes.length === 0 ? 'invalid_scope' : scopeProblem(scopes)
  if (fault) return { fault }
  const challenge = query.get('code_challenge')
  if (challenge && query.get('code_challenge_method') !== 'S256')
    return { fault: 'invalid_request : Transform algorithm not supported' }
  if (client.secret === null && !challenge) return { fault: 'invalid_request : code challenge required' }
  return { client, redirectUri, scopes, state: query.get('state'), challenge }
}

export interface Identity {
  readonly app: Hono
  clear(): void
}

export function createIdentity(parts: IdentityParts): Identity {
  const { kernel, url } = parts
  const codes = new Map<string, Code>()
  /** Scopes are additive per user and app until the app is revoked. */
  const granted = new Map<string, readonly string[]>()
  const app = new Hono()

  /**
   * How many other apps the organisation is connected to; custom connections do not count.
   *
   * @source xero.md, "2.5 Connections"
   */
  function connectedApps(tenantId: string, exceptClientId: string): number {
    const others = parts.connections
      .all()
      .filter((row) => row.tenantId === tenantId && row.userId !== null && row.clientId !== exceptClientId)
    return new Set(others.map((row) => row.clientId)).size
  }

  app.get('/identity/connect/authorize', (c) => {
    const query = new URL(c.req.url).searchParams
    const asked = readRequest(query)
    if ('fault' in asked) return c.html(errorPage(asked.fault), 500)
    return c.html(
      consentPage(
        parts.stores(),
        asked.client.name,
        asked.scopes,
        `${url}/identity/connect/authorize?${query}`,
      ),
    )
  })

  app.post('/identity/connect/authorize', async (c) => {
    const asked = readRequest(new URL(c.req.url).searchParams)
    if ('fault' in asked) return c.html(errorPage(asked.fault), 500)
    const form = await c.req.parseBody()
    const back = new URL(asked.redirectUri)
    if (asked.state !== null) back.searchParams.set('state', asked.state)
    const user = parts.store().users.find((u) => u.id === form.user)
    if (form.decision !== 'allow' || !user) {
      back.searchParams.set('error', 'access_denied')
      return c.redirect(back.toString())
    }
    const chosen = parts.stores().find((store) => store.organisation.id === form.tenant)
    const tenantId = (chosen ?? parts.store()).organisation.id
    if (connectedApps(tenantId, asked.client.id) >= switches.uncertifiedAppsMax)
      return c.html(errorPage('This organisation is already connected to two uncertified apps.'), 500)
    const key = `${asked.client.id} ${user.id}`
    const scopes = [...new Set([...(granted.get(key) ?? []), ...asked.scopes])]
    granted.set(key, scopes)
    const authEventId = kernel.chance.uuid()
    parts.connections.connect(asked.client.id, user.id, tenantId, authEventId)
    const code = kernel.chance.text(43)
    codes.set(code, {
      clientId: asked.client.id,
      redirectUri: asked.redirectUri,
      scopes,
      user,
      authEventId,
      challenge: asked.challenge,
      issuedMs: kernel.clock.now(),
    })
    back.searchParams.set('code', code)
    back.searchParams.set('scope', scopes.join(' '))
    return c.redirect(back.toString())
  })

  const fault = (c: Context, error: string) => c.json({ error }, 400)

  function clientOf(c: Context, form: URLSearchParams): Client | null {
    const basic = /^Basic\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const [id, secret] = basic
      ? Buffer.from(basic, 'base64').toString('utf8').split(':')
      : [form.get('client_id') ?? '', form.get('client_secret') ?? '']
    const client = presetClients.find((known) => known.id === id)
    if (client?.secret === null) return secret ? null : client
    return client && client.secret === secret ? client : null
  }

  function exchange(client: Client, form: URLSearchParams): TokenAnswer | string {
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    if (!code || code.clientId !== client.id || code.redirectUri !== form.get('redirect_uri'))
      return 'invalid_grant'
    if (kernel.clock.now() - code.issuedMs > codeLifeMs) return 'invalid_grant'
    if (code.challenge) {
      const verifier = form.get('code_verifier') ?? ''
      if (verifier.length < 43 || verifier.length > 128) return 'invalid_grant'
      if (createHash('sha256').update(verifier).digest('base64url') !== code.challenge) return 'invalid_grant'
    }
    return parts.tokens().issue(client.id, code.user, code.scopes, code.authEventId)
  }

  function clientCredentials(client: Client, form: URLSearchParams): TokenAnswer | string {
    if (!client.custom) return 'unauthorized_client'
    const scopes = scopesOf(form.get('scope') ?? '').filter((scope) => scope !== 'offline_access')
    if (scopes.length > 0 && scopeProblem(scopes)) return 'invalid_scope'
    const authEventId = kernel.chance.uuid()
    const known = parts.connections.of(client.id, null)[0]
    const row =
      known ?? parts.connections.connect(client.id, null, parts.store().organisation.id, authEventId)
    return parts.tokens().issue(client.id, null, scopes.length > 0 ? scopes : customScopes, row.authEventId)
  }

  function grant(client: Client, form: URLSearchParams): TokenAnswer | string {
    const kind = form.get('grant_type')
    if (kind === 'client_credentials') return clientCredentials(client, form)
    if (client.custom) return kind ? 'unauthorized_client' : 'unsupported_grant_type'
    if (kind === 'authorization_code') return exchange(client, form)
    if (kind === 'refresh_token') {
      return parts.tokens().refresh(client.id, form.get('refresh_token') ?? '') ?? 'invalid_grant'
    }
    return 'unsupported_grant_type'
  }

  /** Logs the call and lets the faults strike that make sense without a tenant. */
  async function served(c: Context, answer: (form: URLSearchParams) => Response): Promise<Response> {
    const path = c.req.path
    const strike = (kind: 'unauthorised' | 'status' | 'slow' | 'lost_answer') =>
      kernel.faults.strike('xero', [kind], c.req.method, path)
    const slow = strike('slow')
    if (slow) await wait(kernel, slow.delayMs)
    const status = strike('status')
    const form = new URLSearchParams(await c.req.text())
    const done = strike('unauthorised')
      ? fault(c, 'invalid_client')
      : status
        ? new Response('An error occurred in Xero.', {
            status: status.status,
            headers: { 'content-type': 'text/plain' },
          })
        : answer(form)
    const response = strike('lost_answer') ? brokenResponse(done) : done
    kernel.calls.add({
      at: kernel.clock.now(),
      vendor: 'xero',
      method: c.req.method,
      path,
      query: '',
      endpoint: `${c.req.method} ${path}`,
      status: response.status,
      write: false,
    })
    return response
  }

  app.post('/connect/token', (c) =>
    served(c, (form) => {
      const client = clientOf(c, form)
      if (!client) return fault(c, 'invalid_client')
      const answer = grant(client, form)
      return typeof answer === 'string'
        ? fault(c, answer)
        : c.json(answer, 200, { 'Cache-Control': 'no-store' })
    }),
  )

  app.post('/connect/revocation', (c) =>
    served(c, (form) => {
      const client = clientOf(c, form)
      if (!client) return fault(c, 'invalid_client')
      const user = parts.tokens().revoke(client.id, form.get('token') ?? '')
      if (user) {
        parts.connections.removeUser(client.id, user.id)
        granted.delete(`${client.id} ${user.id}`)
      }
      return c.body(null, 200)
    }),
  )

  app.get('/connect/userinfo', (c) =>
    served(c, () => {
      const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
      const checked = parts.tokens().check(bearer)
      const access = 'access' in checked ? checked.access : null
      const user = parts.store().users.find((u) => u.id === access?.userId)
      if (!access?.scopes.includes('openid') || !user) return c.json({ error: 'invalid_token' }, 401)
      return c.json({
        sub: subjectOf(user),
        xero_userid: user.id,
        ...(access.scopes.includes('profile') && profileClaims(user)),
        ...(access.scopes.includes('email') && { email: user.email }),
      })
    }),
  )

  app.get('/.well-known/openid-configuration', (c) =>
    served(c, () =>
      c.json({
        issuer: url,
        authorization_endpoint: `${url}/identity/connect/authorize`,
        token_endpoint: `${url}/connect/token`,
        userinfo_endpoint: `${url}/connect/userinfo`,
        revocation_endpoint: `${url}/connect/revocation`,
        scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
        response_types_supported: ['code'],
        response_modes_supported: ['query'],
        grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['HS256'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
        code_challenge_methods_supported: ['S256'],
      }),
    ),
  )

  return {
    app,
    clear() {
      codes.clear()
      granted.clear()
    },
  }
}

/** What the preset custom connection was given in the developer portal. */
const customScopes = [
  'accounting.contacts',
  'accounting.settings',
  'accounting.invoices',
  'accounting.payments',
  'accounting.banktransactions',
  'accounting.attachments',
  'accounting.reports.aged.read',
  'projects',
]
