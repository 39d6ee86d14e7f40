import { expect, test } from 'vitest'
import { account, at, number } from './fixture.ts'

/** An account whose hooks for all these events tell here what they sent, in order of arrival. */
async function listening(...events: readonly string[]) {
  const heard: { event: unknown; payload: unknown }[] = []
  const base = account({
    deliver: async (_, init) => {
      const body: unknown = JSON.parse(String(init?.body))
      heard.push({ event: at(body, 'event'), payload: at(body, 'payload') })
      return new Response(null, { status: 200 })
    },
  })
  const { access } = await base.signIn('ann@tryout.test')
  for (const event of events) {
    const restHook = { event, targetUrl: 'http://receiver.test/in', embed: 'tags' }
    expect((await base.call('POST', '/resthooks', { restHook }, access)).status).toBe(201)
  }
  const told = async () => {
    await base.clock.advance(100)
    return heard.splice(0)
  }
  const add = async (many: string, one: string, record: Record<string, unknown>) =>
    number((await base.call('POST', `/${many}`, { [one]: record })).body, `${one}.id`)
  return { ...base, told, add, party: { id: base.idOf('acme') } }
}

const verbs = ['created', 'updated', 'moved', 'closed', 'deleted']

test('trap: winning an opportunity tells of the change, the move and the end, each to its own hook (capsule §17)', async () => {
  const { call, told, add, party } = await listening(...verbs.map((verb) => `opportunity/${verb}`))
  const { body } = await call('GET', '/milestones')
  const milestone = (index: number) => ({ id: number(body, `milestones.${index}.id`) })
  const id = await add('opportunities', 'opportunity', { name: 'Deal', party, milestone: milestone(0) })
  expect(await told()).toMatchObject([
    { event: 'opportunity/created', payload: [{ id, name: 'Deal', tags: [] }] },
  ])
  await call('PUT', `/opportunities/${id}`, { opportunity: { name: 'Big deal' } })
  expect((await told()).map(({ event }) => event)).toEqual(['opportunity/updated'])
  await call('PUT', `/opportunities/${id}`, { opportunity: { milestone: milestone(2) } })
  const won = { id, milestone: { name: 'Won' }, closedOn: '2026-06-01' }
  expect(await told()).toMatchObject([
    { event: 'opportunity/updated', payload: [won] },
    { event: 'opportunity/moved', payload: [won] },
    { event: 'opportunity/closed', payload: [won] },
  ])
  await call('PUT', `/opportunities/${id}`, { opportunity: { name: 'Won deal' } })
  expect((await told()).map(({ event }) => event)).toEqual(['opportunity/updated'])
  await call('DELETE', `/opportunities/${id}`)
  expect(await told()).toEqual([{ event: 'opportunity/deleted', payload: [{ id }] }])
})

test('trap: a project that is closed without moving tells of no move (capsule §17)', async () => {
  const { call, told, add, party } = await listening('kase/moved', 'kase/closed', 'kase/updated')
  const id = await add('kases', 'kase', { name: 'Job', party })
  await call('PUT', `/kases/${id}`, { kase: { status: 'CLOSED' } })
  expect((await told()).map(({ event }) => event)).toEqual(['kase/updated', 'kase/closed'])
  const stage = { id: number((await call('GET', '/stages')).body, 'stages.0.id') }
  await call('PUT', `/kases/${id}`, { kase: { stage } })
  expect((await told()).map(({ event }) => event)).toEqual(['kase/updated', 'kase/moved'])
})

test('trap: tasks tell of their completion and never of their deletion (capsule §17)', async () => {
  const { call, told, add } = await listening('task/created', 'task/updated', 'task/completed')
  const id = await add('tasks', 'task', { description: 'Call', dueOn: '2026-06-05' })
  await call('PUT', `/tasks/${id}`, { task: { status: 'COMPLETED' } })
  expect((await told()).map(({ event }) => event)).toEqual(['task/created', 'task/updated', 'task/completed'])
  await call('PUT', `/tasks/${id}`, { task: { description: 'Called' } })
  expect((await told()).map(({ event }) => event)).toEqual(['task/updated'])
  await call('DELETE', `/tasks/${id}`)
  expect(await told()).toEqual([])
})

test('trap: there are no events for entries, tags and fields (capsule §17)', async () => {
  const { call, signIn } = await listening()
  const { access } = await signIn('ann@tryout.test')
  for (const event of ['entry/created', 'tag/created', 'task/deleted', 'fieldDefinition/created']) {
    const restHook = { event, targetUrl: 'http://receiver.test/in' }
    expect((await call('POST', '/resthooks', { restHook }, access)).status).toBe(422)
  }
})

test('trap: deleting a party tells of everything that went with it (capsule §19.9)', async () => {
  const { call, told, add, party } = await listening(
    'party/deleted',
    'party/updated',
    'opportunity/deleted',
    'kase/deleted',
  )
  const kase = await add('kases', 'kase', { name: 'Job', party })
  const milestone = { id: number((await call('GET', '/milestones')).body, 'milestones.0.id') }
  const deal = await add('opportunities', 'opportunity', { name: 'Deal', party, milestone })
  await told()
  await call('DELETE', `/parties/${party.id}`)
  const heard = await told()
  expect(heard).toContainEqual({ event: 'kase/deleted', payload: [{ id: kase }] })
  expect(heard).toContainEqual({ event: 'opportunity/deleted', payload: [{ id: deal }] })
  expect(heard).toContainEqual({ event: 'party/deleted', payload: [{ id: party.id }] })
  expect(heard).toMatchObject(
    expect.arrayContaining([
      { event: 'party/updated', payload: [expect.objectContaining({ lastName: 'Wren' })] },
    ]),
  )
})

test('users tell of themselves', async () => {
  const { call, told, add } = await listening('user/created', 'user/updated', 'user/deleted')
  const id = await add('users', 'user', { username: 'dee', party: { firstName: 'Dee' } })
  await call('PUT', `/users/${id}`, { user: { currency: 'NZD' } })
  expect((await told()).map(({ event }) => event)).toEqual(['user/created', 'user/updated'])
  await call('DELETE', `/users/${id}`)
  expect(await told()).toEqual([{ event: 'user/deleted', payload: [{ id }] }])
})
