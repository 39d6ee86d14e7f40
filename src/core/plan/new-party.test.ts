import { expect, test } from 'vitest'
import { isPerson, newParty } from './new-party.ts'
import { contact } from './test-records.ts'

const jane = { firstName: 'Jane', lastName: 'Citizen' }

test.each([
  ['Jane Citizen', jane, true],
  ['CITIZEN, Jane', jane, true],
  ['Jane  citizen', jane, true],
  ['Jane Citizen Pty Ltd', jane, false],
  ['Jane Citizen', { ...jane, taxNumber: '51 824 753 556' }, false],
  ['Jane Citizen', { ...jane, companyNumber: '01234567' }, false],
  ['Jane Citizen', { ...jane, taxNumber: 'not known' }, true],
  ['Acme', jane, false],
  ['Jane Citizen', {}, false],
  ['Cher', { firstName: 'Cher' }, false],
])('%s with %j is a person: %s', (name, rest, expected) => {
  expect(isPerson(contact(1, name, rest))).toBe(expected)
})

test('an organisation gets everything the contact has, rows in the order Capsule shows them', () => {
  const made = newParty(
    contact(1, ' Acme Pty Ltd ', {
      ...jane,
      email: 'Accounts@Acme.example',
      website: 'https://acme.example',
      phones: [
        { type: 'FAX', countryCode: null, areaCode: null, number: '5550 9999' },
        { type: 'DDI', countryCode: '61', areaCode: '3', number: '5550 1111' },
        { type: 'MOBILE', countryCode: '+61', areaCode: '', number: '491 570 006' },
        { type: 'DEFAULT', countryCode: null, areaCode: '03', number: '5550 1234' },
        { type: 'DEFAULT', countryCode: null, areaCode: null, number: ' ' },
      ],
      addresses: [
        {
          type: 'POBOX',
          lines: ['PO Box 1'],
          city: 'Carlton',
          region: 'VIC',
          postalCode: '3053',
          country: 'Atlantis',
          attentionTo: null,
        },
        {
          type: 'STREET',
          lines: ['Level 2', '', ' 9 Test Street'],
          city: 'Carlton',
          region: 'VIC',
          postalCode: '3053',
          country: 'AUS',
          attentionTo: null,
        },
        {
          type: 'STREET',
          lines: ['', ' '],
          city: null,
          region: '',
          postalCode: null,
          country: null,
          attentionTo: null,
        },
      ],
    }),
    'https://xero.example/1',
  )
  expect(made).toEqual({
    type: 'organisation',
    name: 'Acme Pty Ltd',
    firstName: null,
    lastName: null,
    emails: [{ type: 'Work', address: 'Accounts@Acme.example' }],
    phones: [
      { type: 'Work', number: '03 5550 1234' },
      { type: 'Direct', number: '+61 3 5550 1111' },
      { type: 'Mobile', number: '+61 491 570 006' },
      { type: 'Fax', number: '5550 9999' },
    ],
    addresses: [
      {
        type: 'Office',
        street: 'Level 2\n9 Test Street',
        city: 'Carlton',
        state: 'VIC',
        zip: '3053',
        country: 'Australia',
      },
      { type: 'Postal', street: 'PO Box 1', city: 'Carlton', state: 'VIC', zip: '3053', country: null },
    ],
    websites: [{ address: 'https://acme.example' }],
    contactId: contact(1, '').id,
    contactLink: 'https://xero.example/1',
  })
})

test('a person gets first and last name, and nothing is invented', () => {
  expect(newParty(contact(1, 'Jane Citizen', jane), 'https://xero.example/1')).toMatchObject({
    type: 'person',
    name: null,
    firstName: 'Jane',
    lastName: 'Citizen',
    emails: [],
    phones: [],
    addresses: [],
    websites: [],
  })
})
