import type { XeroAddress, XeroContact, XeroPhone } from '#core/model/contact.ts'
import type { CapsuleAddress, CapsuleParty } from '#core/model/party.ts'
import type { Chance } from './chance.ts'
import { fieldIds, nextContactId, nextPartyId, nextRowId, now, type Stage } from './stage.ts'

/** Small pools, so that names, mailboxes and numbers collide often; some of what people type is no good. */
export const names = [
  'Acme',
  'Acme Foods Pty Ltd',
  'Zebra Limited',
  'Jane Citizen',
  'Smith & Sons',
  'Blue  Wave ',
  'Žižkov Bäckerei GmbH',
  'Cook <Islands> Ltd',
  `Long ${'and longer '.repeat(26)}Ltd`,
] as const
export const emails = [
  'a@acme.com.au',
  'B@Acme.com.au',
  'info@zebra.example',
  'jane@gmail.com',
  'no mail address',
  'müller@firm.example',
] as const
export const phones = [
  '+61 3 5550 1234',
  '(03) 5550 1234',
  '0412 345 678',
  '+44 20 7946 0018 ext 12',
  '1300 555 123',
  'ask for Jane',
] as const
export const taxNumbers = [
  '51 824 753 556',
  '53004085616',
  '83914571673',
  '11111111111',
  '*****1234',
] as const
export const companyNumbers = ['004 085 616', '824753556', 'HRB 12345'] as const
export const accountNumbers = ['C-001', 'C-002', 'c 003'] as const
export const currencies = ['AUD', 'NZD', 'gbp', 'money'] as const
export const firstNames = ['Jane', 'Jo', 'Łukasz'] as const
export const lastNames = ['Citizen', 'Doe', 'van der Berg'] as const
const streets = ['1 High St', 'Level 2\n10 Low Rd', 'a\nb\nc\nd\ne'] as const
const cities = ['Sydney', 'Leeds'] as const
const countries = ['Australia', 'United Kingdom', 'Atlantis'] as const
export const phoneTypes = ['Work', 'Direct', 'Mobile', 'Fax', 'Home', null] as const
export const addressTypes = ['Office', 'Postal', 'Billing', 'Home', null] as const
const slots = ['DEFAULT', 'DDI', 'MOBILE', 'FAX'] as const

/** Mapped ones, spelt as people do, and one that is nobody's business. */
export const tags = ['VIP', 'trade', 'New', 'Friend'] as const
export const groups = [
  { id: 'group-1', name: 'Important' },
  { id: 'group-2', name: 'Trade' },
  { id: 'group-9', name: 'Suppliers of fruit' },
] as const

const maybe = <Value>(chance: Chance, value: () => Value): Value | null => (chance.oneIn(2) ? null : value())

export interface Customer {
  readonly name: string
  readonly isPerson: boolean
  readonly firstName: string
  readonly lastName: string
  readonly email: string | null
  readonly phone: string | null
  readonly taxNumber: string | null
  readonly companyNumber: string | null
}

/** What is true of one customer; each side is told of it with slips of its own. */
export function drawCustomer(chance: Chance): Customer {
  const isPerson = chance.oneIn(4)
  const firstName = chance.pick(firstNames)
  const lastName = chance.pick(lastNames)
  return {
    name: isPerson ? `${firstName} ${lastName}` : chance.pick(names),
    isPerson,
    firstName,
    lastName,
    email: maybe(chance, () => chance.pick(emails)),
    phone: maybe(chance, () => chance.pick(phones)),
    taxNumber: maybe(chance, () => chance.pick(taxNumbers)),
    companyNumber: chance.oneIn(4) ? chance.pick(companyNumbers) : null,
  }
}

export function toldToCapsule(stage: Stage, chance: Chance, told: Customer): CapsuleParty {
  const id = nextPartyId(stage)
  const { isPerson } = told
  const name = chance.oneIn(8) ? chance.pick(names) : told.name
  return {
    id,
    type: isPerson ? 'person' : 'organisation',
    name: isPerson ? `${told.firstName} ${told.lastName}` : name,
    firstName: isPerson ? told.firstName : null,
    lastName: isPerson ? told.lastName : null,
    jobTitle: null,
    organisation: null,
    emails:
      told.email === null || chance.oneIn(6)
        ? []
        : [{ id: nextRowId(stage), type: chance.oneIn(2) ? 'Work' : null, address: told.email }],
    phones:
      told.phone === null
        ? []
        : [{ id: nextRowId(stage), type: chance.pick(phoneTypes), number: told.phone }],
    addresses: chance.oneIn(3) ? [drawCapsuleAddress(stage, chance)] : [],
    websites: [],
    owner: null,
    team: null,
    tags: chance.oneIn(4) ? [{ id: nextRowId(stage), name: chance.pick(tags) }] : [],
    fields: [
      ...fieldValue('tax_number', 'ABN', chance.oneIn(5) ? null : told.taxNumber),
      ...fieldValue('company_number', 'Company number', told.companyNumber),
      ...fieldValue('account_number', 'Account', chance.oneIn(6) ? chance.pick(accountNumbers) : null),
      ...fieldValue('currency', 'Currency', chance.oneIn(6) ? chance.pick(currencies) : null),
    ],
    createdAt: now(stage),
    updatedAt: now(stage),
  }
}

function fieldValue(
  key: 'tax_number' | 'company_number' | 'account_number' | 'currency',
  name: string,
  value: string | null,
): CapsuleParty['fields'] {
  const definitionId = fieldIds[key]
  return value === null ? [] : [{ id: Number(definitionId), definitionId, name, value }]
}

export function drawCapsuleAddress(stage: Stage, chance: Chance): CapsuleAddress {
  return {
    id: nextRowId(stage),
    type: chance.pick(addressTypes),
    street: chance.pick(streets),
    city: maybe(chance, () => chance.pick(cities)),
    state: null,
    zip: maybe(chance, () => '2000'),
    country: maybe(chance, () => chance.pick(countries.slice(0, 2))),
  }
}

export function drawPerson(stage: Stage, chance: Chance, employer: CapsuleParty): CapsuleParty {
  const firstName = chance.pick(firstNames)
  const lastName = chance.pick(lastNames)
  return {
    id: nextPartyId(stage),
    type: 'person',
    name: `${firstName} ${lastName}`,
    firstName,
    lastName,
    jobTitle: null,
    organisation: { id: employer.id, name: employer.name },
    emails: chance.oneIn(3) ? [] : [{ id: nextRowId(stage), type: null, address: chance.pick(emails) }],
    phones: [],
    addresses: [],
    websites: [],
    owner: null,
    team: null,
    tags: [],
    fields: [],
    createdAt: now(stage),
    updatedAt: now(stage),
  }
}

export function toldToXero(stage: Stage, chance: Chance, told: Customer): XeroContact {
  return {
    id: nextContactId(stage),
    status: 'ACTIVE',
    name: xeroName(stage, chance.oneIn(8) ? chance.pick(names) : told.name),
    firstName: told.isPerson ? told.firstName : maybe(chance, () => chance.pick(firstNames)),
    lastName: told.isPerson ? told.lastName : maybe(chance, () => chance.pick(lastNames)),
    email: chance.oneIn(6) ? null : told.email,
    contactNumber: chance.oneIn(12) ? `SHOP-${stage.nextId}` : null,
    accountNumber: chance.oneIn(6) ? chance.pick(accountNumbers) : null,
    companyNumber: told.companyNumber,
    taxNumber: chance.oneIn(5) ? null : told.taxNumber,
    contactPersons: chance.oneIn(6) ? [drawContactPerson(chance)] : [],
    addresses: chance.oneIn(3) ? [drawXeroAddress(chance)] : [],
    phones: told.phone === null ? [] : [drawXeroPhone(chance)],
    website: null,
    defaultCurrency: chance.oneIn(6) ? chance.pick(currencies) : null,
    isCustomer: chance.oneIn(2),
    isSupplier: chance.oneIn(2),
    mergedToContactId: null,
    groups: chance.oneIn(4) ? [chance.pick(groups)] : [],
    updatedAt: now(stage),
  }
}

export const drawContactPerson = (chance: Chance): XeroContact['contactPersons'][number] => ({
  firstName: chance.pick(firstNames),
  lastName: chance.pick(lastNames),
  email: chance.pick(emails),
  includeInEmails: chance.oneIn(2),
})

export const drawXeroAddress = (chance: Chance): XeroAddress => ({
  type: chance.pick(['STREET', 'POBOX'] as const),
  lines: chance.pick(streets).split('\n').slice(0, 4),
  city: maybe(chance, () => chance.pick(cities)),
  region: null,
  postalCode: maybe(chance, () => '2000'),
  country: maybe(chance, () => chance.pick(countries)),
  attentionTo: chance.oneIn(4) ? 'Accounts' : null,
})

export const drawXeroPhone = (chance: Chance): XeroPhone => {
  const number = chance.pick(phones)
  const isSplit = number.startsWith('(03)')
  return isSplit
    ? { type: chance.pick(slots), countryCode: '61', areaCode: '3', number: '5550 1234' }
    : { type: chance.pick(slots), countryCode: null, areaCode: null, number }
}

/** A name Xero takes: clean, and not that of another active contact, whatever its case. */
export function xeroName(stage: Pick<Stage, 'contacts'>, wish: string, except?: XeroContact['id']): string {
  const clean = wish.replace(/[<>]/g, '').replace(/\s+/g, ' ').trim().slice(0, 250)
  for (let n = 1; ; n++) {
    const name = n === 1 ? clean : `${clean} ${n}`
    if (!isNameTaken(stage, name, except)) return name
  }
}

/** @source reference/xero.md §7 */
export function isNameTaken(
  stage: Pick<Stage, 'contacts'>,
  name: string,
  except?: XeroContact['id'],
): boolean {
  const lower = name.replace(/\s+/g, ' ').trim().toLowerCase()
  for (const other of stage.contacts.values()) {
    if (other.status === 'ACTIVE' && other.id !== except && other.name.toLowerCase() === lower) return true
  }
  return false
}
