import type { XeroContact } from '../model/contact.ts'
import { applyCapsuleEdit, applyXeroEdit } from './apply.ts'
import type { CapsuleEdit, Field, FieldSetting, Fit, Normal, Subject, XeroEdit } from './field.ts'

export function refused(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why }
}

/**
 * The fit of an edit: what the contact is read as behind it is found by reading it, so it cannot be wrong.
 *
 * @param lost  what the edit leaves out, in words; counts only where the contact then reads differently
 */
export function xeroFit(
  field: Pick<Field, 'label' | 'readXero'>,
  value: Normal,
  contact: XeroContact,
  edit: XeroEdit,
  setting: FieldSetting,
  lost: string | null = null,
): Fit<XeroEdit> {
  const reads = field.readXero(applyXeroEdit(contact, edit), setting)
  if (reads === undefined) return refused(`Xero does not show this ${field.label}.`)
  if (reads === value) return { ok: true, edit, reads, lost: null }
  return { ok: true, edit, reads, lost: lost ?? `Xero cannot hold this ${field.label} exactly as it is.` }
}

/** As `xeroFit`. Rows that the edit adds count as the newest of the party. */
export function capsuleFit(
  field: Pick<Field, 'label' | 'readCapsule'>,
  value: Normal,
  subject: Subject,
  edit: CapsuleEdit,
  setting: FieldSetting,
  lost: string | null = null,
): Fit<CapsuleEdit> {
  let nextId = Number.MAX_SAFE_INTEGER
  const party = applyCapsuleEdit(subject.party, edit, () => nextId--)
  const reads = field.readCapsule({ ...subject, party }, setting)
  if (reads === undefined) return refused(`Capsule has no place for this ${field.label}.`)
  if (reads === value) return { ok: true, edit, reads, lost: null }
  return { ok: true, edit, reads, lost: lost ?? `Capsule cannot hold this ${field.label} exactly as it is.` }
}
