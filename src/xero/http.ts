import type { z } from 'zod'
import { type CallRecord, exchange, type Reply } from '#core/remote/exchange.ts'
import type { Governor, Lane } from '#core/remote/governor.ts'
import { parseReply } from '#core/remote/parse-reply.ts'
import { type TokenSource, withToken } from '#core/remote/tokens.ts'
import { xeroRefusal } from './errors.ts'

export interface XeroHttpOptions {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly apiUrl: string
  /** The organisation; null for calls about connections, which belong to none. */
  readonly tenantId: string | null
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

export interface XeroRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** From the origin, e.g. `/api.xro/2.0/Contacts`. */
  readonly path: string
  /** Undefined ones are left out: Xero takes an empty value as a filter. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined
  readonly body?: unknown
  /** `YYYY-MM-DDTHH:MM:SS`, UTC. */
  readonly modifiedSince?: string | undefined
  /** Same key for every try of one logical write, at most 128 characters. @source reference/xero.md §6.2 */
  readonly idempotencyKey?: string
  /** 1 for a call that only asks whether it is taken; as often as others when left out. */
  readonly attemptsMax?: number | undefined
}

export interface XeroHttp {
  /** @throws RemoteError */
  call<T>(request: XeroRequest, schema: z.ZodType<T>): Promise<T>
  /** For calls that answer no body. @throws RemoteError */
  send(request: XeroRequest): Promise<void>
}

export const accounting = '/api.xro/2.0'

/** @source reference/xero.md "1. Hosts and common conventions" */
export function createXeroHttp(options: XeroHttpOptions): XeroHttp {
  const timeoutMs = options.timeoutMs ?? 30_000
  const port = {
    side: 'xero',
    governor: options.tenantId === null ? null : options.governor,
    lane: options.lane ?? 'event',
    now: options.now,
    sleep: options.sleep,
    random: options.random,
    decode,
    onCall: options.onCall ?? (() => {}),
    writeWithinMs: options.writeWithinMs,
  } as const

  async function signed(request: XeroRequest, token: string): Promise<Reply> {
    const repetition = request.method === 'GET' ? 'read' : request.idempotencyKey ? 'idempotent' : 'once'
    const url = addressOf(options.apiUrl, request)
    const body = request.body === undefined ? null : JSON.stringify(request.body)
    const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${token}` }
    if (options.tenantId !== null) headers['xero-tenant-id'] = options.tenantId
    if (body !== null) headers['content-type'] = 'application/json'
    if (request.modifiedSince) headers['if-modified-since'] = request.modifiedSince
    if (request.idempotencyKey) headers['idempotency-key'] = request.idempotencyKey
    return exchange(port, {
      method: request.method,
      path: url.pathname,
      repetition,
      attemptsMax: request.attemptsMax,
      send: () =>
        options.fetch(url.href, {
          method: request.method,
          headers,
          body,
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        }),
      refusal: (reply) => xeroRefusal(reply, repetition !== 'read'),
    })
  }

  const perform = (request: XeroRequest) => withToken(options.tokens, (token) => signed(request, token))

  return {
    async call(request, schema) {
      return parseReply('xero', await perform(request), schema, request.method !== 'GET')
    },
    async send(request) {
      await perform(request)
    },
  }
}

export function decode(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8')
}

function addressOf(apiUrl: string, request: XeroRequest): URL {
  const url = new URL(`${apiUrl}${request.path}`)
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}
