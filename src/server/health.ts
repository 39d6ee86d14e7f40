import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

export type Phase = 'starting' | 'ready' | 'stopping'

export interface Health {
  phase: Phase
  /** Null before there is anything to measure. */
  metrics: (() => Promise<{ readonly text: string; readonly contentType: string }>) | null
  /** Whether the database answers; asked by `/readyz`. */
  storeAnswers: (() => Promise<boolean>) | null
}

export const startingHealth = (): Health => ({ phase: 'starting', metrics: null, storeAnswers: null })

/**
 * Answers `/healthz` (the process lives), `/readyz` (it can serve now) and `/metrics`.
 *
 * @param metricsToken what a scraper shows as bearer token; null: only this machine itself may read the metrics
 * @returns a handler that says whether the request was its own
 */
export function healthRoutes(health: Health, metricsToken: string | null) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    switch (request.url?.split('?')[0]) {
      case '/healthz':
        answer(response, 200, health.phase === 'ready' ? 'ok\n' : `${health.phase}\n`)
        return true
      case '/readyz':
        void ready(health).then((why) => answer(response, why === null ? 200 : 503, `${why ?? 'ready'}\n`))
        return true
      case '/metrics':
        void metrics(health, metricsToken, request, response)
        return true
      default:
        return false
    }
  }
}

/** Why it cannot serve; null when it can. */
async function ready(health: Health): Promise<string | null> {
  if (health.phase !== 'ready') return health.phase
  try {
    return (await health.storeAnswers?.()) === false ? 'the database does not answer' : null
  } catch {
    return 'the database does not answer'
  }
}

async function metrics(
  health: Health,
  token: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!mayRead(request, token)) {
    answer(response, 403, 'Set METRICS_TOKEN, and show it as bearer token.\n')
    return
  }
  if (!health.metrics) {
    answer(response, 503, `${health.phase}\n`)
    return
  }
  try {
    const { text, contentType } = await health.metrics()
    answer(response, 200, text, contentType)
  } catch {
    answer(response, 503, 'the database does not answer\n')
  }
}

/** A reverse proxy on this machine speaks for others: it says so in its headers. */
function mayRead({ headers, socket }: IncomingMessage, token: string | null): boolean {
  if (token !== null) return sameSecret(headers.authorization ?? '', `Bearer ${token}`)
  const isForwarded = 'x-forwarded-for' in headers || 'forwarded' in headers || 'x-real-ip' in headers
  return !isForwarded && ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(socket.remoteAddress ?? '')
}

const hashOf = (text: string) => createHash('sha256').update(text).digest()
const sameSecret = (a: string, b: string) => timingSafeEqual(hashOf(a), hashOf(b))

function answer(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' })
  response.end(text)
}
