import { mergeCapsuleEdits, mergeXeroEdits, rawCapsule, rawXero } from '../field/apply.ts'
import type { Subject } from '../field/field.ts'
import type { XeroContact } from '../model/contact.ts'
import type { PlannedOperation } from './plan.ts'
import type { CapsuleWrite, Outcome, XeroWrite } from './three-way.ts'

export type UpdateOperation = Extract<
  PlannedOperation,
  { readonly kind: 'capsule.party.update' | 'xero.contact.update' }
>
export type Write = XeroWrite | CapsuleWrite

export const isWrite = (outcome: Outcome): outcome is Write => outcome.state === 'write'

/** All writes of one record as one operation; null when there is none. */
export function xeroUpdate(
  subject: Subject,
  contact: XeroContact,
  writes: readonly Write[],
): UpdateOperation | null {
  const own = writes.flatMap((each) => (each.side === 'xero' ? [each] : []))
  if (own.length === 0) return null
  const edit = mergeXeroEdits(own.map((each) => each.edit))
  return {
    kind: 'xero.contact.update',
    contactId: contact.id,
    partyId: subject.party.id,
    changes: own.map((each) => each.change),
    edit,
    restore: rawXero(contact, edit),
  }
}

export function capsuleUpdate(
  subject: Subject,
  contact: XeroContact,
  writes: readonly Write[],
): UpdateOperation | null {
  const own = writes.flatMap((each) => (each.side === 'capsule' ? [each] : []))
  if (own.length === 0) return null
  const edit = mergeCapsuleEdits(own.map((each) => each.edit))
  return {
    kind: 'capsule.party.update',
    contactId: contact.id,
    partyId: subject.party.id,
    changes: own.map((each) => each.change),
    edit,
    restore: rawCapsule(subject.party, edit),
  }
}
