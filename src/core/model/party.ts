import type { CapsuleFieldId, CapsulePartyId } from './ids.ts'

export type PartyType = 'person' | 'organisation'

/** A Capsule person or organisation, cleaned: absent values are null, timestamps ISO 8601 UTC. */
export interface CapsuleParty {
  readonly id: CapsulePartyId
  readonly type: PartyType
  /** Organisation name, or "First Last" of a person; never empty. */
  readonly name: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly jobTitle: string | null
  /** Persons only. */
  readonly organisation: { readonly id: CapsulePartyId; readonly name: string } | null
  readonly emails: readonly CapsuleRow<'address'>[]
  readonly phones: readonly CapsuleRow<'number'>[]
  readonly addresses: readonly CapsuleAddress[]
  readonly websites: readonly CapsuleWebsite[]
  readonly owner: { readonly id: number; readonly name: string } | null
  readonly team: { readonly id: number; readonly name: string } | null
  readonly tags: readonly { readonly id: number; readonly name: string }[]
  readonly fields: readonly CapsuleFieldValue[]
  readonly createdAt: string
  readonly updatedAt: string
}

/** A nested row; `id` must be sent back to edit it, or a second row appears (reference/capsule.md §3.3). */
export type CapsuleRow<Value extends string> = {
  readonly id: number
  readonly type: string | null
} & Readonly<Record<Value, string>>

export interface CapsuleAddress {
  readonly id: number
  readonly type: string | null
  readonly street: string | null
  readonly city: string | null
  readonly state: string | null
  readonly zip: string | null
  readonly country: string | null
}

export interface CapsuleWebsite {
  readonly id: number
  readonly type: string | null
  readonly service: string
  readonly address: string
  readonly url: string | null
}

export interface CapsuleFieldValue {
  readonly id: number
  readonly definitionId: CapsuleFieldId
  readonly name: string
  readonly value: string | boolean | null
}
