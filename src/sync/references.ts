import { referenceFieldNames, referenceFieldNamesFor } from '#core/match/facts.ts'
import { type CapsuleFieldId, capsuleFieldId } from '#core/model/ids.ts'
import type { ReferenceNames } from '#core/plan/plan.ts'
import type { CapsuleDetails, XeroConnection, XeroDetails } from '#db/connections.ts'

/** The pair of custom fields that carries the references to one Xero organisation on a party. */
export interface References {
  readonly names: ReferenceNames
  /** Null while they do not exist yet. */
  readonly contactIdField: CapsuleFieldId | null
  readonly contactLinkField: CapsuleFieldId | null
}

/** The first organisation has the plain pair; each further one has its own, named with it. */
export function referencesOf(
  capsule: Pick<CapsuleDetails, 'contactIdField' | 'contactLinkField'>,
  xero: Pick<XeroDetails, 'references'>,
): References {
  const pair = xero.references ?? capsule
  const id = (field: number | null) => (field === null ? null : capsuleFieldId(field))
  return {
    names: referenceFieldNamesFor(xero.references?.label ?? null),
    contactIdField: id(pair.contactIdField),
    contactLinkField: id(pair.contactLinkField),
  }
}

/** Names of custom fields are kept short enough for every list they are shown in. */
const labelMax = 40

/**
 * Which pair an organisation uses from its first comparison on. A pair that bears its name exists when the database was
 * lost; otherwise the plain one is taken unless another organisation has it.
 *
 * @param all the organisations of the workspace in the order in which they were added
 * @param fields custom fields of parties as they are in Capsule
 */
export function claimReferences(
  xero: XeroConnection,
  all: readonly XeroConnection[],
  fields: readonly { readonly id: number; readonly name: string }[],
): NonNullable<XeroDetails['references']> | null {
  const { references } = xero.details
  if (references === null) return null
  if (references !== undefined) return { ...references, ...pairNamed(references.label, fields) }
  const others = all.filter(({ id }) => id !== xero.id)
  const labels = new Set(others.flatMap(({ details }) => details.references?.label.toLowerCase() ?? []))
  const name = xero.organisationName.trim().replace(/\s+/g, ' ').slice(0, labelMax)
  const label = labels.has(name.toLowerCase())
    ? `${name} ${xero.details.shortCode.replace(/^!/, '')}`.trim()
    : name
  const own = pairNamed(label, fields)
  const earlier = all.slice(
    0,
    all.findIndex(({ id }) => id === xero.id),
  )
  const isPlainTaken =
    others.some(({ details }) => details.references === null) ||
    earlier.some(({ details }) => details.references === undefined)
  return own.contactIdField === null && !isPlainTaken ? null : { label, ...own }
}

/** The ids of a pair by its names, as far as they exist. */
export function pairNamed(
  label: string | null,
  fields: readonly { readonly id: number; readonly name: string }[],
): { readonly contactIdField: number | null; readonly contactLinkField: number | null } {
  const names = referenceFieldNamesFor(label)
  const field = (wanted: string) =>
    fields.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.id ?? null
  return { contactIdField: field(names.contactId), contactLinkField: field(names.contactLink) }
}

/** Whether a custom field is one of ours. */
export const isReferenceField = (name: string): boolean =>
  Object.values(referenceFieldNames).some((own) => name === own || name.startsWith(`${own} (`))
