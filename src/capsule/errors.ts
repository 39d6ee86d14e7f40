import { CapsuleErrorReply } from '#contracts/capsule/errors.ts'
import type { Reply } from '#core/remote/exchange.ts'
import { count } from '#core/remote/governor.ts'
import { RemoteError, type RemoteErrorKind } from '#core/remote/remote-error.ts'

/**
 * The error a refusal stands for: kind from the status, words from the body as data.
 *
 * @param write whether the call would change something
 * @param now   epoch milliseconds, to turn the time of reset into a wait
 * @source reference/capsule.md §2.3, §3.10, §3.11
 */
export function capsuleRefusal(reply: Reply, write: boolean, now: number): RemoteError {
  const body = errorBody(reply.text)
  const kind = kindOf(reply.status, body?.error ?? null)
  const errors = body?.errors ?? []
  const message = body?.error_description ?? body?.message ?? body?.error
  return new RemoteError({
    side: 'capsule',
    kind,
    status: reply.status,
    code: codeOf(body?.error ?? null),
    limit: kind === 'limited' ? 'hour' : undefined,
    retryAfterSeconds: kind === 'limited' ? waitSeconds(reply, now) : undefined,
    requestId: reply.header('x-request-id') ?? undefined,
    message: `capsule: ${reply.status}${message ? ` ${message.slice(0, 300)}` : ''}`,
    details: errors.length
      ? errors.map((e) => ({ message: e.message, resource: e.resource ?? null, field: e.field ?? null }))
      : message
        ? [{ message: message.slice(0, 1_000), resource: null, field: null }]
        : [],
    ambiguous: write && (kind === 'remote_fault' || kind === 'timeout'),
  })
}

function kindOf(status: number, error: string | null): RemoteErrorKind {
  if (status === 429) return 'limited'
  if (error === 'invalid_grant' || error === 'invalid_client') return 'auth'
  if (error === 'invalid_scope' || error === 'unauthorized_client' || error === 'insufficient_scope')
    return 'scope'
  if (status === 401) return 'auth'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'missing'
  if (status === 408) return 'timeout'
  if (status === 409) return 'clash'
  if (status === 405 || status === 501) return 'bad_reply'
  if (status >= 500) return 'remote_fault'
  // Redirects are never followed: a token must not travel to a place we did not choose.
  return status >= 400 ? 'invalid' : 'bad_reply'
}

/** Only OAuth's words are machine-readable; "rate limit reached" is not. */
function codeOf(error: string | null): string | undefined {
  return error && /^[a-z_]{1,60}$/.test(error) ? error : undefined
}

function waitSeconds(reply: Reply, now: number): number | undefined {
  const reset = count(reply.header('x-ratelimit-reset'))
  return reset === null ? undefined : Math.max(0, Math.ceil(reset - now / 1_000))
}

function errorBody(text: string): CapsuleErrorReply | null {
  if (!text.startsWith('{') || text.length > 1_000_000) return null
  try {
    return CapsuleErrorReply.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
