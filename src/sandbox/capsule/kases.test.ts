import { describe, expect, test } from 'vitest'
import { account, at, number, refusal } from './fixture.ts'

async function project(init: Record<string, unknown> = {}) {
  const base = account()
  const party = { id: base.idOf('acme') }
  const made = await base.call('POST', '/kases', { kase: { name: 'Fit-out', party, ...init } })
  const id = number(made.body, 'kase.id')
  const put = (kase: unknown) => base.call('PUT', `/kases/${id}`, { kase })
  return { ...base, made, id, put, path: `/kases/${id}` }
}

test('a new one is open and in no stage', async () => {
  const { made } = await project()
  expect(made).toMatchObject({
    status: 201,
    body: { kase: { status: 'OPEN', stage: null, opportunity: null, closedOn: null, lastContactedAt: null } },
  })
})

test('closing sets the day, opening takes it away', async () => {
  const { put } = await project()
  expect((await put({ status: 'CLOSED' })).body).toMatchObject({ kase: { closedOn: '2026-06-01' } })
  expect((await put({ status: 'OPEN' })).body).toMatchObject({ kase: { closedOn: null } })
})

describe('stages', () => {
  test('trap: a stage can be left again with null (capsule §9)', async () => {
    const { put, call } = await project()
    const { body } = await call('GET', '/stages')
    expect(body).toMatchObject({ stages: [{ displayOrder: 0, board: { name: 'Projects' } }, {}, {}, {}] })
    const stage = { id: number(body, 'stages.1.id') }
    expect((await put({ stage })).body).toMatchObject({ kase: { stage } })
    expect((await put({ stage: null })).body).toMatchObject({ kase: { stage: null } })
  })

  test('boards hold their own', async () => {
    const { call } = await project()
    const board = number((await call('GET', '/boards')).body, 'boards.0.id')
    expect(at((await call('GET', `/boards/${board}/stages`)).body, 'stages')).toHaveLength(4)
    expect(await call('GET', '/boards/1/stages')).toMatchObject({ status: 404 })
  })
})

test.each([
  [{ party: null }, 'party is required', 'party'],
  [{ owner: null }, 'owner or team is required', 'owner'],
  [{ name: '' }, 'name is required', 'name'],
  [{ status: 'WON' }, 'unknown status', 'status'],
])('%j is refused', async (sent, message, field) => {
  const { put } = await project()
  expect(await put(sent)).toMatchObject(refusal(message, 'kase', field))
})

test('trap: a project outlives its opportunity, unlinked (capsule §9)', async () => {
  const base = await project()
  const { call, idOf, put, path } = base
  const milestone = { id: number((await call('GET', '/milestones')).body, 'milestones.0.id') }
  const party = { id: idOf('acme') }
  const made = await call('POST', '/opportunities', { opportunity: { name: 'Deal', party, milestone } })
  const opportunity = { id: number(made.body, 'opportunity.id') }
  await put({ opportunity })
  expect((await call('GET', `/opportunities/${opportunity.id}/kases`)).body).toMatchObject({
    kases: [{ id: base.id, opportunity: { name: 'Deal' } }],
  })
  await call('DELETE', `/opportunities/${opportunity.id}`)
  expect((await call('GET', path)).body).toMatchObject({ kase: { opportunity: null } })
})

test('trap: deleting a party takes its projects along (capsule §19.9)', async () => {
  const { call, id, idOf } = await project()
  expect((await call('GET', `/parties/${idOf('acme')}/kases`)).body).toMatchObject({ kases: [{ id }] })
  await call('DELETE', `/parties/${idOf('acme')}`)
  expect((await call('GET', '/kases/deleted?since=2026-01-01')).body).toMatchObject({ kases: [{ id }] })
})

test('trap: the deleted feed needs since (capsule §3.7)', async () => {
  const { call } = await project()
  expect(await call('GET', '/kases/deleted')).toMatchObject(refusal('since is required', 'kase', 'since'))
})

test('trap: a restricted user sees only their own projects (capsule §19.11)', async () => {
  const { call, signIn, path, put, userId } = await project()
  const cy = (await signIn('cy@tryout.test')).access
  expect((await call('GET', path, undefined, cy)).status).toBe(404)
  expect((await call('GET', '/kases', undefined, cy)).body).toEqual({ kases: [] })
  await put({ owner: { id: await userId('cy@tryout.test') } })
  expect((await call('GET', path, undefined, cy)).body).toMatchObject({
    kase: { party: { name: 'Private', isRestricted: true } },
  })
})

test('filters by board and stage', async () => {
  const { call, put, id } = await project()
  const { body } = await call('GET', '/stages')
  await put({ stage: { id: number(body, 'stages.0.id') } })
  const conditions = [
    { field: 'board', operator: 'is', value: number(body, 'stages.0.board.id') },
    { field: 'isOpen', operator: 'is', value: true },
  ]
  expect((await call('POST', '/kases/filters/results', { filter: { conditions } })).body).toMatchObject({
    kases: [{ id }],
  })
})
