import type { XeroAddress, XeroContact, XeroPhone } from '../model/contact.ts'
import { capsuleCountry } from '../normal/countries.ts'
import { nameForm } from '../normal/names.ts'
import { companyNumbers, taxNumbers } from '../normal/tax-numbers.ts'
import type { NewParty } from './plan.ts'

const phoneTypes: Readonly<Record<XeroPhone['type'], string>> = {
  DEFAULT: 'Work',
  DDI: 'Direct',
  MOBILE: 'Mobile',
  FAX: 'Fax',
}
const addressTypes: Readonly<Record<XeroAddress['type'], string>> = { STREET: 'Office', POBOX: 'Postal' }

/**
 * The party to create for a contact, cross-reference included.
 *
 * @param countries  Capsule's country names by alpha-2 code, when they were read
 * @source reference/capsule.md §4.2; reference/xero.md §7
 */
export function newParty(
  contact: XeroContact,
  contactLink: string,
  countries?: ReadonlyMap<string, string>,
): NewParty {
  const person = isPerson(contact)
  const email = present(contact.email)
  return {
    type: person ? 'person' : 'organisation',
    name: person ? null : contact.name.trim(),
    firstName: person ? present(contact.firstName) : null,
    lastName: person ? present(contact.lastName) : null,
    emails: email === null ? [] : [{ type: person ? null : 'Work', address: email }],
    phones: inOrder(contact.phones, ['DEFAULT', 'DDI', 'MOBILE', 'FAX']).flatMap((phone) => {
      const number = phoneText(phone)
      return number === '' ? [] : [{ type: phoneTypes[phone.type], number }]
    }),
    addresses: inOrder(contact.addresses, ['STREET', 'POBOX']).flatMap((address) =>
      newAddress(address, countries),
    ),
    websites: present(contact.website) === null ? [] : [{ address: present(contact.website) ?? '' }],
    contactId: contact.id,
    contactLink,
  }
}

/** A person only when nothing speaks of a company and the name is that of the primary person, in either order. */
export function isPerson(contact: XeroContact): boolean {
  const first = present(contact.firstName)
  const last = present(contact.lastName)
  if (first === null || last === null) return false
  const name = nameForm(contact.name)
  if (name.legal || present(contact.companyNumber) !== null) return false
  if (taxNumbers(contact.taxNumber).some((number) => number.label === 'ABN')) return false
  if (companyNumbers(contact.taxNumber).some((number) => number.kind === 'company_number' && number.checked))
    return false
  return name.key === nameForm(`${first} ${last}`).key || name.key === nameForm(`${last} ${first}`).key
}

/** Country, area and number as people write them: `+61 3 5550 1234`. */
function phoneText(phone: XeroPhone): string {
  const country = present(phone.countryCode)
  const digits = country?.replace(/^(?:\+|00)/, '').trim() ?? ''
  const prefix = digits === '' ? null : `+${digits}`
  return [prefix, present(phone.areaCode), present(phone.number)].filter((part) => part !== null).join(' ')
}

function newAddress(
  address: XeroAddress,
  countries?: ReadonlyMap<string, string>,
): NewParty['addresses'][number][] {
  const street = address.lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
  const made = {
    type: addressTypes[address.type],
    street: street === '' ? null : street,
    city: present(address.city),
    state: present(address.region),
    zip: present(address.postalCode),
    country: capsuleCountry(address.country, countries),
  }
  const isEmpty = [made.street, made.city, made.state, made.zip, made.country].every((part) => part === null)
  return isEmpty ? [] : [made]
}

function inOrder<Row extends { readonly type: string }>(
  rows: readonly Row[],
  types: readonly Row['type'][],
): Row[] {
  return rows.toSorted((a, b) => types.indexOf(a.type) - types.indexOf(b.type))
}

function present(text: string | null): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? null : trimmed
}
