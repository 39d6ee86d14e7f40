import { applyCapsuleEdit, applyXeroEdit } from '#core/field/apply.ts'
import type { FieldKey, XeroEdit } from '#core/field/field.ts'
import { survivingContact } from '#core/match/world.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { type CapsulePartyId, type XeroContactId, xeroContactId } from '#core/model/ids.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { BaseValue, FieldChange, NewParty, Plan, PlannedOperation } from '#core/plan/plan.ts'
import type { AddedRows } from '#core/plan/undo.ts'
import { isNameTaken } from './customers.ts'
import {
  capsuleReads,
  fieldIds,
  nextContactId,
  nextLinkId,
  nextPartyId,
  nextRowId,
  now,
  type Stage,
  xeroReads,
} from './stage.ts'

/** A write that a vendor would have refused, or that breaks what the planner promises: always a finding. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

function refuseUnless(condition: boolean, why: string): void {
  if (!condition) throw new Refused(why)
}

/** What our store records of the plan before anything is written: links that move, end and begin; agreements. */
export function record(stage: Stage, plan: Plan): void {
  for (const change of plan.linkChanges) {
    if (change.kind === 'follow') move(stage, change.from, change.to)
    if (change.kind === 'end') endLink(stage, change.contactId)
    if (change.kind === 'repoint') {
      const link = stage.links.get(change.contactId)
      refuseUnless(link?.partyId === change.from, 'a link is repointed that is another’s')
      if (link) stage.links.set(change.contactId, { ...link, partyId: change.to })
      if (link) stage.values.delete(link.id)
    }
  }
  for (const { contactId, partyId } of plan.links) {
    refuseUnless(!stage.links.has(contactId), 'a contact gets a second link')
    stage.links.set(contactId, { id: nextLinkId(stage), partyId, contactId, state: 'active' })
  }
  for (const each of plan.settled) setBase(stage, each.contactId, each.field, each)
}

function move(stage: Stage, from: XeroContactId, to: XeroContactId): void {
  const link = stage.links.get(from)
  if (!link) return
  refuseUnless(!stage.links.has(to), 'a link follows to a contact that has one')
  stage.links.delete(from)
  // The survivor is compared anew.
  stage.values.delete(link.id)
  stage.links.set(to, { ...link, contactId: to })
}

export function endLink(stage: Stage, contactId: XeroContactId): void {
  const link = stage.links.get(contactId)
  if (link) stage.values.delete(link.id)
  stage.links.delete(contactId)
}

export function setBase(stage: Stage, contactId: XeroContactId, field: FieldKey, base: BaseValue): void {
  const link = stage.links.get(contactId)
  if (!link) return
  const value = { capsule: base.capsule, xero: base.xero }
  stage.values.set(link.id, { ...stage.values.get(link.id), [field]: value })
}

/** What an operation came to: what undo needs beside the operation itself. */
export interface Outcome {
  readonly operation: PlannedOperation
  readonly partyId: CapsulePartyId | null
  readonly contactId: XeroContactId | null
  readonly added: AddedRows
  /** The record was changed since the plan was made: nothing was written, the next plan sees to it. */
  readonly isStale: boolean
}

/** Fields an organisation reads from its people too: writing those changes what it reads as. */
export const ofPeople: ReadonlySet<FieldKey> = new Set(['email', 'primary_person', 'contact_persons'])

/** Whether a value that is to be overwritten is still what the plan saw; if it is already written, nothing is done. */
function stateOf(
  changes: readonly FieldChange[],
  reads: (key: FieldKey) => string | null | undefined,
): 'fresh' | 'done' | 'stale' {
  if (changes.every((change) => reads(change.field) === change.before)) return 'fresh'
  if (changes.every((change) => reads(change.field) === change.after)) return 'done'
  const other = changes.filter(
    ({ field, before, after }) => reads(field) !== before && reads(field) !== after,
  )
  const isCoupled = other.every((change) => ofPeople.has(change.field))
  refuseUnless(isCoupled, 'a write finds neither what the plan saw nor what it wrote')
  return 'stale'
}

/**
 * Does one operation as the vendors do, and records the base after it. Doing it twice is as doing it once.
 *
 * @throws Refused where a vendor says no
 */
export function write(stage: Stage, operation: PlannedOperation): Outcome {
  const none: Outcome = {
    operation,
    partyId: null,
    contactId: null,
    added: { emails: [], phones: [], addresses: [] },
    isStale: false,
  }
  switch (operation.kind) {
    case 'capsule.field.create':
      return none
    case 'capsule.party.create': {
      const link = stage.links.get(operation.contactId)
      refuseUnless(link !== undefined, 'a party is created for a contact without link')
      const made = holderOf(stage, operation.contactId) ?? createParty(stage, operation.party)
      if (link) stage.links.set(operation.contactId, { ...link, partyId: made.id })
      return { ...none, partyId: made.id, contactId: operation.contactId }
    }
    case 'capsule.party.reference': {
      const partyId = stage.links.get(operation.contactId)?.partyId ?? null
      const party = partyId === null ? undefined : stage.parties.get(partyId)
      if (!party || partyId === null) throw new Refused('a reference is written on a party that is not there')
      const fields = withReferences(party, operation.after.contactId, operation.after.contactLink)
      stage.parties.set(partyId, { ...party, fields, updatedAt: now(stage) })
      return { ...none, partyId, contactId: operation.contactId }
    }
    case 'xero.contact.reference': {
      const contact = writable(stage, operation.contactId)
      const partyId = stage.links.get(operation.contactId)?.partyId ?? null
      refuseUnless(partyId !== null, 'a ContactNumber is written without a party')
      const number = String(partyId)
      refuseUnless(
        contact.contactNumber === null || contact.contactNumber === number,
        'another app’s ContactNumber is overwritten',
      )
      refuseUnless(!isNumberTaken(stage, number, contact.id), 'the ContactNumber is on another contact')
      stage.contacts.set(contact.id, { ...contact, contactNumber: number, updatedAt: now(stage) })
      return { ...none, partyId, contactId: contact.id }
    }
    case 'capsule.party.update': {
      const { partyId, contactId, changes, edit } = operation
      const party = stage.parties.get(partyId)
      if (!party) throw new Refused('a party that is not there is edited')
      refuseUnless(stage.links.get(contactId)?.partyId === partyId, 'a party is edited for another’s link')
      const state = stateOf(changes, (key) => capsuleReads(stage, partyId, key))
      if (state === 'stale') return { ...none, partyId, contactId, isStale: true }
      const ids: number[] = []
      if (state === 'fresh') {
        const newId = () => {
          const id = nextRowId(stage)
          ids.push(id)
          return id
        }
        const made = applyCapsuleEdit(party, edit, newId)
        stage.parties.set(partyId, { ...made, updatedAt: now(stage) })
      }
      for (const change of changes) {
        const both = { capsule: change.after, xero: change.source }
        setBase(stage, contactId, change.field, change.settles ?? both)
      }
      return { ...none, partyId, contactId, added: addedRows(stage.parties.get(partyId), ids) }
    }
    case 'xero.contact.update': {
      const { partyId, contactId, changes, edit } = operation
      const contact = writable(stage, contactId)
      refuseUnless(stage.links.get(contactId)?.partyId === partyId, 'a contact is edited for another’s link')
      if (stateOf(changes, (key) => xeroReads(stage, contactId, key)) === 'fresh') {
        checkName(stage, edit, contactId)
        stage.contacts.set(contactId, { ...applyXeroEdit(contact, edit), updatedAt: now(stage) })
      }
      for (const change of changes) {
        const both = { capsule: change.source, xero: change.after }
        setBase(stage, contactId, change.field, change.settles ?? both)
      }
      return { ...none, partyId, contactId }
    }
    case 'xero.contact.create': {
      const { contactNumber, ...edit } = operation.contact
      const known = [...stage.contacts.values()].find((each) => each.contactNumber === contactNumber)
      const isOurs = known !== undefined && stage.links.get(known.id)?.partyId === operation.partyId
      refuseUnless(known === undefined || isOurs, 'the ContactNumber is on another contact')
      const id = known?.id ?? nextContactId(stage)
      if (!known) {
        checkName(stage, edit, id)
        stage.contacts.set(id, {
          ...applyXeroEdit(emptyContact(id), edit),
          contactNumber,
          updatedAt: now(stage),
        })
        stage.links.set(id, {
          id: nextLinkId(stage),
          partyId: operation.partyId,
          contactId: id,
          state: 'active',
        })
      }
      return { ...none, partyId: operation.partyId, contactId: id }
    }
    case 'xero.contact.archive': {
      const { contactId, partyId } = operation
      if (stage.contacts.get(contactId)?.status === 'ARCHIVED') return { ...none, partyId, contactId }
      const contact = writable(stage, contactId)
      stage.contacts.set(contact.id, { ...contact, status: 'ARCHIVED', updatedAt: now(stage) })
      return { ...none, partyId, contactId }
    }
    case 'xero.contact.note': {
      writable(stage, operation.contactId)
      const partyId = operation.partyId ?? stage.links.get(operation.contactId)?.partyId ?? null
      refuseUnless(partyId !== null, 'a note names a party that is not there')
      return { ...none, partyId, contactId: operation.contactId }
    }
  }
}

/** Applies a whole plan that a person approved. */
export function apply(stage: Stage, plan: Plan): Outcome[] {
  record(stage, plan)
  return plan.operations.map((operation) => write(stage, operation))
}

/** @source reference/xero.md §7: archived contacts refuse every edit */
function writable(stage: Stage, contactId: XeroContactId): XeroContact {
  const contact = stage.contacts.get(contactId)
  if (!contact) throw new Refused('a contact that is not there is edited')
  refuseUnless(
    contact.status === 'ACTIVE' && contact.mergedToContactId === null,
    'an archived contact is edited',
  )
  return contact
}

function checkName(stage: Stage, edit: XeroEdit, contactId: XeroContactId): void {
  const { name } = edit
  if (name === undefined) return
  refuseUnless(!isNameTaken(stage, name, contactId), 'the name is that of another active contact')
  refuseUnless(!/[<>]|^\s|\s$|\s\s/.test(name), 'Xero does not take this name')
  refuseUnless(name.length > 0 && name.length <= 255, 'Xero does not take a name of this length')
}

/** Unique over all contacts; those merged away are taken to give theirs back. @source reference/xero.md §7 */
function isNumberTaken(stage: Stage, number: string, except: XeroContactId): boolean {
  for (const other of stage.contacts.values()) {
    if (other.contactNumber === number && other.id !== except && other.mergedToContactId === null) return true
  }
  return false
}

function holderOf(stage: Stage, contactId: XeroContactId): CapsuleParty | undefined {
  const partyId = stage.links.get(contactId)?.partyId ?? null
  return partyId === null ? undefined : stage.parties.get(partyId)
}

function createParty(stage: Stage, made: NewParty): CapsuleParty {
  const id = nextPartyId(stage)
  const row = <Row extends object>(each: Row) => ({ id: nextRowId(stage), ...each })
  const full = [made.firstName, made.lastName].filter((part) => part !== null).join(' ')
  const party: CapsuleParty = {
    id,
    type: made.type,
    name: made.type === 'person' ? full : (made.name ?? ''),
    firstName: made.firstName,
    lastName: made.lastName,
    jobTitle: null,
    organisation: null,
    emails: made.emails.map(row),
    phones: made.phones.map(row),
    addresses: made.addresses.map(row),
    websites: made.websites.map(({ address }) => row({ type: null, service: 'URL', address, url: address })),
    owner: null,
    team: null,
    tags: [],
    fields: [],
    createdAt: now(stage),
    updatedAt: now(stage),
  }
  refuseUnless(party.name !== '', 'a party without a name is created')
  const whole = { ...party, fields: withReferences(party, made.contactId, made.contactLink) }
  stage.parties.set(id, whole)
  return whole
}

export function withReferences(
  party: CapsuleParty,
  contactId: string | null,
  contactLink: string | null,
): CapsuleParty['fields'] {
  const ours: readonly number[] = [fieldIds.contactId, fieldIds.contactLink]
  const value = (
    definitionId: CapsuleParty['fields'][number]['definitionId'],
    name: string,
    text: string | null,
  ) => (text === null ? [] : [{ id: Number(definitionId), definitionId, name, value: text }])
  return [
    ...party.fields.filter((field) => !ours.includes(field.definitionId)),
    ...value(fieldIds.contactId, 'Xero contact ID', contactId),
    ...value(fieldIds.contactLink, 'Xero contact link', contactLink),
  ]
}

function addedRows(party: CapsuleParty | undefined, ids: readonly number[]): AddedRows {
  const of = (rows: readonly { readonly id: number }[] | undefined) =>
    (rows ?? []).map((row) => row.id).filter((id) => ids.includes(id))
  return { emails: of(party?.emails), phones: of(party?.phones), addresses: of(party?.addresses) }
}

function emptyContact(id: XeroContactId): XeroContact {
  return {
    id,
    status: 'ACTIVE',
    name: '',
    firstName: null,
    lastName: null,
    email: null,
    contactNumber: null,
    accountNumber: null,
    companyNumber: null,
    taxNumber: null,
    contactPersons: [],
    addresses: [],
    phones: [],
    website: null,
    defaultCurrency: null,
    isCustomer: false,
    isSupplier: false,
    mergedToContactId: null,
    groups: [],
    updatedAt: '',
  }
}

/** Merges two active contacts as Xero does: documents move, the loser is archived and says where it went. */
export function mergeContacts(stage: Stage, loser: XeroContact, winner: XeroContact): void {
  const counts = (id: XeroContactId) => stage.documents.get(id) ?? { sales: 0, purchases: 0 }
  const [from, to] = [counts(loser.id), counts(winner.id)]
  const documents = { sales: from.sales + to.sales, purchases: from.purchases + to.purchases }
  stage.documents.delete(loser.id)
  if (documents.sales + documents.purchases > 0) stage.documents.set(winner.id, documents)
  const updatedAt = now(stage)
  stage.contacts.set(loser.id, { ...loser, status: 'ARCHIVED', mergedToContactId: winner.id, updatedAt })
  stage.contacts.set(winner.id, { ...winner, updatedAt })
}

export const survivorOf = (stage: Stage, id: XeroContactId): XeroContactId =>
  xeroContactId(survivingContact(stage.contacts, id))
