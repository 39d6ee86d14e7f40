import { applyCapsuleEdit, applyXeroEdit } from '../field/apply.ts'
import type { AddressEdit, CapsuleEdit, FieldKey, FieldSetting, RowEdit, XeroEdit } from '../field/field.ts'
import { nameKey } from '../field/name-key.ts'
import type { XeroContact } from '../model/contact.ts'
import type { CapsuleParty } from '../model/party.ts'
import type { AddedRows } from './undo.ts'

interface Written<Edit> {
  readonly edit: Edit
  readonly restore: Edit
}

/**
 * The contact with one field as it was before a write. What the write did not touch itself, like the person an
 * address is addressed to, stays as it is now.
 */
export function restoredContact(contact: XeroContact, done: Written<XeroEdit>, key: FieldKey): XeroContact {
  return applyXeroEdit(contact, xeroPart(contact, done, key))
}

function xeroPart(contact: XeroContact, { edit, restore }: Written<XeroEdit>, key: FieldKey): XeroEdit {
  switch (key) {
    case 'name':
      return picked(restore, ['name'])
    case 'primary_person':
      return picked(restore, ['firstName', 'lastName'])
    case 'email':
      return picked(restore, ['email'])
    case 'tax_number':
      return picked(restore, ['taxNumber'])
    case 'company_number':
      return picked(restore, ['companyNumber'])
    case 'account_number':
      return picked(restore, ['accountNumber'])
    case 'currency':
      return picked(restore, ['defaultCurrency'])
    case 'contact_persons':
      return picked(restore, ['contactPersons'])
    case 'tags':
      return picked(restore, ['groups'])
    case 'phone_default':
    case 'phone_ddi':
    case 'phone_mobile':
    case 'phone_fax':
      return { phones: (restore.phones ?? []).filter((phone) => phone.type === phoneSlots[key]) }
    case 'address_street':
    case 'address_pobox': {
      const type = key === 'address_street' ? 'STREET' : 'POBOX'
      const attention = (rows: XeroEdit['addresses']) =>
        rows?.find((address) => address.type === type)?.attentionTo ?? null
      const isOurs = attention(edit.addresses) !== attention(restore.addresses)
      return {
        addresses: (restore.addresses ?? [])
          .filter((address) => address.type === type)
          .map((address) => (isOurs ? address : { ...address, attentionTo: attention(contact.addresses) })),
      }
    }
  }
}

const phoneSlots = {
  phone_default: 'DEFAULT',
  phone_ddi: 'DDI',
  phone_mobile: 'MOBILE',
  phone_fax: 'FAX',
} as const

/**
 * The party with one field as it was before a write: rows it added are gone, rows it removed are there again
 * under new ids. Null when a row it wrote to is no longer there, or is in the place of another field now.
 */
export function restoredParty(
  party: CapsuleParty,
  done: Written<CapsuleEdit> & { readonly added: AddedRows },
  key: FieldKey,
  setting: FieldSetting,
  newId: () => number,
): CapsuleParty | null {
  const part = capsulePart(party, done, key, setting)
  return part === null ? null : applyCapsuleEdit(party, part, newId)
}

function capsulePart(
  party: CapsuleParty,
  done: Written<CapsuleEdit> & { readonly added: AddedRows },
  key: FieldKey,
  setting: FieldSetting,
): CapsuleEdit | null {
  const { edit, restore, added } = done
  switch (key) {
    case 'name':
      return picked(restore, ['name'])
    case 'primary_person':
      return picked(restore, ['firstName', 'lastName'])
    case 'email': {
      const emails = rowsBack(party.emails, edit.emails, restore.emails, added.emails, () => true)
      return emails && { emails }
    }
    case 'phone_default':
    case 'phone_ddi':
    case 'phone_mobile':
    case 'phone_fax': {
      const isOurs = (type: string | null) => phoneField(type) === key
      const phones = rowsBack(party.phones, edit.phones, restore.phones, added.phones, isOurs)
      return phones && { phones }
    }
    case 'address_street':
    case 'address_pobox': {
      const isOurs = (type: string | null) => addressField(type) === key
      const addresses = rowsBack<AddressEdit>(
        party.addresses,
        edit.addresses,
        restore.addresses,
        added.addresses,
        isOurs,
      )
      return addresses && { addresses }
    }
    case 'tax_number':
    case 'company_number':
    case 'account_number':
    case 'currency': {
      const definitionId = setting.customFields[key]
      return { fields: (restore.fields ?? []).filter((field) => field.definitionId === definitionId) }
    }
    case 'contact_persons':
      return {}
    case 'tags': {
      const added = new Set((edit.tags?.add ?? []).map(nameKey))
      const remove = party.tags.flatMap((tag) => (added.has(nameKey(tag.name)) ? [tag.id] : []))
      return { tags: { add: restore.tags?.add ?? [], remove } }
    }
  }
}

const phoneField = (type: string | null): FieldKey =>
  type === 'Direct'
    ? 'phone_ddi'
    : type === 'Mobile'
      ? 'phone_mobile'
      : type === 'Fax'
        ? 'phone_fax'
        : 'phone_default'

const addressField = (type: string | null): FieldKey =>
  type === 'Postal' || type === 'Billing' ? 'address_pobox' : 'address_street'

type Rows<Value> = readonly RowEdit<Value>[] | undefined

/** The rows of one field put back; null when one that was written to is gone, or people made another field of it. */
function rowsBack<Value>(
  now: readonly { readonly id: number; readonly type: string | null }[],
  edited: Rows<Value>,
  restore: Rows<Value>,
  added: readonly number[],
  isOurs: (type: string | null) => boolean,
): RowEdit<Value>[] | null {
  const typeNow = new Map(now.map((row) => [row.id, row.type]))
  const wrote = new Map((edited ?? []).flatMap((row) => (row.remove || !row.id ? [] : [[row.id, row.type]])))
  const isElsewhere = (id: number, written: string | null | undefined) => {
    const label = typeNow.get(id) ?? null
    return label !== written && !isOurs(label)
  }
  const rows: RowEdit<Value>[] = []
  const made = (edited ?? []).filter((row) => row.remove !== true && row.id === undefined)
  for (const [i, row] of made.entries()) {
    const id = added[i]
    if (row.remove || !isOurs(row.type)) continue
    if (id === undefined || !typeNow.has(id) || isElsewhere(id, row.type)) return null
    rows.push({ id, remove: true })
  }
  for (const row of restore ?? []) {
    if (row.remove || !isOurs(row.type)) continue
    if (row.id === undefined) rows.push(row)
    else if (!typeNow.has(row.id) || isElsewhere(row.id, wrote.get(row.id))) return null
    else {
      // A label that people changed since, and we did not, stays.
      const isLabelOurs = wrote.get(row.id) !== row.type
      rows.push(isLabelOurs ? row : { ...row, type: typeNow.get(row.id) ?? null })
    }
  }
  return rows
}

/** The members named, where the edit has them: what is absent stays untouched. */
function picked<Edit extends object>(edit: Edit, keys: readonly (keyof Edit)[]): Partial<Edit> {
  const made: Partial<Edit> = {}
  for (const key of keys) if (key in edit) made[key] = edit[key]
  return made
}
