import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { createGovernor } from '#core/remote/governor.ts'
import { fixedToken } from '#core/remote/tokens.ts'
import { createField } from './fields.ts'
import { createCapsuleHttp } from './http.ts'
import { getSite } from './site.ts'

/** The real `fetch` against a real port. */
async function served(listener: RequestListener) {
  let requests = 0
  const server = createServer((request, response) => {
    requests++
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const outside = { now: () => 0, sleep: async () => {}, random: () => 0 }
  const http = (timeoutMs = 10_000) =>
    createCapsuleHttp({
      ...outside,
      fetch,
      apiUrl: `http://127.0.0.1:${port}`,
      tokens: fixedToken('capsule', 'secret'),
      governor: createGovernor({ ...outside, side: 'capsule', inFlightMax: 4, perMinuteMax: null }),
      timeoutMs,
    })
  return {
    http,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

const field = { name: 'x', type: 'text' } as const

test('a port nobody listens on: offline, and a write surely did not happen', async () => {
  const s = await served(() => {})
  await s[Symbol.asyncDispose]()
  await expect(createField(s.http(), field)).rejects.toMatchObject({
    kind: 'offline',
    code: 'ECONNREFUSED',
    ambiguous: false,
  })
})

test('a connection cut before the answer: a write may have happened', async () => {
  await using s = await served((request) => request.socket.destroy())
  await expect(createField(s.http(), field)).rejects.toMatchObject({ kind: 'offline', ambiguous: true })
  expect(s.requests()).toBe(1)
})

test('a connection cut within the answer: a write may have happened, a read is tried again', async () => {
  await using s = await served((request, response) => {
    if (request.method === 'GET' && s.requests() > 2) {
      response.end('{"site":{"url":"u","subdomain":"s","name":"n"}}')
      return
    }
    response.writeHead(200, { 'content-length': '1000' })
    response.write('{"definition":', () => request.socket.destroy())
  })
  await expect(createField(s.http(), field)).rejects.toMatchObject({ kind: 'offline', ambiguous: true })
  expect((await getSite(s.http())).name).toBe('n')
  expect(s.requests()).toBe(3)
})

test('no answer in time: timeout, and a write may have happened', async () => {
  await using s = await served(() => {})
  await expect(createField(s.http(20), field)).rejects.toMatchObject({ kind: 'timeout', ambiguous: true })
})

test('an answer that stops half-way ends in a timeout too', async () => {
  await using s = await served((_, response) => {
    response.writeHead(200)
    response.write('{')
  })
  await expect(createField(s.http(50), field)).rejects.toMatchObject({ kind: 'timeout', ambiguous: true })
})

test('a redirect is not followed', async () => {
  await using s = await served((_, response) => {
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  await expect(createField(s.http(), field)).rejects.toMatchObject({ kind: 'bad_reply', status: 307 })
  expect(s.requests()).toBe(1)
})
