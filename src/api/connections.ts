import { z } from 'zod'
import { Instant, Side } from './common.ts'

const ConnectionMethod = z.enum(['oauth', 'token', 'client_credentials'])

export const Connection = z.object({
  id: z.uuid(),
  side: Side,
  method: ConnectionMethod,
  /** `lost`: refused by the vendor; a person must reconnect. */
  state: z.enum(['connected', 'lost', 'disconnected']),
  /** Why it is lost and what to do, in words. */
  problem: z.string().nullable(),
  organisation: z.string(),
  organisationUrl: z.string().nullable(),
  signedInAs: z.string().nullable(),
  scopes: z.array(z.string()),
  connectedAt: Instant,
  lastHeardAt: Instant.nullable(),
  /** `webhooks`: changes arrive by themselves; `sweeps`: read every few minutes; `stopped`: not connected. */
  changes: z.enum(['webhooks', 'sweeps', 'stopped']),
  lastReadAt: Instant.nullable(),
  calls: z.object({
    usedToday: z.int(),
    /** From the vendor's headers; null when never seen. */
    left: z.int().nullable(),
    limit: z.int().nullable(),
    window: z.enum(['hour', 'day']),
  }),
})
export type Connection = z.infer<typeof Connection>

/** What can be configured for one side, and what the vendor's portal must be told. */
export const AppSettings = z.object({
  side: Side,
  clientId: z.string().nullable(),
  /** The secret itself never leaves the server. */
  hasSecret: z.boolean(),
  hasWebhookKey: z.boolean(),
  /** `environment` values cannot be changed on the page. */
  source: z.enum(['environment', 'page', 'none']),
  redirectUrl: z.string(),
  webhookUrl: z.string().nullable(),
  scopes: z.array(z.string()),
  registerAt: z.string(),
})
export type AppSettings = z.infer<typeof AppSettings>

/** `GET /api/connections` */
export const Connections = z.object({
  connections: z.array(Connection),
  apps: z.array(AppSettings),
  publicUrl: z.string(),
  /** False when the vendors cannot reach `publicUrl` (loopback or not https): changes are swept. */
  reachable: z.boolean(),
})
export type Connections = z.infer<typeof Connections>

/** Printed at start; needed while nobody has claimed an installation that others can reach. */
const SetupCode = z.string().trim().max(200)

/** `PUT /api/apps/{side}` */
export const AppInput = z.object({
  clientId: z.string().trim().min(1).max(200),
  clientSecret: z.string().trim().min(1).max(500),
  /** Xero only. */
  webhookKey: z.string().trim().max(500).optional(),
  setupCode: SetupCode.optional(),
})
export type AppInput = z.infer<typeof AppInput>

/** `POST /api/connect/capsule/token` */
export const CapsuleTokenInput = z.object({
  token: z.string().trim().min(1).max(500),
  setupCode: SetupCode.optional(),
})
/** `POST /api/connect/xero/client-credentials` */
export const XeroCustomConnectionInput = z.object({
  clientId: z.string().trim().min(1).max(200),
  clientSecret: z.string().trim().min(1).max(500),
  /** Connects a further organisation beside those that are connected. */
  add: z.boolean().optional(),
})

/** `GET /api/connect/xero/choice`: the organisations that a consent covers. */
export const OrganisationChoice = z.object({
  organisations: z.array(z.object({ id: z.string(), name: z.string() })),
})
export type OrganisationChoice = z.infer<typeof OrganisationChoice>

/** `POST /api/connect/xero/choice` */
export const OrganisationChoiceInput = z.object({
  secret: z.string().min(1).max(100),
  organisation: z.string().min(1).max(100),
})
