import { emptyAddress, emptyPhone } from '../field/apply.ts'
import type { CapsuleEdit, RowEdit, XeroEdit } from '../field/field.ts'
import { nameKey } from '../field/name-key.ts'
import type { XeroAddress, XeroContact, XeroPhone } from '../model/contact.ts'
import type { CapsuleParty } from '../model/party.ts'
import { canonical } from './hash.ts'

/** The edit that makes one state of a party from another; rows with ids Capsule did not give are added. */
export function capsuleEditBetween(from: CapsuleParty, to: CapsuleParty): CapsuleEdit {
  const fields = to.fields.flatMap(({ definitionId, value }) => {
    const before = from.fields.find((field) => field.definitionId === definitionId)?.value ?? null
    return before === value || typeof value === 'boolean' ? [] : [{ definitionId, value }]
  })
  const cleared = from.fields.flatMap(({ definitionId, value }) =>
    value === null || to.fields.some((field) => field.definitionId === definitionId)
      ? []
      : [{ definitionId, value: null }],
  )
  return {
    ...(to.type === 'organisation' && from.name !== to.name ? { name: to.name } : {}),
    ...(from.firstName === to.firstName ? {} : { firstName: to.firstName }),
    ...(from.lastName === to.lastName ? {} : { lastName: to.lastName }),
    ...list('emails', rowsBetween(from.emails, to.emails)),
    ...list('phones', rowsBetween(from.phones, to.phones)),
    ...list('addresses', rowsBetween(from.addresses, to.addresses)),
    ...list('fields', [...fields, ...cleared]),
    ...tagsBetween(from.tags, to.tags),
  }
}

function tagsBetween(from: CapsuleParty['tags'], to: CapsuleParty['tags']): Pick<CapsuleEdit, 'tags'> {
  const has = (tags: CapsuleParty['tags'], name: string) =>
    tags.some((tag) => nameKey(tag.name) === nameKey(name))
  const add = to.flatMap(({ name }) => (has(from, name) ? [] : [name]))
  const remove = from.flatMap(({ id, name }) => (has(to, name) ? [] : [id]))
  return add.length + remove.length === 0 ? {} : { tags: { add, remove } }
}

type Row<Value> = { readonly id: number; readonly type: string | null } & Value

function rowsBetween<Value>(from: readonly Row<Value>[], to: readonly Row<Value>[]): RowEdit<Value>[] {
  const before = new Map(from.map((row) => [row.id, canonical(row)]))
  const kept = new Set(to.map((row) => row.id))
  const gone = from.flatMap(({ id }) => (kept.has(id) ? [] : [{ id, remove: true } as const]))
  const written = to.flatMap((row): RowEdit<Value>[] => {
    const known = before.get(row.id)
    if (known === undefined) return [{ ...row, id: undefined }]
    return known === canonical(row) ? [] : [row]
  })
  return [...gone, ...written]
}

/** The edit that makes one state of a contact from another. */
export function xeroEditBetween(from: XeroContact, to: XeroContact): XeroEdit {
  const texts = [
    'firstName',
    'lastName',
    'email',
    'accountNumber',
    'companyNumber',
    'taxNumber',
    'defaultCurrency',
  ] as const
  const changed = texts.filter((key) => from[key] !== to[key]).map((key) => [key, to[key]])
  const isSameList = canonical(from.contactPersons) === canonical(to.contactPersons)
  return {
    ...(from.name === to.name ? {} : { name: to.name }),
    ...Object.fromEntries(changed),
    ...list('addresses', slotsBetween<XeroAddress>(from.addresses, to.addresses, emptyAddress)),
    ...list('phones', slotsBetween<XeroPhone>(from.phones, to.phones, emptyPhone)),
    ...(isSameList ? {} : { contactPersons: to.contactPersons }),
    ...groupsBetween(from.groups, to.groups),
  }
}

function groupsBetween(from: XeroContact['groups'], to: XeroContact['groups']): Pick<XeroEdit, 'groups'> {
  const without = (groups: XeroContact['groups'], others: XeroContact['groups']) =>
    groups.filter(({ id }) => !others.some((other) => other.id === id))
  const add = without(to, from)
  const remove = without(from, to)
  return add.length + remove.length === 0 ? {} : { groups: { add, remove } }
}

function slotsBetween<Slot extends XeroAddress | XeroPhone>(
  from: readonly Slot[],
  to: readonly Slot[],
  empty: (type: Slot['type']) => Slot,
): Slot[] {
  const before = new Map(from.map((slot) => [slot.type, canonical(slot)]))
  const changed = to.filter((slot) => before.get(slot.type) !== canonical(slot))
  const gone = from.filter(({ type }) => !to.some((slot) => slot.type === type))
  return [...changed, ...gone.map(({ type }) => empty(type))]
}

export const isNoEdit = (edit: CapsuleEdit | XeroEdit): boolean => Object.keys(edit).length === 0

function list<Key extends string, Row>(key: Key, rows: readonly Row[]): Partial<Record<Key, readonly Row[]>> {
  // The key is exactly the one record member there is, or none.
  const made: Partial<Record<Key, readonly Row[]>> = {}
  if (rows.length > 0) made[key] = rows
  return made
}
