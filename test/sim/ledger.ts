import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'

/** Fields that people edit and that can be looked up again. */
export type EditedField = 'name' | 'email' | 'phone' | 'taxNumber'

/** One edit that the vendor accepted. */
export interface Edit {
  readonly at: number
  readonly action: string
  readonly side: 'capsule' | 'xero'
  readonly record: 'party' | 'contact'
  readonly id: string
  readonly field: EditedField
  readonly value: string
}

/** What people were told is saved; none of it may be lost. */
export interface Ledger {
  readonly edits: readonly Edit[]
  add(edit: Edit): void
  /** The vendor's own merge gives the record rows of the other one: what was cleared on it may be filled. */
  mergedInto(side: Edit['side'], id: string): void
}

export function createLedger(): Ledger {
  const edits: Edit[] = []
  return {
    edits,
    add: (edit) => edits.push(edit),
    mergedInto(side, id) {
      const kept = edits.filter((edit) => edit.side !== side || edit.id !== id || edit.value !== '')
      edits.splice(0, edits.length, ...kept)
    },
  }
}

/** Edits that no later edit of the same field of the same record replaced. */
export function standing(edits: readonly Edit[]): readonly Edit[] {
  const last = new Map(edits.map((edit) => [`${edit.side} ${edit.id} ${edit.field}`, edit]))
  return [...last.values()]
}

export const partyField: Readonly<Record<EditedField, (party: CapsuleParty) => string>> = {
  name: (party) => party.name,
  email: (party) => party.emails[0]?.address ?? '',
  phone: (party) => party.phones[0]?.number ?? '',
  taxNumber: () => '',
}

export const contactField: Readonly<Record<EditedField, (contact: XeroContact) => string>> = {
  name: (contact) => contact.name,
  email: (contact) => contact.email ?? '',
  phone: (contact) => contact.phones.find((phone) => phone.type === 'DEFAULT')?.number ?? '',
  taxNumber: (contact) => contact.taxNumber ?? '',
}
