import type { FieldKey } from '../field/field.ts'
import type { Side } from '../remote/remote-error.ts'

/** One message of a vendor about a refused write. */
export interface FaultDetail {
  readonly message: string
  readonly resource?: string | null
  readonly field?: string | null
}

/** Ordered: the first pattern that speaks of a field written here decides. */
const patterns: readonly (readonly [RegExp, (key: FieldKey) => boolean])[] = [
  [/e-?mail/, (key) => key === 'email'],
  [/tax ?number|\babn\b|\bvat\b|\bgst\b/, (key) => key === 'tax_number'],
  [/company ?number/, (key) => key === 'company_number'],
  [/account ?number/, (key) => key === 'account_number'],
  [/currency/, (key) => key === 'currency'],
  [/phone|mobile|\bfax\b/, (key) => key.startsWith('phone_')],
  [
    /address|country|postal|post ?code|\bcity\b|region|\bzip\b|street|attention/,
    (key) => key.startsWith('address_'),
  ],
  [/contact ?persons?/, (key) => key === 'contact_persons'],
  [/first ?name|last ?name|surname/, (key) => key === 'primary_person' || key === 'contact_persons'],
  [/group|\btag/, (key) => key === 'tags'],
  [/name/, (key) => key === 'name'],
]

/**
 * The fields of a refused write that the vendor's words speak of, as far as it can be told.
 *
 * @param written the fields that were written
 * @source reference/capsule.md §3.11; reference/xero.md "4. Errors": only nested rows name their part
 */
export function fieldsAtFault(
  side: Side,
  details: readonly FaultDetail[],
  written: readonly FieldKey[],
): FieldKey[] {
  const found = new Set<FieldKey>()
  for (const { message, resource, field } of details) {
    const named = `${spaced(resource ?? '')} ${spaced(field ?? '')}`
    // Capsule names the row; its messages alone say little ("number is required").
    const texts = side === 'capsule' ? [named, message] : [message, named]
    const keys = texts.map((text) => keysIn(text.toLowerCase(), written)).find((some) => some.length > 0)
    for (const key of keys ?? []) found.add(key)
  }
  return written.filter((key) => found.has(key))
}

function keysIn(text: string, written: readonly FieldKey[]): FieldKey[] {
  for (const [pattern, speaksOf] of patterns) {
    if (!pattern.test(text)) continue
    const keys = written.filter(speaksOf)
    if (keys.length > 0) return keys
  }
  return []
}

const spaced = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2')
