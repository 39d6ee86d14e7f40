import type { FieldKey } from '#core/field/field.ts'
import { fieldOf } from '#core/field/fields.ts'

/** As people call the field at the beginning of a line: "E-mail". */
export function fieldLabel(key: FieldKey): string {
  const { label } = fieldOf(key)
  return label.charAt(0).toUpperCase() + label.slice(1)
}

/** A normal form for people; null stays null: the side holds nothing. */
export const fieldWords = (key: FieldKey, value: string | null): string | null =>
  value === null ? null : fieldOf(key).words(value)

/** "e-mail", "e-mail and phone", "e-mail, phone and 3 other fields" */
export function fieldList(keys: readonly FieldKey[]): string {
  const labels = [...new Set(keys)].map((key) => fieldOf(key).label)
  if (labels.length <= 3) return listed(labels)
  return listed([...labels.slice(0, 2), `${labels.length - 2} other fields`])
}

export function listed(words: readonly string[]): string {
  const last = words.at(-1)
  if (last === undefined) return ''
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

/** "1 record", "12 records" */
export const counted = (n: number, noun: string): string =>
  `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`

export const sideName = (side: 'capsule' | 'xero'): string => (side === 'capsule' ? 'Capsule' : 'Xero')
