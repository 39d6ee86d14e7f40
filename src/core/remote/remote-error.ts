export type Side = 'capsule' | 'xero'

export type RemoteErrorKind =
  /** No connection, or the answer was lost on the way. */
  | 'offline'
  /** No complete answer in the time allowed. */
  | 'timeout'
  /** A call quota is used up. */
  | 'limited'
  /** Token or app credentials not accepted; see `code`. */
  | 'auth'
  /** The token is good but was not granted what this call needs. */
  | 'scope'
  /** The account, organisation or role behind the token may not do this (any more). */
  | 'forbidden'
  /** The vendor refused the data; see `details`. */
  | 'invalid'
  | 'missing'
  | 'clash'
  /** The vendor failed. */
  | 'remote_fault'
  /** An answer that does not have the documented form. */
  | 'bad_reply'

/** One message of the vendor, as data: shown to people, never decided on. */
export interface RemoteDetail {
  readonly message: string
  readonly resource: string | null
  readonly field: string | null
}

export type LimitName = 'concurrent' | 'minute' | 'hour' | 'day' | 'app'

export interface RemoteFacts {
  readonly side: Side
  readonly kind: RemoteErrorKind
  readonly message: string
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly limit?: LimitName | undefined
  readonly retryAfterSeconds?: number | undefined
  readonly requestId?: string | undefined
  readonly details?: readonly RemoteDetail[] | undefined
  readonly ambiguous?: boolean | undefined
  readonly cause?: unknown
}

/** Thrown by `capsule/` and `xero/` for every call that did not do what was asked. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError'
  readonly side: Side
  readonly kind: RemoteErrorKind
  /** HTTP status; absent when there was no answer. */
  readonly status: number | undefined
  /** The vendor's own machine-readable word, e.g. `invalid_grant`, `TokenExpired`, `ValidationException`. */
  readonly code: string | undefined
  /** Which quota, for `limited`. */
  readonly limit: LimitName | undefined
  /** As the server said; never guessed. */
  readonly retryAfterSeconds: number | undefined
  /** Quote it to the vendor's support. */
  readonly requestId: string | undefined
  readonly details: readonly RemoteDetail[]
  /** True when the call was a write and may have happened all the same: look before trying again. */
  readonly ambiguous: boolean

  constructor(facts: RemoteFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.side = facts.side
    this.kind = facts.kind
    this.status = facts.status
    this.code = facts.code
    this.limit = facts.limit
    this.retryAfterSeconds = facts.retryAfterSeconds
    this.requestId = facts.requestId
    this.details = facts.details ?? []
    this.ambiguous = facts.ambiguous ?? false
  }
}

export function isRemoteError(value: unknown, ...kinds: readonly RemoteErrorKind[]): value is RemoteError {
  return value instanceof RemoteError && (kinds.length === 0 || kinds.includes(value.kind))
}

/** The vendor itself answered that it failed: whether over this one record or over everything it does not say. */
export const isOwnFault = (value: unknown): value is RemoteError & { readonly status: number } =>
  isRemoteError(value, 'remote_fault') && value.status !== undefined && value.status >= 500
