import type { Kernel } from '../kernel/kernel.ts'
import type { Caller } from './access.ts'
import type { Store } from './store.ts'

/** @source reference capsule.md §2.2 */
export const accessTokenSeconds = 604_799

const codeLastsMs = 600_000

export interface Code {
  readonly clientId: string
  readonly redirectUri: string
  readonly userId: number
  readonly scope: string
  readonly challenge: string | undefined
  readonly challengeMethod: 'S256' | 'plain'
  readonly expiresAt: number
  /** Set once it has been exchanged; a second use ends that grant. */
  grantId?: number
}

interface Grant {
  readonly id: number
  readonly clientId: string
  readonly userId: number
  readonly scope: string
}

export interface TokenPair {
  readonly accessToken: string
  readonly refreshToken: string
  readonly scope: string
}

/**
 * Access by personal token: the first user, with and without the right to write.
 *
 * @source reference capsule.md §2.1
 */
const personalTokens: Readonly<Record<string, string>> = {
  'sandbox-pat': 'read write',
  'sandbox-pat-read': 'read',
}

/** All codes and tokens of one account. */
export class Tokens {
  readonly #kernel: Kernel
  readonly #store: Store
  readonly #codes = new Map<string, Code>()
  readonly #access = new Map<string, { readonly grant: Grant; readonly expiresAt: number }>()
  readonly #refresh = new Map<string, Grant>()
  #lastGrant = 0

  constructor(kernel: Kernel, store: Store) {
    this.#kernel = kernel
    this.#store = store
  }

  issueCode(code: Omit<Code, 'expiresAt' | 'grantId'>): string {
    const text = this.#kernel.chance.text(32)
    this.#codes.set(text, { ...code, expiresAt: this.#kernel.clock.now() + codeLastsMs })
    return text
  }

  /** The code if it can still be exchanged; one that was used before takes its tokens with it. */
  code(text: string): Code | undefined {
    const code = this.#codes.get(text)
    if (!code || code.expiresAt <= this.#kernel.clock.now()) return undefined
    if (code.grantId === undefined) return code
    this.#endGrant(code.grantId)
    return undefined
  }

  exchange(code: Code): TokenPair {
    const { clientId, userId, scope } = code
    const grant: Grant = { id: ++this.#lastGrant, clientId, userId, scope }
    code.grantId = grant.id
    return this.#issue(grant)
  }

  /** A new pair; the refresh token that was used is worth nothing from here on. */
  rotate(refreshToken: string, clientId: string): TokenPair | undefined {
    const grant = this.#refresh.get(refreshToken)
    if (!grant || grant.clientId !== clientId) return undefined
    this.#refresh.delete(refreshToken)
    return this.#issue(grant)
  }

  /** An access token ends alone, a refresh token with its whole grant. */
  revoke(token: string, clientId: string): void {
    const grant = this.#refresh.get(token)
    if (grant?.clientId === clientId) this.#endGrant(grant.id)
    if (this.#access.get(token)?.grant.clientId === clientId) this.#access.delete(token)
  }

  caller(token: string): Caller | undefined {
    const personal = Object.hasOwn(personalTokens, token) ? personalTokens[token] : undefined
    if (personal !== undefined) {
      const user = this.#store.owner()
      return user && { user, scopes: new Set(personal.split(' ')), clientId: undefined }
    }
    const access = this.#access.get(token)
    if (!access || access.expiresAt <= this.#kernel.clock.now()) return undefined
    const user = this.#store.users.get(access.grant.userId)
    if (!user || user.deleted) return undefined
    return { user, scopes: new Set(access.grant.scope.split(' ')), clientId: access.grant.clientId }
  }

  #issue(grant: Grant): TokenPair {
    const accessToken = this.#kernel.chance.text(48)
    const refreshToken = this.#kernel.chance.text(48)
    this.#access.set(accessToken, { grant, expiresAt: this.#kernel.clock.now() + accessTokenSeconds * 1000 })
    this.#refresh.set(refreshToken, grant)
    return { accessToken, refreshToken, scope: grant.scope }
  }

  #endGrant(id: number): void {
    for (const [token, access] of this.#access) if (access.grant.id === id) this.#access.delete(token)
    for (const [token, grant] of this.#refresh) if (grant.id === id) this.#refresh.delete(token)
  }
}
