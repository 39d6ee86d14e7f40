import { parseHook } from '#capsule/hooks.ts'
import { isUuid } from '#core/model/ids.ts'
import { isRemoteError } from '#core/remote/remote-error.ts'
import type { RecordKind } from '#db/dirty.ts'
import type { Delivery, NamedRecord } from '#db/inbox.ts'
import { parseWebhook } from '#xero/webhooks.ts'

/** What an authentic delivery says, as far as it is believed: which records to look at. */
export interface Said extends Pick<Delivery, 'flaw'> {
  /** Xero organisations it speaks to, by their ids; empty in the handshake, which needs no keeping. */
  readonly tenants: readonly string[]
  readonly records: readonly NamedRecord[]
}

/** A body that cannot be read is one with a flaw, and names nothing. */
export function saidBy(side: 'capsule' | 'xero', raw: Uint8Array): Said {
  try {
    return side === 'xero' ? saidByXero(raw) : { tenants: [], records: capsuleRecords(raw), flaw: null }
  } catch (error) {
    if (!isRemoteError(error, 'bad_reply')) throw error
    return { tenants: [], records: [], flaw: 'The body is authentic but cannot be read.' }
  }
}

/** Payments and quotes tell of nothing. @source reference/xero.md "10. Webhooks" */
const xeroKinds: ReadonlyMap<string, RecordKind> = new Map([
  ['CONTACT', 'contact'],
  ['INVOICE', 'document'],
  ['CREDITNOTE', 'credit_note'],
  ['PREPAYMENT', 'prepayment'],
  ['OVERPAYMENT', 'overpayment'],
])

function saidByXero(raw: Uint8Array): Said {
  const { events } = parseWebhook(raw)
  const records = events.flatMap(({ category, resourceId, tenantId }): NamedRecord[] => {
    const kind = xeroKinds.get(category)
    return kind && isUuid(resourceId) ? [{ kind, id: resourceId.toLowerCase(), tenant: tenantId }] : []
  })
  return { tenants: events.map(({ tenantId }) => tenantId), records, flaw: null }
}

const capsuleKinds: ReadonlyMap<string, RecordKind> = new Map([
  ['party', 'party'],
  ['opportunity', 'opportunity'],
])

function capsuleRecords(raw: Uint8Array): NamedRecord[] {
  const { event, ids } = parseHook(raw)
  const kind = capsuleKinds.get(event.split('/')[0] ?? '')
  if (!kind) return []
  return ids
    .filter((id) => Number.isSafeInteger(id) && id > 0)
    .map((id) => ({ kind, id: String(id), tenant: null }))
}
