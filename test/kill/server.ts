import { startServer } from '#server/main.ts'

/** The product in a process that a test can kill. Arguments: data folder, port, Capsule address, Xero address. */
const [dataDir = '', port = '0', capsuleUrl = '', xeroUrl = ''] = process.argv.slice(2)
const webhookKey = process.env.KILL_TEST_WEBHOOK_KEY
const publicUrl = `http://localhost:${port}`
await startServer({
  config: {
    port: Number(port),
    host: '127.0.0.1',
    publicUrl,
    dataDir,
    demo: false,
    logLevel: 'error',
    panelFrames: [],
    alertsAllowPrivate: false,
    sandbox: { capsulePort: 0, xeroPort: 0 },
  },
  secrets: {
    databaseUrl: process.env.KILL_TEST_DATABASE_URL ?? null,
    key: null,
    capsule: null,
    xero: webhookKey
      ? { clientId: 'counterpart-demo', clientSecret: 'counterpart-demo-secret', webhookKeys: [webhookKey] }
      : null,
  },
  endpoints: {
    capsule: { apiUrl: capsuleUrl },
    xero: { loginUrl: xeroUrl, identityUrl: xeroUrl, apiUrl: xeroUrl, appUrl: xeroUrl },
  },
  quotas: false,
})
process.stdout.write('ready\n')
