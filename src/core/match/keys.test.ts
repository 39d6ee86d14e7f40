import { expect, test } from 'vitest'
import { contact, contactIdOf, party } from '../plan/test-records.ts'
import { contactKeys, partyKeys } from './keys.ts'

test('a party and a contact share the keys they agree on', () => {
  const ofParty = partyKeys(
    party({
      id: 12,
      name: 'The Acme Company Pty Ltd',
      emails: ['Accounts@Acme.com.au'],
      phones: ['(03) 5550 1234'],
      abn: '53 004 085 616',
      contactId: contactIdOf(1),
    }),
  )
  const ofContact = contactKeys(
    contact(1, 'ACME CO', {
      contactNumber: '12',
      email: 'accounts@acme.com.au',
      taxNumber: '53004085616',
      phones: [{ type: 'DEFAULT', countryCode: '61', areaCode: '3', number: '5550-1234' }],
    }),
  )
  expect(new Set(ofParty)).toEqual(new Set(ofContact))
  expect(ofParty).toEqual([
    { kind: 'cross_reference', value: 'party:12' },
    { kind: 'cross_reference', value: `contact:${contactIdOf(1)}` },
    { kind: 'tax_number', value: '53004085616' },
    { kind: 'company_number', value: '004085616' },
    { kind: 'email', value: 'accounts@acme.com.au' },
    { kind: 'name', value: 'acmeco' },
    { kind: 'name', value: '~35w' },
    { kind: 'phone', value: '55501234' },
    { kind: 'domain', value: 'acme.com.au' },
  ])
})

test('contact persons’ addresses are keys too; another app’s number is none', () => {
  const keys = contactKeys(
    contact(1, 'Acme', {
      contactNumber: 'SHOP-12',
      email: 'a@gmail.com',
      contactPersons: [{ firstName: null, lastName: null, email: 'b@gmail.com', includeInEmails: false }],
    }),
  )
  expect(keys).toEqual([
    { kind: 'cross_reference', value: `contact:${contactIdOf(1)}` },
    { kind: 'email', value: 'a@gmail.com' },
    { kind: 'email', value: 'b@gmail.com' },
    { kind: 'name', value: 'acme' },
    { kind: 'name', value: '~35w' },
  ])
})

test('a person is a neighbour of their organisation', () => {
  const jane = party({ id: 13, name: 'Jane Citizen', worksFor: { id: 12, name: 'Acme' } })
  expect(partyKeys(jane)).toContainEqual({ kind: 'cross_reference', value: 'party:12' })
})
