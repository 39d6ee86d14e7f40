import type { XeroAddress, XeroContact, XeroContactPerson, XeroPhone } from '../model/contact.ts'
import type { CapsuleFieldValue, CapsuleParty } from '../model/party.ts'
import type { CapsuleEdit, RowEdit, XeroEdit } from './field.ts'
import { nameKey } from './name-key.ts'

/**
 * The contact Xero holds after an edit, apart from its time of change: texts and slots left out stay, slots sent
 * are replaced, contact persons are replaced as a list, and an empty list is taken to change nothing.
 *
 * @source reference/xero.md §7, matching and update rules
 */
export function applyXeroEdit(contact: XeroContact, edit: XeroEdit): XeroContact {
  const { name, addresses, phones, contactPersons, groups, ...texts } = edit
  const changed = Object.entries(texts).map(([key, text]) => [key, text || null])
  return {
    ...contact,
    ...Object.fromEntries(changed),
    ...(name ? { name } : {}),
    ...(addresses
      ? { addresses: withSlots(contact.addresses, addresses.map(keptAddress), holdsAddress) }
      : {}),
    ...(phones ? { phones: withSlots(contact.phones, phones.map(keptPhone), holdsPhone) } : {}),
    ...(contactPersons?.length ? { contactPersons: contactPersons.map(keptPerson) } : {}),
    ...(groups ? { groups: withGroups(contact.groups, groups) } : {}),
  }
}

/** Joining a group twice, or leaving one that the contact is not in, changes nothing. */
function withGroups(
  before: XeroContact['groups'],
  { add, remove }: NonNullable<XeroEdit['groups']>,
): XeroContact['groups'] {
  const kept = before.filter((group) => !remove.some(({ id }) => id === group.id))
  return [...kept, ...add.filter((group) => !kept.some(({ id }) => id === group.id))]
}

export const emptyPhone = (type: XeroPhone['type']): XeroPhone => ({
  type,
  countryCode: null,
  areaCode: null,
  number: '',
})

export const emptyAddress = (type: XeroAddress['type']): XeroAddress => ({
  type,
  lines: [],
  city: null,
  region: null,
  postalCode: null,
  country: null,
  attentionTo: null,
})

/** Xero always answers every slot; one with nothing in it is none. */
function withSlots<Slot extends { readonly type: string }>(
  before: readonly Slot[],
  sent: readonly Slot[],
  holds: (slot: Slot) => boolean,
): Slot[] {
  const byType = new Map(sent.map((slot) => [slot.type, slot]))
  const slots = before.map((slot) => byType.get(slot.type) ?? slot)
  const added = [...byType.values()].filter(({ type }) => !before.some((slot) => slot.type === type))
  return [...slots, ...added].filter(holds)
}

function holdsPhone(phone: XeroPhone): boolean {
  return phone.number !== ''
}

function holdsAddress({ lines, city, region, postalCode, country, attentionTo }: XeroAddress): boolean {
  return lines.length > 0 || [city, region, postalCode, country, attentionTo].some((part) => part !== null)
}

function keptPhone({ type, countryCode, areaCode, number }: XeroPhone): XeroPhone {
  return { type, countryCode: countryCode || null, areaCode: areaCode || null, number }
}

function keptAddress(address: XeroAddress): XeroAddress {
  return {
    type: address.type,
    lines: address.lines.filter((line) => line !== ''),
    city: address.city || null,
    region: address.region || null,
    postalCode: address.postalCode || null,
    country: address.country || null,
    attentionTo: address.attentionTo || null,
  }
}

function keptPerson(person: XeroContactPerson): XeroContactPerson {
  return {
    firstName: person.firstName || null,
    lastName: person.lastName || null,
    email: person.email || null,
    includeInEmails: person.includeInEmails,
  }
}

/**
 * The party Capsule holds after an edit, apart from its time of change: rows with an id are changed or removed,
 * rows without one appended, all others stay. An edit of a row that is not there is refused as a whole.
 *
 * @param newId  ids of added rows and field values
 * @source reference/capsule.md §3.2, §3.3, §13.2
 */
export function applyCapsuleEdit(party: CapsuleParty, edit: CapsuleEdit, newId: () => number): CapsuleParty {
  const emails = withRows(party.emails, edit.emails, newId)
  const phones = withRows(party.phones, edit.phones, newId)
  const addresses = withRows(party.addresses, edit.addresses, newId)
  const tags = withTags(party.tags, edit.tags, newId)
  if (emails === null || phones === null || addresses === null || tags === null) return party
  return {
    ...party,
    ...(party.type === 'person' ? personNames(party, edit) : { name: edit.name || party.name }),
    emails: edit.emails ? emails.filter((row) => row.address !== '') : party.emails,
    phones: edit.phones ? phones.filter((row) => row.number !== '') : party.phones,
    addresses: edit.addresses ? addresses.map(keptRow) : party.addresses,
    fields: edit.fields ? withFields(party.fields, edit.fields, newId) : party.fields,
    tags,
  }
}

/** Names are told apart whatever their case; a tag that is not there cannot be removed, which refuses the edit. */
function withTags(
  before: CapsuleParty['tags'],
  edit: CapsuleEdit['tags'],
  newId: () => number,
): CapsuleParty['tags'] | null {
  if (edit === undefined) return before
  if (edit.remove.some((id) => !before.some((tag) => tag.id === id))) return null
  const kept = before.filter((tag) => !edit.remove.includes(tag.id))
  const held = new Set(kept.map((tag) => nameKey(tag.name)))
  const added = edit.add.filter((name) => !held.has(nameKey(name)))
  return [...kept, ...added.map((name) => ({ id: newId(), name }))]
}

/** A person's full name is made of first and last name, and cannot be written. */
function personNames(party: CapsuleParty, edit: CapsuleEdit): Partial<CapsuleParty> {
  if (edit.firstName === undefined && edit.lastName === undefined) return {}
  const firstName = edit.firstName === undefined ? party.firstName : edit.firstName || null
  const lastName = edit.lastName === undefined ? party.lastName : edit.lastName || null
  if (firstName === null && lastName === null) return {}
  return { firstName, lastName, name: [firstName, lastName].filter((part) => part !== null).join(' ') }
}

function withRows<Value, Row extends { readonly id: number; readonly type: string | null } & Value>(
  before: readonly Row[],
  edits: readonly RowEdit<Value>[] | undefined,
  newId: () => number,
): readonly ({ readonly id: number; readonly type: string | null } & Value)[] | null {
  type Held = { readonly id: number; readonly type: string | null } & Value
  let rows: readonly Held[] = before
  for (const edit of edits ?? []) {
    const { id } = edit
    if (id !== undefined && !rows.some((row) => row.id === id)) return null
    if (edit.remove) rows = rows.filter((row) => row.id !== id)
    else if (id === undefined) rows = [...rows, { ...edit, id: newId() }]
    else rows = rows.map((row) => (row.id === id ? { ...row, ...edit, id } : row))
  }
  return rows
}

function keptRow(row: CapsuleParty['addresses'][number]): CapsuleParty['addresses'][number] {
  const { id, type, street, city, state, zip, country } = row
  return {
    id,
    type,
    street: street || null,
    city: city || null,
    state: state || null,
    zip: zip || null,
    country: country || null,
  }
}

/** Only fields that have a value appear. */
function withFields(
  before: readonly CapsuleFieldValue[],
  edits: NonNullable<CapsuleEdit['fields']>,
  newId: () => number,
): readonly CapsuleFieldValue[] {
  let values = before
  for (const { definitionId, value } of edits) {
    if (!value) values = values.filter((field) => field.definitionId !== definitionId)
    else if (values.some((field) => field.definitionId === definitionId)) {
      values = values.map((field) => (field.definitionId === definitionId ? { ...field, value } : field))
    } else values = [...values, { id: newId(), definitionId, name: '', value }]
  }
  return values
}

/** One edit that does what several do one after the other. */
export function mergeXeroEdits(edits: readonly XeroEdit[]): XeroEdit {
  const addresses = edits.flatMap((edit) => edit.addresses ?? [])
  const phones = edits.flatMap((edit) => edit.phones ?? [])
  return {
    ...Object.assign({}, ...edits),
    ...(addresses.length > 0 ? { addresses: lastOf(addresses, ({ type }) => type) } : {}),
    ...(phones.length > 0 ? { phones: lastOf(phones, ({ type }) => type) } : {}),
    ...mergedGroups(edits.flatMap((edit) => edit.groups ?? [])),
  }
}

/** Of joining and leaving one group the later one counts. */
function mergedGroups(edits: readonly NonNullable<XeroEdit['groups']>[]): Pick<XeroEdit, 'groups'> {
  if (edits.length === 0) return {}
  const steps = new Map<string, { readonly group: { id: string; name: string }; readonly joins: boolean }>()
  for (const { add, remove } of edits) {
    for (const group of remove) steps.set(group.id, { group, joins: false })
    for (const group of add) steps.set(group.id, { group, joins: true })
  }
  const some = (joins: boolean) =>
    [...steps.values()].flatMap((step) => (step.joins === joins ? [step.group] : []))
  return { groups: { add: some(true), remove: some(false) } }
}

/** As `mergeXeroEdits`; of two edits of one row the later one counts. */
export function mergeCapsuleEdits(edits: readonly CapsuleEdit[]): CapsuleEdit {
  const emails = edits.flatMap((edit) => edit.emails ?? [])
  const phones = edits.flatMap((edit) => edit.phones ?? [])
  const addresses = edits.flatMap((edit) => edit.addresses ?? [])
  const fields = edits.flatMap((edit) => edit.fields ?? [])
  const tags = edits.flatMap((edit) => edit.tags ?? [])
  return {
    ...Object.assign({}, ...edits),
    ...(emails.length > 0 ? { emails: lastOf(emails, (row) => row.id) } : {}),
    ...(phones.length > 0 ? { phones: lastOf(phones, (row) => row.id) } : {}),
    ...(addresses.length > 0 ? { addresses: lastOf(addresses, (row) => row.id) } : {}),
    ...(fields.length > 0 ? { fields: lastOf(fields, (field) => field.definitionId) } : {}),
    ...(tags.length > 0
      ? { tags: { add: tags.flatMap(({ add }) => add), remove: tags.flatMap(({ remove }) => remove) } }
      : {}),
  }
}

/** The last of those with one key, where the first of them stood; those without a key all stay. */
function lastOf<Row>(rows: readonly Row[], keyOf: (row: Row) => string | number | undefined): Row[] {
  const last = new Map(rows.map((row) => [keyOf(row), row]))
  const seen = new Set<string | number>()
  return rows.flatMap((row) => {
    const key = keyOf(row)
    if (key === undefined) return [row]
    if (seen.has(key)) return []
    seen.add(key)
    return [last.get(key) ?? row]
  })
}

/**
 * The edit that brings back what the places of another edit hold now. Contact persons where there are none now
 * cannot be brought back: Xero takes an empty list for no list (reference/xero.md §7).
 */
export function rawXero(contact: XeroContact, edit: XeroEdit): XeroEdit {
  const { addresses, phones, contactPersons, groups, ...texts } = edit
  const { name, firstName, lastName, email, accountNumber, companyNumber, taxNumber, defaultCurrency } =
    contact
  const held = {
    name,
    firstName,
    lastName,
    email,
    accountNumber,
    companyNumber,
    taxNumber,
    defaultCurrency,
  }
  return {
    ...Object.fromEntries(Object.entries(held).filter(([key]) => Object.hasOwn(texts, key))),
    ...(addresses
      ? {
          addresses: addresses.map(
            ({ type }) => contact.addresses.find((slot) => slot.type === type) ?? emptyAddress(type),
          ),
        }
      : {}),
    ...(phones
      ? {
          phones: phones.map(
            ({ type }) => contact.phones.find((slot) => slot.type === type) ?? emptyPhone(type),
          ),
        }
      : {}),
    ...(contactPersons ? { contactPersons: contact.contactPersons } : {}),
    ...(groups
      ? {
          groups: {
            add: contact.groups.filter((group) => groups.remove.some(({ id }) => id === group.id)),
            remove: groups.add.filter((group) => !contact.groups.some(({ id }) => id === group.id)),
          },
        }
      : {}),
  }
}

/**
 * The edit that brings back what the places of another edit hold now. Rows which that edit adds are not in it: they
 * have no id yet. Rows which it removes come back behind the others, with new ids.
 */
export function rawCapsule(party: CapsuleParty, edit: CapsuleEdit): CapsuleEdit {
  const { emails, phones, addresses, fields, tags } = edit
  return {
    ...(edit.name === undefined ? {} : { name: party.name }),
    ...(edit.firstName === undefined ? {} : { firstName: party.firstName }),
    ...(edit.lastName === undefined ? {} : { lastName: party.lastName }),
    ...(emails ? { emails: rawRows(party.emails, emails) } : {}),
    ...(phones ? { phones: rawRows(party.phones, phones) } : {}),
    ...(addresses ? { addresses: rawRows(party.addresses, addresses) } : {}),
    ...(fields
      ? { fields: fields.map(({ definitionId }) => ({ definitionId, value: valueIn(party, definitionId) })) }
      : {}),
    ...(tags
      ? {
          tags: {
            add: party.tags.filter(({ id }) => tags.remove.includes(id)).map(({ name }) => name),
            remove: [],
          },
        }
      : {}),
  }
}

function rawRows<Value, Row extends { readonly id: number; readonly type: string | null }>(
  held: readonly (Row & Value)[],
  edits: readonly RowEdit<Value>[],
): (Omit<Row & Value, 'id'> & { id?: number })[] {
  return edits.flatMap((edit) => {
    const row = held.find(({ id }) => id === edit.id)
    if (row === undefined) return []
    if (!edit.remove) return [row]
    const { id: _, ...added } = row
    return [added]
  })
}

function valueIn(party: CapsuleParty, definitionId: number): string | null {
  const value = party.fields.find((field) => field.definitionId === definitionId)?.value ?? null
  return typeof value === 'boolean' ? String(value) : value
}
