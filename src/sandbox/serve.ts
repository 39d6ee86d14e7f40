import { createServer, type Server } from 'node:http'
import { getRequestListener, type Http2Bindings, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { systemClock } from './kernel/clock.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'
import type { SeedChoice } from './seed-choice.ts'

export interface ServeOptions {
  /** 0 takes a free port. */
  readonly capsulePort: number
  readonly xeroPort: number
  readonly seed: number
  readonly load: SeedChoice
  readonly quotas: boolean
  /** Told of what goes wrong inside the sandbox, in one line. */
  readonly log: (line: string) => void
}

export interface Served {
  readonly capsuleUrl: string
  readonly xeroUrl: string
  readonly sandbox: Sandbox
  close(): Promise<void>
}

type Handle = (request: Request) => Promise<Response>

/** A port cannot be had; the message says which and why. */
export class PortError extends Error {
  override readonly name = 'PortError'
}

/**
 * Both sandboxes over HTTP, for this machine only.
 *
 * @throws PortError
 */
export async function serveSandbox(options: ServeOptions): Promise<Served> {
  const capsule = lateServer(options.log)
  const xero = lateServer(options.log)
  const close = async () => {
    await Promise.all([stop(capsule.server), stop(xero.server)])
  }
  try {
    const capsuleUrl = await listen(capsule.server, options.capsulePort)
    const xeroUrl = await listen(xero.server, options.xeroPort)
    const { seed, quotas } = options
    const sandbox = createSandbox({ clock: systemClock(), seed, fetch, capsuleUrl, xeroUrl, quotas })
    sandbox.load(options.load)
    capsule.answerWith(sandbox.capsuleFetch)
    xero.answerWith(sandbox.xeroFetch)
    return { capsuleUrl, xeroUrl, sandbox, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A server whose handler comes later: a sandbox must know its own address, which may be any free port. */
function lateServer(log: ServeOptions['log']) {
  const starting: Handle = async () => new Response('The sandbox is starting.', { status: 503 })
  let handle = starting
  const listener = getRequestListener(async (request, bindings) => whole(await handle(request), bindings), {
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      log(`The sandbox failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      return new Response('The sandbox failed; its log says why.', { status: 500 })
    },
  })
  return {
    server: createServer(listener),
    answerWith(next: Handle) {
      handle = next
    },
  }
}

/**
 * An emulator says "lost answer" by a body that breaks. The connection is cut before any header leaves, so a
 * client sees what it would see of a server that died: nothing.
 */
async function whole(response: Response, bindings: HttpBindings | Http2Bindings): Promise<Response> {
  if (response.body === null) return response
  try {
    const { status, headers } = response
    return new Response(await response.arrayBuffer(), { status, headers })
  } catch {
    bindings.incoming.socket.destroy()
    return RESPONSE_ALREADY_SENT
  }
}

const faults: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is already in use: stop the program that holds it, or choose another',
  EACCES: 'may not be opened by this user: choose one above 1023',
}

/** @returns the address; it says localhost, because Xero refuses 127.0.0.1 as a redirect URI */
function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const words = faults[error.code ?? ''] ?? `cannot be opened (${error.message})`
      reject(new PortError(`Port ${port} ${words}.`, { cause: error }))
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://localhost:${typeof address === 'object' && address ? address.port : port}`)
    })
  })
}

function stop(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve()
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
