import { mergeXeroEdits } from '../field/apply.ts'
import type { FieldSetting, Subject, XeroEdit } from '../field/field.ts'
import { fieldOf, fields } from '../field/fields.ts'
import type { XeroContact } from '../model/contact.ts'
import { xeroContactId } from '../model/ids.ts'
import type { Rules } from './plan.ts'

export type NewContact = XeroEdit & { readonly name: string; readonly contactNumber: string }

/** What a contact holds before anything was written to it. */
const blank: XeroContact = {
  id: xeroContactId('00000000-0000-0000-0000-000000000000'),
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
  updatedAt: '1970-01-01T00:00:00.000Z',
}

/**
 * The contact to create for a party: every synchronised field that Xero can hold, our cross-reference included.
 * Without a name that Xero takes there is none; the answer then says why.
 *
 * @source reference/xero.md §7
 */
export function newContact(
  subject: Subject,
  setting: FieldSetting,
  rules: Pick<Rules, 'fields'>,
): { readonly contact: NewContact } | { readonly why: string } {
  const naming = fieldOf('name')
  const given = naming.readCapsule(subject, setting) ?? null
  const fit = naming.toXero(given, blank, setting)
  if (!fit.ok) return { why: fit.why }
  if (fit.edit.name === undefined) return { why: 'Xero needs a name.' }
  const edits = fields.flatMap((field) => {
    // A group takes members that exist: it is joined once the contact is there.
    if (field === naming || field.key === 'tags') return []
    if (rules.fields[field.key].direction === 'off') return []
    const value = field.readCapsule(subject, setting) ?? null
    if (value === null) return []
    const fitting = field.toXero(value, blank, setting)
    return fitting.ok ? [fitting.edit] : []
  })
  return {
    contact: { ...mergeXeroEdits(edits), name: fit.edit.name, contactNumber: String(subject.party.id) },
  }
}
