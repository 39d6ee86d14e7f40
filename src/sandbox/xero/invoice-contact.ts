import { type Fields, guidOf, objectOf, textOf } from './body.ts'
import { applyContact, type ContactChange, checkContact, findContact } from './contact-writes.ts'
import { Invalid } from './errors.ts'
import type { Contact } from './records.ts'
import type { Store } from './store.ts'

/** The contact a document is for: who, and what its nested block changes about them. */
export interface NestedContact {
  readonly contact: Contact | undefined
  readonly change: ContactChange | null
}

const describes = (key: string, value: unknown) =>
  value !== null &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0) &&
  ![
    'contactid',
    'hasvalidationerrors',
    'validationerrors',
    'iscustomer',
    'issupplier',
    'balances',
    'updateddateutc',
    'website',
  ].includes(key)

/**
 * Anything besides the key that identifies the contact changes it, and ContactPersons not repeated are dropped.
 *
 * @source xero.md, "7. Contacts", documents
 */
export function nestedContact(store: Store, fields: Fields, before: Contact | undefined): NestedContact {
  const nested = objectOf(fields, 'contact')
  if (!nested) {
    if (!before) throw new Invalid(['A Contact must be specified for this type of transaction'])
    return { contact: before, change: null }
  }
  const id = guidOf(nested, 'contactid')
  if (id && !store.contacts.get(id))
    throw new Invalid([`The contact with ContactID ${id} could not be found.`])
  const contact = findContact(store, nested, true)
  if (contact && contact.status !== 'ACTIVE' && contact !== before) {
    throw new Invalid([
      'The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes.',
    ])
  }
  const keyUsed = id ? 'contactid' : contact && textOf(nested, 'contactnumber') ? 'contactnumber' : 'name'
  const extra = Object.entries(nested).some(([key, value]) => key !== keyUsed && describes(key, value))
  if (contact && !extra) return { contact, change: null }
  const change = checkContact(store, contact, nested)
  return { contact, change: contact ? { ...change, persons: change.persons ?? [] } : change }
}

export function applyNested(store: Store, nested: NestedContact, change: ContactChange): Contact {
  const contact = applyContact(store, nested.contact, change, true)
  if (nested.contact && change.persons?.length === 0) contact.persons = []
  return contact
}
