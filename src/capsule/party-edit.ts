import type { CapsuleFieldId, CapsulePartyId } from '#core/model/ids.ts'

/**
 * One change to a nested row. Without id a row is appended, even where an equal one exists; with id that row is
 * changed, or removed. Rows not named stay.
 *
 * @source reference/capsule.md §3.3
 */
export type RowEdit<Needed, Optional = object> =
  | ({ readonly id?: number | undefined; readonly remove?: undefined } & Needed & Partial<Optional>)
  | ({ readonly id: number; readonly remove?: undefined } & Partial<Needed> & Partial<Optional>)
  | { readonly id: number; readonly remove: true }

interface Labelled {
  readonly type: string | null | undefined
}

export type EmailEdit = RowEdit<{ readonly address: string }, Labelled>
export type PhoneEdit = RowEdit<{ readonly number: string }, Labelled>
export type WebsiteEdit = RowEdit<
  { readonly address: string },
  Labelled & { readonly service: string | undefined }
>
/** Null clears a part; `country` is a name of Capsule's dictionary, or 422 "unknown country" comes back. */
export type AddressEdit = RowEdit<
  object,
  Labelled & {
    readonly street: string | null | undefined
    readonly city: string | null | undefined
    readonly state: string | null | undefined
    readonly zip: string | null | undefined
    readonly country: string | null | undefined
  }
>

/**
 * Null clears, except for a boolean, which is cleared by false; a number may be sent as text.
 *
 * @source reference/capsule.md §13.2
 */
export interface FieldEdit {
  readonly definitionId: CapsuleFieldId
  readonly value: string | boolean | null | readonly string[]
}

/** Left out: untouched. */
export interface PartyEdit {
  /** Organisations only. */
  readonly name?: string | undefined
  /** Persons only; one of the two names must stay. */
  readonly firstName?: string | null | undefined
  readonly lastName?: string | null | undefined
  readonly jobTitle?: string | null | undefined
  /** Persons only; null leaves the organisation. */
  readonly organisationId?: CapsulePartyId | null | undefined
  readonly emails?: readonly EmailEdit[] | undefined
  readonly phones?: readonly PhoneEdit[] | undefined
  readonly addresses?: readonly AddressEdit[] | undefined
  readonly websites?: readonly WebsiteEdit[] | undefined
  readonly fields?: readonly FieldEdit[] | undefined
  readonly tags?: TagEdit | undefined
  /** One thing: an owner sent alone would clear the team. @source reference/capsule.md §4.4 */
  readonly assigned?: { readonly ownerId: number | null; readonly teamId: number | null } | undefined
}

export interface TagEdit {
  /** By name, whatever its case; an unknown name makes a new tag. */
  readonly add: readonly string[]
  /** By id. */
  readonly remove: readonly number[]
}

export function editToWire(edit: PartyEdit) {
  return {
    name: edit.name,
    firstName: edit.firstName,
    lastName: edit.lastName,
    jobTitle: edit.jobTitle,
    organisation: reference(edit.organisationId),
    emailAddresses: edit.emails?.map(rowToWire),
    phoneNumbers: edit.phones?.map(rowToWire),
    addresses: edit.addresses?.map(rowToWire),
    websites: edit.websites?.map(rowToWire),
    fields: edit.fields?.map(fieldToWire),
    tags: edit.tags && [
      ...edit.tags.add.map((name) => ({ name })),
      ...edit.tags.remove.map((id) => ({ id, _delete: true })),
    ],
    ...assignmentToWire(edit.assigned),
  }
}

export function fieldToWire({ definitionId, value }: FieldEdit) {
  return { definition: { id: definitionId }, value }
}

function assignmentToWire(assigned: PartyEdit['assigned']) {
  return assigned && { owner: reference(assigned.ownerId), team: reference(assigned.teamId) }
}

function rowToWire(row: { readonly id?: number | undefined; readonly remove?: true | undefined }) {
  return row.remove ? { id: row.id, _delete: true } : row
}

function reference(id: number | null | undefined) {
  return typeof id === 'number' ? { id } : id
}

/** Ids of nested rows that the edit changes or removes. */
export function rowsNamed(edit: PartyEdit): number[] {
  const rows = [edit.emails, edit.phones, edit.addresses, edit.websites].flatMap((list) => list ?? [])
  return rows.flatMap((row) => row.id ?? [])
}
