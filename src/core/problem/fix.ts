import type { FieldKey } from '../field/field.ts'
import { fieldOf } from '../field/fields.ts'
import type { Side } from '../remote/remote-error.ts'
import type { Failure } from './cause.ts'

const names: Record<Side, string> = { capsule: 'Capsule', xero: 'Xero' }
const other: Record<Side, Side> = { capsule: 'xero', xero: 'capsule' }

/** Vendor's words that point to something else than a wrong value. */
const known: readonly (readonly [RegExp, (side: Side) => string])[] = [
  [
    /archived/i,
    (side) =>
      `Restore the contact in ${names[side]}, then try again. If it should stay archived, leave the record out.`,
  ],
  [
    /already (assigned|exists|in use|been used)|must be unique|duplicate/i,
    (side) =>
      `Another record in ${names[side]} has this name or number. Merge the two there or change one of them, then try again.`,
  ],
  [
    /country/i,
    () =>
      'Choose the country from the list of Capsule, or write it in English, then it is sent again by itself.',
  ],
  [
    /lock date|period.*(closed|locked)|end of year/i,
    () => 'The books of that period are locked in Xero. Ask whoever keeps them, then try again.',
  ],
  [
    /too long|exceed|max(imum)? length|characters/i,
    (side) =>
      `The value is longer than ${names[side]} allows. Shorten it in ${names[other[side]]}; it is sent again by itself.`,
  ],
]

/** What a person can do about it, one or two sentences. */
export function fixOf(failure: Failure, fields: readonly FieldKey[]): string {
  if (failure.source === 'connection') return failure.next
  const { side } = failure
  const text = [failure.message, ...failure.details.map((detail) => detail.message)].join(' ')
  for (const [pattern, words] of known) if (pattern.test(text)) return words(side)
  const source = names[other[side]]
  if (failure.kind !== 'invalid' || failure.operation === null) return failure.next
  const what = [...new Set(fields.map((key) => fieldOf(key).label))].join(' and ')
  if (what === '')
    return `Correct the record in ${source}; it is sent again by itself. Or try again as it is.`
  const without = failure.operation.endsWith('.update') ? ` Or send the record without the ${what}.` : ''
  return `Correct the ${what} in ${source}; it is sent again by itself.${without}`
}
