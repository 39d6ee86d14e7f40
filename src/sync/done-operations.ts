import type { Selectable } from 'kysely'
import { capsulePartyId, xeroContactId } from '#core/model/ids.ts'
import { operationHash } from '#core/plan/hash.ts'
import type { PlannedOperation } from '#core/plan/plan.ts'
import type { OperationTable } from '#db/tables.ts'
import {
  CapsuleEditShape,
  CapsuleUpdateShape,
  FieldShape,
  NewContactShape,
  NewPartyShape,
  NoteShape,
  ReferenceBeforeShape,
  ReferenceShape,
  XeroEditShape,
  XeroUpdateShape,
} from './stored-operations.ts'

export type StoredRow = Selectable<OperationTable>

/** An operation as it was planned, read back; null for the kinds that only undoing plans. */
export function plannedOf(row: StoredRow): PlannedOperation | null {
  const contactId = row.contact_id === null ? null : xeroContactId(row.contact_id)
  const partyId = row.party_id === null ? null : capsulePartyId(row.party_id)
  switch (row.kind) {
    case 'capsule.field.create':
      return { kind: row.kind, ...FieldShape.parse(row.after) }
    case 'capsule.party.create':
      return contactId && { kind: row.kind, contactId, party: NewPartyShape.parse(row.after) }
    case 'capsule.party.reference':
      return (
        contactId && {
          kind: row.kind,
          contactId,
          before: ReferenceBeforeShape.parse(row.before),
          after: ReferenceShape.parse(row.after),
        }
      )
    case 'xero.contact.reference':
      return contactId && { kind: row.kind, contactId, before: null }
    case 'capsule.party.update': {
      if (!contactId || !partyId) return null
      const restore = CapsuleEditShape.parse(row.before)
      return { kind: row.kind, contactId, partyId, ...CapsuleUpdateShape.parse(row.after), restore }
    }
    case 'xero.contact.update': {
      if (!contactId || !partyId) return null
      const restore = XeroEditShape.parse(row.before)
      return { kind: row.kind, contactId, partyId, ...XeroUpdateShape.parse(row.after), restore }
    }
    case 'xero.contact.create':
      return partyId && { kind: row.kind, partyId, contact: NewContactShape.parse(row.after) }
    case 'xero.contact.note':
      return contactId && { kind: row.kind, contactId, partyId, ...NoteShape.parse(row.after) }
    case 'xero.contact.archive':
      return contactId && partyId && { kind: row.kind, contactId, partyId }
    default:
      return null
  }
}

/** `operationHash` of a stored operation. */
export function hashOfStored(row: StoredRow): string | null {
  const planned = plannedOf(row)
  return planned && operationHash(planned)
}
