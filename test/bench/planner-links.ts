import { type FieldKey, type FieldSetting, fieldKeys } from '#core/field/field.ts'
import { fieldOf } from '#core/field/fields.ts'
import type { XeroContact } from '#core/model/contact.ts'
import { capsuleFieldId, capsulePartyId, linkId, xeroContactId } from '#core/model/ids.ts'
import type { Link } from '#core/model/link.ts'
import type { CapsuleParty } from '#core/model/party.ts'
import type { BaseValue, LinkBase } from '#core/plan/plan.ts'

const then = '2026-03-01T00:00:00.000Z'
const uuid = (n: number) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
const abnField = capsuleFieldId(73)

export const setting: FieldSetting = {
  country: 'AU',
  countries: null,
  customFields: {
    tax_number: abnField,
    company_number: capsuleFieldId(74),
    account_number: capsuleFieldId(75),
    currency: null,
  },
}

export interface Linked {
  readonly parties: CapsuleParty[]
  readonly contact: XeroContact
  readonly link: Link
  readonly base: LinkBase
}

/**
 * A customer as both sides hold one after a first synchronisation, each written its own way: every value of its own,
 * two addresses, three telephones, an ABN, and two people. Every twentieth was edited since, in one or two fields.
 */
export function linked(n: number): Linked {
  const id = capsulePartyId(n * 10 + 1)
  const local = String(10_000_000 + ((n * 7919) % 90_000_000))
  const number = `${local.slice(0, 4)} ${local.slice(4)}`
  const name = `${words[n % words.length]} ${words[(n * 7 + 3) % words.length]} ${n} Pty Ltd`
  const domain = `customer${n}.example.com.au`
  const people = ['Jane', 'Tom'].map((first, i) => personOf(n, i, first, id, name, domain))
  const party: CapsuleParty = {
    id,
    type: 'organisation',
    name,
    firstName: null,
    lastName: null,
    jobTitle: null,
    organisation: null,
    emails: [{ id: n, type: 'Work', address: `Accounts@${domain}` }],
    phones: [
      { id: 1, type: 'Work', number: `(03) ${number}` },
      { id: 2, type: 'Mobile', number: `+61 4${local.slice(0, 2)} ${local.slice(2, 5)} ${local.slice(5)}` },
      { id: 3, type: 'Home', number: `02 ${number}` },
    ],
    addresses: [
      {
        id: 1,
        type: 'Office',
        street: `Level ${n % 30}\n${n % 400} Station Street`,
        city: 'Coburg',
        state: 'VIC',
        zip: '3058',
        country: 'Australia',
      },
      {
        id: 2,
        type: 'Postal',
        street: `PO Box ${n}`,
        city: 'Coburg',
        state: 'VIC',
        zip: '3058',
        country: 'Australia',
      },
    ],
    websites: [{ id: 1, type: null, service: 'URL', address: `https://${domain}`, url: `https://${domain}` }],
    owner: { id: 3, name: 'Owner' },
    team: null,
    tags: [{ id: 1, name: 'Customer' }],
    fields: [{ id: 1, definitionId: abnField, name: 'ABN', value: abn(n) }],
    createdAt: then,
    updatedAt: then,
  }
  const contact: XeroContact = {
    id: xeroContactId(uuid(n)),
    status: 'ACTIVE',
    name,
    firstName: 'Jane',
    lastName: `Citizen ${n}`,
    email: `accounts@${domain}`,
    contactNumber: String(id),
    accountNumber: null,
    companyNumber: null,
    taxNumber: abn(n).replaceAll(' ', ''),
    contactPersons: [
      { firstName: 'Tom', lastName: `Citizen ${n}`, email: `tom@${domain}`, includeInEmails: true },
    ],
    addresses: [
      {
        type: 'STREET',
        lines: [`Level ${n % 30}`, `${n % 400} Station Street`],
        city: 'Coburg',
        region: 'VIC',
        postalCode: '3058',
        country: 'Australia',
        attentionTo: null,
      },
      {
        type: 'POBOX',
        lines: [`PO Box ${n}`],
        city: 'Coburg',
        region: 'VIC',
        postalCode: '3058',
        country: 'AUSTRALIA',
        attentionTo: 'Accounts',
      },
    ],
    phones: [
      { type: 'DEFAULT', countryCode: '61', areaCode: '3', number },
      { type: 'MOBILE', countryCode: '61', areaCode: `4${local.slice(0, 2)}`, number: local.slice(2) },
    ],
    website: null,
    defaultCurrency: null,
    isCustomer: true,
    isSupplier: false,
    mergedToContactId: null,
    groups: [],
    updatedAt: then,
  }
  const base = agreed(party, people, contact)
  const link: Link = { id: linkId(uuid(n)), partyId: id, contactId: contact.id, state: 'active' }
  const edited = n % 20 === 0 ? editedSince(n, party) : party
  return { parties: [edited, ...people], contact, link, base }
}

const words = 'Acme Blue Coast Delta Eastern Falcon Green Harbour Iron Jade Kestrel Lake Metro North'.split(
  ' ',
)

function personOf(
  n: number,
  i: number,
  firstName: string,
  employer: CapsuleParty['id'],
  employerName: string,
  domain: string,
): CapsuleParty {
  return {
    id: capsulePartyId(n * 10 + 2 + i),
    type: 'person',
    name: `${firstName} Citizen ${n}`,
    firstName,
    lastName: `Citizen ${n}`,
    jobTitle: null,
    organisation: { id: employer, name: employerName },
    emails: [{ id: 1, type: 'Work', address: `${firstName.toLowerCase()}@${domain}` }],
    phones: [],
    addresses: [],
    websites: [],
    owner: null,
    team: null,
    tags: [],
    fields: [],
    createdAt: then,
    updatedAt: then,
  }
}

/** An Australian business number with the right check digits, as people write it. */
function abn(n: number): string {
  const digits = String(100_000_000 + ((n * 104_729) % 899_999_999))
  const weights = [3, 5, 7, 9, 11, 13, 15, 17, 19]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(digits[i]), 0)
  for (let check = 10; check < 100; check++) {
    const first = Math.floor(check / 10) - 1
    if ((first * 10 + (check % 10) + sum) % 89 === 0) {
      return `${check} ${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`
    }
  }
  throw new Error('every number has check digits')
}

function editedSince(n: number, party: CapsuleParty): CapsuleParty {
  const renamed = n % 40 === 0 ? { name: `${party.name} Group` } : {}
  return {
    ...party,
    ...renamed,
    emails: [{ id: n, type: 'Work', address: `new@customer${n}.example.com.au` }],
  }
}

function agreed(party: CapsuleParty, people: readonly CapsuleParty[], contact: XeroContact): LinkBase {
  const values: Partial<Record<FieldKey, BaseValue>> = {}
  for (const key of fieldKeys) {
    const capsule = fieldOf(key).readCapsule({ party, people }, setting)
    const xero = fieldOf(key).readXero(contact, setting)
    if (capsule === undefined || xero === undefined) continue
    if (capsule !== xero) throw new Error(`${key} should agree: ${capsule} and ${xero}`)
    values[key] = { capsule, xero }
  }
  return values
}
