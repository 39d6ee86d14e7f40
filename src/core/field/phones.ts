import type { XeroContact, XeroPhone } from '../model/contact.ts'
import type { CapsuleParty } from '../model/party.ts'
import { xeroLimits } from '../normal/limits.ts'
import { normalPhone, normalPhoneParts, type PhoneParts, phonePartsOf, phoneText } from '../normal/phones.ts'
import { hasPlainSign } from '../normal/shown.ts'
import { emptyPhone } from './apply.ts'
import type { Field, FieldKey, FieldSetting } from './field.ts'
import { capsuleFit, refused, xeroFit } from './fit.ts'

type PhoneRow = CapsuleParty['phones'][number]

/** A slot of Xero's and the rows of Capsule that may stand for it; other rows are nobody's business. */
interface Slot {
  readonly key: FieldKey
  readonly label: string
  readonly type: XeroPhone['type']
  /** The type of the row, and of a row that is made. */
  readonly capsuleType: string
}

/** @source reference/capsule.md §4.2; reference/xero.md §7 */
const slots: readonly Slot[] = [
  { key: 'phone_default', label: 'phone number', type: 'DEFAULT', capsuleType: 'Work' },
  { key: 'phone_ddi', label: 'direct dial number', type: 'DDI', capsuleType: 'Direct' },
  { key: 'phone_mobile', label: 'mobile number', type: 'MOBILE', capsuleType: 'Mobile' },
  { key: 'phone_fax', label: 'fax number', type: 'FAX', capsuleType: 'Fax' },
]

export const phones: readonly Field[] = slots.map(phoneField)

function phoneField(slot: Slot): Field {
  const { key, label, type } = slot
  const field: Field = {
    key,
    label,
    readCapsule({ party }, setting, likely) {
      const country = capsuleCountry(setting)
      const row = rowOf(party, slot, country)
      return row === null ? null : normalPhone(row.number, country, likely)
    },
    readXero(contact, { country }, likely) {
      const phone = phoneOf(contact, type)
      return phone === null ? null : normalPhoneParts(phone, country, likely)
    },
    toXero(value, contact, setting) {
      if (value === null) return xeroFit(field, value, contact, { phones: [emptyPhone(type)] }, setting)
      const form = normalPhone(value, setting.country)
      if (form === null) return refused(`This is no ${label}.`)
      const fitting = phonePartsOf(form).filter(isInLimits)
      const best = fitting.find((parts) => normalPhoneParts(parts, setting.country) === form) ?? fitting[0]
      if (best === undefined)
        return refused(`Xero allows ${xeroLimits.phoneNumber} characters; this ${label} has ${value.length}.`)
      return xeroFit(field, value, contact, { phones: [{ type, ...best }] }, setting)
    },
    toCapsule(value, subject, setting) {
      const country = capsuleCountry(setting)
      const row = rowOf(subject.party, slot, country)
      if (value === null) {
        const removed = row === null ? {} : { phones: [{ id: row.id, remove: true as const }] }
        const lost = `Capsule has another ${label} for this record, which counts from now on.`
        return capsuleFit(field, value, subject, removed, setting, lost)
      }
      const form = normalPhone(value, country)
      if (form === null) return refused(`This is no ${label}.`)
      const text = phoneText(form)
      const number = normalPhone(text, country) === form ? text : form
      if (number.length > capsuleNumberMax)
        return refused(`This ${label} has ${number.length} characters: it is no telephone number.`)
      const edited =
        row === null ? { type: slot.capsuleType, number } : { id: row.id, type: row.type, number }
      return capsuleFit(field, value, subject, { phones: [edited] }, setting)
    },
    words: phoneText,
  }
  return field
}

const capsuleCountry = (setting: FieldSetting): string => setting.capsuleCountry ?? setting.country

/** Xero's three parts together hold no more. */
const capsuleNumberMax = 80

function isInLimits({ countryCode, areaCode, number }: PhoneParts): boolean {
  return (
    (countryCode ?? '').length <= xeroLimits.phoneCountryCode &&
    (areaCode ?? '').length <= xeroLimits.phoneAreaCode &&
    number.length <= xeroLimits.phoneNumber
  )
}

function phoneOf(contact: XeroContact, type: XeroPhone['type']): XeroPhone | null {
  for (const phone of contact.phones) if (phone.type === type) return phone
  return null
}

const otherSlots = new Set(['Direct', 'Mobile', 'Fax'])

/** The first row of the slot's type with something in it; for the main number else any that has no slot. */
function rowOf(party: CapsuleParty, slot: Slot, country: string): PhoneRow | null {
  if (party.phones.length === 0) return null
  for (const row of party.phones) {
    if (row.type === slot.capsuleType && holdsNumber(row, country)) return row
  }
  if (slot.type !== 'DEFAULT') return null
  for (const row of party.phones) {
    const isFree = row.type === null || !otherSlots.has(row.type)
    if (isFree && holdsNumber(row, country)) return row
  }
  return null
}

function holdsNumber({ number }: PhoneRow, country: string): boolean {
  return hasPlainSign(number) || normalPhone(number, country) !== null
}
