import { appendFileSync } from 'node:fs'
import { z } from 'zod'
import { startServer } from '#server/main.ts'

/** One node that works: the product with the role `worker`, which notes when it begins and ends a lane. */
const Order = z.object({
  name: z.string(),
  databaseUrl: z.string(),
  capsuleUrl: z.string(),
  xeroUrl: z.string(),
  key: z.string(),
  dataDir: z.string(),
  /** Lines of `begins|ends workspace nanoseconds`, of a clock that all processes of the machine share. */
  laneFile: z.string(),
})

const order = Order.parse(JSON.parse(process.argv[2] ?? '{}'))
const { capsuleUrl, xeroUrl } = order

const send = globalThis.fetch
globalThis.fetch = (input, init) => {
  const headers = new Headers(init?.headers)
  headers.set('x-node', order.name)
  return send(input, { ...init, headers })
}

const server = await startServer({
  config: {
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'http://localhost:3000',
    dataDir: order.dataDir,
    demo: false,
    logLevel: 'error',
    panelFrames: [],
    alertsAllowPrivate: false,
    roles: ['worker'],
    lanesAtOnce: 8,
    sandbox: { capsulePort: 0, xeroPort: 0 },
  },
  secrets: {
    databaseUrl: order.databaseUrl,
    key: Buffer.from(order.key, 'base64'),
    capsule: null,
    xero: null,
  },
  endpoints: {
    capsule: { apiUrl: capsuleUrl },
    xero: { loginUrl: xeroUrl, identityUrl: xeroUrl, apiUrl: xeroUrl, appUrl: xeroUrl },
  },
  quotas: false,
  watchLane: (what, workspaceId) =>
    appendFileSync(order.laneFile, `${what} ${workspaceId} ${process.hrtime.bigint()}\n`),
})
process.once('SIGTERM', () => {
  void server.close().then(() => process.exit(0))
})
process.stdout.write('ready\n')
