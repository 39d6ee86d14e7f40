import { applyXeroEdit } from '../field/apply.ts'
import { type FieldSetting, fieldKeys, type Subject } from '../field/field.ts'
import { fieldOf } from '../field/fields.ts'
import { nameKey } from '../field/name-key.ts'
import { isUsable } from '../match/world.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsuleFieldId } from '../model/ids.ts'
import { canonical } from './hash.ts'
import type { DocumentCounts, NewParty, PlannedOperation } from './plan.ts'

const changedParty = 'The Capsule record was changed since it was made, so it stays.'

/**
 * Why a party that was made for a contact cannot be deleted again: it is no longer exactly what was made. Ids,
 * owner (Capsule sets the connection's user) and our own references do not count, nor do mapped tags that came with
 * the contact's groups. Null when nothing is in the way.
 */
export function partyAsMade(
  subject: Subject,
  made: NewParty,
  references: readonly (CapsuleFieldId | null)[],
  contact: XeroContact | undefined,
  setting: FieldSetting,
): string | null {
  const { party, people } = subject
  if (people.length > 0) return 'People were added to the Capsule record, so it stays.'
  const values = party.fields.filter(
    (field) => field.value !== null && field.value !== '' && !references.includes(field.definitionId),
  )
  const mapped = new Set((setting.tagGroups ?? []).map(({ tag }) => nameKey(tag)))
  const isOfGroups = areTagsAlike(subject, contact, setting)
  const tags = party.tags.filter(({ name }) => !isOfGroups || !mapped.has(nameKey(name)))
  const extras = [tags, values].some((rows) => rows.length > 0)
  const isPlain = !extras && party.jobTitle === null && party.organisation === null
  const now = {
    type: party.type,
    name: party.type === 'organisation' ? party.name : null,
    firstName: party.firstName,
    lastName: party.lastName,
    emails: party.emails.map(({ type, address }) => ({ type, address })),
    phones: party.phones.map(({ type, number }) => ({ type, number })),
    addresses: party.addresses.map(({ id: _, ...row }) => row),
    websites: party.websites.map(({ address }) => ({ address })),
  }
  const { contactId: _, contactLink: __, ...then } = made
  return isPlain && canonical(now) === canonical(then) ? null : changedParty
}

/**
 * Why a contact that was made for a party cannot be archived again, or null. Only mapped values count, read as
 * people read them: Xero writes some of them its own way. Groups that came with the party's tags do not.
 */
export function contactAsMade(
  contact: XeroContact,
  made: Extract<PlannedOperation, { readonly kind: 'xero.contact.create' }>['contact'],
  documents: DocumentCounts | undefined,
  subject: Subject | null,
  setting: FieldSetting,
): string | null {
  if (!isUsable(contact)) return 'The Xero contact is archived or merged already.'
  if (documents && documents.sales + documents.purchases > 0) {
    return 'The Xero contact has invoices or bills by now, so it stays.'
  }
  const { contactNumber, ...edit } = made
  const then = applyXeroEdit({ ...contact, ...nothing }, edit)
  const isSame =
    contact.contactNumber === contactNumber &&
    fieldKeys.every((key) => {
      if (key === 'tags') return contact.groups.length === 0 || areTagsAlike(subject, contact, setting)
      const field = fieldOf(key)
      return field.readXero(then, setting) === field.readXero(contact, setting)
    })
  return isSame ? null : 'The Xero contact was changed since it was made, so it stays.'
}

/** Whether the mapped tags are those the contact's groups stand for: they then came from there. */
function areTagsAlike(
  subject: Subject | null,
  contact: XeroContact | undefined,
  setting: FieldSetting,
): boolean {
  if (subject === null || contact === undefined) return false
  const tags = fieldOf('tags')
  const ours = tags.readCapsule(subject, setting)
  return ours !== undefined && ours === tags.readXero(contact, setting)
}

const nothing = {
  firstName: null,
  lastName: null,
  email: null,
  accountNumber: null,
  companyNumber: null,
  taxNumber: null,
  defaultCurrency: null,
  contactPersons: [],
  addresses: [],
  phones: [],
} as const
