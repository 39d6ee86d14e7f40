import { createHmac, timingSafeEqual } from 'node:crypto'
import { XeroWebhookDelivery } from '#contracts/xero/webhooks.ts'
import { RemoteError } from '#core/remote/remote-error.ts'

/**
 * Whether `x-xero-signature` was made over these very bytes with one of the keys (two during a rotation).
 * Takes the same time whichever byte differs.
 *
 * @param raw  the body as received, before any parsing
 * @param keys as the portal shows them: the text itself is the key, not its base64 content
 * @source reference/xero.md "10. Webhooks"
 */
export function verifySignature(
  raw: Uint8Array,
  header: string | null | undefined,
  keys: readonly string[],
): boolean {
  const given = Buffer.from(header ?? '', 'base64')
  let good = false
  for (const key of keys) {
    if (!key) continue
    const expected = createHmac('sha256', key).update(raw).digest()
    if (given.length === expected.length && timingSafeEqual(given, expected)) good = true
  }
  // Sloppy base64 of the right bytes is still not what Xero sends.
  return good && given.toString('base64') === header
}

export interface XeroWebhook {
  readonly firstSequence: number
  readonly lastSequence: number
  /** Empty in the handshake. */
  readonly events: readonly XeroWebhookEvent[]
}

export interface XeroWebhookEvent {
  readonly tenantId: string
  /** CONTACT, INVOICE, CREDITNOTE, …; new ones may come. */
  readonly category: string
  /** CREATE or UPDATE; there is no delete. */
  readonly type: string
  readonly resourceId: string
  /** As sent: UTC, without zone. */
  readonly at: string
}

/** @throws RemoteError `bad_reply` when the body cannot be read */
export function parseWebhook(raw: Uint8Array): XeroWebhook {
  let delivery: XeroWebhookDelivery
  try {
    delivery = XeroWebhookDelivery.parse(JSON.parse(Buffer.from(raw).toString('utf8')))
  } catch (cause) {
    throw new RemoteError({ side: 'xero', kind: 'bad_reply', message: 'xero: unreadable webhook', cause })
  }
  return {
    firstSequence: delivery.firstEventSequence,
    lastSequence: delivery.lastEventSequence,
    events: delivery.events.map((event) => ({
      tenantId: event.tenantId.toLowerCase(),
      category: event.eventCategory,
      type: event.eventType,
      resourceId: event.resourceId.toLowerCase(),
      at: event.eventDateUtc,
    })),
  }
}
