import type { FieldChange } from '#core/plan/plan.ts'
import type { NewBaseValue } from '#db/base-values.ts'
import { CapsuleUpdateShape, XeroUpdateShape } from '../stored-operations.ts'
import type { StoredOperation } from './application.ts'

/** What is settled of the written fields from now on; nothing for what writes no fields. */
export function baseAfter(operation: StoredOperation, at: Date): NewBaseValue[] {
  const contactId = operation.contact_id
  if (contactId === null) return []
  return changesOf(operation).map((change) => {
    const { capsule, xero } = change.settles ?? heldAfter(operation, change)
    return {
      contactId,
      field: change.field,
      c: capsule,
      x: xero,
      at: at.toISOString(),
      because: change.because === 'undo' ? 'undone' : 'written',
      run: operation.run_id,
      operation: operation.id,
      by: operation.approved_by,
    }
  })
}

/** The written side's own changes are still to be copied: another plan has to see to them. */
export const isHalfOfMerge = (operation: StoredOperation): boolean =>
  changesOf(operation).some(({ settles }) => settles !== undefined)

const heldAfter = ({ kind }: StoredOperation, { after, source }: FieldChange) =>
  kind === 'capsule.party.update' ? { capsule: after, xero: source } : { capsule: source, xero: after }

function changesOf({ kind, after }: StoredOperation): readonly FieldChange[] {
  if (kind === 'capsule.party.update') return CapsuleUpdateShape.parse(after).changes
  return kind === 'xero.contact.update' ? XeroUpdateShape.parse(after).changes : []
}
