import { tooLong, xeroLimits } from '../normal/limits.ts'
import {
  isMasked,
  isPlainlyWritten,
  type NumberKind,
  registerFault,
  registerNumber,
  written,
} from '../normal/register-numbers.ts'
import { shown, shownOrNull } from '../normal/shown.ts'
import { customFit, customText } from './custom.ts'
import type { Field, FieldSetting, Normal } from './field.ts'
import { refused, xeroFit } from './fit.ts'

export const taxNumber = registerField('tax_number', 'tax number', 'taxNumber', xeroLimits.taxNumber)
export const companyNumber = registerField(
  'company_number',
  'company number',
  'companyNumber',
  xeroLimits.companyNumber,
)

/** A number of a public register: compared without its spaces and label, written as the register prints it. */
function registerField(
  key: NumberKind,
  label: string,
  place: 'taxNumber' | 'companyNumber',
  most: number,
): Field {
  const read = (text: string | null | undefined, { country }: FieldSetting, likely: Normal = null) => {
    if (text === null || text === undefined) return text
    if (likely !== null && isPlainlyWritten(likely, text, key, country)) return likely
    // Nothing is known of a number of which only the last digits are shown.
    return isMasked(text) ? undefined : registerNumber(text, key, country) || null
  }
  const fault = (value: string | null, country: string) => {
    if (value === null) return null
    if (isMasked(value)) return `“${value}” is hidden but for its last characters, so it is not copied.`
    return registerFault(value, key, country)
  }
  const field: Field = {
    key,
    label,
    readCapsule: (subject, setting, likely) =>
      read(customText(subject, setting.customFields[key]), setting, likely),
    readXero: (contact, setting, likely) => read(contact[place], setting, likely),
    toXero(value, contact, setting) {
      const why = fault(value, setting.country)
      if (why !== null) return refused(why)
      if (contact[place] !== null && isMasked(contact[place]))
        return refused(`Xero hides all but the last characters of its ${label}, so it is not overwritten.`)
      const text = value === null ? '' : written(shown(value), setting.country)
      const long = tooLong('Xero', label, text, most)
      if (long !== null) return refused(long)
      return xeroFit(field, value, contact, { [place]: text || null }, setting)
    },
    toCapsule(value, subject, setting) {
      const why = fault(value, setting.country)
      if (why !== null) return refused(why)
      const text = value === null ? null : written(shown(value), setting.country)
      return customFit(field, setting.customFields[key], value, text, subject, setting)
    },
    words: (value) => written(value),
  }
  return field
}

/** The customer's number as somebody typed it. */
export const accountNumber: Field = {
  key: 'account_number',
  label: 'account number',
  readCapsule(subject, { customFields }) {
    const text = customText(subject, customFields.account_number)
    return text === undefined ? undefined : shownOrNull(text)
  },
  readXero: (contact) => shownOrNull(contact.accountNumber),
  toXero(value, contact, setting) {
    const text = value === null ? null : shownOrNull(value)
    const long = tooLong('Xero', 'account number', text ?? '', xeroLimits.accountNumber)
    return long === null
      ? xeroFit(accountNumber, value, contact, { accountNumber: text }, setting)
      : refused(long)
  },
  toCapsule(value, subject, setting) {
    const text = value === null ? null : shownOrNull(value)
    return customFit(accountNumber, setting.customFields.account_number, value, text, subject, setting)
  },
  words: (value) => value,
}
