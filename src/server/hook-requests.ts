import type { IncomingMessage, ServerResponse } from 'node:http'
import { capsuleHookPath } from '#sync/hooks.ts'
import { xeroHookPath } from './paths.ts'
import type { HookAnswers } from './routes/hooks.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const bodyBytesMax = 5 * 1024 * 1024

/**
 * Webhooks straight from the socket: a burst of thousands a second leaves no time for what pages need around a
 * request. The routes of the app answer the same, by the same functions.
 */
export function withHooks(hooks: HookAnswers, others: Handler): Handler {
  return (request, response) => {
    const path = request.url ?? ''
    if (request.method !== 'POST' || !path.startsWith('/hooks/')) return others(request, response)
    if (path === xeroHookPath) {
      const signature = request.headers['x-xero-signature']
      const signed = typeof signature === 'string' ? signature : null
      return take(request, response, (raw) => hooks.xero(raw, signed))
    }
    const secret = path.startsWith(capsuleHookPath) ? path.slice(capsuleHookPath.length) : ''
    if (!/^[\w-]+$/.test(secret)) return others(request, response)
    take(request, response, (raw) => hooks.capsule(raw, secret))
  }
}

function take(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (raw: Uint8Array) => Promise<number>,
): void {
  const chunks: Buffer[] = []
  let bytes = 0
  const end = (status: number) => {
    if (!response.headersSent) response.writeHead(status, { 'content-length': '0' }).end()
  }
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= bodyBytesMax) chunks.push(chunk)
  })
  request.on('error', () => {})
  request.on('end', () => {
    if (bytes > bodyBytesMax) return end(413)
    const [only] = chunks
    void answer(only && chunks.length === 1 ? only : Buffer.concat(chunks)).then(end, () => end(503))
  })
}
