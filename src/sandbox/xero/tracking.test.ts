import { expect, test } from 'vitest'
import { createWorld, type World } from './fixture.ts'

const scope = 'openid offline_access accounting.contacts accounting.settings'

async function category(world: World, name: string): Promise<string> {
  const made = await world.api('PUT', 'TrackingCategories', { Name: name })
  expect(made.status).toBe(200)
  return String(made.at('TrackingCategories', 0, 'TrackingCategoryID'))
}

const path = (...ids: string[]) => `TrackingCategories/${ids[0]}${ids.length > 1 ? `/Options/${ids[1]}` : ''}`

test('trap: two active tracking categories, four in all (xero §8.4)', async () => {
  const world = await createWorld({ scope })
  const first = await category(world, 'Region')
  const second = await category(world, 'Job')
  expect((await world.api('PUT', 'TrackingCategories', { Name: 'Third' })).text).toContain('2 active')
  await world.api('POST', path(first), { Status: 'ARCHIVED' })
  await world.api('POST', path(second), { Status: 'ARCHIVED' })
  await category(world, 'Third')
  const fourth = await category(world, 'Fourth')
  expect((await world.api('POST', path(first), { Status: 'ACTIVE' })).text).toContain('2 active')
  await world.api('POST', path(fourth), { Status: 'ARCHIVED' })
  expect((await world.api('PUT', 'TrackingCategories', { Name: 'Fifth' })).text).toContain(
    'only be 4 tracking categories',
  )
})

test('trap: archived categories and options show with includeArchived only (xero §13.7)', async () => {
  const world = await createWorld({ scope })
  const id = await category(world, 'Region')
  const option = await world.api('PUT', `${path(id)}/Options`, { Name: ' North ' })
  expect(option.at('Options', 0)).toMatchObject({ Name: 'North', IsActive: true })
  await world.api('POST', path(id, String(option.at('Options', 0, 'TrackingOptionID'))), {
    Status: 'ARCHIVED',
  })
  expect((await world.api('GET', 'TrackingCategories')).at('TrackingCategories', 0, 'Options')).toEqual([])
  await world.api('POST', path(id), { Status: 'ARCHIVED' })
  expect((await world.api('GET', 'TrackingCategories')).at('TrackingCategories')).toEqual([])
  const all = await world.api('GET', 'TrackingCategories?includeArchived=true')
  expect(all.at('TrackingCategories', 0, 'Options', 0, 'Name')).toBe('North')
})

test('deleted ones answer their last form, then 404', async () => {
  const world = await createWorld({ scope })
  const id = await category(world, 'Region')
  const made = await world.api('PUT', `${path(id)}/Options`, { Name: 'North' })
  const option = path(id, String(made.at('Options', 0, 'TrackingOptionID')))
  expect((await world.api('DELETE', option)).at('Options', 0, 'IsDeleted')).toBe(true)
  expect((await world.api('DELETE', option)).status).toBe(404)
  expect((await world.api('DELETE', path(id))).at('TrackingCategories', 0, 'Status')).toBe('DELETED')
  expect((await world.api('GET', path(id))).status).toBe(404)
})

test.each([
  [{ Name: '' }, 'Name cannot be empty.'],
  [{ Name: 'x'.repeat(101) }, 'maximum length of 100'],
  [{ Name: 'REGION' }, 'unique Name'],
])('a category %j is refused', async (body, message) => {
  const world = await createWorld({ scope })
  await category(world, 'Region')
  const answer = await world.api('PUT', 'TrackingCategories', body)
  expect(answer.status).toBe(400)
  expect(answer.text).toContain(message)
})

test('reading scopes do not write settings', async () => {
  const world = await createWorld()
  const answer = await world.api('PUT', 'TrackingCategories', { Name: 'Region' })
  expect([answer.status, answer.at('Detail')]).toEqual([401, 'AuthorizationUnsuccessful'])
})
