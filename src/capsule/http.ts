import type { z } from 'zod'
import { type CallRecord, exchange, type Reply } from '#core/remote/exchange.ts'
import type { Repetition } from '#core/remote/failure-table.ts'
import type { Governor, Lane } from '#core/remote/governor.ts'
import { parseReply } from '#core/remote/parse-reply.ts'
import { RemoteError } from '#core/remote/remote-error.ts'
import { type TokenSource, withToken } from '#core/remote/tokens.ts'
import { capsuleRefusal } from './errors.ts'

export interface CapsuleHttpOptions {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly apiUrl: string
  readonly tokens: TokenSource
  readonly governor: Governor
  readonly lane?: Lane
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly random: () => number
  /** For one try, the reading of the answer included. */
  readonly timeoutMs?: number
  readonly onCall?: (call: CallRecord) => void
  /** Writes that could not be sent this soon are given up, see `ExchangePort`. */
  readonly writeWithinMs?: number | undefined
}

export interface CapsuleRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/api/v2`, with a leading slash; or what `next` of an earlier answer said. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  /** A POST that only reads (filters) says so; other methods are known. */
  readonly repetition?: Repetition
  /** As often as others when left out. */
  readonly attemptsMax?: number | undefined
}

export interface CapsulePage<T> {
  readonly value: T
  /** To be passed as `path` of the next request; null on the last page. */
  readonly next: string | null
}

export interface CapsuleHttp {
  /** @throws RemoteError */
  call<T>(request: CapsuleRequest, schema: z.ZodType<T>): Promise<CapsulePage<T>>
  /** For calls that answer no body. @throws RemoteError */
  send(request: CapsuleRequest): Promise<void>
}

const apiPath = '/api/v2'

/** @source reference/capsule.md §1, §3 */
export function createCapsuleHttp(options: CapsuleHttpOptions): CapsuleHttp {
  const timeoutMs = options.timeoutMs ?? 30_000
  const port = {
    side: 'capsule',
    governor: options.governor,
    lane: options.lane ?? 'event',
    now: options.now,
    sleep: options.sleep,
    random: options.random,
    decode,
    onCall: options.onCall ?? (() => {}),
    writeWithinMs: options.writeWithinMs,
  } as const

  async function signed(request: CapsuleRequest, token: string): Promise<Reply> {
    const repetition = request.repetition ?? (request.method === 'GET' ? 'read' : 'once')
    const url = addressOf(options.apiUrl, request)
    const body = request.body === undefined ? null : JSON.stringify(request.body)
    return exchange(port, {
      method: request.method,
      path: url.pathname,
      repetition,
      attemptsMax: request.attemptsMax,
      send: () =>
        options.fetch(url.href, {
          method: request.method,
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${token}`,
            ...(body === null ? {} : { 'content-type': 'application/json' }),
          },
          body,
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        }),
      refusal: (reply) => capsuleRefusal(reply, repetition !== 'read', options.now()),
    })
  }

  const perform = (request: CapsuleRequest) => withToken(options.tokens, (token) => signed(request, token))

  return {
    async call(request, schema) {
      const reply = await perform(request)
      const write = request.repetition !== 'read' && request.method !== 'GET'
      return {
        value: parseReply('capsule', reply, schema, write),
        next: nextPath(options.apiUrl, reply.header('link')),
      }
    },
    async send(request) {
      await perform(request)
    },
  }
}

export function decode(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8')
}

function addressOf(apiUrl: string, request: CapsuleRequest): URL {
  const url = new URL(`${apiUrl}${request.path.startsWith(`${apiPath}/`) ? '' : apiPath}${request.path}`)
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

/**
 * Path and query of `rel="next"`. Our token follows it, so it must stay inside the API we were told to use.
 *
 * @throws RemoteError `bad_reply` when it leads elsewhere
 * @source reference/capsule.md §3.5
 */
function nextPath(apiUrl: string, link: string | null): string | null {
  const target = /<([^<>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1]
  if (target === undefined) return null
  const url = URL.canParse(target, apiUrl) ? new URL(target, apiUrl) : null
  if (url?.origin === new URL(apiUrl).origin && url.pathname.startsWith(`${apiPath}/`))
    return url.pathname + url.search
  throw new RemoteError({
    side: 'capsule',
    kind: 'bad_reply',
    message: 'capsule: the next page lies outside the API',
  })
}
