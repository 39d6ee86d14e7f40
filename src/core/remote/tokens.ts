import { isRemoteError, RemoteError, type Side } from './remote-error.ts'

export interface TokenSet {
  readonly accessToken: string
  /** Null for grants without one (client credentials). */
  readonly refreshToken: string | null
  /** Epoch milliseconds; null never expires. */
  readonly expiresAt: number | null
  readonly scopes: readonly string[]
}

/** What a client needs to sign its calls. */
export interface TokenSource {
  current(): Promise<string>
  /** A token other than `rejected`, which the vendor just refused. */
  renew(rejected: string): Promise<string>
}

export interface TokenStore {
  readonly side: Side
  /** The stored set; null when the connection is gone. */
  load(): Promise<TokenSet | null>
  /** Returns once the set is durable. */
  save(tokens: TokenSet): Promise<void>
  /** Asks the vendor for a new set. */
  refresh(tokens: TokenSet): Promise<TokenSet>
  /** Epoch milliseconds. */
  now(): number
  /** Runs `work` while no other node does the same for this connection. */
  lock?<T>(work: () => Promise<T>): Promise<T>
}

/** Tokens this close to their end are renewed first, so that they do not expire on the way. */
const leewayMs = 60_000

/**
 * Hands out a valid access token and renews it when needed: one renewal at a time, and a rotated refresh
 * token is stored before the new access token is used, so that a crash in between loses nothing.
 */
export function tokenSource(store: TokenStore): TokenSource {
  const lock = store.lock ?? (<T>(work: () => Promise<T>) => work())
  let known: TokenSet | null = null
  let renewal: Promise<TokenSet> | null = null

  const fresh = (tokens: TokenSet) => tokens.expiresAt === null || tokens.expiresAt - leewayMs > store.now()

  async function obtain(rejected: string | null): Promise<TokenSet> {
    const usable = (tokens: TokenSet) => tokens.accessToken !== rejected && fresh(tokens)
    if (rejected === null) {
      const stored = present(await store.load())
      if (usable(stored)) return stored
    }
    return lock(async () => {
      // Read again inside the lock: another node may have renewed while we waited.
      const stored = present(await store.load())
      if (usable(stored)) return stored
      const next = await store.refresh(stored)
      await store.save(next)
      return next
    })
  }

  function present(tokens: TokenSet | null): TokenSet {
    if (tokens) return tokens
    throw new RemoteError({
      side: store.side,
      kind: 'auth',
      message: `no ${store.side} connection is stored`,
      code: 'no_token',
    })
  }

  async function single(rejected: string | null): Promise<TokenSet> {
    renewal ??= obtain(rejected).finally(() => {
      renewal = null
    })
    const tokens = await renewal
    known = tokens
    return tokens
  }

  return {
    async current() {
      if (known && fresh(known)) return known.accessToken
      return (await single(null)).accessToken
    },
    async renew(rejected) {
      if (known && known.accessToken !== rejected && fresh(known)) return known.accessToken
      const tokens = await single(rejected)
      // A plain load was under way and came back with the very token the vendor refused.
      return tokens.accessToken === rejected ? (await single(rejected)).accessToken : tokens.accessToken
    },
  }
}

/** A personal access token: it does not expire and cannot be renewed. */
export function fixedToken(side: Side, token: string): TokenSource {
  return {
    current: () => Promise.resolve(token),
    renew: () =>
      Promise.reject(
        new RemoteError({
          side,
          kind: 'auth',
          status: 401,
          message: `${side} refused the personal access token`,
          code: 'invalid_token',
        }),
      ),
  }
}

/**
 * Runs a call with the current token, and once more with a new one when the vendor refuses it: a refused token
 * did nothing, so this is right for writes too.
 */
export async function withToken<T>(tokens: TokenSource, call: (token: string) => Promise<T>): Promise<T> {
  const token = await tokens.current()
  try {
    return await call(token)
  } catch (error) {
    if (!isRemoteError(error, 'auth') || error.status !== 401) throw error
    return call(await tokens.renew(token))
  }
}
