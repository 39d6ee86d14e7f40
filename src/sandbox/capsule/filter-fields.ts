import { visibleParty } from './access.ts'
import { displayName, type FieldDefinition, type Party, type User } from './entities.ts'
import type { FilterType, FilterValue } from './filter-operators.ts'
import type { Store } from './store.ts'
import { toDay } from './time.ts'
import type { World } from './world.ts'

export interface FilterField {
  readonly type: FilterType
  readonly values: (party: Party) => readonly FilterValue[]
}

type Value = FilterValue | null

/** The field of this name, in the filter's own spelling (`addedOn`, not `createdAt`); undefined when there is none. */
export function filterField(world: World, viewer: User, name: string): FilterField | undefined {
  const { store } = world
  if (name.startsWith('custom:')) return customField(store, name.slice('custom:'.length))
  if (name === 'org.name' || name === 'org.tag' || name.startsWith('org.custom:'))
    return ofOrganisation(world, viewer, filterField(world, viewer, name.slice('org.'.length)))
  const fields = partyFields(store)
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

function partyFields(store: Store): Readonly<Record<string, FilterField>> {
  const address = (field: 'city' | 'zip' | 'state' | 'country') =>
    text((party) => party.addresses.map((a) => a[field]))
  return {
    id: number((party) => party.id),
    name: text((party) => [displayName(party)]),
    jobTitle: text((party) => [party.jobTitle]),
    email: text((party) => party.emailAddresses.map((e) => e.address)),
    phone: text((party) => party.phoneNumbers.map((p) => p.number)),
    city: address('city'),
    zip: address('zip'),
    state: address('state'),
    country: address('country'),
    type: text((party) => [party.type]),
    tag: { type: 'tag', values: (party) => tagValues(store, party) },
    owner: number((party) => party.ownerId),
    team: number((party) => party.teamId),
    hasEmailAddress: yes((party) => party.emailAddresses.length > 0),
    hasPhoneNumber: yes((party) => party.phoneNumbers.length > 0),
    hasAddress: yes((party) => party.addresses.length > 0),
    hasPeople: yes((party) => store.hasPeople(party.id)),
    hasTags: yes((party) => party.tagIds.length > 0),
    addedOn: day((party) => party.createdAt),
    updatedOn: day((party) => party.updatedAt),
    lastContactedOn: day((party) => party.lastContactedAt),
  }
}

function text(read: (party: Party) => readonly (string | null)[]): FilterField {
  return {
    type: 'text',
    values: (party) =>
      read(party)
        .filter((v) => v !== null && v !== '')
        .map(String),
  }
}

function number(read: (party: Party) => number | null): FilterField {
  return { type: 'number', values: (party) => present(read(party)) }
}

function yes(read: (party: Party) => boolean): FilterField {
  return { type: 'boolean', values: (party) => [read(party)] }
}

function day(read: (party: Party) => number | null): FilterField {
  return {
    type: 'date',
    values(party) {
      const at = read(party)
      return at === null ? [] : [toDay(at)]
    },
  }
}

function present(value: Value): readonly FilterValue[] {
  return value === null ? [] : [value]
}

function tagValues(store: Store, party: Party): readonly FilterValue[] {
  return party.tagIds.flatMap((id) => [id, store.tags.get(id)?.name ?? ''])
}

function customField(store: Store, id: string): FilterField | undefined {
  const definition = /^\d+$/.test(id) ? store.definitions.get(Number(id)) : undefined
  if (!definition) return undefined
  return {
    type: filterType(definition),
    values(party) {
      const value = party.fields.find((f) => f.definitionId === definition.id)?.value
      if (definition.type === 'boolean') return [value === true]
      if (value === undefined) return []
      return [definition.type === 'number' ? Number(value) : value]
    },
  }
}

function filterType(definition: FieldDefinition): FilterType {
  switch (definition.type) {
    case 'number':
    case 'boolean':
    case 'date':
      return definition.type
    default:
      return 'text'
  }
}

function ofOrganisation(world: World, viewer: User, field: FilterField | undefined): FilterField | undefined {
  if (!field) return undefined
  return {
    type: field.type,
    values(party) {
      const id = party.organisationId
      const organisation = id === null ? undefined : visibleParty(world.store, viewer, id)
      return organisation ? field.values(organisation) : []
    },
  }
}
