import { createHash } from 'node:crypto'
import { CapsuleTokenReply } from '#contracts/capsule/oauth.ts'
import { type CallRecord, exchange } from '#core/remote/exchange.ts'
import type { Repetition } from '#core/remote/failure-table.ts'
import { parseReply } from '#core/remote/parse-reply.ts'
import { isRemoteError, RemoteError } from '#core/remote/remote-error.ts'
import type { TokenSet } from '#core/remote/tokens.ts'
import type { CapsuleEndpoints } from './endpoints.ts'
import { capsuleRefusal } from './errors.ts'
import { decode } from './http.ts'

export interface CapsuleApp {
  readonly endpoints: CapsuleEndpoints
  readonly clientId: string
  readonly clientSecret: string
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly random: () => number
  readonly timeoutMs?: number
  readonly onCall?: (call: CallRecord) => void
}

export const CAPSULE_SCOPES = ['read', 'write'] as const

/** RFC 7636 verifier and challenge. @param random 32 unpredictable bytes */
export function pkce(random: Uint8Array): { readonly verifier: string; readonly challenge: string } {
  const verifier = Buffer.from(random).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** Where the person goes to allow access. @source reference/capsule.md §2.2 */
export function authoriseUrl(
  app: Pick<CapsuleApp, 'endpoints' | 'clientId'>,
  request: {
    readonly redirectUri: string
    readonly state: string
    readonly challenge: string
    readonly scopes?: readonly string[]
  },
): string {
  const url = new URL(`${app.endpoints.apiUrl}/oauth/authorise`)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: request.redirectUri,
    scope: (request.scopes ?? CAPSULE_SCOPES).join(' '),
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
  }).toString()
  return url.href
}

export interface CapsuleGrant {
  readonly tokens: TokenSet
  /** Site name for deep links. */
  readonly subdomain: string | null
}

/** @throws RemoteError `auth` with code `invalid_client` (wrong secret) or `invalid_grant` (code used or expired) */
export async function exchangeCode(
  app: CapsuleApp,
  grant: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
): Promise<CapsuleGrant> {
  const reply = await tokenCall(app, 'once', {
    grant_type: 'authorization_code',
    code: grant.code,
    redirect_uri: grant.redirectUri,
    code_verifier: grant.verifier,
  })
  return { tokens: tokenSet(reply, null, app.now()), subdomain: reply.subdomain ?? null }
}

/** @throws RemoteError `auth` with code `invalid_grant` when access was revoked */
export async function refresh(app: CapsuleApp, tokens: TokenSet): Promise<TokenSet> {
  if (tokens.refreshToken === null) {
    throw new RemoteError({
      side: 'capsule',
      kind: 'auth',
      code: 'invalid_grant',
      message: 'capsule: nothing to renew with',
    })
  }
  // Repeating is right even if the first answer was lost: without a new token the connection is lost anyway.
  const reply = await tokenCall(app, 'idempotent', {
    grant_type: 'refresh_token',
    refresh_token: tokens.refreshToken,
  })
  return tokenSet(reply, tokens, app.now())
}

/** Gives the access back. Documentation and discovery disagree about the address. @source reference/capsule.md §2.2 */
export async function revoke(app: CapsuleApp, tokens: TokenSet): Promise<void> {
  const fields = { token: tokens.refreshToken ?? tokens.accessToken }
  try {
    await formCall(app, '/oauth/token/revoke', 'idempotent', fields)
  } catch (error) {
    if (!isRemoteError(error, 'missing', 'bad_reply', 'invalid')) throw error
    await formCall(app, '/oauth/revoke', 'idempotent', fields)
  }
}

async function tokenCall(
  app: CapsuleApp,
  repetition: Repetition,
  fields: Record<string, string>,
): Promise<CapsuleTokenReply> {
  return parseReply(
    'capsule',
    await formCall(app, '/oauth/token', repetition, fields),
    CapsuleTokenReply,
    true,
  )
}

function formCall(app: CapsuleApp, path: string, repetition: Repetition, fields: Record<string, string>) {
  const body = new URLSearchParams({
    ...fields,
    client_id: app.clientId,
    client_secret: app.clientSecret,
  }).toString()
  const port = {
    side: 'capsule',
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
  return exchange(port, {
    method: 'POST',
    path,
    repetition,
    send: () =>
      app.fetch(`${app.endpoints.apiUrl}${path}`, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(app.timeoutMs ?? 30_000),
      }),
    refusal: (reply) => capsuleRefusal(reply, true, app.now()),
  })
}

function tokenSet(reply: CapsuleTokenReply, before: TokenSet | null, now: number): TokenSet {
  return {
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token ?? before?.refreshToken ?? null,
    expiresAt: typeof reply.expires_in === 'number' ? now + reply.expires_in * 1_000 : null,
    scopes: reply.scope ? reply.scope.split(' ').filter(Boolean) : (before?.scopes ?? []),
  }
}
