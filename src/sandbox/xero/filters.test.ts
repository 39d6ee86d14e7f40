import { expect, test } from 'vitest'
import { createWorld, type World } from './fixture.ts'

const found = async (world: World, where: string, more = '') => {
  const answer = await world.api('GET', `Contacts?where=${encodeURIComponent(where)}${more}`)
  return answer.status === 200 ? (answer.at('Contacts', 0, 'Name') ?? null) : answer.at('Message')
}

test('trap: text equality ignores case and accents (xero §5)', async () => {
  const world = await createWorld()
  expect(await found(world, 'Name=="ACME CAFES pty ltd"')).toBe('Acme Cafés Pty Ltd')
})

test('trap: a method on an empty field is a QueryParseException unless guarded (xero §5)', async () => {
  const world = await createWorld()
  expect(await found(world, 'EmailAddress.Contains("acme")')).toBe('Where clause invocation error: Contains')
  expect(await found(world, 'EmailAddress!=null AND EmailAddress.Contains("acme")')).toBe(
    'Acme Cafés Pty Ltd',
  )
})

test('trap: a guid is compared as Guid("…"), never as text (xero §5)', async () => {
  const world = await createWorld()
  const id = world.id('birch')
  expect(await found(world, `ContactID==Guid("${id.toUpperCase()}")`)).toBe('Birch & Co')
  expect(await found(world, `ContactID=="${id}"`)).toContain('incompatible with operand types')
  expect(await found(world, 'ContactID==Guid("short")')).toContain('Guid should contain 32 digits')
})

test('trap: a double quote inside a value has no escape (xero §5)', async () => {
  const world = await createWorld()
  expect(await found(world, 'Name=="The \\"Best\\" Café"')).toContain('Syntax error')
})

test('trap: an archived contact is not found by where without includeArchived (xero §13.7)', async () => {
  const world = await createWorld()
  expect(await found(world, 'Name=="Old Mill"')).toBeNull()
  expect(await found(world, 'Name=="Old Mill"', '&includeArchived=true')).toBe('Old Mill')
})

test('trap: order knows nested fields and refuses unknown ones (xero §5)', async () => {
  const world = await createWorld()
  const order = async (path: string) => world.api('GET', path)
  const nested = await order('Invoices?order=Contact.Name DESC')
  expect(nested.at('Invoices', 0, 'Contact', 'Name')).toBe('Birch & Co')
  expect((await order('Contacts?order=Shoe')).at('Type')).toBe('QueryParseException')
})

test('trap: searchTerm looks into five fields, not into the tax number (xero §5)', async () => {
  const world = await createWorld()
  await world.api('PUT', 'Contacts', { Name: 'Taxed', TaxNumber: '99887766', CompanyNumber: 'CN-5' })
  const names = async (term: string) =>
    (await world.api('GET', `Contacts?searchTerm=${term}`)).at('Contacts', 0, 'Name')
  expect([await names('ACCOUNTS@ACME'), await names('4711')]).toEqual([
    'Acme Cafés Pty Ltd',
    'Acme Cafés Pty Ltd',
  ])
  expect([await names('cn-5'), await names('99887766')]).toEqual(['Taxed', undefined])
})
