import { expect, test } from 'vitest'
import { account, at, start } from './fixture.ts'

const since = `${new Date(start).toISOString().slice(0, 19)}Z`

test('trap: a merge gives rows, tags, values and people to the winner; the loser is deleted (capsule §19.12)', async () => {
  const { form, call, idOf } = account()
  const response = await form(`/party/${idOf('acme')}/merge`, { into: String(idOf('sales')) })
  expect(response.headers.get('Location')).toBe(`/party/${idOf('sales')}`)
  const winner = await call('GET', `/parties/${idOf('sales')}?embed=tags,fields`)
  expect(winner.body).toMatchObject({
    party: {
      name: 'For Sales',
      emailAddresses: [{ address: 'hello@acme.test' }],
      tags: [{ name: 'Customer' }],
      fields: [{ value: '51824753556' }],
      updatedAt: since,
    },
  })
  expect(at((await call('GET', `/parties/${idOf('jo')}`)).body, 'party.organisation.id')).toBe(idOf('sales'))
  const gone = await call('GET', `/parties/deleted?since=${since}`)
  expect(gone.body).toMatchObject({ parties: [{ id: idOf('acme') }] })
})

test.each(['sales', 'jo', 'nobody'])('merging %s into what cannot take it is refused', async (key) => {
  const { form, call, idOf } = account()
  const into = key === 'nobody' ? '1' : String(idOf(key))
  const from = key === 'jo' ? idOf('acme') : idOf('sales')
  expect((await form(`/party/${from}/merge`, { into })).status).toBe(422)
  expect((await call('GET', `/parties/${from}`)).status).toBe(200)
})

test('trap: a person becomes an organisation and back; people lose a converted organisation (capsule §4.1)', async () => {
  const { form, call, idOf } = account()
  await form(`/party/${idOf('jo')}/convert`, {})
  const jo = (await call('GET', `/parties/${idOf('jo')}`)).body
  expect(jo).toMatchObject({ party: { type: 'organisation', name: 'Jo Wren', updatedAt: since } })
  await form(`/party/${idOf('jo')}/convert`, {})
  expect((await call('GET', `/parties/${idOf('jo')}`)).body).toMatchObject({
    party: { type: 'person', firstName: null, lastName: 'Jo Wren', organisation: null },
  })
  const { body } = await call('POST', '/parties', {
    party: { type: 'person', firstName: 'Al', organisation: { id: idOf('acme') } },
  })
  await form(`/party/${idOf('acme')}/convert`, {})
  expect((await call('GET', `/parties/${at(body, 'party.id')}`)).body).toMatchObject({
    party: { organisation: null },
  })
})

test('trap: a merge takes opportunities, projects, tasks and notes to the winner (capsule §4.4)', async () => {
  const { form, call, idOf } = account()
  const party = { id: idOf('acme') }
  const milestone = { id: at((await call('GET', '/milestones')).body, 'milestones.0.id') }
  await call('POST', '/opportunities', { opportunity: { name: 'Deal', party, milestone } })
  await call('POST', '/kases', { kase: { name: 'Job', party } })
  await call('POST', '/tasks', { task: { description: 'Call', dueOn: '2026-06-05', party } })
  await call('POST', '/entries', { entry: { content: 'Rang', party } })
  await form(`/party/${idOf('acme')}/merge`, { into: String(idOf('sales')) })
  const winner = { party: { id: idOf('sales') } }
  expect((await call('GET', '/opportunities')).body).toMatchObject({ opportunities: [winner] })
  expect((await call('GET', '/kases')).body).toMatchObject({ kases: [winner] })
  expect((await call('GET', '/tasks')).body).toMatchObject({ tasks: [winner] })
  expect((await call('GET', `/parties/${idOf('sales')}/entries`)).body).toMatchObject({ entries: [winner] })
  expect((await call('GET', `/opportunities/deleted?since=${since}`)).body).toEqual({ opportunities: [] })
})
