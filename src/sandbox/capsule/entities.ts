export type Role = 'super_administrator' | 'administrator' | 'standard' | 'restricted'

export interface Site {
  readonly subdomain: string
  readonly name: string
}

export interface User {
  readonly id: number
  readonly username: string
  readonly name: string
  /** The user's own contact record; it holds the e-mail address, the user itself has none. */
  readonly partyId: number
  readonly role: Role
  readonly locale: string
  readonly currency: string
  readonly timezone: string
  readonly taskReminder: boolean
  /** Gone from the account, and still named by the records that were theirs. */
  readonly deleted: boolean
}

export function blankUser(id: number, partyId: number): User {
  return {
    id,
    username: '',
    name: '',
    partyId,
    role: 'standard',
    locale: 'en_GB',
    currency: 'AUD',
    timezone: 'Australia/Sydney',
    taskReminder: true,
    deleted: false,
  }
}

/** What decides who sees a record. */
export interface Assigned {
  readonly ownerId: number | null
  readonly teamId: number | null
}

/** What a record carries besides its own properties. */
export interface Labelled {
  readonly tagIds: readonly number[]
  readonly fields: readonly FieldValue[]
}

export interface Team {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly memberIds: ReadonlySet<number>
}

export interface TagDefinition {
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly dataTag: boolean
}

export type FieldType = 'text' | 'largetext' | 'link' | 'number' | 'date' | 'list' | 'boolean' | 'multiselect'

export interface FieldDefinition {
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly type: FieldType
  readonly displayOrder: number
  readonly tagId: number | null
  readonly captureRule: 'person' | 'organisation' | null
  readonly options: readonly string[]
  readonly important: boolean
}

export interface FieldValue {
  readonly id: number
  readonly definitionId: number
  /** Numbers are kept and answered as text, as the vendor does. */
  readonly value: string | true | readonly string[]
}

export interface Address {
  readonly id: number
  readonly type: string | null
  readonly street: string | null
  readonly city: string | null
  readonly state: string | null
  readonly zip: string | null
  readonly country: string | null
}

export interface PhoneNumber {
  readonly id: number
  readonly type: string | null
  readonly number: string
}

export interface EmailAddress {
  readonly id: number
  readonly type: string | null
  readonly address: string
}

export interface Website {
  readonly id: number
  readonly type: string | null
  readonly service: string
  readonly address: string
}

/** Immutable: a change puts a new object into the store. Instants are epoch milliseconds. */
export interface Party extends Assigned, Labelled {
  readonly id: number
  readonly type: 'person' | 'organisation'
  readonly title: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly jobTitle: string | null
  readonly organisationId: number | null
  /** Organisations only. */
  readonly name: string | null
  readonly about: string | null
  readonly addresses: readonly Address[]
  readonly phoneNumbers: readonly PhoneNumber[]
  readonly emailAddresses: readonly EmailAddress[]
  readonly websites: readonly Website[]
  readonly createdAt: number
  readonly updatedAt: number
  readonly lastContactedAt: number | null
}

export function blankParty(id: number, type: Party['type'], now: number): Party {
  return {
    id,
    type,
    title: null,
    firstName: null,
    lastName: null,
    jobTitle: null,
    organisationId: null,
    name: null,
    about: null,
    ownerId: null,
    teamId: null,
    addresses: [],
    phoneNumbers: [],
    emailAddresses: [],
    websites: [],
    tagIds: [],
    fields: [],
    createdAt: now,
    updatedAt: now,
    lastContactedAt: null,
  }
}

/** What a person reads as the party's name. */
export function displayName(party: Party): string {
  if (party.type === 'organisation') return party.name ?? ''
  return [party.firstName, party.lastName].filter(Boolean).join(' ')
}
