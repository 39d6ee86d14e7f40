import { afterEach, expect, test } from 'vitest'
import { account, at, names, start } from './fixture.ts'
import { switches } from './switches.ts'

const asShipped = { ...switches }
afterEach(() => {
  Object.assign(switches, asShipped)
})

test('a page of more than a hundred is refused, or cut', async () => {
  const { call } = account()
  expect((await call('GET', '/parties?perPage=101')).status).toBe(422)
  switches.tooLargePageRefused = false
  expect((await call('GET', '/parties?perPage=101')).status).toBe(200)
  expect((await call('GET', '/parties?perPage=x')).status).toBe(422)
})

test('since includes its instant, or does not', async () => {
  const { call, idOf } = account()
  await call('PUT', `/parties/${idOf('acme')}`, { party: { name: 'Acme' } })
  const path = `/parties?since=${new Date(start).toISOString()}`
  expect(names(await call('GET', path))).toContain('Acme')
  switches.sinceIncludesItsInstant = false
  expect(names(await call('GET', path))).not.toContain('Acme')
})

test('a project starts in no stage, or in the first of the oldest board', async () => {
  const { call, idOf } = account()
  const add = async () =>
    at(
      (await call('POST', '/kases', { kase: { name: 'Job', party: { id: idOf('acme') } } })).body,
      'kase.stage',
    )
  expect(await add()).toBeNull()
  switches.kaseStartsWithoutStage = false
  expect(await add()).toMatchObject({ name: 'Scheduled' })
})

test('a note stamps its party, or does not', async () => {
  const { call, idOf, clock } = account()
  await clock.advance(60_000)
  const note = async () => {
    await call('POST', '/entries', { entry: { content: 'Rang', party: { id: idOf('acme') } } })
    return at((await call('GET', `/parties/${idOf('acme')}`)).body, 'party.updatedAt')
  }
  expect(await note()).not.toBe('2026-06-01T12:01:00Z')
  switches.contactCountsAsUpdate = true
  expect(await note()).toBe('2026-06-01T12:01:00Z')
})

test('completing a task files an entry, or does not', async () => {
  const { call, idOf } = account()
  switches.completedTaskMakesEntry = false
  const party = { id: idOf('acme') }
  const task = { description: 'Call', dueOn: '2026-06-05', party, status: 'COMPLETED' }
  await call('POST', '/tasks', { task })
  expect((await call('GET', '/entries')).body).toEqual({ entries: [] })
})

test('standard users see loose tasks of others, or do not', async () => {
  const { call, signIn } = account()
  await call('POST', '/tasks', { task: { description: 'Call', dueOn: '2026-06-05' } })
  const bob = (await signIn('bob@tryout.test')).access
  expect(at((await call('GET', '/tasks', undefined, bob)).body, 'tasks')).toHaveLength(1)
  switches.looseTasksSeenByStandardUsers = false
  expect(at((await call('GET', '/tasks', undefined, bob)).body, 'tasks')).toHaveLength(0)
})
