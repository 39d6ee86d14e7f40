import { XeroErrorReply } from '#contracts/xero/errors.ts'
import type { Reply } from '#core/remote/exchange.ts'
import { limitName } from '#core/remote/governor.ts'
import { type RemoteDetail, RemoteError, type RemoteErrorKind } from '#core/remote/remote-error.ts'

/**
 * The error a refusal stands for: kind from status and machine-readable code, words from the body as data.
 *
 * @param write whether the call would change something
 * @source reference/xero.md "3. Limits", "4. Errors"
 */
export function xeroRefusal(reply: Reply, write: boolean): RemoteError {
  const body = errorBody(reply.text)
  const code = codeOf(body)
  const kind = kindOf(reply.status, code)
  const details = detailsOf(body, reply.text)
  return new RemoteError({
    side: 'xero',
    kind,
    status: reply.status,
    code,
    limit: kind === 'limited' ? limitName(reply.header('x-rate-limit-problem')) : undefined,
    retryAfterSeconds: retryAfter(reply),
    requestId: body?.Instance ?? body?.instance ?? reply.header('xero-correlation-id') ?? undefined,
    message: `xero: ${reply.status}${code ? ` ${code}` : ''}${details[0] ? ` ${details[0].message.slice(0, 300)}` : ''}`,
    details,
    ambiguous: write && (kind === 'remote_fault' || kind === 'timeout'),
  })
}

function kindOf(status: number, code: string | undefined): RemoteErrorKind {
  if (status === 429) return 'limited'
  if (code === 'invalid_grant' || code === 'invalid_client') return 'auth'
  if (code === 'invalid_scope' || code === 'unauthorized_client') return 'scope'
  // A missing scope answers 401, not 403; a lost organisation answers 403.
  if (status === 401) return code === 'AuthorizationUnsuccessful' ? 'scope' : 'auth'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'missing'
  if (status === 408) return 'timeout'
  if (status === 409) return 'clash'
  if (status === 405 || status === 501) return 'bad_reply'
  if (status >= 500) return 'remote_fault'
  // Redirects are never followed: a token must not travel to a place we did not choose.
  return status >= 400 ? 'invalid' : 'bad_reply'
}

/** The first word of `Detail` ("TokenExpired: token expired at …"), the token endpoint's `error`, or `Type`. */
function codeOf(body: XeroErrorReply | null): string | undefined {
  const text = body?.error ?? body?.Type ?? body?.Detail ?? body?.detail
  return /^[A-Za-z][A-Za-z_]{0,80}(?=$|:)/.exec(text ?? '')?.[0]
}

function detailsOf(body: XeroErrorReply | null, text: string): RemoteDetail[] {
  if (!body) {
    // 503 is a plain sentence; HTML is of no use to a reader.
    const plain = text.trim()
    return plain && !plain.startsWith('<') ? [detail(plain.slice(0, 300), null)] : []
  }
  const found = (body.Elements ?? []).flatMap((element) => [
    ...messages(element.ValidationErrors, null),
    ...(element.Addresses ?? []).flatMap((row) => messages(row.ValidationErrors, 'Addresses')),
    ...(element.Phones ?? []).flatMap((row) => messages(row.ValidationErrors, 'Phones')),
    ...(element.LineItems ?? []).flatMap((row) => messages(row.ValidationErrors, 'LineItems')),
  ])
  if (found.length) return found
  const message = body.Message ?? body.Detail ?? body.detail ?? body.message ?? body.error
  return message ? [detail(message.slice(0, 1_000), null)] : []
}

function messages(
  errors: readonly { readonly Message?: string | null | undefined }[] | null | undefined,
  field: string | null,
): RemoteDetail[] {
  return (errors ?? []).flatMap((e) => (e.Message ? [detail(e.Message, field)] : []))
}

function detail(message: string, field: string | null): RemoteDetail {
  return { message, resource: null, field }
}

function retryAfter(reply: Reply): number | undefined {
  const text = reply.header('retry-after')
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function errorBody(text: string): XeroErrorReply | null {
  if (!text.trimStart().startsWith('{') || text.length > 16_000_000) return null
  try {
    return XeroErrorReply.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
