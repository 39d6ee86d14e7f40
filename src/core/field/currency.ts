import { isCurrency } from '../normal/currencies.ts'
import { shown } from '../normal/shown.ts'
import { customFit, customText } from './custom.ts'
import type { Field } from './field.ts'
import { refused, xeroFit } from './fit.ts'

/** The code of the money a customer is billed in, in capitals. */
export const currency: Field = {
  key: 'currency',
  label: 'currency',
  readCapsule(subject, { customFields }) {
    const text = customText(subject, customFields.currency)
    return text === undefined || text === null ? text : codeOf(text)
  },
  readXero: (contact) => (contact.defaultCurrency === null ? null : codeOf(contact.defaultCurrency)),
  toXero(value, contact, setting) {
    const code = value === null ? null : codeOf(value)
    if (code !== null && !isCurrency(code)) return refused(`${code} is not the code of a currency.`)
    return xeroFit(currency, value, contact, { defaultCurrency: code }, setting)
  },
  toCapsule(value, subject, setting) {
    const code = value === null ? null : codeOf(value)
    if (code !== null && !isCurrency(code)) return refused(`${code} is not the code of a currency.`)
    return customFit(currency, setting.customFields.currency, value, code, subject, setting)
  },
  words: (value) => value,
}

function codeOf(text: string): string | null {
  return shown(shown(text).toUpperCase()) || null
}
