import { visibleParty } from './access.ts'
import { displayName, type FieldDefinition, type Labelled, type Party, type User } from './entities.ts'
import type { FilterType, FilterValue } from './filter-operators.ts'
import type { Labels } from './labels.ts'
import type { Store } from './store.ts'
import { toDay } from './time.ts'
import type { World } from './world.ts'

export interface FilterField<Row> {
  readonly type: FilterType
  readonly values: (row: Row) => readonly FilterValue[]
}

type Value = FilterValue | null

/** The field of this name, in the filter's own spelling (`addedOn`, not `createdAt`); undefined when there is none. */
export function filterField(world: World, viewer: User, name: string): FilterField<Party> | undefined {
  const { store } = world
  if (name.startsWith('custom:')) return customField(store.labels.parties, name.slice('custom:'.length))
  if (name === 'org.name' || name === 'org.tag' || name.startsWith('org.custom:'))
    return ofOrganisation(world, viewer, filterField(world, viewer, name.slice('org.'.length)))
  const fields = partyFields(store)
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

function partyFields(store: Store): Readonly<Record<string, FilterField<Party>>> {
  const address = (field: 'city' | 'zip' | 'state' | 'country') =>
    text<Party>((party) => party.addresses.map((a) => a[field]))
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
    tag: tag(store.labels.parties),
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

export function text<Row>(read: (row: Row) => readonly (string | null)[]): FilterField<Row> {
  return {
    type: 'text',
    values: (row) =>
      read(row)
        .filter((v) => v !== null && v !== '')
        .map(String),
  }
}

export function number<Row>(read: (row: Row) => number | null): FilterField<Row> {
  return { type: 'number', values: (row) => present(read(row)) }
}

export function yes<Row>(read: (row: Row) => boolean): FilterField<Row> {
  return { type: 'boolean', values: (row) => [read(row)] }
}

export function day<Row>(read: (row: Row) => number | string | null): FilterField<Row> {
  return {
    type: 'date',
    values(row) {
      const at = read(row)
      return at === null ? [] : [typeof at === 'string' ? at : toDay(at)]
    },
  }
}

function present(value: Value): readonly FilterValue[] {
  return value === null ? [] : [value]
}

export function tag<Row extends Labelled>(labels: Labels): FilterField<Row> {
  return {
    type: 'tag',
    values: (row) => row.tagIds.flatMap((id) => [id, labels.tags.get(id)?.name ?? '']),
  }
}

export function customField<Row extends Labelled>(labels: Labels, id: string): FilterField<Row> | undefined {
  const definition = /^\d+$/.test(id) ? labels.definitions.get(Number(id)) : undefined
  if (!definition) return undefined
  return {
    type: filterType(definition),
    values(row) {
      const value = row.fields.find((f) => f.definitionId === definition.id)?.value
      if (definition.type === 'boolean') return [value === true]
      if (value === undefined) return []
      if (typeof value === 'object') return value
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

function ofOrganisation(
  world: World,
  viewer: User,
  field: FilterField<Party> | undefined,
): FilterField<Party> | undefined {
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
