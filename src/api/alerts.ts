import { z } from 'zod'
import { Instant } from './common.ts'

export const AlertTopic = z.enum([
  'connection_lost',
  'problem',
  'approval',
  'budget',
  'no_webhook',
  'drift',
  'backup',
])
export type AlertTopic = z.infer<typeof AlertTopic>

export const AlertDestination = z.object({
  id: z.uuid(),
  kind: z.enum(['email', 'slack', 'webhook']),
  name: z.string(),
  /** Enough to know which one it is; addresses with secrets in them are cut off. */
  shown: z.record(z.string(), z.string()),
  topics: z.array(AlertTopic),
  enabled: z.boolean(),
  lastAt: Instant.nullable(),
  lastError: z.string().nullable(),
})
export type AlertDestination = z.infer<typeof AlertDestination>

/** Minutes after midnight. */
const Minute = z.int().min(0).max(1_439)

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** `PUT /api/alerts/setting` */
export const AlertSettingInput = z.object({
  quiet: z.object({ from: Minute, until: Minute }).nullable(),
  /** IANA name. */
  timeZone: z.string().max(100).refine(isTimeZone, 'is no time zone'),
  rollUpMinutes: z.int().min(0).max(120),
})
export type AlertSettingInput = z.infer<typeof AlertSettingInput>

/** `GET /api/alerts` */
export const Alerts = z.object({
  destinations: z.array(AlertDestination),
  setting: AlertSettingInput,
  /** What is wrong now, whether or not anybody was told. */
  raised: z.array(z.object({ topic: AlertTopic, words: z.string(), href: z.string(), since: Instant })),
})
export type Alerts = z.infer<typeof Alerts>

const Name = z.string().trim().min(1).max(100)
const Topics = z.array(AlertTopic).min(1)
const Url = z.url().max(2_000)
const Address = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+$/, 'is no e-mail address')

/** `POST /api/alerts/destinations` */
export const AlertDestinationInput = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('email'),
    name: Name,
    topics: Topics,
    host: z.string().trim().min(1).max(253),
    port: z.int().min(1).max(65_535),
    security: z.enum(['tls', 'starttls', 'none']),
    user: z.string().max(200).nullable().default(null),
    password: z.string().max(500).nullable().default(null),
    from: Address,
    to: z.array(Address).min(1).max(20),
  }),
  z.object({ kind: z.literal('slack'), name: Name, topics: Topics, url: Url }),
  z.object({ kind: z.literal('webhook'), name: Name, topics: Topics, url: Url }),
])
export type AlertDestinationInput = z.infer<typeof AlertDestinationInput>

/** What adding a destination answers; the secret of a webhook is shown this once. */
export const AlertDestinationAdded = z.object({ id: z.uuid(), secret: z.string().nullable() })
export type AlertDestinationAdded = z.infer<typeof AlertDestinationAdded>

/** `PUT /api/alerts/destinations/{id}` */
export const AlertDestinationChange = z.object({ name: Name, topics: Topics, enabled: z.boolean() })
export type AlertDestinationChange = z.infer<typeof AlertDestinationChange>

/** `POST /api/alerts/destinations/{id}/test` */
export const AlertTest = z.object({ words: z.string() })
