import type { z } from 'zod'
import { XeroAccessClaims, XeroIdClaims, XeroTokenReply } from '#contracts/xero/oauth.ts'
import { type CallRecord, exchange } from '#core/remote/exchange.ts'
import type { Repetition } from '#core/remote/failure-table.ts'
import { parseReply } from '#core/remote/parse-reply.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import type { TokenSet } from '#core/remote/tokens.ts'
import type { XeroEndpoints } from './endpoints.ts'
import { xeroRefusal } from './errors.ts'
import { decode } from './http.ts'

export interface XeroApp {
  readonly endpoints: XeroEndpoints
  readonly clientId: string
  readonly clientSecret: string
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly random: () => number
  readonly timeoutMs?: number
  readonly onCall?: (call: CallRecord) => void
}

/** The granular scopes this version needs. @source reference/xero.md §2.4 */
export const XERO_SCOPES = [
  'openid',
  'profile',
  'email',
  'offline_access',
  'accounting.contacts',
  'accounting.settings.read',
  'accounting.invoices.read',
  'accounting.payments.read',
  'accounting.attachments.read',
] as const

/** A custom connection knows no person and renews by asking again. @source reference/xero.md §2.3 */
const XERO_CUSTOM_SCOPES = XERO_SCOPES.filter((scope) => scope.startsWith('accounting.'))

/** Where the person goes to allow access. @source reference/xero.md §2.1 */
export function authorizeUrl(
  app: Pick<XeroApp, 'endpoints' | 'clientId'>,
  request: { readonly redirectUri: string; readonly state: string; readonly scopes?: readonly string[] },
): string {
  const url = new URL(`${app.endpoints.loginUrl}/identity/connect/authorize`)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: request.redirectUri,
    scope: (request.scopes ?? XERO_SCOPES).join(' '),
    state: request.state,
  }).toString()
  return url.href
}

export interface XeroGrant {
  readonly tokens: TokenSet
  /** Names the connections this consent made, see `listConnections`. */
  readonly authEventId: string | null
  /** Who consented; null without the `openid` scopes. */
  readonly person: {
    readonly userId: string | null
    readonly email: string | null
    readonly name: string | null
  } | null
}

/** @throws RemoteError `auth` with code `invalid_client` (wrong secret) or `invalid_grant` (code used or expired) */
export async function exchangeCode(
  app: XeroApp,
  grant: { readonly code: string; readonly redirectUri: string },
): Promise<XeroGrant> {
  const fields = { grant_type: 'authorization_code', code: grant.code, redirect_uri: grant.redirectUri }
  const reply = await tokenCall(app, 'once', fields)
  const access = claims(reply.access_token, XeroAccessClaims)
  const id = reply.id_token ? claims(reply.id_token, XeroIdClaims) : null
  return {
    tokens: tokenSet(reply, null, app.now()),
    authEventId: access?.authentication_event_id ?? null,
    person: id && {
      userId: id.xero_userid ?? access?.xero_userid ?? null,
      email: id.email ?? null,
      name: [id.given_name, id.family_name].filter(Boolean).join(' ') || null,
    },
  }
}

/** @throws RemoteError `auth` with code `invalid_grant` when access was revoked or unused for 60 days */
export async function refresh(app: XeroApp, tokens: TokenSet): Promise<TokenSet> {
  if (tokens.refreshToken === null) {
    throw new RemoteError({
      side: 'xero',
      kind: 'auth',
      code: 'invalid_grant',
      message: 'xero: nothing to renew with',
    })
  }
  // The previous token stays good for 30 minutes, so a lost answer may be asked for again.
  const reply = await tokenCall(app, 'idempotent', {
    grant_type: 'refresh_token',
    refresh_token: tokens.refreshToken,
  })
  return tokenSet(reply, tokens, app.now())
}

/** A token of a custom connection; there is nothing to renew it with but asking again. */
export async function clientCredentials(
  app: XeroApp,
  scopes: readonly string[] = XERO_CUSTOM_SCOPES,
): Promise<TokenSet> {
  const reply = await tokenCall(app, 'idempotent', {
    grant_type: 'client_credentials',
    scope: scopes.join(' '),
  })
  return tokenSet(reply, null, app.now())
}

/** Ends the grant and removes all connections of this person to the app. @source reference/xero.md §2.1 step 5 */
export async function revoke(app: XeroApp, tokens: TokenSet): Promise<void> {
  if (tokens.refreshToken === null) return
  await formCall(app, '/connect/revocation', 'idempotent', { token: tokens.refreshToken })
}

async function tokenCall(
  app: XeroApp,
  repetition: Repetition,
  fields: Record<string, string>,
): Promise<XeroTokenReply> {
  return parseReply('xero', await formCall(app, '/connect/token', repetition, fields), XeroTokenReply, true)
}

function formCall(app: XeroApp, path: string, repetition: Repetition, fields: Record<string, string>) {
  const port = {
    side: 'xero',
    governor: null,
    lane: 'interactive',
    now: app.now,
    sleep: app.sleep,
    random: app.random,
    decode,
    onCall: app.onCall ?? (() => {}),
    attemptsMax: 3,
    bytesMax: 1_000_000,
  } as const
  const basic = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')
  return exchange(port, {
    method: 'POST',
    path,
    repetition,
    send: () =>
      app.fetch(`${app.endpoints.identityUrl}${path}`, {
        method: 'POST',
        headers: {
          accept: 'application/json',
          authorization: `Basic ${basic}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(fields).toString(),
        redirect: 'manual',
        signal: AbortSignal.timeout(app.timeoutMs ?? 30_000),
      }),
    refusal: (reply) => xeroRefusal(reply, true),
  })
}

function tokenSet(reply: XeroTokenReply, before: TokenSet | null, now: number): TokenSet {
  return {
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token ?? before?.refreshToken ?? null,
    expiresAt: now + reply.expires_in * 1_000,
    scopes: reply.scope ? reply.scope.split(' ').filter(Boolean) : (before?.scopes ?? []),
  }
}

/** Claims of a token that came straight from the token endpoint over TLS, so its signature proves nothing more. */
function claims<T>(jwt: string, schema: z.ZodType<T>): T | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return schema.safeParse(payload).data ?? null
  } catch {
    return null
  }
}
