import { createHash, createHmac } from 'node:crypto'
import type { Kernel } from '../kernel/kernel.ts'
import type { User } from './records.ts'

const accessLifeMs = 30 * 60_000
const refreshIdleMs = 60 * 86_400_000
/** After a rotation the previous refresh token still works this long. */
const graceMs = 30 * 60_000
const idTokenLifeMs = 5 * 60_000

export interface Access {
  readonly clientId: string
  /** Null for a custom connection. */
  readonly userId: string | null
  readonly scopes: readonly string[]
  readonly authEventId: string
  readonly expiresMs: number
}

interface Refresh {
  readonly clientId: string
  readonly user: User
  readonly scopes: readonly string[]
  readonly authEventId: string
  readonly issuedMs: number
  rotatedMs: number | null
}

export interface TokenAnswer {
  readonly id_token?: string
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
  readonly refresh_token?: string
  readonly scope: string
}

export interface Tokens {
  issue(clientId: string, user: User | null, scopes: readonly string[], authEventId: string): TokenAnswer
  /** Null when the token is unknown, of another client, idle for 60 days, or rotated longer than the grace ago. */
  refresh(clientId: string, token: string): TokenAnswer | null
  /** Kills every refresh token of the same user and client; answers whose it was. */
  revoke(clientId: string, token: string): User | null
  check(
    token: string,
  ): { readonly access: Access } | { readonly fault: 'unknown' | 'expired'; readonly expiresMs: number }
}

export const subjectOf = (user: User) => createHash('md5').update(user.id).digest('hex')

export const profileClaims = (user: User) => ({
  preferred_username: user.email,
  given_name: user.firstName,
  family_name: user.lastName,
  name: `${user.firstName} ${user.lastName}`,
})

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** @source xero.md, "2.1 Authorization code", lives and claims */
export function createTokens(kernel: Kernel, url: string): Tokens {
  const key = kernel.chance.text(48)
  const access = new Map<string, Access>()
  const refreshes = new Map<string, Refresh>()
  const sign = (claims: Readonly<Record<string, unknown>>) => {
    const content = `${base64url({ alg: 'HS256', typ: 'JWT', kid: 'sandbox' })}.${base64url(claims)}`
    return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`
  }
  const seconds = (ms: number) => Math.floor(ms / 1000)
  const common = (nowMs: number, lifeMs: number, user: User | null) => ({
    nbf: seconds(nowMs),
    exp: seconds(nowMs + lifeMs),
    iss: url,
    ...(user && {
      sub: subjectOf(user),
      auth_time: seconds(nowMs),
      idp: 'local',
      xero_userid: user.id,
      global_session_id: createHash('md5').update(`session ${user.id}`).digest('hex'),
    }),
  })
  const issueAccess = (
    clientId: string,
    user: User | null,
    scopes: readonly string[],
    authEventId: string,
  ) => {
    const nowMs = kernel.clock.now()
    const token = sign({
      ...common(nowMs, accessLifeMs, user),
      aud: `${url}/resources`,
      client_id: clientId,
      jti: kernel.chance.text(32),
      authentication_event_id: authEventId,
      scope: scopes,
      amr: ['pwd'],
    })
    access.set(token, {
      clientId,
      userId: user?.id ?? null,
      scopes,
      authEventId,
      expiresMs: nowMs + accessLifeMs,
    })
    for (const old of access.keys()) {
      if (access.size <= 5_000) break
      access.delete(old)
    }
    return token
  }
  const idToken = (clientId: string, user: User, scopes: readonly string[], accessToken: string) => {
    const nowMs = kernel.clock.now()
    return sign({
      ...common(nowMs, idTokenLifeMs, user),
      aud: clientId,
      iat: seconds(nowMs),
      at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
      sid: createHash('md5').update(`session ${user.id}`).digest('hex'),
      amr: ['pwd'],
      ...(scopes.includes('profile') && profileClaims(user)),
      ...(scopes.includes('email') && { email: user.email }),
    })
  }
  const issue: Tokens['issue'] = (clientId, user, scopes, authEventId) => {
    const accessToken = issueAccess(clientId, user, scopes, authEventId)
    let refreshToken: string | undefined
    if (user && scopes.includes('offline_access')) {
      refreshToken = kernel.chance.text(43)
      refreshes.set(refreshToken, {
        clientId,
        user,
        scopes,
        authEventId,
        issuedMs: kernel.clock.now(),
        rotatedMs: null,
      })
    }
    return {
      ...(user && scopes.includes('openid') && { id_token: idToken(clientId, user, scopes, accessToken) }),
      access_token: accessToken,
      expires_in: accessLifeMs / 1000,
      token_type: 'Bearer',
      ...(refreshToken && { refresh_token: refreshToken }),
      scope: scopes.join(' '),
    }
  }
  return {
    issue,
    refresh(clientId, token) {
      const row = refreshes.get(token)
      const nowMs = kernel.clock.now()
      if (!row || row.clientId !== clientId || nowMs - row.issuedMs > refreshIdleMs) return null
      if (row.rotatedMs !== null && nowMs - row.rotatedMs > graceMs) return null
      row.rotatedMs ??= nowMs
      return issue(clientId, row.user, row.scopes, row.authEventId)
    },
    revoke(clientId, token) {
      const row = refreshes.get(token)
      if (!row || row.clientId !== clientId) return null
      for (const [other, candidate] of refreshes) {
        if (candidate.clientId === clientId && candidate.user.id === row.user.id) refreshes.delete(other)
      }
      return row.user
    },
    check(token) {
      const row = access.get(token)
      if (!row) return { fault: 'unknown', expiresMs: 0 }
      if (kernel.clock.now() >= row.expiresMs) return { fault: 'expired', expiresMs: row.expiresMs }
      return { access: row }
    },
  }
}
