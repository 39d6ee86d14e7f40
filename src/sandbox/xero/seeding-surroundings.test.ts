import { expect, test } from 'vitest'
import { seededChance } from '../kernel/chance.ts'
import { demoSeed } from '../seeds/demo.ts'
import { createWorld } from './fixture.ts'

test('the demo has groups, tracking, items and a project with time on it', async () => {
  const world = await createWorld({ connect: false, quotas: false })
  world.xero.reset()
  world.xero.seed(demoSeed(seededChance(1)).xero, new Map())
  await world.connect('openid accounting.contacts accounting.settings.read projects.read')
  const groups = await world.api('GET', 'ContactGroups?order=Name')
  expect(groups.at('ContactGroups', 1, 'Name')).toBe('Service agreements')
  const group = await world.api('GET', `ContactGroups/${groups.at('ContactGroups', 1, 'ContactGroupID')}`)
  expect(group.at('ContactGroups', 0, 'Contacts', 2, 'Name')).toBe('Fernleigh Aged Care Inc.')
  const tracking = await world.api('GET', 'TrackingCategories')
  expect(tracking.at('TrackingCategories', 0, 'Options', 0, 'Name')).toBe('Melbourne')
  const item = await world.api('GET', 'Items/SVC-HOUR')
  expect(item.at('Items', 0, 'SalesDetails')).toEqual({ UnitPrice: 145, AccountCode: '200' })
  const projects = await world.api('GET', '/projects.xro/2.0/Projects')
  expect(projects.at('items', 0)).toMatchObject({
    name: 'Flinders Lane fit-out',
    minutesLogged: 1020,
    estimate: { currency: 'AUD', value: 412_000 },
    totalTaskAmount: { value: 5047.5 },
  })
})
