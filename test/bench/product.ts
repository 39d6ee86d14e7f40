import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { ProductSettings } from './product-main.ts'

export interface ProductProcess {
  readonly child: ChildProcess
  readonly url: string
  readonly port: number
  /** From its start to serving. */
  readonly readyMs: number
  /** SIGKILL: nothing of it is tidied up. */
  kill(): Promise<void>
  /** SIGTERM: answers how long it took to end. */
  stop(): Promise<number>
}

export async function startProduct(
  settings: Pick<ProductSettings, 'dataDir' | 'capsuleUrl' | 'xeroUrl'> & Partial<ProductSettings>,
): Promise<ProductProcess> {
  const port = settings.port ?? (await freePort())
  const main = fileURLToPath(new URL('product-main.ts', import.meta.url))
  const whole: ProductSettings = {
    databaseUrl: null,
    webhookKey: null,
    key: null,
    roles: ['web', 'worker'],
    ...settings,
    port,
  }
  const begun = performance.now()
  const child = spawn(process.execPath, [...process.execArgv, main, JSON.stringify(whole)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the product ended with ${code} while starting`)))
  })
  const readyMs = performance.now() - begun
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  return {
    child,
    url: `http://localhost:${port}`,
    port,
    readyMs,
    kill: () => end('SIGKILL'),
    async stop() {
      const from = performance.now()
      await end('SIGTERM')
      return performance.now() - from
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

const Comparison = z.object({
  run: z
    .object({
      id: z.string(),
      state: z.string(),
      plan: z.object({ hash: z.string() }).nullish(),
      outcome: z.unknown(),
    })
    .nullable(),
})

/** Connects both sides without consent pages, approves the first plan and waits until it is written. */
export async function firstImport(url: string): Promise<{ readonly cookie: string }> {
  const first = await fetch(`${url}/api/connect/capsule/token`, json({ token: 'sandbox-pat' }))
  if (!first.ok) throw new Error(`Capsule was not connected: ${await first.text()}`)
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  await call(url, cookie, 'POST', '/api/connect/xero/client-credentials', {
    clientId: 'counterpart-custom',
    clientSecret: 'counterpart-custom-secret',
  })
  const latest = async () => Comparison.parse(await call(url, cookie, 'GET', '/api/comparison')).run
  const planned = await until(latest, (run) => run?.state === 'planned')
  await call(url, cookie, 'POST', `/api/comparison/${planned?.id}/approve`, {
    hash: planned?.plan?.hash,
    includeNameOnly: true,
  })
  await until(latest, (run) => run?.state === 'done')
  return { cookie }
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

async function call(
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
  if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text)
}

/** Asks again and again; what it waits for happens in other processes. */
export async function until<T>(
  ask: () => Promise<T>,
  good: (value: T) => boolean,
  { withinMs = 180_000, everyMs = 50 }: { readonly withinMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const value = await ask()
    if (good(value)) return value
    if (performance.now() > end)
      throw new Error(`it did not come to that: ${JSON.stringify(value).slice(0, 500)}`)
    await pause(everyMs)
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
