import type { WorkspaceId } from '#core/model/ids.ts'
import { decide, notFound, type Refused, type Scope } from './deciding.ts'
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
 * @param key `p{partyId}` or `x{contactId}`
 */
export async function actOnContact(
  engine: Engine,
  workspaceId: WorkspaceId,
  request: { readonly key: string; readonly action: ManualAction; readonly by: string },
): Promise<ActionDone | Refused> {
  return decide(engine, workspaceId, request.by, async (scope) => {
    const record = await findRecord(scope.tx, workspaceId, request.key)
    if (!record) return notFound
    return act(scope, record, request.action)
  })
}

function act(scope: Scope, record: CustomerRecord, action: ManualAction): Promise<ActionDone | Refused> {
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
      return addToXero(scope, record)
    case 'add_to_capsule':
      return addToCapsule(scope, record)
    case 'link':
      return linkPair(scope, record, action.other)
    case 'take':
      return take(scope, record, action.field, action.value)
  }
}
