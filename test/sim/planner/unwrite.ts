import type { CapsulePartyId, XeroContactId } from '#core/model/ids.ts'
import { type DoneOperation, planUndo, type UndoOperation, type UndoPlan } from '#core/plan/undo.ts'
import { fieldIds, now, type Stage, setting, subjectOf } from './stage.ts'
import { endLink, type Outcome, Refused, setBase, withReferences, write } from './vendor.ts'

/** What is stored of done operations, newest first. */
export function doneFrom(outcomes: readonly Outcome[]): DoneOperation[] {
  return outcomes.flatMap((outcome, i): DoneOperation[] => done(`operation ${i}`, outcome)).reverse()
}

function done(id: string, { operation, partyId, contactId, added, isStale }: Outcome): DoneOperation[] {
  if (isStale) return []
  switch (operation.kind) {
    case 'capsule.party.update':
      return [{ id, ...operation, added }]
    case 'capsule.party.reference':
    case 'capsule.party.create':
      return partyId === null ? [] : [{ id, ...operation, partyId }]
    case 'xero.contact.reference':
      return partyId === null ? [] : [{ id, kind: operation.kind, contactId: operation.contactId, partyId }]
    case 'xero.contact.create':
      return contactId === null ? [] : [{ id, ...operation, contactId }]
    case 'xero.contact.update':
    case 'xero.contact.archive':
    case 'capsule.field.create':
      return [{ id, ...operation }]
    case 'xero.contact.note':
      return partyId === null ? [] : [{ id, ...operation, partyId }]
  }
}

export function undoOf(stage: Stage, done: readonly DoneOperation[]): UndoPlan {
  const subjects = [...stage.parties.keys()].flatMap((id) => {
    const subject = subjectOf(stage, id)
    return subject ? [[id, subject] as const] : []
  })
  return planUndo(done, {
    subjects: new Map(subjects),
    contacts: stage.contacts,
    links: [...stage.links.values()],
    setting,
    contactIdField: fieldIds.contactId,
    contactLinkField: fieldIds.contactLink,
    documentCounts: stage.documents,
  })
}

/** Carries an undo out: the writes at both vendors, then what our store records of it. */
export function undo(stage: Stage, plan: UndoPlan): void {
  for (const operation of plan.operations) unwrite(stage, operation)
  for (const { contactId, partyId, exclude } of plan.ends) {
    endLink(stage, contactId)
    if (exclude.includes('contact')) stage.excludedContacts.add(contactId)
    if (exclude.includes('party')) stage.excludedParties.add(partyId)
  }
  for (const each of plan.settled) setBase(stage, each.contactId, each.field, each)
}

function unwrite(stage: Stage, operation: UndoOperation): void {
  switch (operation.kind) {
    case 'capsule.party.unreference': {
      const party = known(stage.parties.get(operation.partyId))
      const fields = withReferences(party, operation.after.contactId, operation.after.contactLink)
      stage.parties.set(party.id, { ...party, fields, updatedAt: now(stage) })
      break
    }
    case 'xero.contact.unreference': {
      const contact = known(stage.contacts.get(operation.contactId))
      if (contact.contactNumber !== operation.before) throw new Refused('another ContactNumber is emptied')
      stage.contacts.set(contact.id, { ...contact, contactNumber: null, updatedAt: now(stage) })
      break
    }
    case 'capsule.party.delete':
      removeParty(stage, operation.partyId)
      break
    case 'xero.contact.archive':
      archive(stage, operation.contactId)
      break
    default:
      write(stage, operation)
  }
}

function removeParty(stage: Stage, partyId: CapsulePartyId): void {
  known(stage.parties.get(partyId))
  stage.parties.delete(partyId)
}

function archive(stage: Stage, contactId: XeroContactId): void {
  const contact = known(stage.contacts.get(contactId))
  if (contact.status !== 'ACTIVE') throw new Refused('an archived contact is archived')
  stage.contacts.set(contactId, { ...contact, status: 'ARCHIVED', updatedAt: now(stage) })
}

function known<Record>(record: Record | undefined): Record {
  if (record === undefined) throw new Refused('a record that is not there is written')
  return record
}
