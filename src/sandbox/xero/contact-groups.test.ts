import { expect, test } from 'vitest'
import { createWorld, type World } from './fixture.ts'

async function group(world: World, name = 'VIPs'): Promise<string> {
  const made = await world.api('PUT', 'ContactGroups', { ContactGroups: [{ Name: name }] })
  expect(made.status).toBe(200)
  return String(made.at('ContactGroups', 0, 'ContactGroupID'))
}

const assign = (world: World, id: string, ...keys: string[]) =>
  world.api('PUT', `ContactGroups/${id}/Contacts`, {
    Contacts: keys.map((key) => ({ ContactID: world.id(key) })),
  })

test('a group lists its contacts when read alone only, and shows on them', async () => {
  const world = await createWorld()
  const id = await group(world)
  expect((await assign(world, id, 'acme', 'birch')).status).toBe(200)
  expect((await world.api('GET', `ContactGroups/${id}`)).at('ContactGroups', 0, 'Contacts', 0)).toMatchObject(
    {
      ContactID: world.id('acme'),
      Name: 'Acme Cafés Pty Ltd',
    },
  )
  expect((await world.api('GET', 'ContactGroups')).at('ContactGroups', 0, 'Contacts')).toEqual([])
  const contact = await world.api('GET', `Contacts/${world.id('acme')}`)
  expect(contact.at('Contacts', 0, 'ContactGroups', 0)).toMatchObject({ ContactGroupID: id, Name: 'VIPs' })
})

test('trap: an archived contact cannot join a group, the others of the batch do (xero §7)', async () => {
  const world = await createWorld()
  const id = await group(world)
  const answer = await assign(world, id, 'old', 'birch')
  expect(answer.status).toBe(400)
  expect(answer.text).toContain('Unable to assign an Archived contact.')
  const read = await world.api('GET', `ContactGroups/${id}`)
  expect(read.at('ContactGroups', 0, 'Contacts', 0, 'ContactID')).toBe(world.id('birch'))
  expect(read.at('ContactGroups', 0, 'Contacts', 1)).toBeUndefined()
})

test('trap: the 101st contact group is refused (xero §7)', async () => {
  const world = await createWorld({ quotas: false })
  const names = Array.from({ length: 101 }, (_, i) => ({ Name: `Group ${i}` }))
  const answer = await world.api('PUT', 'ContactGroups', { ContactGroups: names })
  expect(answer.status).toBe(400)
  expect(answer.at('Elements', 0, 'Name')).toBe('Group 100')
  expect(answer.at('Elements', 0, 'ValidationErrors', 0, 'Message')).toBe(
    'You’ve reached the limit of 100 contact groups.',
  )
  expect(answer.at('Elements', 1)).toBeUndefined()
})

test('trap: a deleted group leaves the list, its contacts and its name (xero §7)', async () => {
  const world = await createWorld()
  const id = await group(world)
  await assign(world, id, 'acme')
  const deleted = await world.api('POST', `ContactGroups/${id}`, { Status: 'DELETED' })
  expect(deleted.status).toBe(200)
  expect(deleted.at('ContactGroups', 0, 'Contacts')).toEqual([])
  expect((await world.api('GET', 'ContactGroups')).at('ContactGroups')).toEqual([])
  const contact = await world.api('GET', `Contacts/${world.id('acme')}`)
  expect(contact.at('Contacts', 0, 'ContactGroups')).toEqual([])
  expect((await world.api('GET', `ContactGroups/${id}`)).status).toBe(404)
  await group(world)
})

test('trap: joining a group leaves UpdatedDateUTC of the contact alone (xero §7)', async () => {
  const world = await createWorld()
  const id = await group(world)
  const read = async () =>
    (await world.api('GET', `Contacts/${world.id('acme')}`)).at('Contacts', 0, 'UpdatedDateUTC')
  const before = await read()
  await world.clock.advance(60_000)
  await assign(world, id, 'acme')
  expect(await read()).toBe(before)
})

test('trap: ContactGroups sent inside a contact change nothing (xero §7)', async () => {
  const world = await createWorld()
  const id = await group(world)
  const made = await world.api('PUT', 'Contacts', { Name: 'Joiner', ContactGroups: [{ ContactGroupID: id }] })
  expect(made.at('Contacts', 0, 'ContactGroups')).toEqual([])
})

test('contacts leave one by one or all at once, with 204', async () => {
  const world = await createWorld()
  const id = await group(world)
  await assign(world, id, 'acme', 'birch')
  const one = `ContactGroups/${id}/Contacts/${world.id('acme')}`
  expect((await world.api('DELETE', one)).status).toBe(204)
  expect((await world.api('DELETE', one)).status).toBe(404)
  expect((await world.api('DELETE', `ContactGroups/${id}/Contacts`)).status).toBe(204)
  expect((await world.api('GET', `ContactGroups/${id}`)).at('ContactGroups', 0, 'Contacts')).toEqual([])
})

test('one unknown id refuses the whole assignment', async () => {
  const world = await createWorld()
  const id = await group(world)
  const answer = await world.api('PUT', `ContactGroups/${id}/Contacts`, [
    { ContactID: world.id('acme') },
    { ContactID: '11111111-1111-4111-8111-111111111111' },
  ])
  expect(answer.status).toBe(404)
  expect((await world.api('GET', `ContactGroups/${id}`)).at('ContactGroups', 0, 'Contacts')).toEqual([])
})

test('names are unique without case, and filter and order work', async () => {
  const world = await createWorld()
  await group(world, 'Beta')
  await group(world, 'alpha')
  expect((await world.api('PUT', 'ContactGroups', { Name: 'BETA' })).status).toBe(400)
  const ordered = await world.api('GET', 'ContactGroups?order=Name')
  expect(ordered.at('ContactGroups', 0, 'Name')).toBe('alpha')
  const found = await world.api('GET', `ContactGroups?where=${encodeURIComponent('Name=="beta"')}`)
  expect(found.at('ContactGroups', 0, 'Name')).toBe('Beta')
  expect((await world.api('GET', 'ContactGroups?where=Nope==1')).at('Type')).toBe('QueryParseException')
})
