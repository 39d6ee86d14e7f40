import { expect, test } from 'vitest'
import { account, at, number, refusal } from './fixture.ts'

const dee = {
  username: 'dee',
  party: { firstName: 'Dee', lastName: 'New', emailAddresses: [{ address: 'dee@tryout.test' }] },
}

test('an administrator adds a user, whose e-mail stands on their party', async () => {
  const { call } = account()
  const made = await call('POST', '/users', { user: dee })
  expect(made).toMatchObject({ status: 201, body: { user: { username: 'dee', name: 'Dee New' } } })
  const party = await call('GET', `/parties/${number(made.body, 'user.party.id')}`)
  expect(at(party.body, 'party.emailAddresses.0.address')).toBe('dee@tryout.test')
})

test.each([
  [{ ...dee, username: '' }, 'username is required', 'username'],
  [{ ...dee, username: 'ann@tryout.test' }, 'username is already taken', 'username'],
  [{ username: 'dee' }, 'party is required', 'party'],
  [{ ...dee, timezone: 'Mars/Base' }, 'unknown timezone', 'timezone'],
])('%j is refused', async (user, message, field) => {
  const { call } = account()
  expect(await call('POST', '/users', { user })).toMatchObject(refusal(message, 'user', field))
})

test('others may change themselves only', async () => {
  const { call, signIn, userId } = account()
  const bob = (await signIn('bob@tryout.test')).access
  const change = { user: { timezone: 'Pacific/Auckland' } }
  expect((await call('POST', '/users', { user: dee }, bob)).status).toBe(403)
  expect((await call('PUT', `/users/${await userId('cy@tryout.test')}`, change, bob)).status).toBe(403)
  const self = await call('PUT', `/users/${await userId('bob@tryout.test')}`, change, bob)
  expect(self.body).toMatchObject({ user: { timezone: 'Pacific/Auckland' } })
})

test('trap: a deleted user’s token ends, and their name stays on what they own (capsule §4.1)', async () => {
  const { call, signIn, userId, idOf } = account()
  const cy = (await signIn('cy@tryout.test')).access
  const id = await userId('cy@tryout.test')
  expect((await call('DELETE', `/users/${id}`)).status).toBe(204)
  expect((await call('GET', '/users/current', undefined, cy)).status).toBe(401)
  expect((await call('GET', `/users/${id}`)).status).toBe(404)
  expect((await call('GET', `/parties/${idOf('cys')}`)).body).toMatchObject({
    party: { owner: { name: 'Cy Restricted', deleted: true } },
  })
})

test('the account owner stays', async () => {
  const { call, userId } = account()
  expect((await call('DELETE', `/users/${await userId('ann@tryout.test')}`)).status).toBe(422)
})
