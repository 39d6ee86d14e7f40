import { createServer } from 'node:http'

export interface Relay {
  /** Where Xero delivers to. */
  readonly url: string
  /** When each delivery was sent, epoch milliseconds. */
  readonly sentAt: readonly number[]
  close(): Promise<void>
}

/** Stands between Xero and the product, passes every delivery on untouched, and notes when it was sent. */
export async function startRelay(target: string): Promise<Relay> {
  const sentAt: number[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      sentAt.push(Date.now())
      const { 'x-xero-signature': signature, 'content-type': type } = request.headers
      fetch(target, {
        method: 'POST',
        headers: { 'x-xero-signature': String(signature), 'content-type': type ?? 'application/json' },
        body: Buffer.concat(chunks),
      }).then(
        (answer) => response.writeHead(answer.status).end(),
        () => response.writeHead(502).end(),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://localhost:${port}/`,
    sentAt,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
