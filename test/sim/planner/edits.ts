import type { XeroContact } from '#core/model/contact.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { Chance } from './chance.ts'
import {
  accountNumbers,
  addressTypes,
  companyNumbers,
  currencies,
  drawCapsuleAddress,
  drawContactPerson,
  drawXeroAddress,
  drawXeroPhone,
  emails,
  firstNames,
  groups,
  lastNames,
  names,
  phones,
  phoneTypes,
  tags,
  taxNumbers,
  xeroName,
} from './customers.ts'
import { fieldIds, nextRowId, now, type Stage } from './stage.ts'

/** What a person may do to one record on its own side. Rows keep their ids, as in Capsule's own pages. */

export function editParty(stage: Stage, chance: Chance, party: CapsuleParty): CapsuleParty {
  const made = { ...changedParty(stage, chance, party), updatedAt: now(stage) }
  stage.parties.set(made.id, made)
  return made
}

/** One tag more, or one less. */
export function editTags(stage: Stage, chance: Chance, id: CapsuleParty['id']): void {
  const party = stage.parties.get(id)
  if (!party) return
  stage.parties.set(id, { ...party, tags: toggled(stage, chance, party.tags), updatedAt: now(stage) })
}

/** One group more, or one less. */
export function editGroups(stage: Stage, chance: Chance, id: XeroContact['id']): void {
  const contact = stage.contacts.get(id)
  if (!contact) return
  stage.contacts.set(id, { ...contact, groups: joined(chance, contact.groups), updatedAt: now(stage) })
}

function changedParty(stage: Stage, chance: Chance, party: CapsuleParty): CapsuleParty {
  switch (chance.int(10)) {
    case 0:
    case 1:
      return renamed(chance, party)
    case 2:
    case 3:
      return { ...party, emails: emailRows(stage, chance, party) }
    case 4:
    case 5:
      return { ...party, phones: phoneRows(stage, chance, party) }
    case 6:
      return { ...party, addresses: addressRows(stage, chance, party) }
    case 7:
      return { ...party, tags: toggled(stage, chance, party.tags) }
    default:
      return { ...party, fields: fieldValues(chance, party) }
  }
}

function renamed(chance: Chance, party: CapsuleParty): CapsuleParty {
  if (party.type === 'organisation') return { ...party, name: chance.pick(names) }
  const firstName = chance.oneIn(6) ? null : chance.pick(firstNames)
  const lastName = chance.oneIn(6) && firstName !== null ? null : chance.pick(lastNames)
  return {
    ...party,
    firstName,
    lastName,
    name: [firstName, lastName].filter((part) => part !== null).join(' '),
  }
}

function emailRows(stage: Stage, chance: Chance, { emails: rows }: CapsuleParty): CapsuleParty['emails'] {
  const [first, ...rest] = rows
  if (first === undefined || chance.oneIn(5)) {
    return [
      ...rows,
      { id: nextRowId(stage), type: chance.pick(['Work', 'Home', null]), address: chance.pick(emails) },
    ]
  }
  if (chance.oneIn(3)) return rest
  return [{ ...first, address: chance.pick(emails) }, ...rest]
}

function phoneRows(stage: Stage, chance: Chance, { phones: rows }: CapsuleParty): CapsuleParty['phones'] {
  const one = chance.int(rows.length + 1)
  const row = rows[one]
  if (row === undefined) {
    return [...rows, { id: nextRowId(stage), type: chance.pick(phoneTypes), number: chance.pick(phones) }]
  }
  if (chance.oneIn(3)) return rows.filter(({ id }) => id !== row.id)
  const edited = chance.oneIn(4)
    ? { ...row, type: chance.pick(phoneTypes) }
    : { ...row, number: chance.pick(phones) }
  return rows.map((each) => (each.id === row.id ? edited : each))
}

function addressRows(
  stage: Stage,
  chance: Chance,
  { addresses: rows }: CapsuleParty,
): CapsuleParty['addresses'] {
  const row = rows[chance.int(rows.length + 1)]
  if (row === undefined) return [...rows, drawCapsuleAddress(stage, chance)]
  if (chance.oneIn(3)) return rows.filter(({ id }) => id !== row.id)
  const edited = chance.oneIn(4)
    ? { ...row, type: chance.pick(addressTypes) }
    : { ...drawCapsuleAddress(stage, chance), id: row.id, type: row.type }
  return rows.map((each) => (each.id === row.id ? edited : each))
}

function toggled(stage: Stage, chance: Chance, held: CapsuleParty['tags']): CapsuleParty['tags'] {
  const name = chance.pick(tags)
  const others = held.filter((tag) => tag.name.toLowerCase() !== name.toLowerCase())
  return others.length < held.length ? others : [...held, { id: nextRowId(stage), name }]
}

function joined(chance: Chance, held: XeroContact['groups']): XeroContact['groups'] {
  const group = chance.pick(groups)
  const others = held.filter(({ id }) => id !== group.id)
  return others.length < held.length ? others : [...held, group]
}

function fieldValues(chance: Chance, { fields }: CapsuleParty): CapsuleParty['fields'] {
  const key = chance.pick(['tax_number', 'company_number', 'account_number', 'currency'] as const)
  const definitionId = fieldIds[key]
  const others = fields.filter((field) => field.definitionId !== definitionId)
  if (chance.oneIn(4)) return others
  return [...others, { id: Number(definitionId), definitionId, name: key, value: numberText(chance, key) }]
}

function numberText(
  chance: Chance,
  key: 'tax_number' | 'company_number' | 'account_number' | 'currency',
): string {
  switch (key) {
    case 'tax_number':
      return chance.pick(taxNumbers)
    case 'company_number':
      return chance.pick(companyNumbers)
    case 'account_number':
      return chance.pick(accountNumbers)
    case 'currency':
      return chance.pick(currencies)
  }
}

export function editContact(stage: Stage, chance: Chance, contact: XeroContact): XeroContact {
  const made = { ...changedContact(stage, chance, contact), updatedAt: now(stage) }
  stage.contacts.set(made.id, made)
  return made
}

function changedContact(stage: Stage, chance: Chance, contact: XeroContact): XeroContact {
  const orNone = <Value>(value: Value): Value | null => (chance.oneIn(4) ? null : value)
  switch (chance.int(12)) {
    case 0:
    case 1:
      return { ...contact, name: xeroName(stage, chance.pick(names), contact.id) }
    case 2:
      return {
        ...contact,
        firstName: orNone(chance.pick(firstNames)),
        lastName: orNone(chance.pick(lastNames)),
      }
    case 3:
    case 4:
      return { ...contact, email: orNone(chance.pick(emails)) }
    case 5:
      return { ...contact, phones: slotsWith(contact.phones, drawXeroPhone(chance), chance.oneIn(3)) }
    case 6:
      return { ...contact, addresses: slotsWith(contact.addresses, drawXeroAddress(chance), chance.oneIn(3)) }
    case 7:
      return { ...contact, taxNumber: orNone(chance.pick(taxNumbers)) }
    case 8:
      return { ...contact, companyNumber: orNone(chance.pick(companyNumbers)) }
    case 9:
      return chance.oneIn(2)
        ? { ...contact, accountNumber: orNone(chance.pick(accountNumbers)) }
        : { ...contact, defaultCurrency: orNone(chance.pick(currencies)) }
    case 10:
      return { ...contact, groups: joined(chance, contact.groups) }
    default:
      return { ...contact, contactPersons: contactPersons(chance, contact) }
  }
}

function slotsWith<Slot extends { readonly type: string }>(
  slots: readonly Slot[],
  slot: Slot,
  isCleared: boolean,
): Slot[] {
  const others = slots.filter(({ type }) => type !== slot.type)
  return isCleared ? others : [...others, slot]
}

function contactPersons(
  chance: Chance,
  { contactPersons: persons }: XeroContact,
): XeroContact['contactPersons'] {
  if (persons.length === 5 || chance.oneIn(3)) return persons.slice(1)
  return [...persons, drawContactPerson(chance)]
}
