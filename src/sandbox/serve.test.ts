import { once } from 'node:events'
import { request } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { type Served, serveSandbox } from './serve.ts'

const open: Served[] = []
const lines: string[] = []

async function serve(ports: { capsulePort?: number; xeroPort?: number } = {}): Promise<Served> {
  const served = await serveSandbox({
    capsulePort: 0,
    xeroPort: 0,
    seed: 1,
    load: 'empty',
    quotas: true,
    log: (line) => lines.push(line),
    ...ports,
  })
  open.push(served)
  return served
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((served) => served.close()))
  expect(lines.splice(0)).toEqual([])
})

const headers = { authorization: 'Bearer sandbox-pat', 'content-type': 'application/json' }
const portOf = (url: string) => Number(new URL(url).port)

test('both services answer under localhost, control included', async () => {
  const { capsuleUrl, xeroUrl } = await serve()
  expect([capsuleUrl, xeroUrl]).toEqual([
    expect.stringMatching(/^http:\/\/localhost:\d+$/),
    expect.stringMatching(/^http:\/\/localhost:\d+$/),
  ])
  const site = await fetch(`${capsuleUrl}/api/v2/site`, { headers })
  expect(await site.json()).toMatchObject({
    site: { name: 'Wattlebird Commercial Kitchens', url: capsuleUrl },
  })
  expect((await fetch(`${xeroUrl}/.well-known/openid-configuration`)).status).toBe(200)
  for (const url of [capsuleUrl, xeroUrl]) {
    const page = await fetch(`${url}/_sandbox/`)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(await page.text()).toContain('Sandbox control')
  }
})

test('a port in use is said in words, and the other port is given back', async () => {
  const { capsuleUrl, xeroUrl, close } = await serve()
  const taken = portOf(capsuleUrl)
  await expect(serve({ capsulePort: taken })).rejects.toThrow(`Port ${taken} is already in use`)
  await expect(serve({ xeroPort: taken })).rejects.toThrow(`Port ${taken} is already in use`)
  await close()
  const again = await serve({ capsulePort: taken, xeroPort: portOf(xeroUrl) })
  expect(again.capsuleUrl).toBe(capsuleUrl)
})

test('a lost answer breaks the connection after the work is done', async () => {
  const { capsuleUrl, sandbox } = await serve()
  sandbox.kernel.faults.add({
    vendor: 'capsule',
    kind: 'lost_answer',
    method: 'POST',
    times: 1,
    status: 503,
    delayMs: 0,
    probability: 1,
  })
  const create = () =>
    fetch(`${capsuleUrl}/api/v2/parties`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ party: { type: 'organisation', name: 'Made, and nobody told' } }),
    })
  await expect(create()).rejects.toThrow('fetch failed')
  const found = await fetch(`${capsuleUrl}/api/v2/parties/search?q=nobody`, { headers })
  expect(z.object({ parties: z.array(z.unknown()) }).parse(await found.json()).parties).toHaveLength(1)
  expect((await create()).status).toBe(201)
})

test('a name that merely points at this machine reaches no control', async () => {
  const { capsuleUrl } = await serve()
  const sent = request({
    port: portOf(capsuleUrl),
    host: '127.0.0.1',
    path: '/_sandbox/state',
    headers: { host: 'rebound.example' },
  })
  sent.end()
  const [answer] = await once(sent, 'response')
  expect(answer.statusCode).toBe(403)
  answer.resume()
})
