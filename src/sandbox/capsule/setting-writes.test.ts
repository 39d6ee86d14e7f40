import { expect, test } from 'vitest'
import { account, at, number, refusal } from './fixture.ts'

test('trap: /milestones answers the oldest pipeline only, however many there are (capsule §8)', async () => {
  const { call } = account()
  const made = await call('POST', '/pipelines', { pipeline: { name: 'Service' } })
  const id = number(made.body, 'pipeline.id')
  expect(made.status).toBe(201)
  expect(at((await call('GET', '/milestones')).body, 'milestones')).toHaveLength(4)
  expect((await call('GET', `/pipelines/${id}/milestones`)).body).toMatchObject({
    milestones: [{ pipeline: { id } }, {}, {}, {}],
  })
})

test('trap: a milestone of another pipeline is accepted and moves the opportunity there (capsule §7)', async () => {
  const { call, idOf } = account()
  const first = number((await call('GET', '/milestones')).body, 'milestones.0.id')
  const party = { id: idOf('acme') }
  const opportunity = { name: 'Deal', party, milestone: { id: first } }
  const made = await call('POST', '/opportunities', { opportunity })
  const pipeline = number(
    (await call('POST', '/pipelines', { pipeline: { name: 'Service' } })).body,
    'pipeline.id',
  )
  const other = number((await call('GET', `/pipelines/${pipeline}/milestones`)).body, 'milestones.1.id')
  const path = `/opportunities/${number(made.body, 'opportunity.id')}`
  expect(await call('PUT', path, { opportunity: { milestone: { id: other } } })).toMatchObject({
    status: 200,
    body: { opportunity: { milestone: { id: other }, probability: 50 } },
  })
  expect(await call('DELETE', `/pipelines/${pipeline}`)).toMatchObject(
    refusal('pipeline is in use', 'pipeline'),
  )
})

test.each([
  ['pipelines', 'pipeline'],
  ['boards', 'board'],
  ['lostreasons', 'lostReason'],
])('%s are made, renamed and deleted by administrators', async (path, one) => {
  const { call, signIn } = account()
  const bob = (await signIn('bob@tryout.test')).access
  expect((await call('POST', `/${path}`, { [one]: { name: 'New' } }, bob)).status).toBe(403)
  expect(await call('POST', `/${path}`, { [one]: {} })).toMatchObject(
    refusal('name is required', one, 'name'),
  )
  const id = number((await call('POST', `/${path}`, { [one]: { name: 'New' } })).body, `${one}.id`)
  const renamed = await call('PUT', `/${path}/${id}`, { [one]: { name: 'Newer' } })
  expect(renamed.body).toMatchObject({ [one]: { id, name: 'Newer' } })
  expect((await call('DELETE', `/${path}/${id}`)).status).toBe(204)
  expect((await call('GET', `/${path}/${id}`)).status).toBe(404)
})

test('a closing milestone keeps its probability', async () => {
  const { call } = account()
  const { body } = await call('GET', '/milestones')
  const put = (index: number, probability: number) =>
    call('PUT', `/milestones/${number(body, `milestones.${index}.id`)}`, { milestone: { probability } })
  expect((await put(0, 15)).status).toBe(200)
  expect((await put(2, 90)).status).toBe(422)
})
