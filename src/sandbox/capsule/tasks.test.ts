import { describe, expect, test } from 'vitest'
import { account, at, number, refusal } from './fixture.ts'

async function todo(init: Record<string, unknown> = {}) {
  const base = account()
  const first = { description: 'Chase the invoice', dueOn: '2026-06-05', ...init }
  const made = await base.call('POST', '/tasks', { task: first })
  const id = number(made.body, 'task.id')
  const put = (task: unknown, query = '') => base.call('PUT', `/tasks/${id}${query}`, { task })
  return { ...base, made, id, put, path: `/tasks/${id}` }
}

test('a task may hang on nothing and belongs to the caller', async () => {
  const { made } = await todo({ dueTime: '09:30' })
  expect(made).toMatchObject({
    status: 201,
    body: {
      task: {
        status: 'OPEN',
        dueTime: '09:30:00',
        party: null,
        owner: { name: 'Ann Owner' },
        hasTrack: false,
      },
    },
  })
})

describe('status', () => {
  test('completing says who and when, opening forgets it', async () => {
    const { put } = await todo()
    expect((await put({ status: 'COMPLETED' })).body).toMatchObject({
      task: { status: 'COMPLETED', completedBy: { name: 'Ann Owner' }, completedAt: '2026-06-01T12:00:00Z' },
    })
    expect((await put({ status: 'OPEN' })).body).toMatchObject({
      task: { completedBy: null, completedAt: null },
    })
  })

  test('trap: PENDING cannot be set (capsule §10)', async () => {
    const { put } = await todo()
    expect(await put({ status: 'PENDING' })).toMatchObject(
      refusal('cannot set task status to PENDING', 'task', 'status'),
    )
  })

  test('trap: OPEN on an open task changes nothing, not even its stamp (capsule §3.2)', async () => {
    const { put, clock } = await todo()
    await clock.advance(60_000)
    expect((await put({ status: 'OPEN' })).body).toMatchObject({
      task: { updatedAt: '2026-06-01T12:00:00Z' },
    })
  })

  test('completing a repeated task sets up the next', async () => {
    const { put, call } = await todo({ dueOn: '2026-01-31', repeat: { interval: 1, frequency: 'MONTHLY' } })
    const { body } = await put({ status: 'COMPLETED' }, '?embed=nextTask')
    expect(body).toMatchObject({ task: { nextTask: { dueOn: '2026-02-28' } } })
    expect(at((await call('GET', '/tasks?status=OPEN')).body, 'tasks')).toHaveLength(1)
  })

  test('a completed task leaves an entry on its record', async () => {
    const base = account()
    const party = { id: base.idOf('acme') }
    const task = { description: 'Call', dueOn: '2026-06-05', party, status: 'COMPLETED' }
    await base.call('POST', '/tasks', { task })
    expect((await base.call('GET', `/parties/${party.id}/entries`)).body).toMatchObject({
      entries: [{ type: 'task', subject: 'Call', activityType: { id: -4, name: 'Task completed' } }],
    })
  })
})

test('trap: a task hangs on one record at most (capsule §10)', async () => {
  const { put, call, idOf } = await todo({ party: null })
  const party = { id: idOf('acme') }
  const kase = {
    id: number((await call('POST', '/kases', { kase: { name: 'Job', party } })).body, 'kase.id'),
  }
  expect(await put({ party, kase })).toMatchObject(
    refusal('task can be related to at most one entity', 'task'),
  )
  expect((await put({ kase })).body).toMatchObject({ task: { kase: { name: 'Job' }, party: null } })
  expect(await put({ party })).toMatchObject({ status: 422 })
  expect((await put({ party, kase: null })).body).toMatchObject({ task: { kase: null } })
})

test.each([
  [{ description: '' }, 'description is required', 'description'],
  [{ dueOn: null }, 'due on is required', 'dueOn'],
  [{ dueTime: '25:00' }, 'dueTime is not a valid time', 'dueTime'],
  [{ owner: { id: 1 } }, 'owner not found', 'owner'],
])('%j is refused', async (sent, message, field) => {
  const { put } = await todo()
  expect(await put(sent)).toMatchObject(refusal(message, 'task', field))
})

test('lists by status and owner', async () => {
  const { call, id, userId } = await todo()
  expect((await call('GET', '/tasks?status=OPEN')).body).toMatchObject({ tasks: [{ id }] })
  expect((await call('GET', '/tasks?status=COMPLETED')).body).toEqual({ tasks: [] })
  const bob = await userId('bob@tryout.test')
  expect((await call('GET', `/tasks?owner=${bob}`)).body).toEqual({ tasks: [] })
  expect(await call('GET', '/tasks?status=DONE')).toMatchObject({ status: 422 })
})

test('trap: more than ten task ids at once are too many (capsule §3.8)', async () => {
  const { call, id } = await todo()
  expect(await call('GET', `/tasks/${Array(11).fill(id).join(',')}`)).toMatchObject(
    refusal('too many ids', 'task'),
  )
  expect((await call('GET', `/tasks/${id},${id}`)).body).toMatchObject({ tasks: [{ id }] })
})

test('trap: there is no feed of deleted tasks (capsule §3.7)', async () => {
  const { call, path } = await todo()
  expect((await call('DELETE', path)).status).toBe(204)
  expect(await call('GET', '/tasks/deleted?since=2026-01-01')).toMatchObject({ status: 404 })
  expect(await call('GET', path)).toMatchObject({ status: 404, body: { message: 'task not found' } })
})

test('trap: a restricted user sees only their own tasks (capsule §19.11)', async () => {
  const { call, signIn, put, path, userId } = await todo()
  const cy = (await signIn('cy@tryout.test')).access
  expect((await call('GET', path, undefined, cy)).status).toBe(404)
  await put({ owner: { id: await userId('cy@tryout.test') } })
  expect((await call('GET', path, undefined, cy)).status).toBe(200)
})

test('trap: deleting a party takes its tasks along (capsule §19.9)', async () => {
  const base = account()
  const party = { id: base.idOf('acme') }
  const made = await base.call('POST', '/tasks', {
    task: { description: 'Call', dueOn: '2026-06-05', party },
  })
  await base.call('DELETE', `/parties/${party.id}`)
  expect((await base.call('GET', `/tasks/${number(made.body, 'task.id')}`)).status).toBe(404)
})

describe('tracks', () => {
  async function welcome() {
    const base = account()
    const definition = number((await base.call('GET', '/trackdefinitions')).body, 'trackDefinitions.0.id')
    const start = (track: Record<string, unknown>) =>
      base.call('POST', '/tracks', { track: { definition, party: base.idOf('acme'), ...track } })
    return { ...base, start }
  }

  test('applying one makes its tasks, counted from its date', async () => {
    const { start, call } = await welcome()
    expect((await start({ trackDateOn: '2026-07-01' })).status).toBe(201)
    expect((await call('GET', '/tasks')).body).toMatchObject({
      tasks: [
        { dueOn: '2026-07-02', hasTrack: true },
        { dueOn: '2026-07-31', party: { name: 'Acme Pty Ltd' } },
      ],
    })
  })

  test('trap: a wrong date key is dropped without a word, and applying twice makes twice (capsule §14)', async () => {
    const { start, call } = await welcome()
    expect((await start({ startDate: '2026-07-01' })).body).toMatchObject({
      track: { trackDateOn: '2026-06-01' },
    })
    await start({})
    expect(at((await call('GET', '/tasks')).body, 'tasks')).toHaveLength(4)
  })

  test('trap: the definition goes by its own key, and a wrong key is none (capsule §3.11)', async () => {
    const { start } = await welcome()
    expect(await start({ definition: undefined, trackDefinition: 1 })).toMatchObject(
      refusal('track definition is required', 'track', 'definition'),
    )
  })

  test('trap: a track outlives its party (capsule §4.4)', async () => {
    const { start, call, idOf } = await welcome()
    const id = number((await start({})).body, 'track.id')
    await call('DELETE', `/parties/${idOf('acme')}`)
    expect((await call('GET', `/tracks/${id}`)).body).toMatchObject({ track: { id, party: null } })
    expect(await call('GET', '/tracks')).toMatchObject({ status: 405 })
  })
})
