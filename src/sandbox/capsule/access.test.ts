import { expect, test } from 'vitest'
import { account, at, names, start } from './fixture.ts'

const since = `${new Date(start).toISOString().slice(0, 19)}Z`

async function signedIn() {
  const base = account()
  const bob = (await base.signIn('bob@tryout.test')).access
  const cy = (await base.signIn('cy@tryout.test')).access
  const teamOf = async (key: string) =>
    at((await base.call('GET', `/parties/${base.idOf(key)}`)).body, 'party.team')
  return { ...base, bob, cy, teamOf }
}

test('trap: an administrator sees all, a standard user no foreign team, a restricted user only their own (capsule §19.11)', async () => {
  const { call, bob, cy } = await signedIn()
  const all = names(await call('GET', '/parties'))
  expect(all).toContain('For the board')
  const bobs = names(await call('GET', '/parties', undefined, bob))
  expect(bobs).toEqual(all.filter((name) => name !== 'For the board'))
  expect(names(await call('GET', '/parties', undefined, cy))).toEqual(['Restricted', 'Of Cy'])
})

test('trap: what a user cannot see is not found, by any way (capsule §6)', async () => {
  const { call, idOf, bob } = await signedIn()
  const path = `/parties/${idOf('board')}`
  const missing = { status: 404, body: { message: 'party not found' } }
  expect(await call('GET', path, undefined, bob)).toMatchObject(missing)
  expect(await call('PUT', path, { party: { name: 'X' } }, bob)).toMatchObject(missing)
  expect(await call('DELETE', path, undefined, bob)).toMatchObject(missing)
  expect(await call('GET', `${path},${idOf('sales')}`, undefined, bob)).toMatchObject({
    body: { parties: [{ name: 'For Sales' }] },
  })
  expect(names(await call('GET', '/parties/search?q=board', undefined, bob))).toEqual([])
  const filter = { conditions: [{ field: 'name', operator: 'contains', value: 'board' }] }
  expect(names(await call('POST', '/parties/filters/results', { filter }, bob))).toEqual([])
})

test('trap: a record moved out of sight comes as a private stub, not as deleted (capsule §3.7)', async () => {
  const { call, idOf, bob, teamOf } = await signedIn()
  const team = await teamOf('board')
  await call('PUT', `/parties/${idOf('acme')}`, { party: { owner: null, team } })
  await call('PUT', `/parties/${idOf('jo')}`, { party: { owner: null, team } })
  const feed = await call('GET', `/parties/deleted?since=${since}`, undefined, bob)
  expect(feed.body).toMatchObject({
    parties: [],
    restrictedParties: [
      { id: idOf('acme'), type: 'organisation', name: 'Private', isRestricted: true },
      { id: idOf('jo'), type: 'person', firstName: null, lastName: 'Private', isRestricted: true },
    ],
  })
  const forAdmin = await call('GET', `/parties/deleted?since=${since}`)
  expect(forAdmin.body).toEqual({ parties: [] })
})

test('trap: a record that came back into sight is no stub any more (capsule §3.7)', async () => {
  const { call, idOf, bob, teamOf } = await signedIn()
  const path = `/parties/${idOf('acme')}`
  await call('PUT', path, { party: { owner: null, team: await teamOf('board') } })
  await call('PUT', path, { party: { owner: null, team: null } })
  expect((await call('GET', `/parties/deleted?since=${since}`, undefined, bob)).body).toEqual({ parties: [] })
})

test('trap: a deletion is told only to those who saw the record (capsule §3.7)', async () => {
  const { call, idOf, bob } = await signedIn()
  await call('DELETE', `/parties/${idOf('board')}`)
  await call('DELETE', `/parties/${idOf('sales')}`)
  const feed = await call('GET', `/parties/deleted?since=${since}`, undefined, bob)
  expect(feed.body).toMatchObject({ parties: [{ id: idOf('sales') }] })
  expect(at(feed.body, 'parties')).toHaveLength(1)
})

test('trap: an organisation out of sight is private inside its people too (capsule §19.11)', async () => {
  const { call, idOf, bob, teamOf } = await signedIn()
  await call('PUT', `/parties/${idOf('acme')}`, { party: { owner: null, team: await teamOf('board') } })
  const jo = await call('GET', `/parties/${idOf('jo')}`, undefined, bob)
  expect(at(jo.body, 'party.organisation')).toMatchObject({ name: 'Private', isRestricted: true })
})
