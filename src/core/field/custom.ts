import type { CapsuleFieldId } from '../model/ids.ts'
import { capsuleLimits, tooLong } from '../normal/limits.ts'
import type { CapsuleEdit, Field, FieldSetting, Fit, Normal, Subject } from './field.ts'
import { capsuleFit, refused } from './fit.ts'

/** The text in a mapped custom field; undefined when none is mapped, or it holds no text but a tick. */
export function customText(subject: Subject, definitionId: CapsuleFieldId | null): string | null | undefined {
  if (definitionId === null) return undefined
  for (const field of subject.party.fields) {
    if (field.definitionId !== definitionId) continue
    return typeof field.value === 'boolean' ? undefined : field.value
  }
  return null
}

/** Sets or clears a mapped custom field. */
export function customFit(
  field: Field,
  definitionId: CapsuleFieldId | null,
  value: Normal,
  text: string | null,
  subject: Subject,
  setting: FieldSetting,
): Fit<CapsuleEdit> {
  if (definitionId === null) return refused(`No Capsule field is chosen for the ${field.label}.`)
  if (customText(subject, definitionId) === undefined)
    return refused(`The Capsule field chosen for the ${field.label} holds no text.`)
  const long = tooLong('Capsule', field.label, text ?? '', capsuleLimits.text)
  if (long !== null) return refused(long)
  return capsuleFit(field, value, subject, { fields: [{ definitionId, value: text || null }] }, setting)
}
