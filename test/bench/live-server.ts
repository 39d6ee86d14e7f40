import { startServer } from '#server/main.ts'

/** The product in a process of its own. Arguments: data folder, port, Capsule address, Xero address, webhook key. */
const [dataDir = '', port = '0', capsuleUrl = '', xeroUrl = '', webhookKey = ''] = process.argv.slice(2)
const demo = { clientId: 'counterpart-demo', clientSecret: 'counterpart-demo-secret' }
await startServer({
  config: {
    port: Number(port),
    host: '127.0.0.1',
    publicUrl: `http://localhost:${port}`,
    dataDir,
    demo: true,
    logLevel: 'error',
    panelFrames: [],
    alertsAllowPrivate: false,
    sandbox: { capsulePort: 0, xeroPort: 0 },
  },
  secrets: {
    databaseUrl: process.env.BENCH_DATABASE_URL ?? null,
    key: null,
    capsule: demo,
    xero: { ...demo, webhookKeys: [webhookKey] },
  },
  endpoints: {
    capsule: { apiUrl: capsuleUrl },
    xero: { loginUrl: xeroUrl, identityUrl: xeroUrl, apiUrl: xeroUrl, appUrl: xeroUrl },
  },
  quotas: false,
})
process.stdout.write('ready\n')
