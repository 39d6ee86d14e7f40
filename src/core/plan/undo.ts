import { rawCapsule, rawXero } from '../field/apply.ts'
import { type FieldKey, type FieldSetting, fieldKeys, type Normal, type Subject } from '../field/field.ts'
import { fieldOf } from '../field/fields.ts'
import { isUsable, survivingContact } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsuleFieldId, CapsulePartyId, XeroContactId } from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import type { CapsuleParty } from '../model/party.ts'
import { byText } from '../normal/text.ts'
import type { FieldChange, PlannedOperation, Settled, XeroSide } from './plan.ts'
import { contactAsMade, partyAsMade } from './undo-creations.ts'
import { capsuleEditBetween, isNoEdit, xeroEditBetween } from './undo-edits.ts'
import { restoredContact, restoredParty } from './undo-places.ts'

type Planned<Kind extends PlannedOperation['kind']> = Extract<PlannedOperation, { readonly kind: Kind }>

/** Ids of the rows that a write created, in the order in which its edit lists them. */
export interface AddedRows {
  readonly emails: readonly number[]
  readonly phones: readonly number[]
  readonly addresses: readonly number[]
}

/** An operation that was done, with what is known since. */
export type DoneOperation = { readonly id: string } & (
  | (Planned<'capsule.party.update'> & { readonly added: AddedRows })
  | Planned<'xero.contact.update'>
  | (Planned<'capsule.party.reference'> & { readonly partyId: CapsulePartyId })
  | (Pick<Planned<'xero.contact.reference'>, 'kind' | 'contactId'> & { readonly partyId: CapsulePartyId })
  | (Planned<'capsule.party.create'> & { readonly partyId: CapsulePartyId })
  | (Planned<'xero.contact.create'> & { readonly contactId: XeroContactId })
  | Planned<'xero.contact.archive'>
  | (Planned<'xero.contact.note'> & { readonly partyId: CapsulePartyId })
  | Planned<'capsule.field.create'>
)

/** The records as they are now, at least those the operations name, with the people of organisations. */
export interface UndoWorld {
  readonly subjects: ReadonlyMap<CapsulePartyId, Subject>
  readonly contacts: ReadonlyMap<XeroContactId, XeroContact>
  readonly links: readonly Link[]
  readonly setting: FieldSetting
  /** Our two custom fields on parties. */
  readonly contactIdField: CapsuleFieldId | null
  readonly contactLinkField: CapsuleFieldId | null
  /** A contact with documents is not archived. */
  readonly documentCounts: XeroSide['documentCounts']
}

export type UndoOperation =
  | Planned<'capsule.party.update'>
  | Planned<'xero.contact.update'>
  /** Puts back what our two custom fields held. */
  | {
      readonly kind: 'capsule.party.unreference'
      readonly contactId: XeroContactId
      readonly partyId: CapsulePartyId
      readonly before: Planned<'capsule.party.reference'>['after']
      readonly after: Planned<'capsule.party.reference'>['before']
    }
  /** Empties ContactNumber, which holds our id. */
  | {
      readonly kind: 'xero.contact.unreference'
      readonly contactId: XeroContactId
      readonly partyId: CapsulePartyId
      readonly before: string
    }
  | {
      readonly kind: 'capsule.party.delete'
      readonly contactId: XeroContactId
      readonly partyId: CapsulePartyId
    }
  | Planned<'xero.contact.archive'>

/** What stays as it is, with the reason in words. `field` null: the operation as a whole. */
export interface Kept {
  readonly operationId: string
  readonly field: FieldKey | null
  readonly why: string
}

export interface UndoPlan {
  /** In the order in which they may run: values, references, records. */
  readonly operations: readonly UndoOperation[]
  /** Bases after the undo, so that the next plan does not do again what was undone. */
  readonly settled: readonly Settled[]
  /**
   * Links that end, because they or one of their records were made by what is undone. What is to be left out of
   * the synchronisation afterwards, so that the same pair does not link, and is not created, again by itself.
   */
  readonly ends: readonly {
    readonly contactId: XeroContactId
    readonly partyId: CapsulePartyId
    readonly exclude: readonly ('party' | 'contact')[]
  }[]
  readonly kept: readonly Kept[]
}

const words = {
  partyGone: 'The Capsule record is deleted or not visible to this connection.',
  contactGone: 'The Xero contact is not known any more.',
  archived: 'The Xero contact is archived, and Xero refuses every edit of archived contacts.',
  edited: (side: 'Capsule' | 'Xero') => `Edited in ${side} since, so it stays.`,
  unmapped: 'The field is not mapped any more.',
  rowsGone: 'Rows it was written to are gone or stand for something else now.',
  noWayBack: (side: 'Capsule' | 'Xero') => `${side} cannot be brought back to what it held.`,
  nameTaken: 'Another active Xero contact has the earlier name now.',
  restore:
    'Xero cannot restore archived contacts for a program; a person can, in Xero under Contacts, Archived.',
  definition: 'Custom fields stay defined in Capsule.',
  history: 'A note in the history of the Xero contact stays: Xero only ever adds to it.',
  repaired: 'It repaired the cross-reference of a link that lives on; it would only be written again.',
  linkStays: 'The link stays, because a record made for it stays.',
  otherReference: (side: 'Capsule' | 'Xero') => `The cross-reference in ${side} was changed since.`,
} as const

/**
 * The inverse of what was done, from the values stored before each write. Values edited since are left as they
 * are and reported, and so is what a vendor cannot take back. Pure, and the same for the same input.
 *
 * @param done  operations that were done, newest first
 */
export function planUndo(done: readonly DoneOperation[], world: UndoWorld): UndoPlan {
  const undoing = new Undoing(world)
  // A record that was made is judged once everything done to it later is undone, its references once it is known to go.
  for (const each of done) undoing.values(each)
  for (const each of done) undoing.records(each)
  for (const each of done) undoing.references(each)
  return undoing.plan()
}

interface Touched {
  readonly contactId: XeroContactId
  readonly partyId: CapsulePartyId
  readonly capsule: Set<FieldKey>
  readonly xero: Set<FieldKey>
}

/** The records while one operation after the other is taken back from them. */
class Undoing {
  readonly #world: UndoWorld
  readonly #parties = new Map<CapsulePartyId, CapsuleParty>()
  readonly #contacts: Map<XeroContactId, XeroContact>
  readonly #touched = new Map<string, Touched>()
  readonly #deleted = new Set<CapsulePartyId>()
  readonly #archived = new Set<XeroContactId>()
  /** Contacts whose link a kept record holds. */
  readonly #held = new Set<XeroContactId>()
  readonly #references: UndoOperation[] = []
  readonly #records: UndoOperation[] = []
  readonly #ends = new Map<XeroContactId, UndoPlan['ends'][number]>()
  readonly #kept: Kept[] = []
  #nextRow = -1

  constructor(world: UndoWorld) {
    this.#world = world
    for (const { party, people } of world.subjects.values()) {
      for (const each of [party, ...people]) this.#parties.set(each.id, each)
    }
    this.#contacts = new Map(world.contacts)
  }

  values(done: DoneOperation): void {
    if (done.kind === 'capsule.party.update') this.#capsuleValues(done)
    if (done.kind === 'xero.contact.update') this.#xeroValues(done)
    if (done.kind === 'xero.contact.archive') this.#keep(done, words.restore)
    if (done.kind === 'capsule.field.create') this.#keep(done, words.definition)
    if (done.kind === 'xero.contact.note') this.#keep(done, words.history)
  }

  #capsuleValues(done: Extract<DoneOperation, { kind: 'capsule.party.update' }>): void {
    const subject = this.#subject(done.partyId)
    if (subject === null) {
      this.#keepFields(done, words.partyGone)
      return
    }
    for (const change of done.changes) {
      const reads = fieldOf(change.field).readCapsule(subject, this.#world.setting)
      const why = this.#whyLeft(change, reads, 'Capsule')
      // Read again: the fields of one write are in different places of the same record.
      const current = this.#parties.get(done.partyId)
      const restored =
        why === null && current
          ? restoredParty(current, done, change.field, this.#world.setting, () => this.#nextRow--)
          : null
      if (restored === null) this.#keep(done, why ?? words.rowsGone, change.field)
      else {
        this.#parties.set(done.partyId, restored)
        this.#touch(done).capsule.add(change.field)
      }
    }
  }

  #xeroValues(done: Extract<DoneOperation, { kind: 'xero.contact.update' }>): void {
    const contact = this.#contacts.get(done.contactId)
    if (contact === undefined || !isUsable(contact)) {
      this.#keepFields(done, contact === undefined ? words.contactGone : words.archived)
      return
    }
    for (const change of done.changes) {
      const reads = fieldOf(change.field).readXero(contact, this.#world.setting)
      const current = this.#contacts.get(done.contactId) ?? contact
      const restored = restoredContact(current, done, change.field)
      const holds = fieldOf(change.field).readXero(restored, this.#world.setting)
      const why =
        this.#whyLeft(change, reads, 'Xero') ??
        this.#whyNameTaken(change.field, restored) ??
        // An empty list of contact persons, for one, is not taken.
        (holds === change.before ? null : words.noWayBack('Xero'))
      if (why !== null) this.#keep(done, why, change.field)
      else {
        this.#contacts.set(done.contactId, restored)
        this.#touch(done).xero.add(change.field)
      }
    }
  }

  #whyLeft(change: FieldChange, reads: Normal | undefined, side: 'Capsule' | 'Xero'): string | null {
    if (reads === undefined) return words.unmapped
    return reads === change.after ? null : words.edited(side)
  }

  /** Names are unique among active contacts, whatever their case. @source reference/xero.md §7 */
  #whyNameTaken(field: FieldKey, restored: XeroContact): string | null {
    if (field !== 'name') return null
    const key = nameKey(restored.name)
    const isTaken = [...this.#contacts.values()].some(
      (other) => other.id !== restored.id && isUsable(other) && nameKey(other.name) === key,
    )
    return isTaken ? words.nameTaken : null
  }

  records(done: DoneOperation): void {
    if (done.kind === 'capsule.party.create') {
      const subject = this.#subject(done.partyId)
      const { contactIdField, contactLinkField } = this.#world
      const why =
        subject === null
          ? words.partyGone
          : partyAsMade(
              subject,
              done.party,
              [contactIdField, contactLinkField],
              this.#contacts.get(done.contactId),
              this.#world.setting,
            )
      if (why !== null) this.#hold(done, why)
      else {
        this.#deleted.add(done.partyId)
        this.#records.push({
          kind: 'capsule.party.delete',
          contactId: done.contactId,
          partyId: done.partyId,
        })
        this.#end(done, ['contact'])
      }
    }
    if (done.kind === 'xero.contact.create') {
      const contact = this.#contacts.get(done.contactId)
      const counts = this.#world.documentCounts.get(done.contactId)
      const why =
        contact === undefined
          ? words.contactGone
          : contactAsMade(contact, done.contact, counts, this.#subject(done.partyId), this.#world.setting)
      if (why !== null) this.#hold(done, why)
      else {
        this.#archived.add(done.contactId)
        this.#records.push({
          kind: 'xero.contact.archive',
          contactId: done.contactId,
          partyId: done.partyId,
        })
        this.#end(done, ['party'])
        this.#keep(done, words.history)
      }
    }
    // A reference that named a merged contact before was moved with its link, or only completed.
    if (done.kind === 'capsule.party.reference' && this.#isRepair(done)) this.#held.add(done.contactId)
  }

  #isRepair(done: Extract<DoneOperation, { kind: 'capsule.party.reference' }>): boolean {
    const before = done.before.contactId?.toLowerCase() ?? null
    return before !== null && survivingContact(this.#world.contacts, before) === done.contactId
  }

  references(done: DoneOperation): void {
    if (done.kind !== 'capsule.party.reference' && done.kind !== 'xero.contact.reference') return
    if (this.#held.has(done.contactId)) {
      const isRepair = done.kind === 'capsule.party.reference' && this.#isRepair(done)
      this.#keep(done, isRepair ? words.repaired : words.linkStays)
      return
    }
    this.#end(done, ['contact', 'party'])
    if (done.kind === 'capsule.party.reference') this.#unreferenceParty(done)
    else this.#unreferenceContact(done)
  }

  #unreferenceParty(done: Extract<DoneOperation, { kind: 'capsule.party.reference' }>): void {
    if (this.#deleted.has(done.partyId)) return
    const party = this.#parties.get(done.partyId)
    if (party === undefined) {
      this.#keep(done, words.partyGone)
      return
    }
    const held = (definitionId: CapsuleFieldId | null) =>
      party.fields.find((field) => field.definitionId === definitionId)?.value ?? null
    const { contactIdField, contactLinkField } = this.#world
    if (held(contactIdField) !== done.after.contactId || held(contactLinkField) !== done.after.contactLink) {
      this.#keep(done, words.otherReference('Capsule'))
      return
    }
    this.#references.push({
      kind: 'capsule.party.unreference',
      contactId: done.contactId,
      partyId: done.partyId,
      before: done.after,
      after: done.before,
    })
  }

  #unreferenceContact(done: Extract<DoneOperation, { kind: 'xero.contact.reference' }>): void {
    this.#keep(done, words.history)
    if (this.#archived.has(done.contactId)) return
    const contact = this.#contacts.get(done.contactId)
    if (contact === undefined || !isUsable(contact)) {
      this.#keep(done, contact === undefined ? words.contactGone : words.archived)
    } else if (contact.contactNumber !== String(done.partyId)) {
      this.#keep(done, words.otherReference('Xero'))
    } else {
      this.#references.push({
        kind: 'xero.contact.unreference',
        contactId: done.contactId,
        partyId: done.partyId,
        before: contact.contactNumber,
      })
    }
  }

  plan(): UndoPlan {
    const touched = [...this.#touched.values()].sort((a, b) => byText(a.contactId, b.contactId))
    return {
      operations: [
        ...touched.flatMap((each) => [...this.#capsuleUpdate(each), ...this.#xeroUpdate(each)]),
        ...this.#references,
        ...this.#records,
      ],
      settled: touched.flatMap((each) => this.#settled(each)),
      ends: [...this.#ends.values()],
      kept: this.#kept,
    }
  }

  #capsuleUpdate({ contactId, partyId, capsule }: Touched): UndoOperation[] {
    const from = this.#originalSubject(partyId)
    const to = this.#subject(partyId)
    if (capsule.size === 0 || this.#deleted.has(partyId) || from === null || to === null) return []
    const edit = capsuleEditBetween(from.party, to.party)
    if (isNoEdit(edit)) return []
    const changes = this.#changes(capsule, contactId, (key) => ({
      before: fieldOf(key).readCapsule(from, this.#world.setting) ?? null,
      after: fieldOf(key).readCapsule(to, this.#world.setting) ?? null,
      source: this.#xeroReads(contactId, key) ?? null,
    }))
    const restore = rawCapsule(from.party, edit)
    return [{ kind: 'capsule.party.update', contactId, partyId, changes, edit, restore }]
  }

  #xeroUpdate({ contactId, partyId, xero }: Touched): UndoOperation[] {
    const from = this.#world.contacts.get(contactId)
    const to = this.#contacts.get(contactId)
    if (xero.size === 0 || this.#archived.has(contactId) || from === undefined || to === undefined) return []
    const edit = xeroEditBetween(from, to)
    if (isNoEdit(edit)) return []
    const changes = this.#changes(xero, contactId, (key) => ({
      before: fieldOf(key).readXero(from, this.#world.setting) ?? null,
      after: fieldOf(key).readXero(to, this.#world.setting) ?? null,
      source: this.#capsuleReads(partyId, key) ?? null,
    }))
    const restore = rawXero(from, edit)
    return [{ kind: 'xero.contact.update', contactId, partyId, changes, edit, restore }]
  }

  #changes(
    keys: ReadonlySet<FieldKey>,
    contactId: XeroContactId,
    reads: (key: FieldKey) => Pick<FieldChange, 'before' | 'after' | 'source'>,
  ): FieldChange[] {
    return fieldKeys
      .filter((key) => keys.has(key) && contactId !== null)
      .map((field) => ({ field, ...reads(field), because: 'undo', lost: null }))
  }

  #settled({ contactId, partyId, capsule, xero }: Touched): Settled[] {
    const isLinked = this.#world.links.some(
      (link) => link.contactId === contactId && link.partyId === partyId,
    )
    if (!isLinked || this.#ends.has(contactId)) return []
    return fieldKeys.flatMap((field): Settled[] => {
      if (!capsule.has(field) && !xero.has(field)) return []
      const ours = this.#capsuleReads(partyId, field)
      const theirs = this.#xeroReads(contactId, field)
      if (ours === undefined || theirs === undefined) return []
      const because = ours === theirs ? 'equal' : 'left'
      return [{ contactId, field, capsule: ours, xero: theirs, because }]
    })
  }

  #capsuleReads(partyId: CapsulePartyId, key: FieldKey): Normal | undefined {
    const subject = this.#subject(partyId)
    return subject === null ? undefined : fieldOf(key).readCapsule(subject, this.#world.setting)
  }

  #xeroReads(contactId: XeroContactId, key: FieldKey): Normal | undefined {
    const contact = this.#contacts.get(contactId)
    return contact === undefined ? undefined : fieldOf(key).readXero(contact, this.#world.setting)
  }

  #originalSubject(partyId: CapsulePartyId): Subject | null {
    return this.#world.subjects.get(partyId) ?? null
  }

  /** The subject as it is after what was taken back so far, its people included. */
  #subject(partyId: CapsulePartyId): Subject | null {
    const original = this.#originalSubject(partyId)
    if (original === null) return null
    const now = (party: CapsuleParty) => this.#parties.get(party.id) ?? party
    return { party: now(original.party), people: original.people.map(now) }
  }

  #touch({ contactId, partyId }: { contactId: XeroContactId; partyId: CapsulePartyId }): Touched {
    const key = `${contactId} ${partyId}`
    const known = this.#touched.get(key) ?? { contactId, partyId, capsule: new Set(), xero: new Set() }
    this.#touched.set(key, known)
    return known
  }

  #end(
    { contactId, partyId }: { readonly contactId: XeroContactId; readonly partyId: CapsulePartyId },
    exclude: readonly ('party' | 'contact')[],
  ): void {
    if (!this.#ends.has(contactId)) this.#ends.set(contactId, { contactId, partyId, exclude })
  }

  #hold(done: DoneOperation & { readonly contactId: XeroContactId }, why: string): void {
    this.#held.add(done.contactId)
    this.#keep(done, why)
  }

  #keep({ id }: DoneOperation, why: string, field: FieldKey | null = null): void {
    this.#kept.push({ operationId: id, field, why })
  }

  #keepFields(
    done: Extract<DoneOperation, { kind: 'capsule.party.update' | 'xero.contact.update' }>,
    why: string,
  ): void {
    for (const { field } of done.changes) this.#keep(done, why, field)
  }
}

const nameKey = (name: string) => name.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase()
