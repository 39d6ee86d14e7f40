import { RemoteError, type Side } from './remote-error.ts'

/** Failures before a single byte of the request could be sent: surely not executed. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

const timeouts = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])

/**
 * What `fetch`, or reading its body, threw.
 *
 * @param write whether the call would change something at the vendor
 */
export function networkFault(side: Side, thrown: unknown, write: boolean): RemoteError {
  const codes = codesOf(thrown)
  const timedOut = codes.some((c) => timeouts.has(c)) || nameOf(thrown) === 'TimeoutError'
  const unsent = codes.length > 0 && codes.every((c) => neverSent.has(c))
  return new RemoteError({
    side,
    kind: timedOut ? 'timeout' : 'offline',
    message: `${side}: ${timedOut ? 'no answer in time' : 'connection failed'}${codes[0] ? ` (${codes[0]})` : ''}`,
    code: codes[0],
    ambiguous: write && !unsent,
    cause: thrown,
  })
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : ''
}

/** System error codes of a failure, its causes, and the attempts on several addresses of one host. */
function codesOf(thrown: unknown, depth = 0): string[] {
  if (depth > 4 || typeof thrown !== 'object' || thrown === null) return []
  const own = 'code' in thrown && typeof thrown.code === 'string' ? [thrown.code] : []
  const inner = 'errors' in thrown && Array.isArray(thrown.errors) ? thrown.errors : []
  const causes = 'cause' in thrown ? [thrown.cause] : []
  return [...own, ...[...inner, ...causes].flatMap((e) => codesOf(e, depth + 1))]
}
