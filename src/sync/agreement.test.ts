import { expect, test } from 'vitest'
import { contact, party } from '../../test/records.ts'
import { agreed } from './agreement.ts'

test('only values that agree in their normal form become the base, in Xero’s spelling', () => {
  const ours = party(1, {
    name: 'Harbour & Finch',
    emails: [{ id: 9, type: null, address: 'Accounts@Harbour.example' }],
  })
  const theirs = contact(1, { name: 'Harbour and Finch Pty Ltd', email: 'accounts@harbour.example' })
  expect(agreed(ours, theirs)).toEqual([
    { field: 'name', value: 'Harbour and Finch Pty Ltd' },
    { field: 'email', value: 'accounts@harbour.example' },
  ])
})

test('what differs or is missing is not agreed', () => {
  expect(agreed(party(1, { name: 'Harbour' }), contact(1, { name: 'Finch', email: null }))).toEqual([])
})
