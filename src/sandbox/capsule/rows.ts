import { isCountry, storedCountry } from './countries.ts'
import type { Address, EmailAddress, PhoneNumber, Website } from './entities.ts'
import { idOf, text } from './input.ts'
import { invalid, type JsonObject, notFound } from './refusal.ts'
import { isService, serviceNames } from './websites.ts'

interface RowKind<Row> {
  readonly resource: string
  /** The row made from what was sent over what was there. */
  readonly read: (id: number, sent: JsonObject, before: Row | undefined) => Row
}

/**
 * Applies a nested collection: rows without id are appended, rows with id changed, rows with id and `_delete` removed;
 * everything not named stays. Answers the same array when nothing changed.
 *
 * @throws Refusal 404 for an id that is not on the record, 422 for a value that is not accepted
 * @source reference capsule.md §3.3
 */
export function applyRows<Row extends { readonly id: number }>(
  kind: RowKind<Row>,
  before: readonly Row[],
  sent: readonly JsonObject[],
  nextId: () => number,
): readonly Row[] {
  let list = before
  for (const item of sent) {
    const id = idOf(item, kind.resource)
    if (id === undefined) {
      list = [...list, kind.read(nextId(), item, undefined)]
      continue
    }
    const row = list.find((r) => r.id === id)
    if (!row) throw notFound(`${kind.resource} not found`)
    if (item._delete === true) {
      list = list.filter((r) => r.id !== id)
      continue
    }
    const next = kind.read(id, item, row)
    if (JSON.stringify(next) !== JSON.stringify(row)) list = list.map((r) => (r.id === id ? next : r))
  }
  return list
}

/** What was sent, else what was there. */
function pick(
  sent: JsonObject,
  field: string,
  resource: string,
  before: string | null | undefined,
): string | null {
  const value = text(sent, field, resource)
  return value === undefined ? (before ?? null) : value
}

function need(value: string | null, resource: string, field: string): string {
  if (value === null) throw invalid(`${field} is required`, resource, field)
  return value
}

function label(sent: JsonObject, resource: string, before: string | null | undefined): string | null {
  const value = text(sent, 'type', resource, 50)
  return value === undefined ? (before ?? null) : value
}

export const addresses: RowKind<Address> = {
  resource: 'address',
  read(id, sent, before) {
    const field = (name: 'street' | 'city' | 'state' | 'zip') => pick(sent, name, 'address', before?.[name])
    const country = text(sent, 'country', 'address')
    if (country && !isCountry(country)) throw invalid('unknown country', 'address', 'country')
    return {
      id,
      type: label(sent, 'address', before?.type),
      street: field('street'),
      city: field('city'),
      state: field('state'),
      zip: field('zip'),
      country: country === undefined ? (before?.country ?? null) : country && storedCountry(country),
    }
  },
}

export const phoneNumbers: RowKind<PhoneNumber> = {
  resource: 'phoneNumber',
  read: (id, sent, before) => ({
    id,
    type: label(sent, 'phoneNumber', before?.type),
    number: need(pick(sent, 'number', 'phoneNumber', before?.number), 'phoneNumber', 'number'),
  }),
}

export const emailAddresses: RowKind<EmailAddress> = {
  resource: 'emailAddress',
  read: (id, sent, before) => ({
    id,
    type: label(sent, 'emailAddress', before?.type),
    address: need(pick(sent, 'address', 'emailAddress', before?.address), 'emailAddress', 'address'),
  }),
}

export const websites: RowKind<Website> = {
  resource: 'website',
  read(id, sent, before) {
    const service = text(sent, 'service', 'website') ?? before?.service ?? 'URL'
    if (!isService(service))
      throw invalid(`service must be one of ${serviceNames.join(', ')}`, 'website', 'service')
    return {
      id,
      type: label(sent, 'website', before?.type),
      service,
      address: need(pick(sent, 'address', 'website', before?.address), 'website', 'address'),
    }
  },
}
