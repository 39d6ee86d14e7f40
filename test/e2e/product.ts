import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sandbox } from '#sandbox/sandbox.ts'
import { serveSandbox } from '#sandbox/serve.ts'
import { startServer } from '#server/main.ts'
import { copyPgliteInto } from '../store/pglite-template.ts'

export interface Product extends AsyncDisposable {
  readonly url: string
  readonly capsuleUrl: string
  readonly xeroUrl: string
  readonly sandbox: Sandbox
  /** The control API of the sandboxes; a body makes it a POST. */
  control(path: string, body?: unknown): Promise<unknown>
}

const clientId = 'counterpart-demo'
const clientSecret = 'counterpart-demo-secret'

/** The product with both sandboxes and the seeded company, as the demo runs it, in this process. */
export async function startProduct(
  secrets: { readonly capsule?: string; readonly xero?: string } = {},
  /** Origins whose pages may hold the invoice panel in a frame. */
  panelFrames: readonly string[] = [],
): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'counterpart-e2e-'))
  await copyPgliteInto(dataDir)
  const webhookKey = randomBytes(24).toString('base64')
  const port = await freePort()
  const url = `http://localhost:${port}`
  const sandbox = await serveSandbox({
    capsulePort: 0,
    xeroPort: 0,
    seed: 1,
    load: 'demo',
    quotas: true,
    log: (line) => process.stderr.write(`${line}\n`),
  })
  const { capsuleUrl, xeroUrl } = sandbox
  const server = await startServer({
    config: {
      port,
      host: '127.0.0.1',
      publicUrl: url,
      dataDir,
      demo: true,
      logLevel: 'error',
      panelFrames,
      alertsAllowPrivate: false,
      sandbox: { capsulePort: 0, xeroPort: 0 },
    },
    secrets: {
      databaseUrl: null,
      key: null,
      capsule: { clientId, clientSecret: secrets.capsule ?? clientSecret },
      xero: { clientId, clientSecret: secrets.xero ?? clientSecret, webhookKeys: [webhookKey] },
    },
    endpoints: {
      capsule: { apiUrl: capsuleUrl },
      xero: { loginUrl: xeroUrl, identityUrl: xeroUrl, apiUrl: xeroUrl, appUrl: xeroUrl },
    },
  })
  await sandbox.sandbox.xero.setWebhook({ url: `${url}/hooks/xero`, key: webhookKey })
  return {
    url,
    capsuleUrl,
    xeroUrl,
    sandbox: sandbox.sandbox,
    async control(path, body) {
      const response = await fetch(`${capsuleUrl}/_sandbox/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`/_sandbox/${path}: ${response.status} ${await response.text()}`)
      return response.json()
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      await sandbox.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The public address must be known before anything listens on it. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
