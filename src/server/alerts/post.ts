import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { DestinationError, pin, type Resolve } from './address.ts'

export interface PostOptions {
  readonly allowPrivate: boolean
  readonly resolve?: Resolve
  readonly timeoutMs?: number
}

const answerBytesMax = 64 * 1024

/**
 * Posts JSON to an address somebody entered: to the host looked up once, without following where it may be sent on
 * to, and without reading more than a little of the answer.
 *
 * @throws DestinationError with the reason in words
 */
export async function postJson(
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { allowPrivate, resolve, timeoutMs = 10_000 }: PostOptions,
): Promise<void> {
  const url = new URL(address)
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
    throw new DestinationError('The address has to begin with https://.')
  const { address: ip, family } = await pin(url.hostname, allowPrivate, resolve)
  const status = await new Promise<number>((done, fail) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Counterpart',
          ...headers,
        },
        // Some callers ask for all addresses: there is one.
        lookup: (_host, options, answer) => {
          if (typeof options === 'object' && options.all) answer(null, [{ address: ip, family }])
          else answer(null, ip, family)
        },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes > answerBytesMax) response.destroy()
        })
        response.on('error', () => done(response.statusCode ?? 0))
        response.on('close', () => done(response.statusCode ?? 0))
      },
    )
    request.on('error', fail)
    request.end(body)
  }).catch((cause: unknown) => {
    throw new DestinationError(`${url.host} could not be reached.`, { cause })
  })
  if (status >= 300 && status < 400)
    throw new DestinationError(
      `${url.host} sends on to another address (status ${status}). Enter that address.`,
    )
  if (status < 200 || status > 299) throw new DestinationError(`${url.host} answered with status ${status}.`)
}
