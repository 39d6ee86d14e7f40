import type { FieldKey } from '../field/field.ts'
import type { FieldRule, Rules } from './plan.ts'

const fromCapsule: FieldRule = {
  direction: 'capsule_to_xero',
  policy: 'ask',
  blank: false,
  approve: false,
}
/** Names and numbers of the law: a wrong one is on every invoice. */
const legal: FieldRule = { ...fromCapsule, approve: true }

const defaultFields: Readonly<Record<FieldKey, FieldRule>> = {
  name: legal,
  primary_person: fromCapsule,
  email: fromCapsule,
  phone_default: fromCapsule,
  phone_ddi: fromCapsule,
  phone_mobile: fromCapsule,
  phone_fax: fromCapsule,
  address_street: fromCapsule,
  address_pobox: fromCapsule,
  tax_number: legal,
  company_number: legal,
  account_number: fromCapsule,
  currency: fromCapsule,
  contact_persons: fromCapsule,
  tags: fromCapsule,
}

/** What applies until somebody changes it: Capsule's edits reach Xero, as in Capsule's own link. */
export const defaultRules: Omit<Rules, 'focus' | 'nameOnly' | 'gate'> = {
  createParties: 'with_documents',
  createContacts: 'none',
  fields: defaultFields,
  firstDifference: 'leave',
  historyNotes: false,
}
