import { defined } from '../assert.ts'
import { addresses } from './addresses.ts'
import { contactPersons } from './contact-persons.ts'
import { currency } from './currency.ts'
import { email } from './email.ts'
import { type Field, type FieldKey, fieldKeys } from './field.ts'
import { name } from './name.ts'
import { accountNumber, companyNumber, taxNumber } from './numbers.ts'
import { primaryPerson } from './person.ts'
import { phones } from './phones.ts'
import { tags } from './tags.ts'

const all: readonly Field[] = [
  name,
  primaryPerson,
  email,
  ...phones,
  ...addresses,
  taxNumber,
  companyNumber,
  accountNumber,
  currency,
  contactPersons,
  tags,
]

const byKey = new Map(all.map((field) => [field.key, field]))

export function fieldOf(key: FieldKey): Field {
  return defined(byKey.get(key), `no field ${key}`)
}

/** All mapped fields, in the order in which people read them. */
export const fields: readonly Field[] = fieldKeys.map(fieldOf)
