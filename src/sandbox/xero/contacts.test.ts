import { expect, test } from 'vitest'
import { createWorld, type World } from './fixture.ts'

const create = async (world: World, contact: Record<string, unknown>) => {
  const answer = await world.api('PUT', 'Contacts', contact)
  expect(answer.status).toBe(200)
  return String(answer.at('Contacts', 0, 'ContactID'))
}

const archivedText = /matched an archived contact/

test('trap: a created contact reads its unset slots as "", a seeded one leaves them out (xero §1)', async () => {
  const world = await createWorld()
  const made = await world.api('PUT', 'Contacts', { Name: 'Fresh', IsCustomer: true })
  expect(made.at('Contacts', 0, 'Phones', 0)).toEqual({
    PhoneType: 'DEFAULT',
    PhoneNumber: '',
    PhoneAreaCode: '',
    PhoneCountryCode: '',
  })
  expect(made.at('Contacts', 0, 'BankAccountDetails')).toBe('')
  expect(made.at('Contacts', 0, 'IsCustomer')).toBe(false)
  expect(made.at('Contacts', 0, 'Balances')).toBeUndefined()
  const seeded = await world.api('GET', `Contacts/${world.id('birch')}`)
  expect(seeded.at('Contacts', 0, 'Phones', 0)).toEqual({ PhoneType: 'DDI' })
})

test('trap: PUT collides with a name whatever its case (xero §13.4)', async () => {
  const world = await createWorld()
  const answer = await world.api('PUT', 'Contacts', { Contacts: [{ Name: 'BIRCH & CO' }] })
  expect(answer.status).toBe(400)
  expect(answer.at('Type')).toBe('ValidationException')
  expect(answer.at('ErrorNumber')).toBe(10)
  expect(answer.at('Elements', 0, 'ContactID')).toBe('00000000-0000-0000-0000-000000000000')
  expect(answer.at('Elements', 0, 'ValidationErrors', 0, 'Message')).toBe(
    'The contact name BIRCH & CO is already assigned to another contact. The contact name must be unique across all active contacts.',
  )
})

test('trap: the name of an archived contact is free, its ContactNumber is not (xero §13.4)', async () => {
  const world = await createWorld()
  expect((await world.api('PUT', 'Contacts', { Name: 'Old Mill' })).status).toBe(200)
  const taken = await world.api('PUT', 'Contacts', { Name: 'New Mill', ContactNumber: 'LEGACY-7' })
  expect(taken.text).toContain('The contact number LEGACY-7 is already assigned to another contact.')
})

test('trap: AccountNumber is unique too (xero §7)', async () => {
  const world = await createWorld()
  await create(world, { Name: 'One', AccountNumber: 'A1' })
  expect((await world.api('PUT', 'Contacts', { Name: 'Two', AccountNumber: 'A1' })).text).toContain(
    'The Account Number already exists',
  )
})

test('trap: POST without ContactID overwrites whoever has that name (xero §13.4)', async () => {
  const world = await createWorld()
  const answer = await world.api('POST', 'Contacts', {
    Name: 'birch & co',
    EmailAddress: 'new@birch.example',
  })
  expect(answer.at('Contacts', 0, 'ContactID')).toBe(world.id('birch'))
})

test('trap: POST matches ContactNumber before Name (xero §13.4)', async () => {
  const world = await createWorld()
  const answer = await world.api('POST', 'Contacts', { Name: 'Acme Renamed', ContactNumber: '4711' })
  expect(answer.at('Contacts', 0, 'ContactID')).toBe(world.id('acme'))
  expect(answer.at('Contacts', 0, 'Name')).toBe('Acme Renamed')
})

test('trap: archived contacts refuse every edit, re-archiving too (xero §13.4)', async () => {
  const world = await createWorld()
  for (const change of [
    { EmailAddress: 'a@b.example' },
    { ContactStatus: 'ARCHIVED' },
    { ContactStatus: 'ACTIVE' },
  ]) {
    const answer = await world.api('POST', 'Contacts?summarizeErrors=false', {
      ContactID: world.id('old'),
      ...change,
    })
    expect(answer.status).toBe(200)
    expect(answer.at('Contacts', 0, 'StatusAttributeString')).toBe('ERROR')
    expect(answer.text).toMatch(archivedText)
  }
})

test('trap: archiving succeeds with open invoices, frees the name and bumps the contact (xero §7)', async () => {
  const world = await createWorld()
  const answer = await world.api('POST', `Contacts/${world.id('acme')}`, { ContactStatus: 'ARCHIVED' })
  expect(answer.at('Contacts', 0, 'ContactStatus')).toBe('ARCHIVED')
  expect((await world.api('PUT', 'Contacts', { Name: 'Acme Cafés Pty Ltd' })).status).toBe(200)
})

test('trap: archived contacts are hidden unless asked for (xero §13.7)', async () => {
  const world = await createWorld()
  expect((await world.api('GET', 'Contacts?page=1')).at('pagination', 'itemCount')).toBe(2)
  expect((await world.api('GET', 'Contacts?page=1&includeArchived=true')).at('pagination', 'itemCount')).toBe(
    4,
  )
  const byId = await world.api('GET', `Contacts?IDs=${world.id('old')}`)
  expect(byId.at('Contacts', 'length')).toBe(0)
})

test('trap: a merged contact says where it went, only when paged or single (xero §13.14)', async () => {
  const world = await createWorld()
  const page = await world.api('GET', `Contacts?page=1&includeArchived=true&IDs=${world.id('gone')}`)
  expect(page.at('Contacts', 0, 'MergedToContactID')).toBe(world.id('acme'))
  const list = await world.api('GET', `Contacts?includeArchived=true&IDs=${world.id('gone')}`)
  expect(list.at('Contacts', 0, 'MergedToContactID')).toBeUndefined()
})

test('trap: pagination appears only with page (xero §13.7)', async () => {
  const world = await createWorld()
  expect((await world.api('GET', 'Contacts')).at('pagination')).toBeUndefined()
  expect((await world.api('GET', 'Contacts?page=2&pageSize=1')).at('pagination')).toEqual({
    page: 2,
    pageSize: 1,
    pageCount: 2,
    itemCount: 2,
  })
})

test('trap: pageSize is clamped, a page past the end is empty (xero §5)', async () => {
  const world = await createWorld()
  expect((await world.api('GET', 'Contacts?page=1&pageSize=5000')).at('pagination', 'pageSize')).toBe(1000)
  const past = await world.api('GET', 'Contacts?page=9')
  expect(past.at('Contacts', 'length')).toBe(0)
})

test('trap: a default batch saves the good ones and answers only the failed (xero §13.5)', async () => {
  const world = await createWorld()
  const answer = await world.api('PUT', 'Contacts', { Contacts: [{ Name: 'Good' }, { Name: '' }] })
  expect(answer.status).toBe(400)
  expect(answer.at('Elements', 'length')).toBe(1)
  expect((await world.api('GET', 'Contacts?searchTerm=good')).at('Contacts', 'length')).toBe(1)
})

test('summarizeErrors=false answers each element', async () => {
  const world = await createWorld()
  const answer = await world.api('PUT', 'Contacts?summarizeErrors=false', [
    { Name: 'Good' },
    { ContactNumber: 'x' },
  ])
  expect(answer.status).toBe(200)
  expect(answer.at('Contacts', 0, 'StatusAttributeString')).toBe('OK')
  expect(answer.at('Contacts', 1, 'HasValidationErrors')).toBe(true)
  expect(answer.at('Contacts', 1, 'ValidationErrors', 0, 'Message')).toBe('Contact Name cannot be empty.')
})

test('trap: one unknown id refuses the whole POST with an empty 404 (xero §6.1)', async () => {
  const world = await createWorld()
  const unknown = '11111111-2222-4333-8444-555555555555'
  const answer = await world.api('POST', 'Contacts', [
    { Name: 'Never saved' },
    { ContactID: unknown, Name: 'X' },
  ])
  expect(answer.status).toBe(404)
  expect(answer.headers.get('content-type')).toContain('text/html')
  expect(answer.text).toBe('')
  expect((await world.api('GET', 'Contacts?searchTerm=never')).at('Contacts', 'length')).toBe(0)
})

test('trap: updates merge slot by slot (xero §7)', async () => {
  const world = await createWorld()
  const id = await create(world, {
    Name: 'Slots',
    FirstName: 'Kim',
    Phones: [
      { PhoneType: 'DEFAULT', PhoneNumber: '5550 0001', PhoneAreaCode: '03' },
      { PhoneType: 'MOBILE', PhoneNumber: '0491 570 006' },
    ],
    Addresses: [{ AddressType: 'STREET', City: 'Fitzroy', PostalCode: '3065' }],
  })
  const answer = await world.api('POST', 'Contacts', {
    ContactID: id,
    Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: '5550 0002' }],
    Addresses: [{ AddressType: 'STREET', City: 'Carlton' }],
  })
  expect(answer.at('Contacts', 0, 'FirstName')).toBe('Kim')
  expect(answer.at('Contacts', 0, 'Phones', 0)).toMatchObject({
    PhoneNumber: '5550 0002',
    PhoneAreaCode: '03',
  })
  expect(answer.at('Contacts', 0, 'Phones', 3)).toMatchObject({
    PhoneType: 'MOBILE',
    PhoneNumber: '0491 570 006',
  })
  expect(answer.at('Contacts', 0, 'Addresses', 0)).toMatchObject({ City: 'Carlton', PostalCode: '3065' })
})

test('trap: ContactPersons are replaced, an empty list clears nothing, six are too many (xero §13.9)', async () => {
  const world = await createWorld()
  const id = await create(world, { Name: 'People', ContactPersons: [{ FirstName: 'A' }, { FirstName: 'B' }] })
  const replaced = await world.api('POST', 'Contacts', {
    ContactID: id,
    ContactPersons: [{ FirstName: 'C' }],
  })
  expect(replaced.at('Contacts', 0, 'ContactPersons', 'length')).toBe(1)
  const kept = await world.api('POST', 'Contacts', { ContactID: id, ContactPersons: [] })
  expect(kept.at('Contacts', 0, 'ContactPersons', 'length')).toBe(1)
  const six = Array.from({ length: 6 }, () => ({ FirstName: 'X' }))
  expect((await world.api('POST', 'Contacts', { ContactID: id, ContactPersons: six })).status).toBe(400)
})

test.each([
  ['angle brackets', 'A <b>'],
  ['leading space', ' A'],
  ['doubled space', 'A  B'],
  ['256 characters', 'x'.repeat(256)],
])('a name with %s is refused', async (_, Name) => {
  expect((await (await createWorld()).api('PUT', 'Contacts', { Name })).status).toBe(400)
})

test('trap: an e-mail with an umlaut, a country with digits, a long phone are refused together (xero §7)', async () => {
  const answer = await (await createWorld()).api('PUT', 'Contacts', {
    Name: 'Many faults',
    EmailAddress: 'jürgen@x.example',
    Addresses: [{ AddressType: 'STREET', Country: 'Area 51' }],
    Phones: [{ PhoneType: 'DEFAULT', PhoneAreaCode: '01234567890' }],
  })
  expect(answer.at('Elements', 0, 'ValidationErrors', 'length')).toBe(3)
})

test('trap: keys are read without regard to case, Website is ignored, null is absent, "" clears (xero §7)', async () => {
  const world = await createWorld()
  const id = await create(world, {
    name: 'Loose',
    EMAILADDRESS: 'a@b.example',
    Website: 'https://x.example',
    TaxNumber: '1',
  })
  const answer = await world.api('POST', 'Contacts', { ContactID: id, EmailAddress: null, TaxNumber: '' })
  expect(answer.at('Contacts', 0, 'EmailAddress')).toBe('a@b.example')
  expect(answer.at('Contacts', 0, 'TaxNumber')).toBe('')
  expect(answer.at('Contacts', 0, 'Website')).toBeUndefined()
})

test.each([
  ['no JSON', '{"Name":', 400],
  ['a list in place of text', '{"Name":["x"]}', 400],
  ['a text in place of a list', '{"Name":"x","Phones":"y"}', 400],
  ['an impossible guid', '{"ContactID":"nope","Name":"x"}', 400],
  ['nothing at all', '', 400],
  ['null', 'null', 400],
  ['numbers in the collection', '{"Contacts":[1]}', 400],
])('a body with %s answers %#', async (_, body, status) => {
  expect((await (await createWorld()).api('POST', 'Contacts', body)).status).toBe(status)
})

test('trap: a contact is found by ContactNumber in the path (xero §7)', async () => {
  const world = await createWorld()
  expect((await world.api('GET', 'Contacts/4711')).at('Contacts', 0, 'ContactID')).toBe(world.id('acme'))
  expect((await world.api('GET', 'Contacts/4712')).status).toBe(404)
})

test('trap: a raised invoice makes a customer without bumping UpdatedDateUTC (xero §13.6)', async () => {
  const world = await createWorld()
  const id = await create(world, { Name: 'Quiet' })
  const before = (await world.api('GET', `Contacts/${id}`)).at('Contacts', 0, 'UpdatedDateUTC')
  await world.clock.advance(60_000)
  await world.api('PUT', 'Invoices', {
    Type: 'ACCREC',
    Contact: { ContactID: id },
    DueDate: '2026-11-01',
    Status: 'AUTHORISED',
    LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 10, AccountCode: '200' }],
  })
  const after = await world.api('GET', `Contacts/${id}`)
  expect(after.at('Contacts', 0, 'IsCustomer')).toBe(true)
  expect(after.at('Contacts', 0, 'Balances', 'AccountsReceivable')).toEqual({ Outstanding: 11, Overdue: 11 })
  expect(after.at('Contacts', 0, 'UpdatedDateUTC')).toBe(before)
  const delta = await world.api('GET', 'Contacts', undefined, { 'if-modified-since': '2026-11-22T01:30:30' })
  expect(delta.at('Contacts', 'length')).toBe(0)
})

test('trap: If-Modified-Since takes ISO with and without zone, to the second, and refuses nonsense (xero §5)', async () => {
  const world = await createWorld()
  await create(world, { Name: 'Now' })
  for (const text of [
    '2026-11-22T01:30:00',
    '2026-11-22T01:30:00Z',
    '2026-11-22T01:30:00.900Z',
    'Sun, 22 Nov 2026 01:30:00 GMT',
  ]) {
    const answer = await world.api('GET', 'Contacts', undefined, { 'if-modified-since': text })
    expect(answer.at('Contacts', 'length')).toBe(1)
  }
  expect((await world.api('GET', 'Contacts', undefined, { 'if-modified-since': 'soon' })).status).toBe(412)
})

test('trap: summaryOnly forces paging and drops computed fields (xero §5)', async () => {
  const answer = await (await createWorld()).api('GET', 'Contacts?summaryOnly=true')
  expect(answer.at('pagination', 'page')).toBe(1)
  expect(answer.at('Contacts', 0, 'IsCustomer')).toBeUndefined()
})

test('trap: notes come back as history, newest first, without Changes and User when created (xero §6.3)', async () => {
  const world = await createWorld()
  const path = `Contacts/${world.id('acme')}/History`
  const made = await world.api('PUT', path, { HistoryRecords: [{ Details: 'linked to 4711' }] })
  expect(made.at('HistoryRecords', 0)).toEqual({
    DateUTCString: '2026-11-22T01:30:00',
    DateUTC: `/Date(${Date.UTC(2026, 10, 22, 1, 30)})/`,
    Details: 'linked to 4711',
    ValidationErrors: [],
  })
  expect((await world.api('GET', path)).at('HistoryRecords', 0)).toMatchObject({
    Changes: 'Note',
    User: 'System Generated',
  })
  expect((await world.api('PUT', path, { HistoryRecords: [{ Details: 'x'.repeat(2_501) }] })).status).toBe(
    400,
  )
})

test('trap: IDs sent empty matches nothing (xero §5)', async () => {
  expect((await (await createWorld()).api('GET', 'Contacts?IDs=')).at('Contacts', 'length')).toBe(0)
})
