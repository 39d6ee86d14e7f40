import type { WorkspaceId } from '#core/model/ids.ts'
import type { XeroConnection } from '#db/connections.ts'
import { decide, notAllowed, notFound, type Refused, type Scope, xeroOf } from './deciding.ts'
import type { Engine } from './engine.ts'
import { linkPair, take, unlink } from './manual-links.ts'
import { addToCapsule, addToXero, exclude, include, resync } from './manual-marks.ts'
import { type CustomerRecord, findRecord } from './record.ts'
import type { Pick } from './resolving.ts'

/** What a person may do with a record of either side. */
export type ManualAction =
  | { readonly action: 'resync' | 'unlink' | 'exclude' | 'include' | 'add_to_xero' | 'add_to_capsule' }
  /** The key of the other side's record. */
  | { readonly action: 'link'; readonly other: string }
  | { readonly action: 'take'; readonly field: string; readonly value: Pick }

export interface ActionDone {
  readonly outcome: 'decided'
  /** What happens now. */
  readonly words: string
  /** Where the record is found from now on. */
  readonly key: string
}

/**
 * Does what a person asked for with one record.
 *
 * @param request.key `p{partyId}` or `x{contactId}`
 * @param request.organisation the connection of the Xero organisation that is meant; the first one when left out
 */
export async function actOnContact(
  engine: Engine,
  workspaceId: WorkspaceId,
  request: {
    readonly key: string
    readonly action: ManualAction
    readonly organisation?: string | undefined
    readonly by: string
  },
): Promise<ActionDone | Refused> {
  return decide(engine, workspaceId, request.by, async (scope) => {
    const { key, action } = request
    const xero = xeroOf(scope, request.organisation)
    if (request.organisation !== undefined && !xero)
      return notAllowed('This Xero organisation is not connected.')
    // Where a party is to be added does not follow from where it is linked.
    const organisation = request.organisation ?? (action.action === 'add_to_xero' ? xero?.id : undefined)
    const record = await findRecord(scope.tx, workspaceId, key, organisation)
    if (!record) return notFound
    return act(scope, record, action, xero)
  })
}

function act(
  scope: Scope,
  record: CustomerRecord,
  action: ManualAction,
  xero: XeroConnection | null,
): Promise<ActionDone | Refused> {
  switch (action.action) {
    case 'resync':
      return resync(scope, record)
    case 'unlink':
      return unlink(scope, record)
    case 'exclude':
      return exclude(scope, record)
    case 'include':
      return include(scope, record)
    case 'add_to_xero':
      return addToXero(scope, record, xero)
    case 'add_to_capsule':
      return addToCapsule(scope, record)
    case 'link':
      return linkPair(scope, record, action.other)
    case 'take':
      return take(scope, record, action.field, action.value)
  }
}
