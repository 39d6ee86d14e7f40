import { expect, test } from 'vitest'
import { xeroContactId } from '#core/model/ids.ts'
import { contact } from '../../test/records.ts'
import { ownersWithNewRoles } from './roles.ts'

const id = (n: number) => xeroContactId(`00000000-0000-4000-8000-00000000000${n}`)
const customer = contact(1, { isCustomer: true, isSupplier: false })

test('a customer who gets a first bill is read again, one who gets another invoice is not', () => {
  expect(ownersWithNewRoles([{ contactId: id(1), kind: 'invoice' }], [customer])).toEqual([])
  expect(ownersWithNewRoles([{ contactId: id(1), kind: 'bill' }], [customer])).toEqual([id(1)])
})

test('an unknown contact is read once, however many documents it has', () => {
  const documents = [
    { contactId: id(2), kind: 'invoice' as const },
    { contactId: id(2), kind: 'bill' as const },
  ]
  expect(ownersWithNewRoles(documents, [customer])).toEqual([id(2)])
})
