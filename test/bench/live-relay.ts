import { createServer } from 'node:http'

export interface Relay {
  /** Where Xero delivers to. */
  readonly url: string
  /** When each delivery was sent and answered, epoch milliseconds; 0 while it is not. */
  readonly sentAt: readonly number[]
  readonly answeredAt: readonly number[]
  close(): Promise<void>
}

/** Stands between Xero and the product, passes every delivery on untouched, and notes when it was sent. */
export async function startRelay(target: string): Promise<Relay> {
  const sentAt: number[] = []
  const answeredAt: number[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const n = sentAt.push(Date.now()) - 1
      answeredAt.push(0)
      const answer = (status: number) => {
        answeredAt[n] = Date.now()
        response.writeHead(status).end()
      }
      const { 'x-xero-signature': signature, 'content-type': type } = request.headers
      fetch(target, {
        method: 'POST',
        headers: { 'x-xero-signature': String(signature), 'content-type': type ?? 'application/json' },
        body: Buffer.concat(chunks),
      }).then(
        ({ status }) => answer(status),
        () => answer(502),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://localhost:${port}/`,
    sentAt,
    answeredAt,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
