import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

export interface Listener {
  readonly port: number
  /** From now on this answers what the health addresses do not. */
  serve(handler: Handler): void
  /** Takes no more requests; those under way are answered. */
  close(): Promise<void>
}

/** The port cannot be had; the message is for the operator. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/** How long an answer under way may still take; an open event stream never ends by itself. */
const lastAnswersMs = 400

/**
 * Connections that the system opens before we take them. Past that it drops what senders say first, and they try again
 * a fifth of a second later, or a whole one; Node's own 511 are soon reached when many webhooks come at once.
 */
const connectionsMax = 4_096

/**
 * Listens before anything is open, so that what arrives while starting is refused in words rather than lost.
 *
 * @param first answers what it knows at any time; false leaves the request to the handler
 * @throws ListenError
 */
export function listen(
  config: { readonly host: string; readonly port: number },
  first: (request: IncomingMessage, response: ServerResponse) => boolean,
  sleep: (ms: number) => Promise<void>,
): Promise<Listener> {
  let handler: Handler = notReady
  const server = createServer((request, response) => {
    if (!first(request, response)) handler(request, response)
  })
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new ListenError(wordsFor(cause, config), { cause }))
    })
    server.listen({ port: config.port, host: config.host, backlog: connectionsMax }, () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : config.port,
        serve(next) {
          handler = next
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            server.closeIdleConnections()
            void sleep(lastAnswersMs).then(() => server.closeAllConnections())
          }),
      })
    })
  })
}

/** Vendors send again what they get this for; nothing is acknowledged that could not be kept. */
function notReady(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8' })
  response.end('Counterpart is starting.\n')
}

function wordsFor(cause: NodeJS.ErrnoException, config: { host: string; port: number }): string {
  if (cause.code === 'EADDRINUSE')
    return `Port ${config.port} is in use by another program. Stop that, or set PORT to another number.`
  if (cause.code === 'EACCES')
    return `Port ${config.port} may not be opened by this user. Set PORT to a number above 1023.`
  return `The server cannot listen on ${config.host}:${config.port}: ${cause.message}`
}
