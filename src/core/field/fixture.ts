import fc from 'fast-check'
import type { XeroAddress, XeroContact, XeroContactPerson, XeroPhone } from '../model/contact.ts'
import { capsuleFieldId, capsulePartyId, xeroContactId } from '../model/ids.ts'
import type { CapsuleParty } from '../model/party.ts'
import type { FieldSetting, Subject } from './field.ts'
import { nameKey } from './name-key.ts'

/** Records for tests of the mapped fields: what people type, and what nobody should. */

export const fieldIds = {
  tax_number: capsuleFieldId(11),
  company_number: capsuleFieldId(12),
  account_number: capsuleFieldId(13),
  currency: capsuleFieldId(14),
} as const

export const setting: FieldSetting = { country: 'AU', countries: null, customFields: fieldIds }

const then = '2026-03-01T00:00:00.000Z'

function party(rest: Partial<CapsuleParty> = {}): CapsuleParty {
  return {
    id: capsulePartyId(1),
    type: 'organisation',
    name: 'Acme Plumbing',
    firstName: null,
    lastName: null,
    jobTitle: null,
    organisation: null,
    emails: [],
    phones: [],
    addresses: [],
    websites: [],
    owner: null,
    team: null,
    tags: [],
    fields: [],
    createdAt: then,
    updatedAt: then,
    ...rest,
  }
}

export function person(rest: Partial<CapsuleParty> = {}): CapsuleParty {
  return party({ type: 'person', name: 'Jane Citizen', firstName: 'Jane', lastName: 'Citizen', ...rest })
}

export function subject(rest: Partial<CapsuleParty> = {}, people: readonly CapsuleParty[] = []): Subject {
  return { party: rest.type === 'person' ? person(rest) : party(rest), people }
}

export function contact(rest: Partial<XeroContact> = {}): XeroContact {
  return {
    id: xeroContactId('00000001-0000-4000-8000-000000000000'),
    status: 'ACTIVE',
    name: 'Acme Plumbing',
    firstName: null,
    lastName: null,
    email: null,
    contactNumber: null,
    accountNumber: null,
    companyNumber: null,
    taxNumber: null,
    contactPersons: [],
    addresses: [],
    phones: [],
    website: null,
    defaultCurrency: null,
    isCustomer: false,
    isSupplier: false,
    mergedToContactId: null,
    groups: [],
    updatedAt: then,
    ...rest,
  }
}

const hostile = fc.oneof(
  fc.string({ maxLength: 40, unit: 'grapheme' }),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.string({
    maxLength: 12,
    unit: fc.constantFrom(' ', '\t', '\r\n', '\u00a0', '\u200b', '\ufeff', '\u0000', 'a', '\ud800'),
  }),
  fc.string({
    maxLength: 30,
    unit: fc.constantFrom('+', '0', '1', '6', '(', ')', '-', ' ', 'x', ';ext=', '٣', '３'),
  }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'null',
    '[]',
    '[null,null]',
    '{"a":1}',
    '"',
    '\\',
    '<b>',
    '*****1234',
  ),
)
const long = fc
  .tuple(
    fc.constantFrom('x', 'é', ' a', 'ß', '\n', '🙂', 'word, ', '1', '9 '),
    fc.integer({ min: 1, max: 3000 }),
  )
  .map(([text, length]) => text.repeat(length).slice(0, 3000))

/** Whatever may arrive: hostile texts of up to 3,000 characters in one of a few. */
export const anyText = fc.oneof({ weight: 12, arbitrary: hostile }, { weight: 1, arbitrary: long })

const present = (usual: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: anyText }).map((text) => text || '?')
const maybe = (usual: fc.Arbitrary<string>) => fc.option(present(usual), { nil: null })

const digits = (min: number, max: number) =>
  fc.string({ minLength: min, maxLength: max, unit: fc.constantFrom(...'0123456789') })
const phoneText = fc.oneof(
  digits(8, 8).map((d) => `(03) ${d.slice(0, 4)} ${d.slice(4)}`),
  digits(8, 9).map((d) => `+61 4${d}`),
  digits(7, 8).map((d) => `+64 9 ${d}`),
  digits(10, 10).map((d) => `+44 20 ${d}`),
  digits(10, 10).map((d) => `+1 (${d.slice(0, 3)}) ${d.slice(3)} ext 5`),
  digits(3, 16),
  digits(8, 12).map((d) => `0011 ${d}`),
  fc.constantFrom('1300 123 456', '13 12 34', 'call Bob', '-', '+49 30 123456', '(+61) 3 5550 1234'),
)
const emailText = fc.oneof(
  fc.emailAddress(),
  fc.constantFrom(
    'Bob@Acme.com.au',
    ' accounts@acme.co.nz ',
    'müller@firma.de',
    'n/a',
    'a@b.co; c@d.co',
    'İ@x.co',
  ),
)
const nameText = fc.oneof(
  fc.constantFrom(
    'Acme Pty Ltd',
    ' Acme  Pty\u00a0Ltd',
    'Müller & Söhne',
    'O’Brien',
    'ΑΣ',
    'A <B>',
    'José',
    'Jose\u0301',
  ),
  fc.string({ maxLength: 20 }),
)
const countryText = fc.constantFrom(
  'Australia',
  'AU',
  'New Zealand',
  'UK',
  'USA',
  'Côte d’Ivoire',
  'Réunion',
  'Narnia',
  'Narnia-7',
  'Congo, Democratic Republic of the',
)
const numberText = fc.oneof(
  fc.constantFrom(
    '51 824 753 556',
    'ABN 51824753556',
    '004 085 616',
    '*****1234',
    'GB123456789',
    'DE811569869',
    '94 29041 561 7 38',
  ),
  digits(7, 13),
)
const lineText = fc.oneof(
  fc.constantFrom(
    '1 Main St',
    'Level 3\n1 Main St',
    'c/o Bob\r\nUnit 2\r\n9 High St\r\nBack\r\nGate',
    'Postfach 12',
  ),
  fc.string({ maxLength: 20 }),
)

const groupIds = [1, 2, 3, 4].map((n) => `0000000${n}-0000-4000-8000-000000000000`)
const [vip, gold, ops, stray] = groupIds
const tagText = fc.constantFrom(
  'VIP',
  'vip ',
  'Gold',
  'ops',
  'Ops',
  'Café',
  'CAFE\u0301',
  'Wholesale',
  '__proto__',
)
const xeroGroups = fc.uniqueArray(
  fc.constantFrom(
    { id: vip ?? '', name: 'VIP customers' },
    { id: gold ?? '', name: 'Renamed' },
    { id: ops ?? '', name: 'OPERATIONS' },
    { id: stray ?? '', name: 'Owner: Mia' },
  ),
  { selector: ({ id }) => id },
)
/** Of the last pair Xero has no group. */
const someTagGroups = [
  { tag: 'VIP', group: 'VIP customers', groupId: vip ?? '' },
  { tag: 'Gold', group: 'Gold club', groupId: gold ?? '' },
  { tag: 'Ops', group: 'Operations', groupId: null },
  { tag: 'Café', group: 'Cafés', groupId: null },
]

const phoneTypes = ['DEFAULT', 'DDI', 'MOBILE', 'FAX'] as const
const xeroPhones: fc.Arbitrary<XeroPhone[]> = fc.uniqueArray(
  fc.record({
    type: fc.constantFrom(...phoneTypes),
    countryCode: maybe(fc.constantFrom('61', '+64', '0011 44', '1')),
    areaCode: maybe(fc.constantFrom('03', '9', '20', '212')),
    number: present(phoneText),
  }),
  { selector: ({ type }) => type },
)
const xeroAddresses: fc.Arbitrary<XeroAddress[]> = fc.uniqueArray(
  fc.record({
    type: fc.constantFrom('STREET' as const, 'POBOX' as const),
    lines: fc.array(present(lineText), { minLength: 1, maxLength: 4 }),
    city: maybe(nameText),
    region: maybe(nameText),
    postalCode: maybe(digits(4, 5)),
    country: maybe(countryText),
    attentionTo: maybe(nameText),
  }),
  { selector: ({ type }) => type },
)
const xeroPersons: fc.Arbitrary<XeroContactPerson[]> = fc.array(
  fc.record({
    firstName: maybe(fc.constantFrom('Ann', 'Bob', 'Cy')),
    lastName: maybe(fc.constantFrom('Lee', 'Kim')),
    email: maybe(fc.constantFrom('ann@x.co', 'Bob@x.co', 'cy@x.co', 'office@x.co')),
    includeInEmails: fc.boolean(),
  }),
  { maxLength: 5 },
)

export const anyContact: fc.Arbitrary<XeroContact> = fc
  .record({
    name: present(nameText),
    firstName: maybe(nameText),
    lastName: maybe(nameText),
    email: maybe(emailText),
    accountNumber: maybe(numberText),
    companyNumber: maybe(numberText),
    taxNumber: maybe(numberText),
    defaultCurrency: maybe(fc.constantFrom('AUD', 'nzd', 'XXX')),
    contactPersons: xeroPersons,
    addresses: xeroAddresses,
    phones: xeroPhones,
    groups: xeroGroups,
  })
  .map(contact)

const rows = <Value>(value: fc.Arbitrary<Value>, types: readonly (string | null)[], start: number) =>
  fc
    .array(fc.tuple(fc.constantFrom(...types), value), { maxLength: 5 })
    .map((list) => list.map(([type, held], i) => ({ ...held, id: start + i, type })))

const emails = rows(
  present(emailText).map((address) => ({ address })),
  ['Work', 'Home', null],
  100,
)
const fieldValues = fc
  .uniqueArray(
    fc.record({
      definitionId: fc.constantFrom(...Object.values(fieldIds), capsuleFieldId(99)),
      value: fc.oneof(present(numberText), fc.constantFrom('AUD', 'eur', true)),
    }),
    { selector: ({ definitionId }) => definitionId },
  )
  .map((list) => list.map((field, i) => ({ ...field, id: 400 + i, name: '' })))

const partyTags = fc
  .uniqueArray(fc.oneof({ weight: 4, arbitrary: tagText }, { weight: 1, arbitrary: anyText }), {
    maxLength: 4,
    selector: nameKey,
  })
  .map((list) => list.map((name, i) => ({ id: 500 + i, name })))

const texts = fc.record({
  emails,
  tags: partyTags,
  phones: rows(
    present(phoneText).map((number) => ({ number })),
    ['Work', 'Home', 'Direct', 'Mobile', 'Fax', 'Pager', null],
    200,
  ),
  addresses: rows(
    fc.record({
      street: maybe(lineText),
      city: maybe(nameText),
      state: maybe(nameText),
      zip: maybe(digits(4, 5)),
      country: maybe(countryText),
    }),
    ['Office', 'Home', 'Postal', 'Billing', 'Shipping', null],
    300,
  ),
  fields: fieldValues,
})

const names = fc
  .tuple(maybe(nameText), maybe(nameText))
  .filter(([first, last]) => first !== null || last !== null)
  .map(([firstName, lastName]) => ({
    firstName,
    lastName,
    name: [firstName, lastName].filter((part) => part !== null).join(' '),
  }))

const people = fc
  .array(fc.record({ names, emails }), { maxLength: 8 })
  .map((list) => list.map(({ names, emails }, i) => person({ ...names, emails, id: capsulePartyId(10 + i) })))

export const anySubject: fc.Arbitrary<Subject> = fc.oneof(
  fc
    .tuple(texts, present(nameText), people)
    .map(([rest, name, list]) => ({ party: party({ ...rest, name }), people: list })),
  fc.tuple(texts, names).map(([rest, named]) => ({ party: person({ ...rest, ...named }), people: [] })),
)

export const anySetting: fc.Arbitrary<FieldSetting> = fc.record({
  country: fc.constantFrom('AU', 'NZ', 'GB', 'US', 'IE', 'ZZ'),
  countries: fc.constantFrom(
    null,
    new Map([
      ['AU', 'Australia'],
      ['NZ', 'New Zealand'],
      ['GB', 'United Kingdom'],
      ['TR', 'Türkiye'],
    ]),
  ),
  customFields: fc.constantFrom(fieldIds, {
    tax_number: null,
    company_number: null,
    account_number: null,
    currency: null,
  }),
  tagGroups: fc.constantFrom(someTagGroups, someTagGroups.slice(0, 2), []),
})
