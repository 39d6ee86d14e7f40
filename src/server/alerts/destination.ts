import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'

const Email = z.object({
  kind: z.literal('email'),
  host: z.string(),
  port: z.int(),
  security: z.enum(['tls', 'starttls', 'none']),
  user: z.string().nullable(),
  password: z.string().nullable(),
  from: z.string(),
  to: z.array(z.string()),
})
const Slack = z.object({ kind: z.literal('slack'), url: z.string() })
const Webhook = z.object({ kind: z.literal('webhook'), url: z.string(), secret: z.string() })

/** How a destination is reached; kept sealed. */
export const Destination = z.discriminatedUnion('kind', [Email, Slack, Webhook])
export type Destination = z.infer<typeof Destination>
export type EmailDestination = z.infer<typeof Email>

export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What may be shown of it: enough to know which one it is. */
export function shownOf(destination: Destination): Record<string, string> {
  switch (destination.kind) {
    case 'email':
      return { to: destination.to.join(', '), by: `${destination.host}:${destination.port}` }
    case 'slack':
    case 'webhook':
      return { to: new URL(destination.url).origin }
  }
}

/** The additional data a configuration is sealed with. */
export const sealedFor = (id: string): string => `alert:${id}`

/**
 * Who receives a webhook computes the same over the time, a dot and the raw body, and compares in constant time; a
 * time more than five minutes old is a repetition.
 */
export function signature(secret: string, seconds: number, body: string): string {
  const hex = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${hex}`
}
