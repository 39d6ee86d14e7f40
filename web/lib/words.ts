import type { Side } from '#api/common.ts'
import type { ContactRow, ContactState } from '#api/contacts.ts'
import type { RecordCard } from '#api/runs.ts'

export const sideName: Record<Side, string> = { capsule: 'Capsule', xero: 'Xero' }

export const contactStateWord: Record<ContactState, string> = {
  linked: 'In step',
  waiting: 'Waiting',
  review: 'Needs review',
  failed: 'Failed',
  capsule_only: 'Only in Capsule',
  xero_only: 'Only in Xero',
  excluded: 'Left out',
}

export const contactStates = Object.keys(contactStateWord) as readonly ContactState[]

export const recordKindWord: Record<RecordCard['kind'], string> = {
  person: 'Person',
  organisation: 'Organisation',
  contact: 'Xero contact',
}

/** A label within a sentence: "E-mail" becomes "e-mail", "ABN" stays. */
export const midSentence = (label: string): string =>
  /^.\p{Lu}/u.test(label) ? label : label.slice(0, 1).toLowerCase() + label.slice(1)

/** What a record is, and what it is to the firm: "Organisation · customer, supplier". */
export function typeText(row: Pick<ContactRow, 'type' | 'role'>): string {
  const roles = [row.role.customer ? 'customer' : '', row.role.supplier ? 'supplier' : ''].filter(Boolean)
  return [recordKindWord[row.type], roles.join(', ')].filter(Boolean).join(' · ')
}
