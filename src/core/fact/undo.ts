import type { CapsulePartyId, XeroContactId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import { type FactSettings, factKinds } from './fact.ts'
import { type FactFieldIds, type FactWrite, undoFacts } from './writes.ts'

/** A write of facts that was done, with what is known since. */
export type DoneFact = {
  readonly id: string
  readonly contactId: XeroContactId
  readonly partyId: CapsulePartyId
} & (
  | { readonly kind: 'facts'; readonly write: FactWrite }
  | { readonly kind: 'task_made'; readonly taskId: number }
  | { readonly kind: 'task_closed'; readonly taskId: number }
  | { readonly kind: 'note' }
)

interface Of {
  readonly contactId: XeroContactId
  readonly partyId: CapsulePartyId
}

export type FactUndo =
  | (Of & { readonly kind: 'capsule.party.facts'; readonly write: FactWrite })
  | (Of & { readonly kind: 'capsule.task.remove' | 'capsule.task.reopen'; readonly taskId: number })

export interface KeptFact {
  readonly operationId: string
  readonly why: string
}

/**
 * The inverse of writes of facts, newest first. Values edited since stay. Counterpart's own memory of what it wrote
 * stays too, so that what is undone comes back only when the figure itself changes.
 */
export function planFactsUndo(
  done: readonly DoneFact[],
  parties: ReadonlyMap<CapsulePartyId, Pick<CapsuleParty, 'fields' | 'tags'>>,
  ids: FactFieldIds,
  settings: FactSettings,
): { readonly operations: readonly FactUndo[]; readonly kept: readonly KeptFact[] } {
  const operations: FactUndo[] = []
  const kept: KeptFact[] = []
  const reopened = new Set<number>()
  for (const each of done) {
    const { id: operationId, contactId, partyId } = each
    switch (each.kind) {
      case 'facts': {
        const party = parties.get(partyId)
        if (!party) {
          kept.push({ operationId, why: 'The Capsule record is deleted or not visible to this connection.' })
          break
        }
        const { write, edited } = undoFacts(each.write, party, ids)
        for (const fact of edited)
          kept.push({
            operationId,
            why: `${settings.fields[fact].name || factKinds[fact].name}: Edited in Capsule since, so it stays.`,
          })
        if (write) operations.push({ kind: 'capsule.party.facts', contactId, partyId, write })
        break
      }
      case 'task_closed':
        reopened.add(each.taskId)
        operations.push({ kind: 'capsule.task.reopen', contactId, partyId, taskId: each.taskId })
        break
      case 'task_made':
        if (!reopened.has(each.taskId))
          operations.push({ kind: 'capsule.task.remove', contactId, partyId, taskId: each.taskId })
        break
      case 'note':
        kept.push({ operationId, why: 'A note on a Capsule record stays: what was said is not taken back.' })
        break
    }
  }
  return { operations, kept }
}
