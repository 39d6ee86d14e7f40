import { z } from 'zod'
import { goBehindRequests } from '#db/behind-requests.ts'
import { startServer } from '#server/main.ts'

/** The product in a process of its own, without the vendors' quotas. Its settings come as JSON on the command line. */
const Settings = z.object({
  dataDir: z.string(),
  port: z.int(),
  capsuleUrl: z.string(),
  xeroUrl: z.string(),
  databaseUrl: z.string().nullable(),
  webhookKey: z.string().nullable(),
  /** 32 bytes in base64: nodes on one database share it. */
  key: z.string().nullable(),
  roles: z.array(z.enum(['web', 'worker'])),
})
export type ProductSettings = z.infer<typeof Settings>

if (process.argv[1] === import.meta.filename) {
  const settings = Settings.parse(JSON.parse(process.argv[2] ?? '{}'))
  const { capsuleUrl, xeroUrl, webhookKey } = settings
  if (!settings.roles.includes('web')) goBehindRequests()
  const app = { clientId: 'counterpart-demo', clientSecret: 'counterpart-demo-secret' }
  const server = await startServer({
    config: {
      port: settings.port,
      host: '127.0.0.1',
      publicUrl: `http://localhost:${settings.port}`,
      dataDir: settings.dataDir,
      demo: false,
      logLevel: 'error',
      panelFrames: [],
      alertsAllowPrivate: false,
      roles: settings.roles,
      sandbox: { capsulePort: 0, xeroPort: 0 },
    },
    secrets: {
      databaseUrl: settings.databaseUrl,
      key: settings.key === null ? null : Buffer.from(settings.key, 'base64'),
      capsule: app,
      xero: webhookKey === null ? null : { ...app, webhookKeys: [webhookKey] },
    },
    endpoints: {
      capsule: { apiUrl: capsuleUrl },
      xero: { loginUrl: xeroUrl, identityUrl: xeroUrl, apiUrl: xeroUrl, appUrl: xeroUrl },
    },
    quotas: false,
  })
  process.once('SIGTERM', () => {
    void server.close().then(() => process.exit(0))
  })
  process.stdout.write('ready\n')
}
