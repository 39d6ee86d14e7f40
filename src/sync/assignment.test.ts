import { expect, test } from 'vitest'
import { assignmentFor } from './assignment.ts'

const of = (ownerId: number) => ({ ownerId, teamId: null })

test('the rule that fits first decides whose a new record is', () => {
  const both = { isCustomer: true, isSupplier: true }
  const supplier = { isCustomer: false, isSupplier: true }
  const neither = { isCustomer: false, isSupplier: false }
  const rules = { otherwise: of(1), customers: of(2), suppliers: of(3) }
  expect(assignmentFor(rules, both)).toEqual(of(2))
  expect(assignmentFor({ ...rules, customers: null }, both)).toEqual(of(3))
  expect(assignmentFor(rules, supplier)).toEqual(of(3))
  expect(assignmentFor({ ...rules, suppliers: null }, supplier)).toEqual(of(1))
  expect(assignmentFor(rules, neither)).toEqual(of(1))
})
