import type { XeroAddress, XeroContact, XeroContactPerson, XeroPhone } from '../model/contact.ts'
import type { CapsuleFieldId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'

/** The mapped fields, in the order in which people read them. */
export const fieldKeys = [
  'name',
  'primary_person',
  'email',
  'phone_default',
  'phone_ddi',
  'phone_mobile',
  'phone_fax',
  'address_street',
  'address_pobox',
  'tax_number',
  'company_number',
  'account_number',
  'currency',
  'contact_persons',
  'tags',
] as const
export type FieldKey = (typeof fieldKeys)[number]

/**
 * A value in its normal form: two texts are equal exactly when both sides show the same. Structured values are
 * JSON with a fixed order of members. Null: the side holds nothing.
 */
export type Normal = string | null

/** A party with whom it speaks for: an organisation comes with its people, in order of their ids. */
export interface Subject {
  readonly party: CapsuleParty
  readonly people: readonly CapsuleParty[]
}

/** What reading and writing values depends on besides the records. */
export interface FieldSetting {
  /** Alpha-2 code of the Xero organisation's country: numbers without country code are read as its own. */
  readonly country: string
  /** The same for numbers in Capsule, where it is another: that of the first of several organisations. */
  readonly capsuleCountry?: string
  /** Capsule's country names by alpha-2 code; ours while its dictionary was not read. */
  readonly countries: ReadonlyMap<string, string> | null
  /** The Capsule custom field that holds the value, null while none is mapped. */
  readonly customFields: Readonly<
    Record<'tax_number' | 'company_number' | 'account_number' | 'currency', CapsuleFieldId | null>
  >
  /** Tags and the contact groups that stand for them; none when left out. */
  readonly tagGroups?: readonly TagGroup[]
}

/** A Capsule tag and the Xero contact group that stands for it; the id is null while Xero has no such group. */
export interface TagGroup {
  readonly tag: string
  readonly group: string
  readonly groupId: string | null
}

/** Changes to one Capsule party; what is left out stays. Rows with an id are edited, without one added. */
export interface CapsuleEdit {
  readonly name?: string
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly emails?: readonly RowEdit<{ readonly address: string }>[]
  readonly phones?: readonly RowEdit<{ readonly number: string }>[]
  readonly addresses?: readonly RowEdit<AddressEdit>[]
  readonly fields?: readonly { readonly definitionId: CapsuleFieldId; readonly value: string | null }[]
  /** Added by name, removed by id. */
  readonly tags?: { readonly add: readonly string[]; readonly remove: readonly number[] }
}

export type RowEdit<Value> =
  | ({ readonly id?: number; readonly type: string | null; readonly remove?: never } & Value)
  | { readonly id: number; readonly remove: true }

export interface AddressEdit {
  readonly street: string | null
  readonly city: string | null
  readonly state: string | null
  readonly zip: string | null
  readonly country: string | null
}

/**
 * Changes to one Xero contact; what is left out stays, null clears. Addresses and phones are sent slot by slot, a
 * slot with nothing in it clears it; contact persons replace the whole list.
 *
 * @source reference/xero.md §7, matching and update rules
 */
export interface XeroEdit {
  readonly name?: string
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly email?: string | null
  readonly accountNumber?: string | null
  readonly companyNumber?: string | null
  readonly taxNumber?: string | null
  readonly defaultCurrency?: string | null
  readonly addresses?: readonly XeroAddress[]
  readonly phones?: readonly XeroPhone[]
  readonly contactPersons?: readonly XeroContactPerson[]
  /** Groups joined and left; they are written by calls of their own. */
  readonly groups?: {
    readonly add: readonly { readonly id: string; readonly name: string }[]
    readonly remove: readonly { readonly id: string; readonly name: string }[]
  }
}

/**
 * How a value gets onto a side: the edit, and the normal form that side will then be read as. They differ where
 * the side cannot hold all of it (`lost` says what, in words). Or why it cannot be held at all.
 */
export type Fit<Edit> =
  | { readonly ok: true; readonly edit: Edit; readonly reads: Normal; readonly lost: string | null }
  | { readonly ok: false; readonly why: string }

/**
 * One mapped field. All functions are pure and never throw, whatever people typed.
 *
 * Law: when `toXero(v)` is ok, applying its edit to the contact makes `readXero` answer `reads`; when nothing is
 * lost, `reads` is `v`. The same for Capsule. Reading what was just written therefore plans to nothing.
 */
export interface Field {
  readonly key: FieldKey
  /** As people call it, in the middle of a sentence: "e-mail". */
  readonly label: string
  /**
   * `undefined`: the side has no place for it (no custom field mapped, a person's contact persons): not compared.
   *
   * @param likely  what it probably holds, so that an unchanged value is told sooner; changes no answer
   */
  readCapsule(subject: Subject, setting: FieldSetting, likely?: Normal): Normal | undefined
  readXero(contact: XeroContact, setting: FieldSetting, likely?: Normal): Normal | undefined
  toXero(value: Normal, contact: XeroContact, setting: FieldSetting): Fit<XeroEdit>
  toCapsule(value: Normal, subject: Subject, setting: FieldSetting): Fit<CapsuleEdit>
  /** The value for people; several lines where it has several parts. */
  words(value: string): string
  /** Of a field whose value is a list, of which every member travels by itself. */
  readonly members?: Members
}

/** How lists are compared and copied: what one side adds or removes is added or removed on the other. */
export interface Members {
  /** Whether a list has all members of another one. */
  hasAll(value: string, others: string): boolean
  /** The list of the other side after the edit that made one list of another here, or of none. */
  edited(target: string, from: string | null, to: string): string
  /** What is left under this setting of a list that was settled under another one. */
  known(value: string, setting: FieldSetting): string
}
