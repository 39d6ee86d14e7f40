import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { z } from 'zod'
import { Run } from '#api/runs.ts'
import type { SandboxProcess } from '../bench/sandbox-process.ts'

export const Summary = z.object({ calls: z.int(), writes: z.int() })
const Comparison = z.object({ run: Run.nullable() })

/** The product in a process of its own. */
export interface Product {
  readonly child: ChildProcess
  readonly url: string
}

let port = 0

export async function start(
  dataDir: string,
  sandbox: SandboxProcess,
  environment: Readonly<Record<string, string>> = {},
): Promise<Product> {
  // The same port after every start: the cookie belongs to one address.
  port ||= await freePort()
  const server = fileURLToPath(new URL('server.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    [server, dataDir, String(port), sandbox.capsuleUrl, sandbox.xeroUrl],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } },
  )
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the product ended with ${code} while starting`)))
  })
  return { child, url: `http://localhost:${port}` }
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Connects both sides without consent pages; answers the session's cookie. */
export async function connect(url: string): Promise<string> {
  const first = await fetch(`${url}/api/connect/capsule/token`, json({ token: 'sandbox-pat' }))
  expect(first.status).toBe(200)
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  await call(url, cookie, 'POST', '/api/connect/xero/client-credentials', {
    clientId: 'counterpart-custom',
    clientSecret: 'counterpart-custom-secret',
  })
  return cookie
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

export async function call(
  url: string,
  cookie: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { cookie, origin: url, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  expect(response.status, `${method} ${path}: ${text}`).toBe(200)
  return JSON.parse(text)
}

export const comparison = async (url: string, cookie: string) =>
  Comparison.parse(await call(url, cookie, 'GET', '/api/comparison')).run

export async function summary(sandbox: SandboxProcess): Promise<z.infer<typeof Summary>> {
  return vendor(`${sandbox.capsuleUrl}/_sandbox/calls/summary`, Summary)
}

export async function control(sandbox: SandboxProcess, path: string, body: unknown): Promise<void> {
  const response = await fetch(`${sandbox.capsuleUrl}/_sandbox/${path}`, json(body))
  expect(response.ok, await response.text()).toBe(true)
}

export async function vendor<T>(
  url: string,
  schema: z.ZodType<T>,
  headers: Record<string, string> = { authorization: 'Bearer sandbox-pat' },
): Promise<T> {
  const response = await fetch(url, { headers: { accept: 'application/json', ...headers } })
  return schema.parse(await response.json())
}

const Parties = z.object({
  parties: z.array(
    z.object({
      id: z.int(),
      fields: z.array(z.object({ value: z.unknown(), definition: z.object({ name: z.string() }) })),
    }),
  ),
})

async function capsuleParties(sandbox: SandboxProcess) {
  const all: z.infer<typeof Parties>['parties'] = []
  for (let page = 1; ; page++) {
    const { parties } = await vendor(
      `${sandbox.capsuleUrl}/api/v2/parties?perPage=100&embed=fields&page=${page}`,
      Parties,
    )
    all.push(...parties)
    if (parties.length < 100) return all
  }
}

/** Xero's contacts, and the id of the organisation they are in. */
export async function xeroBooks(sandbox: SandboxProcess) {
  const authorization = `Basic ${Buffer.from('counterpart-custom:counterpart-custom-secret').toString('base64')}`
  const token = await fetch(`${sandbox.xeroUrl}/connect/token`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials&scope=accounting.contacts',
  })
  const { access_token } = z.object({ access_token: z.string() }).parse(await token.json())
  const headers = { authorization: `Bearer ${access_token}` }
  const [tenant] = await vendor(
    `${sandbox.xeroUrl}/connections`,
    z.array(z.object({ tenantId: z.string() })),
    headers,
  )
  const tenantId = tenant?.tenantId ?? ''
  const { Contacts } = await vendor(
    `${sandbox.xeroUrl}/api.xro/2.0/Contacts?page=1&pageSize=1000&includeArchived=true`,
    z.object({
      Contacts: z.array(z.object({ ContactID: z.string(), ContactNumber: z.string().optional() })),
    }),
    { ...headers, 'xero-tenant-id': tenantId },
  )
  return { tenantId, contacts: Contacts }
}

/** Asks again and again; what it waits for happens in other processes. */
export async function until<T>(ask: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  const end = performance.now() + 60_000
  for (;;) {
    const value = await ask()
    if (good(value)) return value
    if (performance.now() > end)
      throw new Error(`it did not come to that: ${JSON.stringify(value).slice(0, 500)}`)
    await pause(4)
  }
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The demo company is through its first import: everybody linked once, nobody made twice, nothing left. */
export async function expectWholeImport(
  product: Product,
  cookie: string,
  sandbox: SandboxProcess,
): Promise<void> {
  const done = await until(
    () => comparison(product.url, cookie),
    (r) => r?.state === 'done',
  )
  expect(done?.failures).toEqual([])
  expect(done?.outcome).toEqual({ linked: 75, created: 10, failed: 0 })

  const parties = await capsuleParties(sandbox)
  const { contacts } = await xeroBooks(sandbox)
  const claims = parties.flatMap((party) =>
    party.fields
      .filter((f) => f.definition.name === 'Xero contact ID')
      .map((f) => ({ party: party.id, contact: String(f.value) })),
  )
  expect(claims).toHaveLength(75)
  expect(new Set(claims.map((c) => c.contact)).size).toBe(75)
  // 127 of the seed, 5 users, 10 made by us.
  expect(parties).toHaveLength(142)
  const numberOf = new Map(contacts.map((contact) => [contact.ContactID, contact.ContactNumber]))
  for (const { party, contact } of claims) {
    const number = numberOf.get(contact)
    // Another app's number, which is no id, stays; every other one is ours.
    if (/^\d+$/.test(number ?? '')) expect(number).toBe(String(party))
    expect(number).toBeTruthy()
  }
  const fields = await vendor(
    `${sandbox.capsuleUrl}/api/v2/parties/fields/definitions?perPage=100`,
    z.object({ definitions: z.array(z.object({ name: z.string() })) }),
  )
  for (const name of ['Xero contact ID', 'Xero contact link']) {
    expect(fields.definitions.filter((d) => d.name === name)).toHaveLength(1)
  }

  const page = z
    .object({ total: z.int(), byState: z.record(z.string(), z.int()) })
    .parse(await call(product.url, cookie, 'GET', '/api/contacts?limit=1'))
  expect(page.byState.linked).toBe(75)
  expect(page.byState.waiting).toBe(0)
  expect(page.byState.failed).toBe(0)
}
