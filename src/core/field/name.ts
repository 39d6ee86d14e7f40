import { capsuleLimits, tooLong, xeroLimits } from '../normal/limits.ts'
import { shown, shownOrNull } from '../normal/shown.ts'
import type { Field } from './field.ts'
import { capsuleFit, refused, xeroFit } from './fit.ts'

/**
 * The name of an organisation, or the full name of a person, and the Name of the contact. Capital letters matter.
 *
 * @source reference/xero.md §7; reference/capsule.md §4.1
 */
export const name: Field = {
  key: 'name',
  label: 'name',
  readCapsule: ({ party }) => shownOrNull(party.name),
  readXero: (contact) => shownOrNull(contact.name),
  toXero(value, contact, setting) {
    const text = value === null ? '' : shown(value)
    if (text === '') return refused('Xero needs a name.')
    const long = tooLong('Xero', 'name', text, xeroLimits.name)
    if (long !== null) return refused(long)
    if (/[<>]/.test(text)) return refused('Xero does not allow the characters < and > in a name.')
    return xeroFit(name, value, contact, { name: text }, setting)
  },
  toCapsule(value, subject, setting) {
    if (subject.party.type === 'person')
      return refused('The name of a person in Capsule is made of first and last name: change those.')
    const text = value === null ? '' : shown(value)
    if (text === '') return refused('Capsule needs a name.')
    const long = tooLong('Capsule', 'name', text, capsuleLimits.name)
    if (long !== null) return refused(long)
    return capsuleFit(name, value, subject, { name: text }, setting)
  },
  words: (value) => value,
}
